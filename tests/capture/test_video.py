"""Recordings that can be assessed: what comes out of them is upright, in time, and complete."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from openclam.capture import Frame, VideoFile

Recordings = Callable[[str], Path]

PLAYABLE = [
    "plain.mp4", "variable-rate.mp4", "turned-90.mp4", "turned-180.mp4", "turned-270.mp4", "mirrored.mp4",
    "animation.gif", "browser.webm", "old.avi", "reordered.avi", "odd-size.mkv", "wide-pixels.mkv", "8k.mp4",
    "doubled-stamps.mkv",
    "no-stamps.h264", "joined.ts", "cut-short.mp4", "scratched.mkv",
]  # fmt: skip


def read(path: Path) -> tuple[list[Frame], VideoFile]:
    with VideoFile(path) as video:
        return list(video), video


def red_quarter(frame: Frame) -> tuple[str, str]:
    """In which quarter of the picture the red patch lies."""
    red = (frame.image[..., 0] > 180) & (frame.image[..., 1] < 100)
    height, width = red.shape
    row, column = (axis.mean() for axis in np.nonzero(red))
    return ("upper" if row < height / 2 else "lower", "left" if column < width / 2 else "right")


@pytest.mark.parametrize("name", PLAYABLE)
def test_every_kind_of_recording_gives_upright_rgb_in_order_of_time(recordings: Recordings, name: str) -> None:
    frames, video = read(recordings(name))
    assert [frame.index for frame in frames] == list(range(len(frames)))
    assert frames[0].time_s == 0
    assert (np.diff([frame.time_s for frame in frames]) > 0).all()
    for frame in frames:
        assert frame.image.shape == (video.height, video.width, 3)
        assert frame.image.dtype == np.uint8
        assert frame.image.flags.c_contiguous


def test_a_plain_recording_is_described_exactly(recordings: Recordings) -> None:
    with VideoFile(recordings("plain.mp4")) as video:
        assert (video.expected_frames, video.duration_s) == (45, pytest.approx(1.5))
        list(video)
        recording = video.recording()
    assert (recording.frames, recording.width, recording.height) == (45, 160, 120)
    assert recording.fps == pytest.approx(30)
    assert recording.duration_s == pytest.approx(1.5)
    assert video.warnings == []


def test_times_of_a_variable_rate_follow_the_stamps(recordings: Recordings) -> None:
    frames, _ = read(recordings("variable-rate.mp4"))
    expected = [(step * 20 + (step % 3) * 9) / 600 for step in range(45)]
    assert [frame.time_s for frame in frames] == pytest.approx(expected, abs=1e-4)


# The patch is upper left as stored; FFmpeg's rotation turns counter-clockwise.
@pytest.mark.parametrize(
    ("name", "size", "patch"),
    [
        ("plain.mp4", (160, 120), ("upper", "left")),
        ("turned-90.mp4", (120, 160), ("lower", "left")),
        ("turned-180.mp4", (160, 120), ("lower", "right")),
        ("turned-270.mp4", (120, 160), ("upper", "right")),
        ("mirrored.mp4", (160, 120), ("upper", "right")),
    ],
)
def test_a_turned_or_mirrored_recording_comes_out_as_a_player_shows_it(
    recordings: Recordings, name: str, size: tuple[int, int], patch: tuple[str, str]
) -> None:
    frames, video = read(recordings(name))
    assert (video.width, video.height) == size
    assert red_quarter(frames[0]) == patch


def test_pixels_that_are_not_square_are_made_square(recordings: Recordings) -> None:
    _, video = read(recordings("wide-pixels.mkv"))
    assert (video.width, video.height) == (240, 120)


def test_an_odd_size_is_kept(recordings: Recordings) -> None:
    frames, _ = read(recordings("odd-size.mkv"))
    assert frames[0].image.shape == (119, 161, 3)
    assert red_quarter(frames[0]) == ("upper", "left")


def test_8k_is_delivered_at_1920(recordings: Recordings) -> None:
    frames, video = read(recordings("8k.mp4"))
    assert (video.recording().width, video.recording().height) == (1920, 1080)
    assert red_quarter(frames[0]) == ("upper", "left")


def test_a_doubled_stamp_moves_no_other_picture(recordings: Recordings) -> None:
    frames, _ = read(recordings("doubled-stamps.mkv"))
    times = [frame.time_s for frame in frames]
    good = [step for step in range(45) if step not in (10, 30)]
    assert [times[step] for step in good] == pytest.approx([step * 0.033 for step in good])
    assert times[9] < times[10] < times[11]


def test_pictures_stored_out_of_order_keep_an_even_beat(recordings: Recordings) -> None:
    frames, _ = read(recordings("reordered.avi"))
    steps = np.diff([frame.time_s for frame in frames])
    # It takes a few pictures until it shows which of the file's two stamps is the good one; the last few have
    # only the bad one.
    assert steps[6:-2] == pytest.approx(1 / 30)


def test_without_stamps_the_assumed_rate_is_told(recordings: Recordings) -> None:
    frames, video = read(recordings("no-stamps.h264"))
    assert np.diff([frame.time_s for frame in frames]) == pytest.approx(1 / 25)
    assert any("25 frames a second were assumed" in warning for warning in video.warnings)


def test_a_clock_that_begins_anew_goes_on(recordings: Recordings) -> None:
    frames, video = read(recordings("joined.ts"))
    assert len(frames) == 90
    assert video.recording().duration_s == pytest.approx(3.0, abs=0.1)


def test_a_recording_that_breaks_off_is_read_as_far_as_it_goes(recordings: Recordings) -> None:
    frames, video = read(recordings("cut-short.mp4"))
    assert 30 < len(frames) < 120
    assert any("breaks off at" in warning and "of 4.0 s" in warning for warning in video.warnings)


def test_a_damaged_stretch_is_left_out_and_told(recordings: Recordings) -> None:
    frames, video = read(recordings("scratched.mkv"))
    assert len(frames) >= 45
    assert any("damaged" in warning for warning in video.warnings)


def test_leaving_early_lets_go_of_the_file(recordings: Recordings) -> None:
    with VideoFile(recordings("plain.mp4")) as video:
        first = next(iter(video))
    video.close()
    assert first.index == 0
    assert video.recording().frames == 1


def test_a_second_reading_is_refused(recordings: Recordings) -> None:
    with VideoFile(recordings("plain.mp4")) as video:
        list(video)
        with pytest.raises(RuntimeError, match="open a new VideoFile"):
            iter(video)


def test_memory_does_not_grow_with_length(recordings: Recordings) -> None:
    def peak(name: str) -> int:
        tracemalloc.start()
        with VideoFile(recordings(name)) as video:
            for _ in video:
                pass
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak_bytes

    one_picture = 160 * 120 * 3
    assert peak("joined.ts") < peak("plain.mp4") + 3 * one_picture


def test_ffmpeg_keeps_quiet(recordings: Recordings) -> None:
    """FFmpeg writes past Python's own stderr, so this looks at a process of its own."""
    program = "import sys; from openclam.capture import VideoFile; print(sum(1 for _ in VideoFile(sys.argv[1])))"
    done = subprocess.run(
        [sys.executable, "-c", program, str(recordings("scratched.mkv"))], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) >= 45
    assert done.stderr == ""
