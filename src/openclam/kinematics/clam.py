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
"""How far the knee may lie from its circle, across the picture and in depth. Across it is less the
landmark's error than that of the circle (bone lengths, the feet's depth)."""

SPAN_TRUST = 0.5
"""How far the seen distance from hip to ankle is trusted against that of the knee bent to 90°, which
the page asks for: most of that distance's error is depth."""

_GRID = np.radians(np.arange(-90.0, 150.0, 3.0))
_COS, _SIN = np.cos(_GRID), np.sin(_GRID)
_NEWTON_STEPS = 3
_PERSPECTIVE_STEPS = 2


@dataclass(frozen=True, slots=True)
class Leg:
    """The moving leg in camera axes (m), the opening from the horizontal (rad), and the knee's bend.

    `knee_flexion_deg` is that of the bones between hip and ankle as seen; the joints themselves lie
    nearer to a knee at 90° (`SPAN_TRUST`).
    """

    hip: Values
    knee: Values
    ankle: Values
    opening: float
    knee_flexion_deg: float


def fit_leg(skeleton: Skeleton, up: Values, ankle_depth: float) -> Leg:
    """Fit the moving leg.

    Args:
        skeleton: joints in metres.
        up: (3,) unit vector, the room's up in camera axes.
        ankle_depth: the feet's depth (m), steadied over time since feet stay on the mat.

    Returns:
        The leg with constant bone lengths; a leg seen longer than its bones is straightened.
    """
    hip = skeleton.joint("HIP", top=True)
    hip = skeleton.nearer(hip, float(hip[2]))
    line = skeleton.nearer(skeleton.joint("ANKLE", top=True), ankle_depth) - hip
    axis = line / max(float(np.linalg.norm(line)), 1e-6)
    thigh, shank = skeleton.thigh_m, skeleton.shank_m
    seen_span = _reachable(float(np.linalg.norm(line)), thigh, shank)
    usual_span = float(np.hypot(thigh, shank))
    span = usual_span + SPAN_TRUST * (seen_span - usual_span)
    along = (thigh**2 - shank**2 + span**2) / (2 * span)
    radius = float(np.sqrt(thigh**2 - along**2))
    raised = up - axis * (up @ axis)
    raised /= max(float(np.linalg.norm(raised)), 1e-6)
    forward = np.cross(raised, axis) if skeleton.top == "right" else np.cross(axis, raised)
    opening, knee = _fit_knee(skeleton, hip + axis * along, radius * forward, radius * raised)
    return Leg(hip, knee, hip + axis * span, opening, _bend(seen_span, thigh, shank))


def _fit_knee(skeleton: Skeleton, centre: Values, forward: Values, raised: Values) -> tuple[float, Values]:
    """The angle on the circle nearest to the knee as seen, and the knee there."""
    seen = skeleton.joint("KNEE", top=True)
    weight = 1 / np.array([ACROSS_SD_M, ACROSS_SD_M, DEPTH_SD_M])
    opening, knee = 0.0, seen
    for _ in range(_PERSPECTIVE_STEPS):
        target = skeleton.nearer(seen, float(knee[2]))
        target[2] = seen[2]
        opening = _nearest_angle((target - centre) * weight, forward * weight, raised * weight)
        knee = centre + np.cos(opening) * forward + np.sin(opening) * raised
    return opening, knee


def _reachable(span: float, thigh: float, shank: float) -> float:
    """The distance from hip to ankle (m), no more than a straight leg's and no less than a folded one's."""
    return float(np.clip(span, abs(thigh - shank) + 1e-3, thigh + shank - 1e-3))


def _bend(span: float, thigh: float, shank: float) -> float:
    """Knee flexion (deg) of bones whose ends are `span` apart; the law of cosines."""
    cosine = (thigh**2 + shank**2 - span**2) / (2 * thigh * shank)
    return float(180 - np.degrees(np.arccos(np.clip(cosine, -1, 1))))


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
