"""The shipped clip as the tests use it: its pictures, its truth, and videos made of its pictures."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np

from openclam.capture import Frame, VideoFile
from openclam.demo import CLIP, TRUTH
from openclam.pose import Tracker
from openclam.pose.landmarks import FrameLandmarks
from openclam.pose.mirror_reading import MirrorReading
from openclam.pose.region import Region

Image = np.ndarray

CLOSED, OPEN = 30, 120
"""Pictures in which the knees lie together, and in which they are open and held (first rep)."""


@cache
def truth() -> dict[str, Any]:
    """What is true of the clip."""
    return dict(json.loads(TRUTH.read_text("utf-8")))


@cache
def pictures(count: int) -> tuple[Frame, ...]:
    """The first `count` pictures."""
    with VideoFile(CLIP) as video:
        return tuple(islice(video, count))


def picture(index: int) -> Image:
    """One picture of the first four seconds."""
    return pictures(OPEN + 1)[index].image


def dimmed(image: Image, light: float, noise: float = 0.0) -> Image:
    """The picture in a share of its light, with a camera's noise (levels)."""
    seen = light * image + np.random.default_rng(0).normal(0.0, noise, image.shape)
    return np.asarray(np.clip(np.round(seen), 0, 255), np.uint8)


def write_video(path: Path, images: Iterable[Image], fps: int = 30) -> Path:
    """Writes pictures of one (even) size as a video; the name's ending says in which container."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "crf": "18"})
        stream.pix_fmt = "yuv420p"
        for image in images:
            if not stream.codec_context.is_open:
                stream.height, stream.width = image.shape[:2]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(image), "rgb24")))
        container.mux(stream.encode(None))
    return path


def write_beginning(path: Path, seconds: float) -> Path:
    """Writes the clip's first `seconds`."""
    return write_video(path, (frame.image for frame in pictures(round(seconds * 30))))


class Replay(Tracker):
    """A tracker that has read the recording before: gives its landmarks again, and never reads it better."""

    region: Region | None = None
    misread = 0.0

    def __init__(self, landmarks_by_frame: list[FrameLandmarks]) -> None:
        self._landmarks_by_frame = landmarks_by_frame

    def step(self, frame: Frame) -> FrameLandmarks:
        return self._landmarks_by_frame[frame.index]

    def begun_at(self, region: Region) -> Tracker:
        return self

    def mirror_reading(self, frame: Frame, place: Region) -> MirrorReading | None:
        return None
