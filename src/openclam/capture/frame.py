"""One picture of a recording, and what is known of the recording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture at one time.

    `image` is (height, width, 3) uint8, RGB, upright (rotation metadata already applied).
    `time_s` is seconds since the first picture, from the stream's own time stamps.
    """

    index: int
    time_s: float
    image: npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Recording:
    """What a finished recording was: size in upright pixels, length, mean picture rate."""

    path: str
    duration_s: float
    fps: float
    frames: int
    width: int
    height: int
