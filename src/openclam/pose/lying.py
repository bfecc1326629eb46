"""Who lies on the side: the one question by which a person is chosen among several."""

from __future__ import annotations

import numpy as np

from openclam.pose.landmarks import Landmarks, Point

ON_THE_SIDE = 0.55
"""At or above this a body counts as lying on its side: trunk and pelvis within about 30° of it."""


def side_lying(landmarks: Landmarks) -> float:
    """How much the body lies on its side, 0 (upright, or flat on the back) to 1.

    The trunk must be level and the line through the hips upright in the room; the picture's own
    up stands for the room's, which holds for cameras up to some 45° above the mat.
    """
    world = landmarks.world
    hips = world[Point.LEFT_HIP] - world[Point.RIGHT_HIP]
    shoulders = world[Point.LEFT_SHOULDER] - world[Point.RIGHT_SHOULDER]
    trunk = (world[Point.LEFT_SHOULDER] + world[Point.RIGHT_SHOULDER]) / 2
    trunk = trunk - (world[Point.LEFT_HIP] + world[Point.RIGHT_HIP]) / 2
    level = 1 - _steepness(trunk)
    stacked = max(_steepness(hips), _steepness(shoulders))
    return float(np.clip(2 * level, 0, 1) * stacked)


def _steepness(vector: np.ndarray) -> float:
    length = float(np.linalg.norm(vector))
    return abs(float(vector[1])) / length if length > 0 else 0.0
