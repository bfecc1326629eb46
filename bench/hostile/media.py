"""Small recordings of many kinds, whole, and each the root of thousands that are not."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from io import BytesIO
from random import Random
from typing import Final

import av
import numpy as np

from bench.hostile.mutate import mutated

KINDS: Final = {
    "mp4": ("mp4", "libx264", "yuv420p"),
    "mov": ("mov", "mpeg4", "yuv420p"),
    "fragments": ("mp4", "libx264", "yuv420p"),
    "mkv": ("matroska", "libx264", "yuv420p"),
    "webm": ("webm", "libvpx", "yuv420p"),
    "avi": ("avi", "mpeg4", "yuv420p"),
    "ts": ("mpegts", "libx264", "yuv420p"),
    "mpg": ("mpeg", "mpeg1video", "yuv420p"),
    "flv": ("flv", "flv", "yuv420p"),
    "wmv": ("asf", "wmv2", "yuv420p"),
    "gif": ("gif", "gif", "rgb8"),
    "ogv": ("ogg", "libtheora", "yuv420p"),
    "h264": ("h264", "libx264", "yuv420p"),
}
"""A name for each kind, and its container, codec and pixels, as FFmpeg calls them."""
_WITH_SOUND: Final = frozenset({"mp4", "matroska", "mpegts"})
_FRAMES, _SIDE, _FPS = 8, 64, 5
_ABSENT: Final = (
    b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nsegment.ts\n",
    b"ffconcat version 1.0\nfile segment.ts\n",
    b"hello world\n" * 40,
    b"\xff\xd8\xff\xe0" + b"\x00" * 64,
)
"""No recordings at all."""


@cache
def seeds() -> tuple[tuple[str, bytes], ...]:
    """A whole recording of each kind that this FFmpeg writes, with its name."""
    made = []
    for name, (container, codec, pixels) in KINDS.items():
        try:
            made.append((name, _made(container, codec, pixels, fragments=name == "fragments")))
        except (av.error.FFmpegError, ValueError):  # not every build has every encoder
            continue
    return tuple(made)


def hostile_file(seed: int, number: int) -> tuple[str, bytes]:
    """The file of a number: the same for the same seed, on every machine with the same encoders."""
    random = Random(f"{seed} media {number}")
    if random.random() < 0.02:
        return "none", mutated(random, random.choice(_ABSENT))
    kind, whole = random.choice(seeds())
    return kind, mutated(random, whole, [data for _, data in seeds()])


def _made(container: str, codec: str, pixels: str, *, fragments: bool) -> bytes:
    held = BytesIO()
    options = {"movflags": "frag_keyframe+empty_moov"} if fragments else {}
    with av.open(held, "w", format=container, options=options) as out:
        rate = _FPS if codec != "mpeg1video" and container != "h264" else 25  # which tell no rate below
        stream = out.add_stream(codec, rate=rate)
        assert isinstance(stream, av.VideoStream)
        stream.width = stream.height = _SIDE
        stream.pix_fmt = pixels
        sound = out.add_stream("aac", rate=16_000, layout="mono") if container in _WITH_SOUND else None
        for number in range(_FRAMES * rate // _FPS):
            picture = np.full((_SIDE, _SIDE, 3), 90, np.uint8)
            picture[:, number * 3 % _SIDE] = 255
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if isinstance(sound, av.AudioStream):
            hum = av.AudioFrame.from_ndarray(np.zeros((1, 16_000), np.float32), "fltp", "mono")
            hum.sample_rate = 16_000
            out.mux([*sound.encode(hum), *sound.encode(None)])
    return held.getvalue()
