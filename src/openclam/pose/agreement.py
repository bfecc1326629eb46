"""Agreement of two readings of a body, and their mean.

The landmark network reads a body and its mirror image differently, the more so the worse it reads it. Legs that agree
both ways within `reacquire.MISREAD` nearly always lie where they are seen (figures in `openclam.pose.reacquire`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openclam.pose.landmarker import NetworkOutput
from openclam.pose.landmarks import Point

SAME_BODY = 0.15
"""Mean distance of hips and shoulders, in body sizes, that separates one body (less) from two (more)."""
SAME_PLACE = 0.5
"""Distance of the trunks' middles, in body sizes, that separates one place (less) from another (more)."""

_TRUNK = [Point.LEFT_HIP, Point.RIGHT_HIP, Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER]
_LEGS = [Point[f"{side}_{name}"] for name in ("HIP", "KNEE", "ANKLE") for side in ("LEFT", "RIGHT")]
_HALF = np.float32(0.5)


def size_px(reading: NetworkOutput) -> float:
    """The size of the body: distance from the hips to its tip, px."""
    return float(np.hypot(*(reading.anchor[1] - reading.anchor[0])))


def same_person(one: NetworkOutput, other: NetworkOutput) -> bool:
    """Whether two readings are of one body: hips and shoulders within `SAME_BODY`."""
    return _apart(one, other, _TRUNK) < SAME_BODY


def same_place(one: NetworkOutput, other: NetworkOutput) -> bool:
    """Whether the trunks of two readings lie within `SAME_PLACE`, whichever way round."""
    apart = one.landmarks.image[_TRUNK, :2].mean(axis=0) - other.landmarks.image[_TRUNK, :2].mean(axis=0)
    return float(np.hypot(*apart)) < SAME_PLACE * size_px(other)


def legs_apart(one: NetworkOutput, other: NetworkOutput) -> float:
    """Mean distance of hips, knees and ankles between two readings, as a share of body size."""
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


def _apart(one: NetworkOutput, other: NetworkOutput, points: list[Point]) -> float:
    """Mean distance of these points, as a share of the size of the `other` body."""
    gaps = np.linalg.norm(one.landmarks.image[points, :2] - other.landmarks.image[points, :2], axis=1)
    return float(gaps.mean()) / max(size_px(other), 1.0)
