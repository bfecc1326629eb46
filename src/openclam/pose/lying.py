"""Posture at a glance: how much a body lies on its side, and how far its knees are bent."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from openclam.pose.landmarks import Landmarks, Point

ON_THE_SIDE = 0.55
"""`side_lying` that separates lying on the side (more; trunk and pelvis within about 30° of it) from not (less)."""
HALF_LYING = 0.3
"""`side_lying` that separates lying at least half on the side (more) from not (less).

Bodies that lie read as low as 0.4 from obliquely above or end on; bodies that stand read less than 0.3.
"""

_TRUNK = np.array([Point.LEFT_HIP, Point.RIGHT_HIP, Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER])
_LEG = {
    side: np.array([Point[f"{side.upper()}_{name}"] for name in ("HIP", "KNEE", "ANKLE")]) for side in ("left", "right")
}


def side_lying(landmarks: Landmarks, elevation_deg: float = 0.0) -> float:
    """How much the body lies on its side, 0 (upright, or flat on the back) to 1.

    The trunk must be level and the line through the hips upright in the room. `elevation_deg` is the camera's, above
    the body. Left at 0, the image's up stands for the room's, which holds up to some 35°.
    """
    # Plain numbers: this runs for every frame, and NumPy takes many times as long over three numbers.
    left_hip, right_hip, left_shoulder, right_shoulder = landmarks.world[_TRUNK].tolist()
    hips = [a - b for a, b in zip(left_hip, right_hip, strict=True)]
    shoulders = [a - b for a, b in zip(left_shoulder, right_shoulder, strict=True)]
    trunk = [
        (a + b) / 2 - (c + d) / 2 for a, b, c, d in zip(left_shoulder, right_shoulder, left_hip, right_hip, strict=True)
    ]
    elevation = math.radians(elevation_deg)
    up_y, up_z = -math.cos(elevation), -math.sin(elevation)
    level = 1 - _steepness(trunk, up_y, up_z)
    stacked = max(_steepness(hips, up_y, up_z), _steepness(shoulders, up_y, up_z))
    return min(max(2 * level, 0.0), 1.0) * stacked


def knee_bend_deg(landmarks: Landmarks, side: Literal["left", "right"]) -> float:
    """Flexion of one knee in the network's world landmarks, degrees, 0 straight; coarse for a body on its side."""
    hip, knee, ankle = landmarks.world[_LEG[side]].tolist()
    thigh = [a - b for a, b in zip(knee, hip, strict=True)]
    shank = [a - b for a, b in zip(ankle, knee, strict=True)]
    length = math.hypot(*thigh) * math.hypot(*shank)
    along = sum(a * b for a, b in zip(thigh, shank, strict=True))
    return math.degrees(math.acos(min(max(along / length, -1.0), 1.0))) if length > 0 else 0.0


def _steepness(vector: list[float], up_y: float, up_z: float) -> float:
    x, y, z = vector
    length = math.sqrt(x * x + y * y + z * z)
    return abs(y * up_y + z * up_z) / length if length > 0 else 0.0
