"""What each trained lifter claims: the movement that it was trained on, and the signals that it may be asked for.

An exercise file names its lifter and its signal. A signal that the lifter does not claim would be read off bodies that
it has never seen, so such a file is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from openclam.kinematics.posture import Quantity


@dataclass(frozen=True, slots=True)
class Claim:
    """`trained_on` in words; `signals` are the quantities that a rep may be found in, by name."""

    trained_on: str
    signals: dict[str, Quantity]


CLAIMS = {
    "side-lying-clam": Claim(
        trained_on="people who lie on their side with bent knees and open the top knee",
        signals={"opening": Quantity.OPENING},
    )
}
"""Every lifter by its name; `docs/lifter.md` is the model card."""
