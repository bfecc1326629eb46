"""A recording, assessed from end to end: the stages in a row."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from openclam.assessment.model import Assessment, RecordingInfo
from openclam.capture import Frame, Recording, VideoFile
from openclam.errors import NobodyError
from openclam.exercise import Exercise, Language, load_exercise
from openclam.kinetics.calibration import Pull
from openclam.options import MovingLeg, Options
from openclam.pose import PoseModel, follow, open_tracker
from openclam.set_run import SetRun

Progress = Callable[[float], None]
"""Told how far the work is, 0 to 1."""


def assess(
    path: str | os.PathLike[str],
    *,
    lang: Language = "en",
    moving_leg: MovingLeg = "auto",
    height_cm: float | None = None,
    mass_kg: float | None = None,
    band: str | None = None,
    pose_model: PoseModel = "heavy",
    band_loop_cm: float | None = None,
    thigh_girth_cm: float | None = None,
    band_pulls: Sequence[tuple[float, float]] = (),
    effort: float | None = None,
    pain: float | None = None,
    exercise: Exercise | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """Assess a recording of the exercise.

    Args:
        path: a video file; any container and codec that FFmpeg reads.
        lang: language of cues and reasons, "en" or "nl".
        moving_leg: "auto" finds it; "left" or "right" counts the reps of that leg alone.
        height_cm: body height, 100 to 230; None assumes 170, and the assessment says so.
        mass_kg: body mass, 20 to 300; None assumes 70.
        band: the band's colour, in English or Dutch, a maker's name before it if need be ("Hygenic red"); "none" for no
            band, None to look for one in the picture.
        pose_model: "heavy" (most accurate), "full" or "lite" (fastest).
        band_loop_cm: length of the band once round, lying slack, 20 to 200; without it nobody knows its tension.
        thigh_girth_cm: once round the thigh just above the knee, 20 to 90; None takes the usual one of the body.
        band_pulls: the user's own pulls of the loop, each the length from end to end in cm and the kilograms of a
            luggage scale; they take the place of what is published for the colour.
        effort: how hard the set felt, 0 to 10; None where nobody told. It counts for the advice on the band alone.
        pain: how much it hurt, 0 to 10; the same.
        exercise: the page to hold it against; the built-in clamshell unless given.
        progress: called with the share done, 0 to 1.

    Returns:
        The assessment; its `series` holds the curves.

    Raises:
        InputError: the file cannot be read as a video.
        ModelError: a weight file is missing or damaged.
        NobodyError: nobody doing the exercise was found.
        UsageError: an option is wrong.
    """
    options = Options(
        lang, moving_leg, height_cm, mass_kg, band, pose_model,
        band_loop_cm, thigh_girth_cm, tuple(Pull(*pull) for pull in band_pulls), effort, pain,
    )  # fmt: skip
    exercise = exercise or load_exercise()
    with VideoFile(path) as video:
        run = SetRun(options, exercise)
        tracker = open_tracker(options.pose_model, look_for_band=options.band_worn is None)
        pictures = video if progress is None else _told(video, progress)
        for sighting in follow(pictures, lambda: VideoFile(path), tracker):
            run.step(sighting)
        recording, warnings = video.recording(), list(video.warnings)
    result = run.finish()
    if result is None:
        raise NobodyError(run.missing(str(Path(path))))
    return run.document(_info(recording), warnings, result)


def _told(video: VideoFile, progress: Progress) -> Iterator[Frame]:
    """The pictures; after each it is told how far the work is."""
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
