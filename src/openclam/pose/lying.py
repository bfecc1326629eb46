"""What a body's posture is at a glance: who lies on the side, by which a person is chosen among several, and bent knees."""

from __future__ import annotations

from typing import Literal

import numpy as np

from openclam.pose.landmarks import Landmarks, Point

ON_THE_SIDE = 0.55
"""At or above this a body counts as lying on its side: trunk and pelvis within about 30° of it."""


def side_lying(landmarks: Landmarks, elevation_deg: float = 0.0) -> float:
    """How much the body lies on its side, 0 (upright, or flat on the back) to 1.

    The trunk must be level and the line through the hips upright in the room. Where `elevation_deg`, how far above the
    body the camera stands, is not known, the picture's own up stands for the room's, which holds up to some 35°.
    """
    world = landmarks.world
    hips = world[Point.LEFT_HIP] - world[Point.RIGHT_HIP]
    shoulders = world[Point.LEFT_SHOULDER] - world[Point.RIGHT_SHOULDER]
    trunk = (world[Point.LEFT_SHOULDER] + world[Point.RIGHT_SHOULDER]) / 2
    trunk = trunk - (world[Point.LEFT_HIP] + world[Point.RIGHT_HIP]) / 2
    elevation = np.radians(elevation_deg)
    up = np.array([0.0, -np.cos(elevation), -np.sin(elevation)])
    level = 1 - _steepness(trunk, up)
    stacked = max(_steepness(hips, up), _steepness(shoulders, up))
    return float(np.clip(2 * level, 0, 1) * stacked)


def knee_bend_deg(landmarks: Landmarks, side: Literal["left", "right"]) -> float:
    """Flexion of one knee in the network's own three-dimensional body: 0 straight. Coarse: a body on its side misleads it."""
    hip, knee, ankle = (landmarks.world[Point[f"{side.upper()}_{name}"]] for name in ("HIP", "KNEE", "ANKLE"))
    thigh, shank = knee - hip, ankle - knee
    length = float(np.linalg.norm(thigh) * np.linalg.norm(shank))
    return float(np.degrees(np.arccos(np.clip(thigh @ shank / length, -1, 1)))) if length > 0 else 0.0


def _steepness(vector: np.ndarray, up: np.ndarray) -> float:
    length = float(np.linalg.norm(vector))
    return abs(float(vector @ up)) / length if length > 0 else 0.0
