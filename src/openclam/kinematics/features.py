"""Landmarks as numbers that a lifter can learn from: the same for either side, for any size, place and turn.

A picture of a person on the left side is turned into its mirror image, so that the left leg is always
the top one and the head always lies to the left. Sizes are counted in the body's own spread (root mean
square distance of shoulders, hips, knees and ankles from the middle of the hips), directions from the line
that runs from the hips to the shoulders in the picture. What that takes away and still tells something
(where in the picture, how large, how the line slopes) is kept beside it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openclam.kinematics.posture import Side
from openclam.pose.landmarks import MIRROR, Floats, Landmarks, Point

Features = npt.NDArray[np.float32]

USED = np.array(
    [Point.NOSE, Point.LEFT_EAR, Point.RIGHT_EAR]
    + [Point[f"{side}_{name}"] for name in ("SHOULDER", "ELBOW", "WRIST") for side in ("LEFT", "RIGHT")]
    + [Point[f"{side}_{name}"] for name in ("HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX") for side in ("LEFT", "RIGHT")]
)
"""The points whose places are used, in order."""

TOLD_VISIBLE = np.array(
    [
        Point[f"{side}_{name}"]
        for name in ("SHOULDER", "WRIST", "HIP", "KNEE", "ANKLE", "FOOT_INDEX")
        for side in ("LEFT", "RIGHT")
    ]
)
"""The points whose visibility is used."""

_SPREAD = np.array(
    [Point[f"{side}_{name}"] for name in ("SHOULDER", "HIP", "KNEE", "ANKLE") for side in ("LEFT", "RIGHT")]
)
_PLACES = 6 * len(USED)
COUNT = _PLACES + len(TOLD_VISIBLE) + 6
"""Length of a feature vector."""

PLACES, VISIBLE, SLOPE = slice(0, _PLACES), slice(_PLACES, _PLACES + len(TOLD_VISIBLE)), slice(COUNT - 6, COUNT - 4)
"""Which of the features are places (in body spreads), visibilities (0 to 1), and the trunk's slope (cosine, sine)."""


def features_of(landmarks: Landmarks, top: Side) -> Features:
    """The features (COUNT,) of one picture; `top` is the side nearer the ceiling."""
    size = np.array([[landmarks.width, landmarks.height]], np.float64)
    flip = np.array([top == "right"])
    (row,) = features(landmarks.image[None], landmarks.world[None], landmarks.visibility[None], size, flip)
    return np.asarray(row)


def features(
    image: Floats, world: Floats, visibility: Floats, size: npt.NDArray[np.float64], flip: npt.NDArray[np.bool_]
) -> Features:
    """The features (n, COUNT) of many pictures.

    Args:
        image: (n, 33, 3) pixels, as in `Landmarks`; likewise `world`, metres, and `visibility` (n, 33).
        world: see `image`.
        visibility: see `image`.
        size: (n, 2) width and height of each picture, pixels.
        flip: (n,) where the right side is on top.
    """
    image, world = image.astype(np.float64), world.astype(np.float64)
    image[..., :2] -= size[:, None] / 2
    if flip.any():
        image[flip], world[flip] = image[flip][:, MIRROR], world[flip][:, MIRROR]
        image[flip, :, 0] *= -1
        world[flip, :, 0] *= -1
        visibility = np.where(flip[:, None], visibility[:, MIRROR], visibility)
    hips = image[:, [Point.LEFT_HIP, Point.RIGHT_HIP]].mean(axis=1)
    trunk = image[:, [Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER]].mean(axis=1) - hips
    image[..., :2] -= hips[:, None, :2]
    world -= world[:, [Point.LEFT_HIP, Point.RIGHT_HIP]].mean(axis=1, keepdims=True)
    spread = np.sqrt((image[:, _SPREAD, :2] ** 2).sum(axis=2).mean(axis=1)) + 1e-9
    world_spread = np.sqrt((world[:, _SPREAD] ** 2).sum(axis=2).mean(axis=1)) + 1e-9
    slope = trunk[:, :2] / (np.linalg.norm(trunk[:, :2], axis=1, keepdims=True) + 1e-9)
    widest = size.max(axis=1, keepdims=True)
    return np.concatenate(
        [
            _turned(image[:, USED] / spread[:, None, None], slope),
            _turned(world[:, USED] / world_spread[:, None, None], slope),
            visibility[:, TOLD_VISIBLE],
            slope,
            hips[:, :2] / widest,
            spread[:, None] / widest,
            world_spread[:, None],
        ],
        axis=1,
    ).astype(np.float32)


def _turned(points: npt.NDArray[np.float64], slope: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points (n, k, 3) seen with the trunk's line level, as rows (n, 3k)."""
    cos, sin = slope[:, :1], slope[:, 1:]
    x, y = points[..., 0], points[..., 1]
    return np.concatenate([cos * x + sin * y, cos * y - sin * x, points[..., 2]], axis=1)
