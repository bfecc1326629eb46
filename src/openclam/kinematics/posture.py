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

Opening counts from a knee level with the line from hip to ankle here, roll from hips that lie over each other, tilt
from a pelvis whose front faces the camera, trunk rotation and lean from the standing body; `assessment/` subtracts the
set's closed position, which is not known while the set has not begun.
Distances are in cm: between the ankle centres, how far the top knee lies above the lower one, from the ear to the lower
arm, and how far the top wrist lies in front of the trunk.
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
"""Between these angles off the front (or the back) standard deviations grow to so many times: where the camera looks along the body
the networks are surer than they should be. Nine in ten openings of the development sessions beyond 70° lie within 1.8 times
the interval that was stated before."""


@dataclass(frozen=True, slots=True)
class CameraView:
    """Where the camera stands, seen from the person: degrees.

    `azimuth_deg` 0 faces the front of the body, + toward the head, 180 behind it.
    `elevation_deg` + above the body.
    """

    azimuth_deg: float
    elevation_deg: float


def end_on(azimuth_deg: float) -> float:
    """How many times larger standard deviations are for a camera at this azimuth, degrees: 1 to `END_ON`."""
    off = math.degrees(math.asin(abs(math.sin(math.radians(azimuth_deg)))))
    low, high = END_ON_DEG
    return 1.0 + (END_ON - 1.0) * min(max((off - low) / (high - low), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Posture:
    """The body at one time.

    `value`, `sd` (COUNT,) in the units of `Quantity`; `speed` (COUNT,) the same per second. `change_sd`
    (COUNT,) is the standard deviation of what has changed since the body rested, which is known better than
    the value itself; NaN for what is told of the resting body alone. NaN where nothing was seen. `top` is the side nearer
    the ceiling; `on_side` 0 to 1 is how much the body lies on its side. `frame_landmarks` is what the camera saw at this time;
    `slip_deg` how far from `value` the opening of that picture by itself lies, which is little unless landmarks leap.
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
