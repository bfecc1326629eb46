"""A recording, assessed from end to end: the stages in a row."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from openclam.assessment.model import Assessment, RecordingInfo
from openclam.capture import Frame, Recording, VideoFile
from openclam.errors import NobodyError
from openclam.exercise import Exercise
from openclam.pose import follow, open_tracker
from openclam.run.exercise_file import open_exercise
from openclam.run.options import Options
from openclam.run.set_run import SetRun

Progress = Callable[[float], None]
"""Told how far the work is, 0 to 1."""


def assess(
    path: str | os.PathLike[str],
    options: Options | None = None,
    *,
    exercise: Exercise | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """Assess a recording of the exercise.

    Args:
        path: a video file; any container of `openclam.capture.containers`, any codec that FFmpeg decodes.
        options: language, leg, body, band and network; the defaults of `Options` without them.
        exercise: the page to hold it against; the built-in clamshell unless given.
        progress: called with the share done, 0 to 1.

    Returns:
        The assessment; its `series` holds the curves.

    Raises:
        InputError: the file cannot be read as a video.
        ModelError: a weight file is missing or damaged.
        NobodyError: nobody doing the exercise was found.
    """
    options = options or Options()
    exercise = exercise or open_exercise()
    with VideoFile(path) as video:
        run = SetRun(options, exercise)
        tracker = open_tracker(options.pose_model, look_for_band=options.band_worn is None)
        pictures = video if progress is None else _told(video, progress)
        for frame_landmarks in follow(pictures, lambda: VideoFile(path), tracker):
            run.step(frame_landmarks)
        recording, warnings = video.recording(), list(video.warnings)
    result = run.finish()
    if result is None:
        raise NobodyError(run.missing(str(Path(path))))
    return run.document(_info(recording), warnings, result)


def _told(video: VideoFile, progress: Progress) -> Iterator[Frame]:
    """The frames; after each, `progress` is told how far the work is."""
    expected = video.expected_frames
    for frame in video:
        yield frame
        if expected:
            progress(min(1.0, (frame.index + 1) / expected))
    progress(1.0)


def _info(recording: Recording) -> RecordingInfo:
    return RecordingInfo(
        path=_sayable(recording.path),
        duration_s=recording.duration_s,
        fps=recording.fps,
        frames=recording.frames,
        width=recording.width,
        height=recording.height,
    )


def _sayable(path: str) -> str:
    """The path as text that JSON can hold: bytes of a file name that are no UTF-8 become "�"."""
    return os.fsencode(path).decode("utf-8", "replace")
