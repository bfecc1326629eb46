"""One rep as it was found: its moments and its postures."""

from __future__ import annotations

from dataclasses import dataclass

from openclam.kinematics import Quantity
from openclam.movement.track import Track


@dataclass(frozen=True, slots=True)
class RepTimes:
    """When a rep was where, in seconds.

    `start_s` is the last moment slower than 5°/s before the top; the top lasts from `top_s` to `top_end_s` and is highest
    at `peak_s`; `end_s` is the first moment after it slower than 5°/s at which the leg has come back or stays where it is.
    """

    start_s: float
    top_s: float
    peak_s: float
    top_end_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class RepSpan:
    """One rep as found: the postures from the rest before it to its end, and places among them.

    `before` are the postures that lead up to the rep, oldest first; `postures` those of the rep.
    `top`, `peak`, `top_end` index into `postures`. `excursion_deg` is the rise of
    `signal` from the rep's own rest.
    """

    before: Track
    postures: Track
    top: int
    peak: int
    top_end: int
    excursion_deg: float
    signal: Quantity

    @property
    def times(self) -> RepTimes:
        """The rep's moments."""
        return RepTimes(self.start_s, self.top_s, self.peak_s, self.top_end_s, self.end_s)

    @property
    def start_s(self) -> float:
        """See `RepTimes`; likewise the others."""
        return float(self.postures.time_s[0])

    @property
    def top_s(self) -> float:
        """When the top begins."""
        return float(self.postures.time_s[self.top])

    @property
    def peak_s(self) -> float:
        """When the opening is largest."""
        return float(self.postures.time_s[self.peak])

    @property
    def top_end_s(self) -> float:
        """When the top ends."""
        return float(self.postures.time_s[self.top_end])

    @property
    def end_s(self) -> float:
        """When the rep ends."""
        return float(self.postures.time_s[-1])
