"""How far each quantity may be off: one standard deviation.

The figures are root-mean-square errors of this very chain on rendered people whose angles are known
(`python -m bench.angles`; `docs/accuracy.md` has the table), rounded up. They grow with the camera's
angle from the frontal: it then sees depth where it wants breadth.
"""

from __future__ import annotations

import numpy as np

from openclam.kinematics.posture import Quantity, Values, View
from openclam.pose.landmarks import Landmarks, Point

SD: dict[Quantity, tuple[float, float]] = {
    Quantity.OPENING: (3.2, 4.5),
    Quantity.HIP_FLEXION: (7.0, 8.0),
    Quantity.HIP_ABDUCTION: (11.0, 6.0),
    Quantity.HIP_EXTERNAL_ROTATION: (13.5, 0.0),
    Quantity.KNEE_FLEXION: (7.0, 26.0),
    Quantity.PELVIC_ROLL: (8.5, 3.5),
    Quantity.PELVIC_TILT: (18.0, 0.0),
    Quantity.TRUNK_ROTATION: (18.0, 0.0),
    Quantity.TRUNK_LEAN: (18.0, 0.0),
    Quantity.SIDE_LYING: (14.0, 8.0),
    Quantity.FEET_DISTANCE: (1.5, 4.0),
    Quantity.HEAD_TO_ARM: (5.0, 5.0),
    Quantity.TOP_HAND_FORWARD: (8.0, 8.0),
    Quantity.KNEES_APART: (3.0, 3.0),
}
"""Standard deviation straight from the front, and what a camera at a right angle to that adds (times
the sine of the angle). Degrees or cm. Tilt, trunk rotation and trunk lean hardly show in the landmarks
(a tilt of 14°, a rotation of 18° and a lean of 14° read 2, 9 and 1°), so theirs is the size of such a
fault: a small reading is no proof of a still trunk."""

OUT_OF_PICTURE = 0.25
"""Growth for each hip or knee that lies outside the picture, where the network guesses."""

HIDDEN_FOOT, FOOT_SEEN = 2.0, 0.3
"""Growth of the feet's distance where the network says that an ankle is hidden altogether (visibility 0),
falling to none at this visibility: on film of shod feet, one behind the other, it then jumps by
several centimetres."""

_FRONT, _OBLIQUE = np.array([SD[quantity] for quantity in Quantity]).T
_ANKLES = np.array([Point.LEFT_ANKLE, Point.RIGHT_ANKLE])
_LEG = np.array([Point.LEFT_HIP, Point.RIGHT_HIP, Point.LEFT_KNEE, Point.RIGHT_KNEE])


def standard_deviation(view: View, landmarks: Landmarks) -> Values:
    """Standard deviation (COUNT,) of the quantities of one picture."""
    oblique = abs(float(np.sin(np.radians(view.azimuth_deg))))
    outside = float((~landmarks.inside(_LEG)).sum())
    spread = (_FRONT + oblique * _OBLIQUE) * (1 + OUT_OF_PICTURE * outside)
    hidden = max(0.0, 1 - float(landmarks.visibility[_ANKLES].min()) / FOOT_SEEN)
    spread[Quantity.FEET_DISTANCE] *= 1 + HIDDEN_FOOT * hidden
    return np.asarray(spread)
