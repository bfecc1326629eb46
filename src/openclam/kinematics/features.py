"""Landmarks as numbers that a lifter can learn from: the same for either side, for any size, place and turn.

A picture of a person on the left side is turned into its mirror image, so that the left leg is always
the top one and the head always lies to the left. Sizes are counted in the body's own spread (root mean
square distance of shoulders, hips, knees and ankles from the middle of the hips), directions from the line
that runs from the hips to the shoulders in the picture. What that takes away and still tells something
(where in the picture, how large, how the line slopes) is kept beside it.
"""

from __future__ import annotations

import math

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


_SPREAD_IN_USED = np.array([list(USED).index(point) for point in _SPREAD])
_IN_PICTURE = np.array([[[1.0, 1.0, 0.0]], [[1.0, 1.0, 1.0]]])
"""Which coordinates (2, 1, 3) of image and world count for the spread: depth in the picture is a guess."""
_ENDS = tuple(
    tuple(int(Point[f"{side}_{name}"]) for name in ("HIP", "SHOULDER") for side in sides)
    for sides in (("LEFT", "RIGHT"), ("RIGHT", "LEFT"))
)
_PICKED = ((USED, TOLD_VISIBLE), (MIRROR[USED], MIRROR[TOLD_VISIBLE]))


def features_of(landmarks: Landmarks, top: Side) -> Features:
    """The features (COUNT,) of one picture; `top` is the side nearer the ceiling.

    What `features` gives, number for number, in half its time or less: a live session brings one picture at a time.
    """
    flip = top == "right"
    used, told_visible = _PICKED[flip]
    left_hip, right_hip, left_shoulder, right_shoulder = _ENDS[flip]
    sign, middle_x, middle_y = -1.0 if flip else 1.0, landmarks.width / 2, landmarks.height / 2
    image, world = landmarks.image.tolist(), landmarks.world.tolist()

    def between(one: int, other: int) -> tuple[float, float]:
        """The middle of two points, from the picture's, after the flip."""
        x = sign * (image[one][0] - middle_x) + sign * (image[other][0] - middle_x)
        return x / 2, (image[one][1] - middle_y + (image[other][1] - middle_y)) / 2

    (hip_x, hip_y), (shoulder_x, shoulder_y) = between(left_hip, right_hip), between(left_shoulder, right_shoulder)
    left, right = world[left_hip], world[right_hip]
    world_middle = [sign * (left[0] + right[0]) / 2, (left[1] + right[1]) / 2, (left[2] + right[2]) / 2]

    places = np.empty((2, len(USED), 3))
    places[0], places[1] = landmarks.image[used], landmarks.world[used]
    places[0] -= (middle_x, middle_y, 0.0)
    if flip:
        places[..., 0] *= -1
    places -= [[[hip_x, hip_y, 0.0]], [world_middle]]
    squares = (places[:, _SPREAD_IN_USED] * _IN_PICTURE) ** 2
    spreads = np.sqrt(np.add.reduce(np.add.reduce(squares, axis=2), axis=1) / len(_SPREAD)) + 1e-9
    places /= spreads[:, None, None]

    trunk_x, trunk_y = shoulder_x - hip_x, shoulder_y - hip_y
    length = math.sqrt(trunk_x * trunk_x + trunk_y * trunk_y) + 1e-9
    cos, sin, widest = trunk_x / length, trunk_y / length, max(landmarks.width, landmarks.height)
    x, y = places[..., 0], places[..., 1]
    row = np.empty(COUNT, np.float32)
    turned = row[PLACES].reshape(2, 3, len(USED))
    turned[:, 0], turned[:, 1], turned[:, 2] = cos * x + sin * y, cos * y - sin * x, places[..., 2]
    row[VISIBLE] = landmarks.visibility[told_visible]
    row[SLOPE.start :] = (cos, sin, hip_x / widest, hip_y / widest, float(spreads[0]) / widest, float(spreads[1]))
    return row


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
