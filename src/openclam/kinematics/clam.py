"""The moving leg as the clam allows it: a triangle hip–knee–ankle that turns about hip–ankle.

With the bone lengths constant, the knee lies on a circle about the line from hip to ankle. One
number is left, the opening; it is the point of that circle nearest to where the knee was seen,
across the picture weighing much and in depth little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.kinematics.posture import Values
from openclam.kinematics.skeleton import Skeleton

ACROSS_SD_M = 0.03
DEPTH_SD_M = 0.08
"""How far a landmark lies off, across the picture and in depth: 2–15 px and the gain errors that
`docs/accuracy.md` reports."""

_GRID = np.radians(np.arange(-90.0, 150.0, 3.0))
_COS, _SIN = np.cos(_GRID), np.sin(_GRID)
_NEWTON_STEPS = 3
_PERSPECTIVE_STEPS = 2


@dataclass(frozen=True, slots=True)
class Leg:
    """The moving leg in camera axes (m): its joints, and the opening from the horizontal (rad)."""

    hip: Values
    knee: Values
    ankle: Values
    opening: float
    sharpness: float
    """Radians of opening error for an error of one standard deviation of the knee."""


def fit_leg(skeleton: Skeleton, up: Values, ankle_depth: float) -> Leg:
    """Fit the moving leg.

    Args:
        skeleton: joints in metres.
        up: (3,) unit vector, the room's up in camera axes.
        ankle_depth: the feet's depth (m), steadied over time since feet stay on the mat.

    Returns:
        The leg with constant bone lengths; a leg seen longer than its bones is straightened.
    """
    hip, seen = skeleton.joint("HIP", top=True), skeleton.joint("KNEE", top=True)
    hip = skeleton.nearer(hip, float(hip[2]))
    ankle = skeleton.nearer(skeleton.joint("ANKLE", top=True), ankle_depth)
    line = ankle - hip
    span = float(np.linalg.norm(line))
    axis = line / max(span, 1e-6)
    thigh, shank = skeleton.thigh_m, skeleton.shank_m
    span = float(np.clip(span, abs(thigh - shank) + 1e-3, thigh + shank - 1e-3))
    along = (thigh**2 - shank**2 + span**2) / (2 * span)
    radius = float(np.sqrt(max(thigh**2 - along**2, 0.0)))
    raised = up - axis * (up @ axis)
    raised /= max(float(np.linalg.norm(raised)), 1e-6)
    forward = np.cross(raised, axis) if skeleton.top == "right" else np.cross(axis, raised)
    weight = 1 / np.array([ACROSS_SD_M, ACROSS_SD_M, DEPTH_SD_M])
    centre = hip + axis * along
    depth = seen[2]
    for _ in range(_PERSPECTIVE_STEPS):
        target = skeleton.nearer(seen, depth)
        target[2] = seen[2]
        opening = _nearest_angle((target - centre) * weight, radius * forward * weight, radius * raised * weight)
        knee = centre + radius * (np.cos(opening) * forward + np.sin(opening) * raised)
        depth = float(knee[2])
    slope = radius * (-np.sin(opening) * forward + np.cos(opening) * raised) * weight
    return Leg(hip, knee, hip + axis * span, opening, 1 / max(float(np.linalg.norm(slope)), 1e-3))


def _nearest_angle(target: Values, forward: Values, raised: Values) -> float:
    """The angle t for which forward·cos t + raised·sin t comes nearest to `target`."""
    ff, rr, fr = forward @ forward, raised @ raised, forward @ raised
    tf, tr = target @ forward, target @ raised
    cost = ff * _COS**2 + rr * _SIN**2 + 2 * fr * _COS * _SIN - 2 * (tf * _COS + tr * _SIN)
    t = float(_GRID[int(np.argmin(cost))])
    for _ in range(_NEWTON_STEPS):
        cos, sin = np.cos(t), np.sin(t)
        slope = 2 * (rr - ff) * sin * cos + 2 * fr * (cos**2 - sin**2) + 2 * (tf * sin - tr * cos)
        curve = 2 * (rr - ff) * (cos**2 - sin**2) - 8 * fr * sin * cos + 2 * (tf * cos + tr * sin)
        if curve <= 0:
            break
        t -= float(np.clip(slope / curve, -0.05, 0.05))
    return t
