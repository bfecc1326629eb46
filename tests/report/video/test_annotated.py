"""The annotated video, decoded again: the source's pictures at the source's times, with its sound."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import av
import av.error
import numpy as np
import pytest

from openclam.assessment.model import Assessment
from openclam.assessment.series import Series
from openclam.errors import InputError
from openclam.exercise import Exercise
from openclam.report.video import ExerciseAnnotators, sound
from openclam.report.video.annotated import Footage, write_annotated
from openclam.report.video.timeline import Timeline
from openclam.report.words import speech

MakeClip = Callable[..., Path]
STEADY = [index / 15 for index in range(30)]
UNSTEADY = [0.0, 0.04, 0.09, 0.21, 0.25, 0.3, 0.41, 0.42, 0.5, 0.7, 0.71, 0.9, 1.0, 1.3, 1.31, 1.6]


def plain(source: Path, out: Path, **options: object) -> Footage:
    """The video without anything drawn on it."""
    return write_annotated(source, out, Timeline((), Series.empty(), ()), lambda _w, _h: (), **options)


def times_s(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]


@pytest.mark.parametrize("times", [STEADY, UNSTEADY], ids=["constant rate", "variable rate"])
@pytest.mark.parametrize("container", ["mkv", "mp4"])
def test_every_picture_at_its_own_time(tmp_path: Path, make_clip: MakeClip, times: list[float], container: str) -> None:
    source = make_clip(tmp_path / f"source.{container}", times_s=times, codec="libx264")
    out = tmp_path / "out.mp4"
    plain(source, out)
    expected = np.array(times_s(source))
    assert len(expected) == len(times)
    assert times_s(out) == pytest.approx(expected - expected[0], abs=1e-4)


def test_it_plays_everywhere_and_while_it_loads(tmp_path: Path, clip: Path) -> None:
    out = tmp_path / "out.mp4"
    plain(clip, out)
    with av.open(str(out)) as container:
        video = container.streams.video[0]
        assert video.codec_context.name == "h264"
        assert video.codec_context.pix_fmt == "yuv420p"
        assert float(video.average_rate) == pytest.approx(15, abs=0.5)
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "the index stands in front"


def test_the_pictures_and_their_colours_are_the_sources(tmp_path: Path, make_clip: MakeClip) -> None:
    source = make_clip(tmp_path / "source.mkv", times_s=STEADY, codec="libx264")
    plain(source, tmp_path / "out.mp4")
    with av.open(str(source)) as before, av.open(str(tmp_path / "out.mp4")) as after:
        for old, new in zip(before.decode(video=0), after.decode(video=0), strict=True):
            difference = old.to_ndarray(format="gray").astype(int) - new.to_ndarray(format="gray")
            assert np.abs(difference).mean() < 4


@pytest.mark.parametrize("size", [(161, 121), (160, 121), (161, 120)])
def test_odd_sizes_are_made_even(tmp_path: Path, make_clip: MakeClip, size: tuple[int, int]) -> None:
    source = make_clip(tmp_path / "odd.mkv", times_s=STEADY, size=size, codec="ffv1")
    plain(source, tmp_path / "out.mp4")
    with av.open(str(tmp_path / "out.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.width, context.height) == (size[0] + size[0] % 2, size[1] + size[1] % 2)


def sound_of(path: Path) -> tuple[str, float, float, float]:
    """Codec, begin and end in seconds, and loudness of the middle."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        frames = list(container.decode(stream))
        middle = np.concatenate([frame.to_ndarray().astype(float).ravel() for frame in frames[5:-5]])
        ends = (frames[0].time, frames[-1].time + frames[-1].samples / frames[-1].sample_rate)
        return stream.codec_context.name, *ends, float(np.sqrt((middle**2).mean()))


@pytest.mark.parametrize(
    ("container", "codec", "kept_as"),
    [("mp4", "aac", "aac"), ("mkv", "ac3", "ac3"), ("avi", "pcm_s16le", "aac"), ("ts", "aac", "aac")],
)
def test_sound_is_kept(tmp_path: Path, make_clip: MakeClip, container: str, codec: str, kept_as: str) -> None:
    source = make_clip(tmp_path / f"source.{container}", times_s=STEADY, codec="libx264", sound=codec)
    plain(source, tmp_path / "out.mp4")
    name, begin_s, end_s, loudness = sound_of(tmp_path / "out.mp4")
    assert name == kept_as
    assert begin_s == pytest.approx(0.0, abs=0.06)
    assert end_s == pytest.approx(STEADY[-1], abs=0.1)
    assert loudness == pytest.approx(0.3 / np.sqrt(2), rel=0.15)


@pytest.mark.parametrize("codec", ["aac", "pcm_s16le"])
def test_sound_that_begins_late_stays_late(tmp_path: Path, make_clip: MakeClip, codec: str) -> None:
    source = make_clip(tmp_path / "source.mkv", times_s=STEADY, codec="libx264", sound=codec, sound_from_s=0.5)
    plain(source, tmp_path / "out.mp4")
    assert sound_of(tmp_path / "out.mp4")[1] == pytest.approx(0.5, abs=0.06)


def test_sound_keeps_step_with_pictures_that_begin_late(tmp_path: Path, make_clip: MakeClip) -> None:
    """Pictures from 0.4 s and sound from 0.9 s: half a second apart before, half a second apart after."""
    late = [0.4 + time_s for time_s in STEADY]
    source = make_clip(tmp_path / "source.mkv", times_s=late, codec="libx264", sound="pcm_s16le", sound_from_s=0.9)
    plain(source, tmp_path / "out.mp4")
    assert times_s(tmp_path / "out.mp4")[0] == 0.0
    assert sound_of(tmp_path / "out.mp4")[1] == pytest.approx(0.5, abs=0.06)


def test_no_sound_is_no_error(tmp_path: Path, make_clip: MakeClip) -> None:
    plain(make_clip(tmp_path / "source.mp4", times_s=STEADY), tmp_path / "out.mp4")
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert not container.streams.audio


@pytest.mark.parametrize("codec", ["aac", "pcm_s16le"])
def test_damaged_sound_costs_no_picture(
    tmp_path: Path, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    source = make_clip(tmp_path / "source.mkv", times_s=STEADY, codec="libx264", sound=codec)
    whole = {name: getattr(sound, name) for name in ("_copied", "_encoded")}

    def damaged(name: str, *args: object) -> Iterator[object]:
        yield from itertools.islice(whole[name](*args), 10)
        raise av.error.InvalidDataError(1, "broken")

    for name in whole:
        monkeypatch.setattr(sound, name, partial(damaged, name))
    footage = plain(source, tmp_path / "out.mp4")
    assert footage.sound_lost
    assert len(times_s(tmp_path / "out.mp4")) == len(STEADY)


def test_something_is_drawn_on_every_picture(
    tmp_path: Path, clip: Path, assessment: Assessment, exercise: Exercise
) -> None:
    timeline = Timeline(assessment.reps, assessment.series, ())
    annotators = ExerciseAnnotators(assessment, exercise, speech("en"))
    write_annotated(clip, tmp_path / "drawn.mp4", timeline, annotators)
    plain(clip, tmp_path / "plain.mp4")
    with av.open(str(tmp_path / "drawn.mp4")) as drawn, av.open(str(tmp_path / "plain.mp4")) as bare:
        for one, other in zip(drawn.decode(video=0), bare.decode(video=0), strict=True):
            difference = one.to_ndarray(format="gray").astype(int) - other.to_ndarray(format="gray")
            assert (np.abs(difference) > 40).sum() > 200


def test_pictures_asked_for_come_back_undrawn(
    tmp_path: Path, clip: Path, assessment: Assessment, exercise: Exercise
) -> None:
    timeline = Timeline(assessment.reps, assessment.series, ())
    annotators = ExerciseAnnotators(assessment, exercise, speech("en"))
    footage = write_annotated(clip, tmp_path / "out.mp4", timeline, annotators, keep={3, 20, 99_999})
    kept = footage.pictures
    assert set(kept) == {3, 20}
    assert kept[3].shape == (180, 320, 3)
    assert set(np.unique(kept[3][:60, 200:260] // 16)) <= {4, 5, 6}, "the plain grey of the clip, no panel on it"


def test_progress_climbs_to_one(tmp_path: Path, clip: Path, assessment: Assessment) -> None:
    told: list[float] = []
    plain(clip, tmp_path / "out.mp4", frames=assessment.recording.frames, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) == assessment.recording.frames


def test_memory_does_not_grow_with_length(tmp_path: Path, make_clip: MakeClip) -> None:
    peaks = []
    for frames in (40, 120):
        source = make_clip(tmp_path / f"{frames}.mp4", times_s=[i / 30 for i in range(frames)], sound="aac")
        tracemalloc.start()
        plain(source, tmp_path / "out.mp4")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3 + 500_000


def test_a_recording_that_went_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.mp4"):
        plain(tmp_path / "gone.mp4", tmp_path / "out.mp4")
