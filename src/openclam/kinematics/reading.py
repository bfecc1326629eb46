"""How landmarks are read, and how much less surely than in the sessions that the lifter was calibrated on.

A recording is read by *heavy*, each second frame mirrored, unless its user chooses a faster network. The browser reads
by *full* or *lite*, and every frame as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from openclam.pose import PoseModel

WIDER: Final[dict[tuple[PoseModel, bool], float]] = {
    ("heavy", True): 1.0,
    ("full", True): 1.0,
    ("lite", True): 1.0,
    ("heavy", False): 1.0,
    ("full", False): 1.0,
    ("lite", False): 1.0,
}
"""Factor of every standard deviation, by network and whether each second frame is read mirrored (`bench.models`)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The network that reads the landmarks, and whether it reads each second frame mirrored."""

    model: PoseModel = "heavy"
    both_ways: bool = True

    @property
    def wider(self) -> float:
        """How much wider standard deviations are than those of a recording read by *heavy*, both ways."""
        return WIDER[self.model, self.both_ways]
