"""What a file declares of itself: good for a progress bar, never trusted for the time of a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

MIN_FPS = 1.0
"""Rate that separates a video (more) from a slide show, in which a rep falls between two frames (less)."""

MAX_FPS = 1000.0
"""Rate that separates a video (less; a phone's slow motion is 240) from a broken clock (more)."""

_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Declared:
    """Length in seconds, frames a second and number of frames as declared; None where they are not."""

    duration_s: float | None
    fps: float | None
    frames: int | None

    @staticmethod
    def of(container: InputContainer, stream: VideoStream) -> Declared:
        """Reads the header of an open file; a rate outside `MIN_FPS` to `MAX_FPS` counts as not declared."""
        rates = (float(rate) for rate in (stream.average_rate, stream.guessed_rate) if rate)
        fps = next((rate for rate in rates if MIN_FPS <= rate <= MAX_FPS), None)
        duration_s = None
        if stream.duration and stream.duration > 0 and stream.time_base:
            duration_s = float(stream.duration * stream.time_base)
        elif container.duration and container.duration > 0:
            duration_s = container.duration / _MICROSECONDS
        frames = stream.frames if stream.frames > 0 else None
        if frames is None and duration_s and fps:
            frames = max(1, round(duration_s * fps))
        return Declared(duration_s, fps, frames)
