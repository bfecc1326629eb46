"""A side-lying body to draw: where its joints are, in centimetres.

Room frame of the drawing: x along the body from head to feet, y up from the floor, z toward the
viewer, who looks at the front of the body; the origin lies on the floor under the hips. The body
lies on its right side, so the left leg is the moving leg.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Point = npt.NDArray[np.float64]
"""(3,) x, y, z in cm."""

THIGH_CM = 42.0
SHANK_CM = 40.0
FOOT_CM = 18.0
_FOOT_FOLLOWS = 0.3  # the ankle gives way: the foot stays on the other one while the shank turns

_TOP_HIP = np.array([0.0, 25.5, 0.0])
_BOTTOM_HIP = np.array([0.0, 9.0, 0.0])
_TOP_ANKLE_Y = 13.5
_BOTTOM_ANKLE_Y = 5.0
_TOP_KNEE_Y = 18.5
_BOTTOM_KNEE_Y = 6.5


@dataclass(frozen=True, slots=True)
class Leg:
    """The joint centres of one leg and the tip of its foot."""

    hip: Point
    knee: Point
    ankle: Point
    toe: Point


def bottom_leg(hip_flexion_deg: float, knee_flexion_deg: float) -> Leg:
    """The leg that lies on the mat."""
    return _resting_leg(_BOTTOM_HIP, _BOTTOM_KNEE_Y, _BOTTOM_ANKLE_Y, hip_flexion_deg, knee_flexion_deg)


def top_leg(hip_flexion_deg: float, knee_flexion_deg: float, opening_deg: float) -> Leg:
    """The moving leg, opened by turning the knee about the line from hip to ankle.

    Args:
        hip_flexion_deg: of the closed position; + flexion.
        knee_flexion_deg: 0 straight; keeps its value while the leg opens.
        opening_deg: 0 closed; + knee up.
    """
    closed = _resting_leg(_TOP_HIP, _TOP_KNEE_Y, _TOP_ANKLE_Y, hip_flexion_deg, knee_flexion_deg)
    axis = (closed.hip - closed.ankle) / np.linalg.norm(closed.hip - closed.ankle)
    knee = closed.hip + _turned(closed.knee - closed.hip, axis, opening_deg)
    toe = closed.ankle + _turned(closed.toe - closed.ankle, axis, opening_deg * _FOOT_FOLLOWS)
    return Leg(closed.hip, knee, closed.ankle, toe)


def _resting_leg(hip: Point, knee_y: float, ankle_y: float, hip_flexion_deg: float, knee_flexion_deg: float) -> Leg:
    """A leg whose angles hold in the plane of the floor, knee and ankle resting at the given heights."""
    thigh = np.radians(hip_flexion_deg)
    shank = np.radians(hip_flexion_deg - knee_flexion_deg)
    knee = hip + _along(thigh, THIGH_CM, knee_y - hip[1])
    ankle = knee + _along(shank, SHANK_CM, ankle_y - knee_y)
    foot = FOOT_CM * np.array([-np.sin(shank), 0.0, np.cos(shank)])  # square to the shank, toes forward
    return Leg(hip, knee, ankle, ankle + foot)


def _along(direction: float, length: float, rise: float) -> Point:
    """A segment of this length that rises by `rise` and points `direction` radians forward of the body's line."""
    level = np.sqrt(length**2 - rise**2)
    return np.array([level * np.cos(direction), rise, level * np.sin(direction)])


def _turned(vector: Point, axis: Point, angle_deg: float) -> Point:
    """`vector` turned about the unit `axis` (Rodrigues)."""
    angle = np.radians(angle_deg)
    turned: Point = (
        vector * np.cos(angle)
        + np.cross(axis, vector) * np.sin(angle)
        + axis * np.dot(axis, vector) * (1 - np.cos(angle))
    )
    return turned
