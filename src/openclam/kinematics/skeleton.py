"""Landmarks to joints in metres, with the lengths of the bones held constant.

Where a point lies across the picture is trusted; how deep it lies is the network's guess and is
trusted little. One scale serves the whole body; what that leaves out, that a knee nearer the
camera looks larger, `nearer` puts back where a depth is known.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from openclam.kinematics.posture import Side, Values
from openclam.pose.landmarks import Landmarks, Point

THIGH_SHARE, SHANK_SHARE, TRUNK_SHARE = 0.245, 0.246, 0.288
"""Hip to knee, knee to ankle and hip to shoulder as shares of body height (Drillis and Contini
1966, as printed in Winter, Biomechanics and Motor Control of Human Movement)."""

FOCAL_SHARE = 0.9
"""Focal length as a share of the picture's long side: about 58° across, as phones and laptops have.
A fifth more or less moves the opening by 0.6° at most."""

KNEE_BEYOND = 0.05
"""How far the knee's centre lies beyond its landmark, as a share of the line from hip to landmark."""
FEET_NEARER_M = 0.05
"""How much nearer the camera a foot is than the network believes, for a body seen from its front."""

_MEMORY = 240
_SAMPLE_S = 0.1
_MAIN = np.array([11, 12, 23, 24, 25, 26, 27, 28])

_SIDES: dict[Side, dict[str, Point]] = {
    "left": {name: Point[f"LEFT_{name}"] for name in ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE", "EAR")},
    "right": {name: Point[f"RIGHT_{name}"] for name in ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE", "EAR")},
}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Joints in metres: camera axes (x right, y down, z away), origin at the middle of the hips.

    `points` (33, 3). `thigh_m`, `shank_m` are the constant lengths; `top` the side nearer the
    ceiling. `distance_m` is the camera's from the hips; `ray` (2,) the hips' place in the picture,
    from its middle, in metres across for each metre away.
    """

    points: Values
    thigh_m: float
    shank_m: float
    top: Side
    distance_m: float
    ray: Values

    def nearer(self, point: Values, depth: float) -> Values:
        """`point` (3,) moved to `depth` (m, + away) along the line on which the camera saw it."""
        across = point[:2] * (1 + depth / self.distance_m) + self.ray * depth
        return np.array([across[0], across[1], depth])

    def joint(self, name: str, *, top: bool) -> Values:
        """One joint (3,) of the top or the bottom side, e.g. ``joint("KNEE", top=True)``."""
        side: Side = self.top if top else ("left" if self.top == "right" else "right")
        return np.asarray(self.points[_SIDES[side][name]])


class BodyScale:
    """Learns the person's size in the picture while pictures come in."""

    def __init__(self, height_m: float) -> None:
        self._height_m = height_m
        self._trunks: deque[float] = deque(maxlen=_MEMORY)
        self._sampled_s = -np.inf
        self._metres_per_unit = 1.0

    def step(self, landmarks: Landmarks, top: Side) -> Skeleton:
        """The joints of one picture."""
        world = landmarks.world.astype(np.float64)
        flat = landmarks.image[:, :2].astype(np.float64)
        hips = (flat[Point.LEFT_HIP] + flat[Point.RIGHT_HIP]) / 2
        flat = flat - hips
        spread = float((world[_MAIN, :2] ** 2).sum())
        pixels_per_unit = float((flat[_MAIN] * world[_MAIN, :2]).sum()) / max(spread, 1e-9)
        points = np.empty((len(Point), 3))
        points[:, :2] = flat / max(pixels_per_unit, 1e-6)
        points[:, 2] = world[:, 2]
        for side in _SIDES.values():
            hip, knee = points[side["HIP"]], points[side["KNEE"]]
            points[side["KNEE"]] = knee + KNEE_BEYOND * (knee - hip)
        self._learn(landmarks.time_s, points)
        focal = FOCAL_SHARE * max(landmarks.width, landmarks.height)
        return Skeleton(
            points * self._metres_per_unit,
            THIGH_SHARE * self._height_m,
            SHANK_SHARE * self._height_m,
            top,
            focal * self._metres_per_unit / max(pixels_per_unit, 1e-6),
            (hips - np.array([landmarks.width, landmarks.height]) / 2) / focal,
        )

    def _learn(self, time_s: float, points: Values) -> None:
        """Remember this picture's trunk, in the network's own units, and renew the scale.

        The trunk is what lies stillest and is seen best.
        """
        if time_s - self._sampled_s < _SAMPLE_S:
            return
        self._sampled_s = time_s
        self._trunks.append(float(np.linalg.norm(_trunk(points))))
        self._metres_per_unit = TRUNK_SHARE * self._height_m / max(float(np.median(self._trunks)), 1e-6)


def _trunk(points: Values) -> Values:
    """From the middle of the hips to the middle of the shoulders."""
    shoulders = points[Point.LEFT_SHOULDER] + points[Point.RIGHT_SHOULDER]
    return np.asarray((shoulders - points[Point.LEFT_HIP] - points[Point.RIGHT_HIP]) / 2)
