"""A recording, assessed from end to end: the stages in a row."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from openclam._version import __version__
from openclam.assessment.engine import Assessor, SetResult
from openclam.assessment.model import Assessment, Person, RecordingInfo, Software
from openclam.assessment.reps import REP_ON_SIDE
from openclam.assessment.series import SeriesRecorder
from openclam.assessment.view import summarise_view
from openclam.capture import Recording, VideoFile
from openclam.errors import NobodyError, UsageError
from openclam.exercise import LANGUAGES, Exercise, Language, load_exercise
from openclam.kinematics import USUAL_HEIGHT_CM, Kinematics, Posture
from openclam.pose import POSE_MODELS, PoseModel, open_tracker
from openclam.pose.landmarks import Sighting
from openclam.pose.weights import WEIGHTS

USUAL_MASS_KG = 70.0
HEIGHTS_CM = (100.0, 230.0)
MASSES_KG = (20.0, 300.0)

MovingLeg = Literal["auto", "left", "right"]
Progress = Callable[[float], None]
"""Told how far the work is, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `assess`, each checked when the object is made.

    Raises:
        UsageError: a value is not one of those allowed, or out of range.
    """

    lang: Language
    moving_leg: MovingLeg
    height_cm: float | None
    mass_kg: float | None
    band: str | None
    pose_model: PoseModel

    def __post_init__(self) -> None:
        _one_of("lang", self.lang, LANGUAGES)
        _one_of("moving_leg", self.moving_leg, ("auto", "left", "right"))
        _one_of("pose_model", self.pose_model, POSE_MODELS)
        _between("height_cm", self.height_cm, *HEIGHTS_CM)
        _between("mass_kg", self.mass_kg, *MASSES_KG)
        if self.band is not None and not self.band.strip():
            raise UsageError('band (--band): expected a colour, or "none" for no band; got nothing')

    @property
    def band_worn(self) -> bool | None:
        """Whether a band was declared (True), declared absent (False), or is to be looked for (None)."""
        return None if self.band is None else self.band.strip().lower() != "none"


def assess(
    path: str | os.PathLike[str],
    *,
    lang: Language = "en",
    moving_leg: MovingLeg = "auto",
    height_cm: float | None = None,
    mass_kg: float | None = None,
    band: str | None = None,
    pose_model: PoseModel = "heavy",
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
        band: the band's colour, "none" for no band, None to look for one in the picture.
        pose_model: "heavy" (most accurate), "full" or "lite" (fastest).
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
    options = Options(lang, moving_leg, height_cm, mass_kg, band, pose_model)
    exercise = exercise or load_exercise()
    with VideoFile(path) as video:
        run = _Run(options, exercise)
        expected = video.expected_frames
        for frame in video:
            run.step(run.tracker.step(frame))
            if progress is not None and expected:
                progress(min(1.0, (frame.index + 1) / expected))
        if progress is not None:
            progress(1.0)
        recording, warnings = video.recording(), list(video.warnings)
    result = run.finish()
    if result is None:
        raise NobodyError(run.missing(Path(path)))
    return _document(recording, warnings, options, exercise, run, result)


@dataclass
class _Run:
    """The stages of one recording, and what they have seen so far."""

    options: Options
    exercise: Exercise
    series: SeriesRecorder = field(default_factory=SeriesRecorder)
    people: int = 0
    lying: int = 0

    def __post_init__(self) -> None:
        leg = self.options.moving_leg
        self.tracker = open_tracker(self.options.pose_model, look_for_band=self.options.band is None)
        self.kinematics = Kinematics(self.options.height_cm or USUAL_HEIGHT_CM)
        self.assessor = Assessor(
            self.exercise,
            self.options.lang,
            band=self.options.band_worn,
            moving_leg=None if leg == "auto" else leg,
        )

    def step(self, sighting: Sighting) -> None:
        for posture in self.kinematics.step(sighting):
            self._take(posture)

    def finish(self) -> SetResult | None:
        for posture in self.kinematics.flush():
            self._take(posture)
        return self.assessor.finish()

    def _take(self, posture: Posture) -> None:
        self.people += posture.seen
        self.lying += posture.seen and posture.on_side >= REP_ON_SIDE
        self.series.step(posture)
        self.assessor.step(posture)

    def missing(self, path: Path) -> str:
        """Why there is nothing to assess, and what to do about it."""
        if not self.people:
            return (
                f"{path}: expected a person doing the clamshell; nobody was seen. "
                "Film the whole body, with light on it, from about two metres."
            )
        if not self.lying:
            return (
                f"{path}: expected a person lying on the side; somebody was seen, but never lying on the side. "
                "Film the exercise itself, camera in front of the hips at mat height."
            )
        leg = self.options.moving_leg
        which = "" if leg == "auto" else f" with the {leg} leg"
        return (
            f"{path}: expected at least one clamshell rep{which}; a person lies on the side, but no rep was found. "
            "A rep opens the bent top knee by 12° or more and closes it again, from a still start; "
            "keep hips, knees and feet in the picture."
        )


def _document(
    recording: Recording, warnings: list[str], options: Options, exercise: Exercise, run: _Run, result: SetResult
) -> Assessment:
    person = Person(
        height_cm=options.height_cm or USUAL_HEIGHT_CM,
        mass_kg=options.mass_kg or USUAL_MASS_KG,
        assumed=options.height_cm is None,
    )
    assessment = Assessment(
        schema="openclam/assessment/1",
        exercise=exercise.name,
        language=options.lang,
        moving_leg=result.moving_leg,
        recording=RecordingInfo(
            path=_sayable(recording.path),
            duration_s=recording.duration_s,
            fps=recording.fps,
            frames=recording.frames,
            width=recording.width,
            height=recording.height,
        ),
        warnings=warnings,
        person=person,
        band=options.band,
        view=summarise_view(result, options.lang),
        reps=result.reps,
        start_position=result.start_position,
        statements=result.statements,
        software=Software(
            openclam=__version__,
            pose_model=options.pose_model,
            pose_model_sha256=WEIGHTS[options.pose_model].sha256,
        ),
    )
    return assessment.with_series(run.series.series(result.measured[0].closed))


def _sayable(path: str) -> str:
    """The path as text that JSON can hold: bytes of a file name that are no UTF-8 become "�"."""
    return os.fsencode(path).decode("utf-8", "replace")


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(f"{_named(name)}: expected one of {', '.join(allowed)}; got {value!r}")


def _between(name: str, value: float | None, least: float, most: float) -> None:
    if value is not None and not (np.isfinite(value) and least <= value <= most):
        raise UsageError(f"{_named(name)}: expected a number from {least:g} to {most:g}; got {value:g}")


def _named(name: str) -> str:
    """An option as Python and as the command line call it."""
    return f"{name} (--{name.replace('_', '-')})"
