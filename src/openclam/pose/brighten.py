"""Light for the networks: dark pictures are brightened before they are looked at.

The pose networks were trained on photographs in good light. In a dim room they lose legs that the eye still
finds; a curve that lifts the middle tones and leaves black and white where they are (gamma) gives them back.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]

LEAST_MEAN = 90.0
"""Pictures with a mean (0 to 255) below this are lifted to it. In rendered pictures with means of 35 to 60 and of less, hips, knees
and ankles are read 5 and 9 % nearer to where they are; lifting to 60, 110 or 130, stretching the contrast (of the whole or in
tiles) and smoothing do no better."""
_DARKEST = 4.0
"""Darker than this holds nothing but noise, which is not lifted further."""
_LEVELS = np.arange(256) / 255.0


def brightened(picture: Image, share: float = 1.0) -> Image:
    """`picture` (height, width, 3) with its mean lifted to `LEAST_MEAN`; the same one where it is light enough.

    `share` is the part of the picture that is no black margin. Black stays black.
    """
    mean = float(np.mean(cv2.mean(picture)[:3])) / share
    if mean >= LEAST_MEAN:
        return picture
    gamma = np.log(LEAST_MEAN / 255.0) / np.log(max(mean, _DARKEST) / 255.0)
    curve = np.round(255.0 * _LEVELS**gamma).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, curve), np.uint8)
