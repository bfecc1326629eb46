"""One frame of a recording, and the facts of a finished recording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Frame:
    """One image at one time.

    `image` is (height, width, 3) uint8, RGB, upright (rotation metadata already applied).
    `time_s` is seconds since the first frame, from the stream's own time stamps.
    """

    index: int
    time_s: float
    image: npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished recording: size in upright pixels, length, mean frame rate."""

    path: str
    duration_s: float
    fps: float
    frames: int
    width: int
    height: int
