"""Opening a recording: from a path to a container with a video stream, or an error that says why not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import av
import av.error
from av.stream import Disposition

from openclam.errors import InputError

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

# A recording may be a playlist that names other sources; only files of this machine are read.
_OPTIONS = {"protocol_whitelist": "file"}

_ADVICE = "Give a video file, such as an .mp4 from a phone."


def open_video(path: Path) -> tuple[InputContainer, VideoStream]:
    """Opens `path` and finds its main video stream, ready for decoding on several threads.

    Raises:
        InputError: the path is missing, no plain file, unreadable, empty, no video, cut off before its first
            frame, or holds sound only.
    """
    _check_path(path)
    try:
        # Absolute, so that a name like `concat:a.mp4` is a file and not one of FFmpeg's protocols.
        container = av.open(str(path.absolute()), mode="r", options=dict(_OPTIONS), metadata_errors="replace")
    except PermissionError as error:
        raise InputError(_unreadable(path)) from error
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise InputError(no_picture(path)) from error
    try:
        stream = _video_stream(container, path)
    except InputError:
        container.close()
        raise
    return container, stream


def no_picture(path: Path) -> str:
    """The message for a file from which no frame could be read: damaged, or never a video."""
    kind = _container_kind(path)
    if kind is None:
        return f"{path} is not a video: FFmpeg does not know its format. {_ADVICE}"
    return (
        f"{path} begins as {kind}, but no frame can be read from it: it is cut off or damaged. "
        "Copy or export it once more, and check that it plays to the end."
    )


def _check_path(path: Path) -> None:
    if not path.exists():
        raise InputError(f"{path} does not exist. Check the spelling and the folder. {_ADVICE}")
    if path.is_dir():
        raise InputError(f"{path} is a folder; a video file was expected. Give one of the files in it.")
    if not path.is_file():
        raise InputError(f"{path} is not a plain file (a device or a pipe?). Save the recording to a file first.")
    if not os.access(path, os.R_OK):
        raise InputError(_unreadable(path))
    if path.stat().st_size == 0:
        raise InputError(f"{path} is empty (0 bytes): the recording or the copy did not finish. Copy it once more.")


def _unreadable(path: Path) -> str:
    return f"{path} may not be read by you. Change its permissions, or copy it to a folder of your own."


def _video_stream(container: InputContainer, path: Path) -> VideoStream:
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        holds = "sound only" if container.streams.audio else "no frames"
        raise InputError(f"{path} holds {holds}: there is no video stream in it. {_ADVICE}")
    best = container.streams.best("video")
    return next((s for s in streams if best is not None and s.index == best.index), streams[0])


def _container_kind(path: Path) -> str | None:
    """The kind of video file that the first bytes announce, or None."""
    with path.open("rb") as file:
        head = file.read(16)
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free"):
        return "an MP4 or MOV video"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "an AVI video"
    starts = {
        b"\x1a\x45\xdf\xa3": "a Matroska or WebM video",
        b"GIF8": "a GIF",
        b"FLV\x01": "a Flash video",
        b"\x00\x00\x01\xba": "an MPEG video",
        b"\x30\x26\xb2\x75": "a Windows Media video",
    }
    return next((kind for start, kind in starts.items() if head.startswith(start)), None)
