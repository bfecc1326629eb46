"""From what the camera measured to the postures that the loads take.

The opening, the roll of the pelvis and the gap between the feet are followed through the rep; flexion of hip and knee
are those of the closed position. The rest is the clam's own geometry: with the feet together they leave no other
freedom. A leg put together from hip angles that are each 5° off would have its foot somewhere in the air.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from openclam.kinematics import Quantity
from openclam.kinematics.posture import Values
from openclam.kinetics.clam import clam_posture, hip_to_ankle_length
from openclam.kinetics.posture import HipPosture

FEET_TOGETHER_CM = 4.0
"""Up to here the upper foot is taken to rest on the lower one; the page's own limit for feet together."""

_MOVING = [Quantity.OPENING, Quantity.PELVIC_ROLL]
_NEEDED = [*_MOVING, Quantity.HIP_FLEXION, Quantity.KNEE_FLEXION]


class PostureLike(Protocol):
    """A posture as the loads need it: seconds, and the values (COUNT,) in the order of `Quantity`."""

    @property
    def time_s(self) -> float:
        """Since the first frame."""

    @property
    def value(self) -> Values:
        """NaN where not measured; `openclam.movement.track.FOLLOWED` are asked for."""


@dataclass(frozen=True, slots=True)
class RepMotion:
    """One rep as it was measured.

    `postures` (n,) from its start to its end; `closed` (COUNT,) is the set's closed position in the order of
    `Quantity`.
    """

    number: int
    postures: Sequence[PostureLike]
    closed: Values

    def seen(self) -> Sequence[tuple[PostureLike, HipPosture]]:
        """The postures in which the leg was measured, and the same as the loads take them."""
        return [
            (one, hip_posture(one.value, self.closed)) for one in self.postures if np.isfinite(one.value[_MOVING]).all()
        ]

    def opening_deg(self, posture: PostureLike) -> float:
        """Opening since the closed position, in degrees."""
        return float(posture.value[Quantity.OPENING] - self.closed[Quantity.OPENING])


def measured(value: Values) -> bool:
    """Whether all that the loads need of the closed position was measured in its values (COUNT,)."""
    return bool(np.isfinite(value[_NEEDED]).all())


def hip_posture(value: Values, closed: Values) -> HipPosture:
    """The posture of values (COUNT,) in the order of `Quantity`, those of the closed position beside them.

    Feet whose distance was not measured count as together.
    """
    knee = float(closed[Quantity.KNEE_FLEXION])
    return clam_posture(
        opening_deg=float(value[Quantity.OPENING] - closed[Quantity.OPENING]),
        hip_flexion_deg=float(closed[Quantity.HIP_FLEXION]),
        knee_flexion_deg=knee,
        roll_deg=float(value[Quantity.PELVIC_ROLL]),
        lift_deg=_lift_deg(float(value[Quantity.FEET_DISTANCE] - closed[Quantity.FEET_DISTANCE]), knee),
    )


def _lift_deg(gap_cm: float, knee_flexion_deg: float) -> float:
    """How far the line from hip to ankle is lifted by a gap between the feet; the leg's length is the usual one."""
    if not gap_cm > FEET_TOGETHER_CM:
        return 0.0
    return math.degrees(math.asin(min(1.0, gap_cm / 100 / hip_to_ankle_length(knee_flexion_deg))))
