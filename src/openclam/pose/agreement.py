"""How far two readings agree, and what both of them show.

The landmark network reads a body otherwise than its mirror image, and the more so the worse it reads it: where legs are read alike both
ways, within `MISREAD`, they are nearly always where they are seen (`openclam.pose.reacquire` has the figures).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openclam.pose.landmarker import NetworkOutput
from openclam.pose.landmarks import Point

SAME_BODY = 0.15
"""Share of body size within which two readings lie on the same place."""
SAME_PLACE = 0.5
"""Share of body size within which two trunks lie in the same place, whichever way round."""

_TRUNK = [Point.LEFT_HIP, Point.RIGHT_HIP, Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER]
_LEGS = [*range(Point.LEFT_HIP, Point.RIGHT_ANKLE + 1)]
_HALF = np.float32(0.5)


def size_px(reading: NetworkOutput) -> float:
    """The size of the body: from the hips to its tip, px."""
    return float(np.hypot(*(reading.anchor[1] - reading.anchor[0])))


def same_person(one: NetworkOutput, other: NetworkOutput) -> bool:
    """Whether two readings lie on the same body: hips and shoulders within a share of body size."""
    return _apart(one, other, _TRUNK) < SAME_BODY


def same_place(one: NetworkOutput, other: NetworkOutput) -> bool:
    """Whether the trunks of two readings lie in one place, whichever way round."""
    apart = one.landmarks.image[_TRUNK, :2].mean(axis=0) - other.landmarks.image[_TRUNK, :2].mean(axis=0)
    return float(np.hypot(*apart)) < SAME_PLACE * size_px(other)


def legs_apart(one: NetworkOutput, other: NetworkOutput) -> float:
    """How far apart two readings see hips, knees and ankles, in the mean, as a share of body size."""
    return _apart(one, other, _LEGS)


def mean_of(newest: NetworkOutput, other: NetworkOutput) -> NetworkOutput:
    """The mean of two readings of one body, at the time of the newest."""
    one, two = newest.landmarks, other.landmarks
    landmarks = replace(
        one,
        image=_HALF * (one.image + two.image),
        world=_HALF * (one.world + two.world),
        visibility=_HALF * (one.visibility + two.visibility),
        presence=_HALF * (one.presence + two.presence),
        score=(one.score + two.score) / 2,
    )
    return NetworkOutput(landmarks, _HALF * (newest.anchor + other.anchor))


def _apart(one: NetworkOutput, other: NetworkOutput, points: list[int] | list[Point]) -> float:
    """Mean distance of these points, as a share of the size of the `other` body."""
    gaps = np.linalg.norm(one.landmarks.image[points, :2] - other.landmarks.image[points, :2], axis=1)
    return float(gaps.mean()) / max(size_px(other), 1.0)
