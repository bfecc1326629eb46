"""Chance of a band around the thighs, from the image and the landmarks.

With the knees apart, a loop just above them runs from thigh to thigh as a strip of one colour, neither the legging's
nor the background's. Lines are sampled from thigh to thigh at several places above the knees. A band is a line of one
colour across the gap, which differs from the thigh a little higher up.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from openclam.pose.landmarks import Landmarks, Point

LEAST_GAP_SHARE = 0.55
"""Distance of the knees, in thighs, that separates a free strip to look at (more) from none (less)."""
_PLACES = np.linspace(0.62, 1.02, 17)
"""Where lines are drawn, as shares of the thigh from the hip."""
_ALONG = np.linspace(0.12, 0.88, 17)
"""Where each line is sampled, as shares of its length."""
_GAP = slice(4, 13)
"""Samples of a line that lie in the gap between the thighs."""
_MOST_OF_IT = 0.8
"""Share of a line's samples that must have its colour: separates a strip with specks (more) from none (less)."""
_THIGH_ABOVE = (0.35, 0.5)
"""Where the bare thigh is sampled, as shares of the thigh from the hip."""
SAME_LAB, OTHER_LAB = 18.0, 30.0
"""Distances in CIE Lab that separate one colour (below the first) from two (above the second).

About 2 is the least that an eye sees; shading along a strip makes some ten.
"""

Colours = npt.NDArray[np.float32]


def band_chance(image: npt.NDArray[np.uint8], landmarks: Landmarks) -> float | None:
    """The chance (0 to 1) that a band runs from thigh to thigh; None while the knees are together.

    Args:
        image: (height, width, 3) RGB.
        landmarks: of the person in it.
    """
    points = landmarks.image[:, :2]
    left_hip, left_knee = points[Point.LEFT_HIP], points[Point.LEFT_KNEE]
    right_hip, right_knee = points[Point.RIGHT_HIP], points[Point.RIGHT_KNEE]
    thigh = max(float(np.linalg.norm(left_knee - left_hip)), float(np.linalg.norm(right_knee - right_hip)))
    if thigh < 1 or float(np.linalg.norm(left_knee - right_knee)) < LEAST_GAP_SHARE * thigh:
        return None
    starts = left_hip + _PLACES[:, None] * (left_knee - left_hip)
    ends = right_hip + _PLACES[:, None] * (right_knee - right_hip)
    strips = _colours(image, starts[:, None] + _ALONG[:, None] * (ends - starts)[:, None])
    above = np.array(_THIGH_ABOVE)[:, None]
    thighs = np.concatenate([left_hip + above * (left_knee - left_hip), right_hip + above * (right_knee - right_hip)])
    return _chance(strips, _colours(image, thighs))


def _chance(strips: Colours, thighs: Colours) -> float:
    """The chance from the colours of the lines (places, along, 3) and of the bare thighs (n, 3).

    A line of one colour is a band where it differs from the thighs and from most other lines. Half a chance is left
    where it has the thighs' colour (a band like the leggings, or cloth), or differs from a few lines only (a wide band,
    or background). Where every line has one colour that is not the thighs', that is the wall.
    """
    uneven = np.linalg.norm(strips - np.median(strips, axis=1, keepdims=True), axis=2)
    even = _ramp(np.quantile(uneven, _MOST_OF_IT, axis=1), OTHER_LAB, SAME_LAB)
    gap = np.median(strips[:, _GAP], axis=1)
    from_thighs = np.linalg.norm(gap[:, None] - thighs, axis=2).min(axis=1)
    from_others = np.linalg.norm(gap[:, None] - gap, axis=2)
    unlike_thighs = _ramp(from_thighs, SAME_LAB, OTHER_LAB)
    unlike_most, unlike_some = (
        _ramp(distance, SAME_LAB / 2, SAME_LAB)
        for distance in (np.median(from_others, axis=1), from_others.max(axis=1))
    )
    chance = float((even * np.minimum(unlike_thighs, unlike_most)).max())
    doubt = float((even * np.maximum(1 - unlike_thighs, unlike_some - unlike_most)).max())
    return chance + 0.5 * doubt * (1 - chance)


def _ramp(values: Colours, nothing: float, everything: float) -> Colours:
    return np.asarray(np.clip((values - nothing) / (everything - nothing), 0, 1))


def _colours(image: npt.NDArray[np.uint8], points: npt.NDArray[np.floating]) -> Colours:
    """CIE Lab colours (..., 3) at points (..., 2), the image's edge repeated outside."""
    x, y = points[..., 0].astype(np.float32), points[..., 1].astype(np.float32)
    flat = cv2.remap(image, x.reshape(1, -1), y.reshape(1, -1), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    lab = cv2.cvtColor(flat.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return np.asarray(lab.reshape(*points.shape[:-1], 3), dtype=np.float32)
