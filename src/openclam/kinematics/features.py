"""The lifter's features: landmarks as numbers that do not depend on side, size, place or turn.

A body with its right side on top is mirrored, so that the left leg is always the top one and the head lies to the left.
Lengths are shares of the body's spread: the root mean square distance of shoulders, hips, knees and ankles from the
middle of the hips. Directions count from the image line that runs from the hips to the shoulders. What this removes
and still informs (place in the frame, size, slope of that line) is kept as features of its own.
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
"""The landmarks whose places are features, in order."""

VISIBILITY_USED = np.array(
    [
        Point[f"{side}_{name}"]
        for name in ("SHOULDER", "WRIST", "HIP", "KNEE", "ANKLE", "FOOT_INDEX")
        for side in ("LEFT", "RIGHT")
    ]
)
"""The landmarks whose visibility is a feature, in order."""

_SPREAD = np.array(
    [Point[f"{side}_{name}"] for name in ("SHOULDER", "HIP", "KNEE", "ANKLE") for side in ("LEFT", "RIGHT")]
)
_PLACES = 6 * len(USED)
COUNT = _PLACES + len(VISIBILITY_USED) + 6
"""Length of a feature vector."""

PLACES = slice(0, _PLACES)
"""The features that are places, in body spreads: image x, y, z of all of `USED`, then world x, y, z."""
VISIBLE = slice(_PLACES, _PLACES + len(VISIBILITY_USED))
"""The features that are visibilities, 0 to 1."""
SLOPE = slice(COUNT - 6, COUNT - 4)
"""The features that hold the trunk's slope in the image: cosine, sine."""

_SPREAD_IN_USED = np.array([list(USED).index(point) for point in _SPREAD])
_IN_SPREAD = np.array([[[1.0, 1.0, 0.0]], [[1.0, 1.0, 1.0]]])
"""Which coordinates (2, 1, 3) of image and world count for the spread: depth in the image is a guess."""
_ENDS = tuple(
    tuple(int(Point[f"{side}_{name}"]) for name in ("HIP", "SHOULDER") for side in sides)
    for sides in (("LEFT", "RIGHT"), ("RIGHT", "LEFT"))
)
_PICKED = ((USED, VISIBILITY_USED), (MIRROR[USED], MIRROR[VISIBILITY_USED]))


def features_of(landmarks: Landmarks, top: Side) -> Features:
    """The features (COUNT,) of one frame; `top` is the side nearer the ceiling."""
    return _row(
        landmarks.image, landmarks.world, landmarks.visibility, landmarks.width, landmarks.height, top == "right"
    )


def features(
    image: Floats, world: Floats, visibility: Floats, size: npt.NDArray[np.float64], flip: npt.NDArray[np.bool_]
) -> Features:
    """The features (n, COUNT) of n frames, one `features_of` each.

    Args:
        image: (n, 33, 3) pixels, as in `Landmarks`.
        world: (n, 33, 3) metres, as in `Landmarks`.
        visibility: (n, 33), 0 to 1.
        size: (n, 2) width and height of each frame, pixels.
        flip: (n,) where the right side is on top.
    """
    rows = np.empty((len(image), COUNT), np.float32)
    for number, (width, height) in enumerate(size.tolist()):
        rows[number] = _row(image[number], world[number], visibility[number], width, height, bool(flip[number]))
    return rows


def _row(image: Floats, world: Floats, visibility: Floats, width: float, height: float, flip: bool) -> Features:
    """The formula: features (COUNT,) of one frame from image, world (33, 3) and visibility (33,)."""
    # Plain numbers for the few points of the trunk: a live session computes one frame at a time.
    used, visibility_used = _PICKED[flip]
    left_hip, right_hip, left_shoulder, right_shoulder = _ENDS[flip]
    sign, middle_x, middle_y = -1.0 if flip else 1.0, width / 2, height / 2
    pixels, metres = image.tolist(), world.tolist()

    def between(one: int, other: int) -> tuple[float, float]:
        """The midpoint of two landmarks, from the middle of the frame, after the flip."""
        x = sign * (pixels[one][0] - middle_x) + sign * (pixels[other][0] - middle_x)
        return x / 2, (pixels[one][1] - middle_y + (pixels[other][1] - middle_y)) / 2

    (hip_x, hip_y), (shoulder_x, shoulder_y) = between(left_hip, right_hip), between(left_shoulder, right_shoulder)
    left, right = metres[left_hip], metres[right_hip]
    world_middle = [sign * (left[0] + right[0]) / 2, (left[1] + right[1]) / 2, (left[2] + right[2]) / 2]

    places = np.empty((2, len(USED), 3))
    places[0], places[1] = image[used], world[used]
    places[0] -= (middle_x, middle_y, 0.0)
    if flip:
        places[..., 0] *= -1
    places -= [[[hip_x, hip_y, 0.0]], [world_middle]]
    squares = (places[:, _SPREAD_IN_USED] * _IN_SPREAD) ** 2
    spreads = np.sqrt(np.add.reduce(np.add.reduce(squares, axis=2), axis=1) / len(_SPREAD)) + 1e-9
    places /= spreads[:, None, None]

    trunk_x, trunk_y = shoulder_x - hip_x, shoulder_y - hip_y
    length = math.sqrt(trunk_x * trunk_x + trunk_y * trunk_y) + 1e-9
    cos, sin, widest = trunk_x / length, trunk_y / length, max(width, height)
    x, y = places[..., 0], places[..., 1]
    row = np.empty(COUNT, np.float32)
    level = row[PLACES].reshape(2, 3, len(USED))
    level[:, 0], level[:, 1], level[:, 2] = cos * x + sin * y, cos * y - sin * x, places[..., 2]
    row[VISIBLE] = visibility[visibility_used]
    row[SLOPE.start :] = (cos, sin, hip_x / widest, hip_y / widest, float(spreads[0]) / widest, float(spreads[1]))
    return row
