"""The annotated video: the recording again, with what was seen drawn on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from openclam.capture import VideoFile
from openclam.report.video.lettering import Scene
from openclam.report.video.sound import SoundTrack
from openclam.report.video.timeline import FrameState, Timeline

Progress = Callable[[float], None]
"""Told now and then which share of the work is done, 0 to 1."""

TIME_BASE = Fraction(1, 90_000)
"""Fine enough for any camera's clock (within 6 µs), and what broadcast has always used."""

_OPTIONS = {"crf": "23", "preset": "veryfast"}
_SEEK_S = 2.0
"""A player can jump to any multiple of this."""


@dataclass(frozen=True, slots=True)
class Footage:
    """What came of writing the video: the frames asked for, by index, and whether sound was lost on the way."""

    pictures: dict[int, Scene]
    sound_lost: bool


class Annotator(Protocol):
    """Draws one thing on a frame, in place."""

    def annotate(self, scene: Scene, state: FrameState) -> None:
        """Draw what belongs to `state` on `scene` (h, w, 3) uint8 RGB."""


def write_annotated(
    source: Path,
    out: Path,
    timeline: Timeline,
    annotators: Callable[[int, int], Sequence[Annotator]],
    *,
    keep: Collection[int] = (),
    frames: int = 0,
    progress: Progress | None = None,
) -> Footage:
    """Write `source` with annotations to `out`, and give back some of its frames as they were.

    H.264 in yuv420p, an even size (a row or a column is repeated where the source is odd), each frame at
    the time that it has in the source (a variable rate stays variable), sound kept, the index at the front
    so that it plays while it loads. One frame is in memory at a time.

    Args:
        source: the recording.
        out: the mp4 to write; an existing file is overwritten.
        timeline: what happens when.
        annotators: makes the annotators for frames of (width, height).
        keep: indices of frames wanted undrawn, to save a second decoding.
        frames: how many frames are expected, for `progress`.
        progress: told the share that is done.

    Returns:
        The frames asked for, (h, w, 3) uint8 RGB; those beyond the end are missing. Sound that cannot be
        read is left out from there on, and said so.

    Raises:
        InputError: the recording can no longer be read.
        OSError: `out` cannot be written.
    """
    pictures: dict[int, Scene] = {}
    with (
        VideoFile(source) as video,
        av.open(str(out), "w", format="mp4", options={"movflags": "+faststart"}) as container,
    ):
        rate = frames / video.duration_s if frames and video.duration_s else 30.0
        stream = _picture_stream(container, video.width, video.height, rate)
        drawn_by = annotators(video.width, video.height)
        with SoundTrack(source, container) as sound:
            for frame in video:
                if frame.index in keep:
                    pictures[frame.index] = frame.image.copy()
                scene = np.require(frame.image, requirements=["W", "C"])
                state = timeline.at(frame.index, frame.time_s)
                for annotator in drawn_by:
                    annotator.annotate(scene, state)
                sound.until(frame.time_s)
                container.mux(stream.encode(_encodable(scene, frame.time_s)))
                if progress is not None and frames:
                    progress(min(1.0, (frame.index + 1) / frames))
            container.mux(stream.encode(None))
            sound.finish()
    return Footage(pictures, sound.lost)


def _picture_stream(container: OutputContainer, width: int, height: int, rate: float) -> VideoStream:
    # The codec's name is a literal here, since PyAV's types tell from it what kind of stream comes back.
    stream = container.add_stream("libx264", rate=Fraction(rate).limit_denominator(1001), options=dict(_OPTIONS))
    stream.width, stream.height = width + width % 2, height + height % 2
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = TIME_BASE
    context.gop_size = max(1, round(rate * _SEEK_S))
    # Stated, since players guess the colour matrix from the size otherwise, and guess differently.
    context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return stream


def _encodable(scene: Scene, time_s: float) -> VideoFrame:
    height, width = scene.shape[:2]
    if height % 2 or width % 2:
        # OpenCV's stubs forget that an image of bytes stays one.
        scene = cv2.copyMakeBorder(scene, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)  # type: ignore[assignment]
    frame = VideoFrame.from_ndarray(scene, format="rgb24").reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )
    frame.pts, frame.time_base = round(time_s / TIME_BASE), TIME_BASE
    return frame
