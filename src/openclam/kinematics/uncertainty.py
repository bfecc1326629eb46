"""How far each quantity may be off: one standard deviation.

The figures are root-mean-square errors of this very chain on rendered people whose angles are
known (`python -m bench.angles` prints them), for a camera in front of the body; a camera toward head or feet
end sees depth where it wants breadth, and the errors grow with it.
"""

from __future__ import annotations

import numpy as np

from openclam.kinematics.posture import COUNT, Quantity, Values, View
from openclam.pose.landmarks import Landmarks, Point

FRONTAL_SD: dict[Quantity, float] = {
    Quantity.OPENING: 4.0,
    Quantity.HIP_FLEXION: 8.0,
    Quantity.HIP_ABDUCTION: 7.0,
    Quantity.HIP_EXTERNAL_ROTATION: 8.0,
    Quantity.KNEE_FLEXION: 9.0,
    Quantity.PELVIC_ROLL: 9.0,
    Quantity.PELVIC_TILT: 8.0,
    Quantity.TRUNK_ROTATION: 9.0,
    Quantity.TRUNK_LEAN: 6.0,
    Quantity.SIDE_LYING: 13.0,
    Quantity.FEET_DISTANCE: 2.5,
    Quantity.HEAD_TO_ARM: 5.0,
    Quantity.TOP_HAND_FORWARD: 8.0,
    Quantity.KNEES_DISTANCE: 4.0,
}
"""Degrees or cm, camera within about 30° of frontal."""

_BASE = np.array([FRONTAL_SD[quantity] for quantity in Quantity])
_LEG = np.array([Point.LEFT_HIP, Point.RIGHT_HIP, Point.LEFT_KNEE, Point.RIGHT_KNEE])


def standard_deviation(view: View, landmarks: Landmarks) -> Values:
    """Standard deviation (COUNT,) of the quantities of one picture."""
    off = np.radians(min(abs(view.azimuth_deg), 180 - abs(view.azimuth_deg)))
    oblique = 1 / max(np.cos(off), 0.25)
    inside = (landmarks.image[_LEG, 0] >= 0) & (landmarks.image[_LEG, 0] < landmarks.width)
    inside &= (landmarks.image[_LEG, 1] >= 0) & (landmarks.image[_LEG, 1] < landmarks.height)
    outside = 1 + 0.25 * float((~inside).sum())
    spread = _BASE * oblique * outside
    assert spread.shape == (COUNT,)
    return np.asarray(spread)
