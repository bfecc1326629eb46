"""What a file is, by its first bytes: the containers that are opened, and nothing that names other files.

A playlist (HLS, DASH, concat) and a text are no recordings, whatever their names end in; FFmpeg alone would follow the
first to other files and draw the second as a film.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BEGINNING: Final = 512
"""Bytes that are enough for `container_of`."""


@dataclass(frozen=True, slots=True)
class Container:
    """A container by its content.

    Attributes:
        kind: in a sentence: "an MP4 or MOV video".
        ending: of a file name, without the dot.
        formats: FFmpeg's names of the demuxers that may read it, comma between.
    """

    kind: str
    ending: str
    formats: str


_MP4: Final = Container("an MP4 or MOV video", "mp4", "mov")
_AVI: Final = Container("an AVI video", "avi", "avi")
_TS: Final = Container("an MPEG transport stream", "ts", "mpegts")
_BARE: Final = Container("a bare stream of frames", "h264", "h264,hevc,vvc,m4v,mpegvideo")
_MPEG: Final = Container("an MPEG video", "mpg", "mpeg,mpegvideo")
_ASF: Final = Container("a Windows Media video", "wmv", "asf")
_SIGNATURES: Final = {
    b"\x1a\x45\xdf\xa3": Container("a Matroska or WebM video", "mkv", "matroska"),
    b"GIF87a": Container("a GIF", "gif", "gif"),
    b"GIF89a": Container("a GIF", "gif", "gif"),
    b"OggS": Container("an Ogg video", "ogv", "ogg"),
    b"FLV\x01": Container("a Flash video", "flv", "flv"),
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": _ASF,
    b"\x06\x0e\x2b\x34": Container("an MXF video", "mxf", "mxf"),
    b"DKIF": Container("an IVF video", "ivf", "ivf"),
    b"YUV4MPEG2": Container("a YUV4MPEG video", "y4m", "yuv4mpegpipe"),
}
_BOXES: Final = frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"wide", b"free", b"skip", b"pnot", b"uuid"})
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"II*\x00", b"MM\x00*")
_PACK, _SEQUENCE = 0xBA, 0xB3
_LAST_OF_A_SLICE: Final = 0xB2
"""The highest code after a start code in a bare stream; those above belong to MPEG's own layers."""

_CODECS: Final = (
    re.compile(rb"vide.*?stsd.{12}([ -~]{4})", re.DOTALL),
    re.compile(rb"strh.{4}vids([ -~]{4})", re.DOTALL),
    re.compile(rb"\x86.(V_[A-Z0-9/_.]+)", re.DOTALL),
)
"""Where the name of the video's codec stands: in MP4, AVI and Matroska."""
_LOOKED_AT: Final = 4 << 20


def container_of(beginning: bytes) -> Container | None:
    """The container whose signature a file begins with; None where it is no video that is known here.

    Args:
        beginning: the first `BEGINNING` bytes, or all there are.
    """
    if beginning[4:8] in _BOXES:
        return _MP4
    for signature, container in _SIGNATURES.items():
        if beginning.startswith(signature):
            return container
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"AVI ":
        return _AVI
    # A transport stream has this byte at the head of every packet; cameras put four more before each.
    packets = [beginning[at : at + 1] + beginning[at + step : at + step + 1] for at, step in ((0, 188), (4, 192))]
    return _TS if b"GG" in packets else _stream_of(beginning)


def is_picture(beginning: bytes) -> bool:
    """Whether a file begins as a photograph or a drawing does."""
    return beginning.startswith(_PICTURES)


def codec_name(path: Path) -> str | None:
    """What a file calls the codec of its video; None where that is not found."""
    with path.open("rb") as file:
        parts = [file.read(_LOOKED_AT)]
        if (size := path.stat().st_size) > _LOOKED_AT:
            file.seek(size - _LOOKED_AT)
            parts.append(file.read(_LOOKED_AT))
    for part in parts:
        for pattern in _CODECS:
            if found := pattern.search(part):
                return found[1].decode("ascii").strip()
    return None


def _stream_of(beginning: bytes) -> Container | None:
    """What begins with an MPEG start code (0 0 1, one more zero before it or not)."""
    start = beginning[1:] if beginning.startswith(b"\x00\x00\x00\x01") else beginning
    if not start.startswith(b"\x00\x00\x01") or len(start) < 4:
        return None
    code = start[3]
    if code in (_PACK, _SEQUENCE):
        return _MPEG
    return _BARE if code <= _LAST_OF_A_SLICE else None
