"""A picture of the state, for the page: cropped around the person, the skeleton drawn lightly."""

from __future__ import annotations

import base64
from typing import Literal

import cv2
import numpy as np

from openclam.report.video.lettering import Scene
from openclam.report.video.skeleton import SkeletonAnnotator
from openclam.report.video.timeline import FrameState

MOST_WIDTH = 720
"""Pixels across: twice what the page gives it, and some 50 kB."""

_QUALITY = 82
_MARGIN = 0.1
"""Air around the person, as a share of the larger side of the body's box."""

_SEEN = 0.3
_SHAPE = 8 / 5

Box = tuple[int, int, int, int]


def still(image: Scene, state: FrameState, moving_leg: Literal["left", "right"]) -> str:
    """The picture as a JPEG data URI.

    Args:
        image: (h, w, 3) uint8 RGB, not changed.
        state: where the landmarks were in it.
        moving_leg: which leg is drawn thick.
    """
    box = person_box(state, image.shape[1], image.shape[0])
    scene = image.copy()
    left, top, right, bottom = box
    thickness = max(2.0, (right - left) / 170)
    SkeletonAnnotator(moving_leg, thickness, light=True).annotate(scene, state)
    cropped = scene[top:bottom, left:right]
    if cropped.shape[1] > MOST_WIDTH:
        size = (MOST_WIDTH, round(cropped.shape[0] * MOST_WIDTH / cropped.shape[1]))
        cropped = cv2.resize(cropped, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    bgr = cv2.cvtColor(cropped, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")


def person_box(state: FrameState, width: int, height: int) -> Box:
    """(left, top, right, bottom) pixels around the person: 8 to 5 where the picture has room, else all of it."""
    seen = np.isfinite(state.landmarks_px).all(axis=1) & (state.visibility >= _SEEN)
    if seen.sum() < 4:
        return 0, 0, width, height
    low, high = state.landmarks_px[seen].min(axis=0), state.landmarks_px[seen].max(axis=0)
    middle, size = (low + high) / 2, high - low
    across = float(size.max()) * _MARGIN * 2
    wide = max(float(size[0]) + across, (float(size[1]) + across) * _SHAPE)
    wide = min(wide, width)
    tall = min(wide / _SHAPE, height)
    left = min(max(float(middle[0]) - wide / 2, 0.0), width - wide)
    top = min(max(float(middle[1]) - tall / 2, 0.0), height - tall)
    return round(left), round(top), round(left + wide), round(top + tall)
