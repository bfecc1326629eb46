"""The posture: every angle that OpenClam uses, defined once.

Pelvis frame after ISB (Wu et al. 2002, doi 10.1016/S0021-9290(01)00222-6): X forward, Y to the
head, Z to the right. Hip angles after Grood and Suntay (1983, doi 10.1115/1.3138397). Degrees.

| angle | definition |
|---|---|
| hip flexion | + flexion |
| hip abduction | + abduction |
| hip external rotation | + external |
| knee flexion | 0 straight, + flexion |
| opening | how far the moving thigh has turned in the room about the line from its hip to its ankle, + upward |
| pelvic roll | turn of the pelvis about its own long axis, + top hip backward |
| pelvic tilt | turn of the pelvis about its side-to-side axis, + forward (anterior) |
| trunk rotation | shoulders against pelvis about the long axis, + top shoulder backward |
| trunk lean | shoulders against pelvis in the frontal plane, + toward the top side |
| side lying | angle between the line through both hips and the room's vertical, 0 stacked |

Opening counts from a knee level with the line from hip to ankle, roll from hips that lie over each other, tilt from a
pelvis whose front faces the camera, trunk rotation and lean from the standing body. The closed position of the set is
not known before the set has begun; `movement/` subtracts it later.
Distances are in cm: between the ankle centres, of the top knee above the lower one, from the ear to the lower arm, and
of the top wrist in front of the trunk.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np
import numpy.typing as npt

from openclam.pose.landmarks import FrameLandmarks

Side = Literal["left", "right"]
Values = npt.NDArray[np.float64]


class Quantity(IntEnum):
    """Index of each quantity in `Posture.value`, `.sd` and `.speed`."""

    OPENING = 0
    HIP_FLEXION = 1
    HIP_ABDUCTION = 2
    HIP_EXTERNAL_ROTATION = 3
    KNEE_FLEXION = 4
    PELVIC_ROLL = 5
    PELVIC_TILT = 6
    TRUNK_ROTATION = 7
    TRUNK_LEAN = 8
    SIDE_LYING = 9
    FEET_DISTANCE = 10
    HEAD_TO_ARM = 11
    TOP_HAND_FORWARD = 12
    KNEES_APART = 13


COUNT = len(Quantity)


END_ON_DEG, END_ON = (66.0, 74.0), 1.8
"""Angles off the front (or back) that separate a broadside camera (factor 1, below) from one along the body (`END_ON`).

There the networks are surer than they should be: nine in ten openings of the development sessions beyond 70° lie within
1.8 times the interval that was stated before.
"""


@dataclass(frozen=True, slots=True)
class CameraView:
    """The camera's direction, seen from the person, degrees.

    `azimuth_deg` 0 faces the front of the body, + toward the head, 180 behind it.
    `elevation_deg` + above the body.
    """

    azimuth_deg: float
    elevation_deg: float


def end_on(azimuth_deg: float) -> float:
    """Factor of the standard deviations for a camera at this azimuth, degrees: 1 to `END_ON`."""
    off = math.degrees(math.asin(abs(math.sin(math.radians(azimuth_deg)))))
    low, high = END_ON_DEG
    return 1.0 + (END_ON - 1.0) * min(max((off - low) / (high - low), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Posture:
    """The body at one time.

    `value`, `sd` (COUNT,) are in the units of `Quantity`, `speed` (COUNT,) the same per second. `change_sd` (COUNT,) is
    the standard deviation of the change since rest, which is known better than the value; NaN for quantities without
    a change. Everything is NaN where nobody was seen. `top` is the side nearer the ceiling. `on_side` (0 to 1) is how
    much the body lies on its side. `frame_landmarks` is what the camera saw at this time. `slip_deg` is the distance of
    that frame's own opening from `value`, small unless landmarks leap.
    """

    time_s: float
    top: Side | None
    on_side: float
    value: Values
    sd: Values
    change_sd: Values
    speed: Values
    view: CameraView | None
    frame_landmarks: FrameLandmarks
    slip_deg: float = 0.0

    @property
    def seen(self) -> bool:
        """Whether a body was measured at this time."""
        return bool(np.isfinite(self.value[Quantity.OPENING]))
