"""Opening a recording: from a path to a container with a video stream, or an error that says why not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import av
import av.error
from av.stream import Disposition

from openclam.capture.containers import BEGINNING, Container, codec_name, container_of, is_picture
from openclam.errors import InputError

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

OPENING_S = 30.0
"""Time that separates a file that opens (less; seconds, from a slow disk) from one that never does (more)."""

_ADVICE = "Give a video file, such as an .mp4 from a phone."


def open_video(path: Path) -> tuple[InputContainer, VideoStream]:
    """Opens `path` and finds its main video stream, ready for decoding on several threads.

    Raises:
        InputError: the path is missing, no plain file, unreadable, empty, no video, of a codec that nobody here knows,
            cut off before its first frame, holds sound only, or does not open within `OPENING_S`.
    """
    container = open_container(path)
    try:
        stream = _video_stream(container, path)
    except InputError:
        container.close()
        raise
    return container, stream


def open_container(path: Path) -> InputContainer:
    """Opens `path` as the container that its content shows, and follows it to no other file.

    Raises:
        InputError: as `open_video`, whatever it holds.
    """
    try:
        _check_path(path)
        found = _recognised(path)
        # Absolute, so that a name like `concat:a.mp4` is a file and not one of FFmpeg's protocols. What the file leads
        # to is pinned: to the demuxers of the container that its content shows, and to files of this machine.
        return av.open(
            str(path.absolute()),
            mode="r",
            container_options={"format_whitelist": found.formats, "protocol_whitelist": "file"},
            metadata_errors="replace",
            timeout=OPENING_S,
        )
    except PermissionError as error:
        raise InputError(_unreadable(path)) from error
    except av.error.ExitError as error:
        raise InputError(
            f"{path} could not be opened within {OPENING_S:g} s: it is damaged, or its disk does not answer. "
            "Copy it to a folder of your own and try again."
        ) from error
    except (av.error.FFmpegError, ValueError) as error:
        raise InputError(no_picture(path)) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror or error}). {_ADVICE}") from error


def no_picture(path: Path) -> str:
    """The message for a file from which no frame could be read: damaged, or never a video."""
    return (
        f"{path} begins as {_recognised(path).kind}, but no frame can be read from it: it is cut off or damaged. "
        "Copy or export it once more, and check that it plays to the end."
    )


def _recognised(path: Path) -> Container:
    """The container that the file's first bytes show.

    Raises:
        InputError: they show none.
    """
    with path.open("rb") as file:
        beginning = file.read(BEGINNING)
    found = container_of(beginning)
    if found is not None:
        return found
    if is_picture(beginning):
        raise InputError(f"{path} is a single picture; a video of the exercise was expected. Give a recording.")
    raise InputError(f"{path} is not a video: its first bytes are those of no container that is known here. {_ADVICE}")


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
    streams = [stream for stream in streams if stream.codec_context is not None]
    if not streams:
        name = codec_name(path)
        raise InputError(
            f"{path} holds a video of a codec that cannot be decoded here{f': {name}' if name else ''}. "
            "Convert it to H.264, which every phone and player writes."
        )
    best = container.streams.best("video")
    return next((s for s in streams if best is not None and s.index == best.index), streams[0])
