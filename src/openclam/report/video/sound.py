"""The sound of a recording, carried over to its annotated video."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from openclam.capture.opening import open_container
from openclam.errors import InputError

COPIED = frozenset({"aac", "mp3", "ac3", "eac3", "alac"})
"""Kinds of sound that an mp4 may hold and that common players read there; others are made into AAC."""

_BIT_RATE = 128_000

_Piece: TypeAlias = "tuple[float, Packet[AudioStream]]"  # PyAV's Packet takes a parameter in its stubs only


class SoundTrack:
    """Reads the first sound stream of a recording and writes it in step with the frames.

    It is written in pieces (`until`), so that the container never has to keep the packets of one stream while
    it waits for those of the other. Damaged sound ends the track early and sets `lost`; the frames go on.
    """

    def __init__(self, path: Path, out: OutputContainer) -> None:
        """Open the sound of `path` and add a stream for it to `out`; must come before the first packet there."""
        self.lost = False
        self._out = out
        self._source: InputContainer | None = None
        self._pieces: Iterator[_Piece] = iter(())
        try:
            self._source = open_container(path)
            if self._source.streams.audio:
                self._pieces = self._guarded(self._begin(self._source, self._source.streams.audio[0]))
        except (av.error.FFmpegError, ValueError, InputError):
            self.lost = True
        self._next = next(self._pieces, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._source is not None:
            self._source.close()

    def until(self, time_s: float) -> None:
        """Write what begins before `time_s`, in seconds since the first frame, and is not yet written."""
        while self._next is not None and self._next[0] < time_s:
            self._out.mux(self._next[1])
            self._next = next(self._pieces, None)

    def finish(self) -> None:
        """Write what is left."""
        self.until(float("inf"))

    def _begin(self, source: InputContainer, sound: AudioStream) -> Iterator[_Piece]:
        if sound.codec_context is None:  # of a codec that nobody here knows
            self.lost = True
            return iter(())
        video = source.streams.video[0]
        first_picture_s = float((video.start_time or 0) * (video.time_base or 0))
        if sound.codec_context.name in COPIED:
            return _copied(source, sound, self._out.add_stream_from_template(sound), first_picture_s)
        rate = sound.codec_context.sample_rate or 48_000
        made = self._out.add_stream("aac", rate=rate, bit_rate=_BIT_RATE, layout=_at_most_stereo(sound))
        return _encoded(source, sound, made, first_picture_s)

    def _guarded(self, pieces: Iterator[_Piece]) -> Iterator[_Piece]:
        """The pieces as far as they can be read. Errors of *writing* are not caught here: they must be heard."""
        try:
            yield from pieces
        except av.error.FFmpegError:
            self.lost = True


def _at_most_stereo(sound: AudioStream) -> str:
    return "mono" if sound.codec_context.channels == 1 else "stereo"


def _copied(source: InputContainer, sound: AudioStream, made: AudioStream, first_picture_s: float) -> Iterator[_Piece]:
    """The packets as they are, on the annotated video's clock; what ends before its first frame is left out."""
    for packet in source.demux(sound):
        if packet.dts is None or packet.pts is None or not packet.time_base:
            continue
        shift = round(first_picture_s / packet.time_base)
        packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
        if packet.pts + (packet.duration or 0) <= 0:
            continue
        packet.stream = made
        yield float(packet.pts * packet.time_base), packet


def _encoded(source: InputContainer, sound: AudioStream, made: AudioStream, first_picture_s: float) -> Iterator[_Piece]:
    """The sound made into AAC, on the annotated video's clock."""
    for frame in source.decode(sound):
        if frame.pts is None or not frame.time_base:
            continue
        frame.pts -= round(first_picture_s / frame.time_base)
        if frame.pts * frame.time_base + frame.samples / frame.sample_rate <= 0:
            continue
        at_s = float(frame.pts * frame.time_base)
        yield from ((at_s, packet) for packet in made.encode(frame))
    yield from ((0.0, packet) for packet in made.encode(None))
