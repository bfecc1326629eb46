"""Brightening of dark images before the networks read them.

The pose networks were trained on photographs in good light, and lose legs in a dim room. A gamma curve lifts the middle
tones, leaves black and white where they are, and gives the legs back.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]

LEAST_MEAN = 90.0
"""Mean level (0 to 255) that separates dark images, which are lifted to it, from those left alone.

In rendered images with means of 35 to 60, and below, hips, knees and ankles are read 5 and 9 % nearer to the truth.
Lifting to 60, 110 or 130, stretching the contrast (of the whole or in tiles) and smoothing do no better.
"""
_LEVELS = np.arange(256) / 255.0


def brightened(image: Image, share: float = 1.0) -> Image:
    """`image` (height, width, 3) with its mean lifted to `LEAST_MEAN`; the same object where it is light enough.

    `share` (0 to 1) is the part of the image that is no black margin. Black stays black; an image with a mean
    below 1 of 255 is lifted as one with that mean.
    """
    mean = float(np.mean(cv2.mean(image)[:3])) / share
    if mean >= LEAST_MEAN:
        return image
    gamma = np.log(LEAST_MEAN / 255.0) / np.log(max(mean, 1.0) / 255.0)
    curve = np.round(255.0 * _LEVELS**gamma).astype(np.uint8)
    return np.asarray(cv2.LUT(image, curve), np.uint8)
