"""A recording, read frame by frame.

    with VideoFile("clip.mp4") as video:
        for frame in video:
            ...
        print(video.recording(), video.warnings)

Frames are decoded on demand and then dropped: memory does not grow with length.
FFmpeg's own threads decode ahead of the reader.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import av.error

from openclam.capture.clock import Clock, StampChoice
from openclam.capture.declared import MAX_FPS, MIN_FPS, Declared
from openclam.capture.frame import Frame, Recording
from openclam.capture.opening import no_picture, open_video
from openclam.capture.picture import Shape, check_size
from openclam.errors import InputError

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

MIN_DURATION_S = 1.0
"""Length that separates a recording that may hold a rep (more) from one that cannot (less; half a second each way)."""

_CLOCK_CHECK_FRAMES = 60
"""Frames that separate too few to judge a clock (fewer) from enough to refuse one that stands still or races."""

_BIG_FRAME_PX = 4096 * 2304
"""Size that separates frames decoded by many threads (less) from those by two (more): a thread holds tens of MB."""

_CUT_OFF_SHARE = 0.05
_CUT_OFF_S = 1.0
"""Shortfall against the declared length that separates rounding (less than either) from a cut end (more than both)."""


class VideoFile:
    """A video file as a stream of upright RGB frames with true times, read once from start to end.

    Opening decodes the first frame: a file that cannot be used fails here, before anything else is loaded. Rotation,
    mirroring and non-square pixels are undone. Frames with a side over 1920 px are delivered scaled down to that;
    `width`, `height` and `recording()` give the delivered size.

    Length and clock are known only at the end of the iteration, and their errors come there (a plainly broken clock:
    after 60 frames). Leaving the iteration early skips them.

    Args:
        path: the file; any container of `openclam.capture.containers`, any codec that FFmpeg decodes.

    Attributes:
        path: the file.
        width: delivered width, upright, px.
        height: delivered height, upright, px.
        warnings: facts for the reader of the result (damaged parts, a cut end), filled while reading.

    Raises:
        InputError: the file cannot be read as a video; the message says why and what to do.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.warnings: list[str] = []
        self._container, self._stream = open_video(self.path)
        try:
            self._declared = Declared.of(self._container, self._stream)
            self._clock = Clock(1 / self._declared.fps if self._declared.fps else None)
            self._damaged = 0
            self._started = False
            self._prepare_decoder()
            self._decoded = self._decode()
            self._first = self._first_frame()
        except BaseException:
            self.close()
            raise
        aspect = self._stream.sample_aspect_ratio
        self._shape = Shape.of(self._first, float(aspect) if aspect else 1.0)
        self.width, self.height = self._shape.width, self._shape.height

    @property
    def duration_s(self) -> float | None:
        """The length that the file declares, in seconds; None where it declares none."""
        return self._declared.duration_s

    @property
    def expected_frames(self) -> int | None:
        """Expected number of frames, for a progress bar; None where the file declares none."""
        return self._declared.frames

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file; safe to call more than once."""
        self._container.close()

    def __iter__(self) -> Iterator[Frame]:
        """The frames in order of time.

        Raises:
            InputError: at the end, where the recording is too short for a rep or its clock makes no sense.
            RuntimeError: the frames were asked for a second time.
        """
        if self._started:
            raise RuntimeError(f"{self.path} is read once only; open a new VideoFile to read it again")
        self._started = True
        return self._frames()

    def recording(self) -> Recording:
        """The recording as far as it has been read."""
        frames, elapsed_s = self._clock.frames, self._clock.elapsed_s
        fps = (frames - 1) / elapsed_s if elapsed_s > 0 else (self._declared.fps or 0.0)
        # The last frame is shown for a while too: as long as the mean one.
        duration_s = frames / fps if fps > 0 else 0.0
        return Recording(str(self.path), duration_s, fps, frames, self.width, self.height)

    def _prepare_decoder(self) -> None:
        context = self._stream.codec_context
        if context.width and context.height:
            # Before anything is decoded: one frame of an absurd size may fill the memory.
            check_size(context.width, context.height, self.path)
        self._stream.thread_type = "AUTO"
        if context.width * context.height > _BIG_FRAME_PX:
            self._stream.thread_count = 2

    def _first_frame(self) -> VideoFrame:
        first = next(self._decoded, None)
        if first is None:
            raise InputError(no_picture(self.path))
        check_size(first.width, first.height, self.path)
        # A recording may begin inside a group of pictures; what cannot be decoded there is no damage.
        self._damaged = 0
        return first

    def _frames(self) -> Iterator[Frame]:
        stamps = StampChoice()
        frame: VideoFrame | None = self._first
        del self._first
        while frame is not None:
            base = frame.time_base or self._stream.time_base
            stamp = stamps.choose(frame.pts, frame.dts)
            time_s = self._clock.tick(float(stamp * base) if stamp is not None and base else None)
            yield Frame(self._clock.frames - 1, time_s, self._shape.deliver(frame))
            if self._clock.frames == _CLOCK_CHECK_FRAMES:
                self._check_clock()
            frame = next(self._decoded, None)
        self._check_end()

    def _decode(self) -> Iterator[VideoFrame]:
        """Decoded frames; damaged parts are counted and skipped, as a player does."""
        for packet in self._packets():
            try:
                frames = packet.decode() if packet is not None else self._stream.decode(None)
            except av.error.EOFError:
                return
            except av.error.FFmpegError:
                self._damaged += 1
                continue
            for frame in frames:
                if frame.is_corrupt:
                    self._damaged += 1
                else:
                    yield frame

    def _packets(self) -> Iterator[Packet[VideoStream] | None]:
        """The stream's packets; where the file breaks off, None asks the decoder for what it still holds."""
        try:
            yield from self._container.demux(self._stream)
        except av.error.FFmpegError:
            self._damaged += 1
            yield None

    def _check_end(self) -> None:
        recording = self.recording()
        if recording.frames == 1:
            raise InputError(
                f"{self.path} is a single picture; a video of the exercise was expected. Give a recording."
            )
        self._check_clock()
        if recording.fps < MIN_FPS:
            raise InputError(
                f"{self.path} has {recording.fps:.2g} frames a second; at least {MIN_FPS:g} is needed, and 25 or "
                "more are good. Give the original recording, not a time-lapse or a slide show."
            )
        if recording.duration_s < MIN_DURATION_S:
            raise InputError(
                f"{self.path} lasts {recording.duration_s:.2f} s: too short for one rep. "
                "Record the whole set, from lying still to the end of the last rep."
            )
        self._warn(recording)

    def _check_clock(self) -> None:
        clock, fps = self._clock, self.recording().fps
        advice = "Export the video once more with a constant rate, such as 30 frames a second."
        if clock.without_stamp > clock.frames / 2 and self._declared.fps is None:
            raise InputError(f"{self.path} has frames without time stamps and states no usable rate. {advice}")
        if clock.not_advancing > clock.frames / 2:
            raise InputError(f"{self.path} has time stamps that stand still: no speed can be told from it. {advice}")
        if fps > MAX_FPS:
            raise InputError(
                f"{self.path} has {fps:.0f} frames a second by its time stamps; at most {MAX_FPS:.0f} can be right. "
                f"{advice}"
            )

    def _warn(self, recording: Recording) -> None:
        if self._damaged:
            self.warnings.append(f"{self._damaged} damaged parts of {self.path.name} were left out.")
        if self._clock.without_stamp > self._clock.frames / 2:
            self.warnings.append(
                f"{self.path.name} holds no time stamps: {self._declared.fps:g} frames a second were assumed, "
                "so times and speeds may be wrong."
            )
        declared_s = self._declared.duration_s
        if declared_s and declared_s - recording.duration_s > max(_CUT_OFF_S, _CUT_OFF_SHARE * declared_s):
            self.warnings.append(
                f"{self.path.name} breaks off at {recording.duration_s:.1f} s of {declared_s:.1f} s; "
                "only that part was assessed."
            )
