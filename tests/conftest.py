"""Fixtures that every room may use: recordings of many kinds, good and bad, written when first asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TypeVar

import av
import hypothesis
import numpy as np
import numpy.typing as npt
import pytest

from openclam.synthesis.body import BodyMesh, Skeleton
from tests import networks

# The same cases in every run there, so that a change is not refused for what it has not touched; new ones are looked
# for in every other run.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
# How long one case takes is the machine's affair: nothing here is timed.
hypothesis.settings.register_profile("any", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("OPENCLAM_CI") else "any")

Image = npt.NDArray[np.uint8]
Maker = Callable[[Path], None]
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

MAY_SKIP = ("shared", "root", "synth", "no wheel")
"""Words in the reasons that hold on a continuous-integration machine too: the real recordings, which are not ours to
publish, lie in a folder `shared` beside the checkout; root cannot be kept from writing; the `synth` extra is
gigabytes; OpenSim has no wheel for the newest Python."""

MAKERS: dict[str, Maker] = {}
"""Every recording by its file name."""


def recording(name: str) -> Callable[[Maker], Maker]:
    """Registers a function that writes the recording `name` to the path it is given."""

    def register(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return register


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test without the mark `networks` gets no pose network; not as a fixture, since wider ones come before it."""
    if networks.may_run(item):
        return (yield)
    with networks.kept_away():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where OPENCLAM_CI is set, a test that skips fails."""
    report = yield
    return report if hasattr(report, "wasxfail") else _without_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips."""
    return _without_skip((yield))


def _without_skip(report: Report) -> Report:
    """Turns a skip into a failure on a continuous-integration machine, so that nothing goes missing unseen."""
    if os.environ.get("OPENCLAM_CI") and report.skipped and isinstance(report.longrepr, tuple):
        _, _, reason = report.longrepr
        if not any(word in reason for word in MAY_SKIP):
            report.outcome = "failed"
            report.longrepr = f"OPENCLAM_CI allows no skip. {reason}"
    return report


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """`recordings("name.mp4")` is the path of that recording; the names are those of `MAKERS`."""
    folder = tmp_path_factory.mktemp("recordings")

    def make(name: str) -> Path:
        path = folder / name
        if not path.exists():
            MAKERS[name](path)
        return path

    return make


def picture(width: int, height: int, step: int = 0) -> Image:
    """Grey, with the upper left quarter red and a white bar that wanders with `step`."""
    image = np.full((height, width, 3), 90, np.uint8)
    image[: height // 2, : width // 2] = (230, 30, 30)
    x = width // 2 + (step * 3) % max(width // 2 - 4, 1)
    image[:, x : x + 4] = 255
    return image


def write(
    path: Path,
    *,
    stamps: list[int] | None = None,
    time_base: Fraction = Fraction(1, 30),
    frames: int = 45,
    size: tuple[int, int] = (160, 120),
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    rotate: tuple[float, bool] = (0, False),
    aspect: Fraction | None = None,
    container_format: str | None = None,
    options: dict[str, str] | None = None,
) -> None:
    """Writes a small video; `stamps` are the packets' times in units of `time_base`, one a picture by default.

    The stamps are put on the packets and not on the frames, so that they may be as wrong as a test wants.
    """
    stamps = list(range(frames)) if stamps is None else stamps
    with av.open(str(path), "w", format=container_format, options=options or {}) as container:
        stream = container.add_stream(codec, rate=30)
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        stream.time_base = time_base
        stream.codec_context.gop_size = 10
        stream.codec_context.max_b_frames = 0
        if codec == "libx264":
            stream.codec_context.options = {"preset": "ultrafast"}
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if rotate != (0, False):
            stream.set_display_rotation(rotate[0], hflip=rotate[1])
        packets = []
        for step in range(len(stamps)):
            packets += stream.encode(av.VideoFrame.from_ndarray(picture(*size, step), "rgb24"))
        packets += stream.encode(None)
        for packet, stamp in zip(packets, stamps, strict=True):
            packet.time_base = time_base
            packet.pts = packet.dts = stamp
            container.mux(packet)


def encode(path: Path, codec: str, max_b_frames: int = 0) -> None:
    """Writes a second and a half of video with the packets as the encoder gives them."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        stream.codec_context.max_b_frames = max_b_frames
        for step in range(45):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture(160, 120, step), "rgb24")))
        container.mux(stream.encode(None))


def cut(source: Path, target: Path, share: float) -> None:
    """Copies the first `share` of a file."""
    data = source.read_bytes()
    target.write_bytes(data[: int(len(data) * share)])


_JPEG = {"codec": "mjpeg", "pix_fmt": "yuvj420p"}
_GIF = {"codec": "gif", "pix_fmt": "rgb8"}
_MS = Fraction(1, 1000)

MAKERS |= {
    # Good, each with one thing that is not plain.
    "plain.mp4": write,
    "variable-rate.mp4": partial(
        write, stamps=[step * 20 + (step % 3) * 9 for step in range(45)], time_base=Fraction(1, 600)
    ),
    "turned-90.mp4": partial(write, rotate=(90, False)),
    "turned-180.mp4": partial(write, rotate=(180, False)),
    "turned-270.mp4": partial(write, rotate=(270, False)),
    "mirrored.mp4": partial(write, rotate=(0, True)),
    "animation.gif": partial(write, **_GIF, stamps=[step * 4 for step in range(40)], time_base=Fraction(1, 100)),
    "browser.webm": partial(write, codec="libvpx-vp9", size=(96, 80)),
    "old.avi": partial(write, codec="mpeg4"),
    # H.264 whose pictures are stored in another order than they are shown in; AVI does not note the latter.
    "reordered.avi": partial(encode, codec="libx264", max_b_frames=2),
    "odd-size.mkv": partial(write, codec="ffv1", size=(161, 119)),
    "wide-pixels.mkv": partial(write, aspect=Fraction(3, 2)),
    "8k.mp4": partial(write, **_JPEG, stamps=[0, 30], size=(7680, 4320)),
    "no-stamps.h264": partial(write, container_format="h264"),
    # Bad: each is refused.
    "one-pixel.gif": partial(write, **_GIF, size=(1, 1)),
    "20000-wide.gif": partial(write, **_GIF, size=(20_000, 64), frames=2),
    "photo.jpg": partial(write, **_JPEG, frames=1, container_format="image2", options={"update": "1"}),
    # FFmpeg writes animated WebP (into one packet), and PyAV's build of it does not read it.
    "sticker.webp": partial(encode, codec="libwebp_anim"),
    "half-second.mp4": partial(write, frames=15),
    "slide-show.mkv": partial(write, stamps=[0, 2000, 4000, 6000], time_base=_MS),
    "racing-clock.mp4": partial(write, stamps=[step * 10 for step in range(80)], time_base=Fraction(1, 100_000)),
    "stopped-clock.mkv": partial(write, **_JPEG, stamps=[0] * 80, time_base=_MS),
}


@recording("doubled-stamps.mkv")
def _doubled_stamps(path: Path) -> None:
    stamps = [step * 33 for step in range(45)]
    stamps[10], stamps[30] = stamps[9], stamps[29]
    write(path, **_JPEG, stamps=stamps, time_base=_MS)


@recording("joined.ts")
def _joined(path: Path) -> None:
    """Two recordings laid end to end; the clock begins anew in the middle."""
    half = path.with_name("half.ts")
    write(half)
    path.write_bytes(half.read_bytes() * 2)


@recording("cut-short.mp4")
def _cut_short(path: Path) -> None:
    """Its index stands in front, so what is left of it plays."""
    whole = path.with_name("whole.mp4")
    write(whole, frames=120, options={"movflags": "faststart"})
    cut(whole, path, 0.6)


@recording("scratched.mkv")
def _scratched(path: Path) -> None:
    """A stretch in the middle is overwritten with noise."""
    write(path, frames=90)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(range(40))
    path.write_bytes(bytes(data))


@recording("empty.mp4")
def _empty(path: Path) -> None:
    path.touch()


@recording("notes.mp4")
def _notes(path: Path) -> None:
    path.write_text("Three sets of ten, twice a day.\n" * 20)


@recording("no-index.mp4")
def _no_index(path: Path) -> None:
    """A copy that stopped before the index at the end: nothing of it plays."""
    whole = path.with_name("indexed.mp4")
    write(whole)
    cut(whole, path, 0.6)


@recording("sound.m4a")
def _sound(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 16_000), np.float32), "fltp", "mono")
        frame.sample_rate = 16_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


@pytest.fixture(scope="session")
def skeleton() -> Skeleton:
    """The joints of the shipped clip's body, so that no body need be made."""
    stored = json.loads((Path(__file__).parent / "synthesis" / "skeleton.json").read_text())
    names = tuple(bone["name"] for bone in stored["bones"])
    parents = [-1 if bone["parent"] is None else names.index(bone["parent"]) for bone in stored["bones"]]
    heads = np.array([bone["head"] for bone in stored["bones"]])
    return Skeleton(names, np.array(parents, np.int64), heads, stored["clearance_m"])


@pytest.fixture(scope="session")
def body(skeleton: Skeleton) -> BodyMesh:
    """A body of small blocks, one round each joint: enough surface to skin, paint and draw without anny."""
    corner = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * 0.03
    sides = [(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1)]
    sides += [(2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)]
    count = len(skeleton.names)
    thighs = [skeleton.head(f"upperleg01.{s}") * 0.14 + skeleton.head(f"lowerleg01.{s}") * 0.86 for s in "LR"]
    centres = np.concatenate([skeleton.heads, thighs])
    bones = [*range(count), *(skeleton.names.index(f"upperleg01.{s}") for s in "LR")]
    vertices = (centres[:, None, :] + corner).reshape(-1, 3)
    triangles = np.concatenate([np.array(sides) + 8 * block for block in range(len(centres))])
    square = np.random.default_rng(0).uniform(0.0, 1.0, (len(vertices), 2))
    return BodyMesh(
        skeleton,
        vertices,
        triangles,
        square,
        triangles,
        np.repeat(bones, 8)[:, None],
        np.ones((len(vertices), 1)),
        "female",
    )
