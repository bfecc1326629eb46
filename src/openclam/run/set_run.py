"""One set through the stages that follow the pose stage, from landmarks to the assessment.

A recording and a live set are both run here, so that the same landmarks give the same document.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Literal

from openclam._version import __version__
from openclam.assessment.engine import Assessor, MeasuredRep, SetResult
from openclam.assessment.findings import bad_view, reason
from openclam.assessment.model import Assessment, Person, RecordingInfo, Software
from openclam.assessment.series import SeriesRecorder
from openclam.assessment.verdicts import Reason
from openclam.assessment.view import summarise_view
from openclam.exercise import Exercise
from openclam.kinematics import Kinematics, Posture
from openclam.movement.certainty import REP_ON_SIDE
from openclam.pose.landmarks import FrameLandmarks
from openclam.pose.lying import HALF_LYING
from openclam.pose.weights import WEIGHTS
from openclam.run.loads import set_loads
from openclam.run.options import Options

Absence = Literal["nobody", "not-lying", "no-rep"]
"""Nobody was seen; somebody was, but not lying on the side; or lying there without a rep."""

LYING_SHARE = 0.2
"""A body lies on its side from this share of the frames that show it on: in a bridge nearly one frame in ten passes."""


@dataclass
class SetRun:
    """The stages of one set, and what they have seen so far.

    `series` collects the curves for a report; None where nobody asks for them.
    """

    options: Options
    exercise: Exercise
    series: SeriesRecorder | None = field(default_factory=SeriesRecorder)
    people: int = 0
    lying: int = 0
    azimuths_deg: array[float] = field(default_factory=lambda: array("d"))

    def __post_init__(self) -> None:
        leg = self.options.moving_leg
        self.kinematics = Kinematics(self.options.body.height_cm)
        self.assessor = Assessor(
            self.exercise,
            self.options.lang,
            band=self.options.band_worn,
            moving_leg=None if leg == "auto" else leg,
            loop=self.options.loop,
        )

    def step(self, frame_landmarks: FrameLandmarks) -> list[tuple[Posture, MeasuredRep | None]]:
        """Take what was seen in one frame; the postures that are ready by now, each with the rep that it ends."""
        return list(self._taken(self.kinematics.step(frame_landmarks)))

    def finish(self) -> SetResult | None:
        """Close the stream and judge the set; None where no rep was done."""
        for _ in self._taken(self.kinematics.flush()):
            pass
        return self.assessor.finish()

    def _taken(self, postures: Iterable[Posture]) -> Iterator[tuple[Posture, MeasuredRep | None]]:
        for posture in postures:
            self.people += posture.seen
            self.lying += posture.seen and posture.on_side >= REP_ON_SIDE
            if posture.view is not None and posture.on_side >= HALF_LYING:
                self.azimuths_deg.append(posture.view.azimuth_deg)
            if self.series is not None:
                self.series.step(posture)
            yield posture, self.assessor.step(posture)

    def absence(self) -> Absence | Reason:
        """Why there is nothing to assess: a reason where the camera's place is to blame."""
        if not self.people:
            return "nobody"
        poor = bad_view(median(self.azimuths_deg)) if 2 * len(self.azimuths_deg) > self.people else None
        if poor is not None:
            return poor
        return "no-rep" if self.lying >= LYING_SHARE * self.people else "not-lying"

    def missing(self, what: str) -> str:
        """Why there is nothing to assess in `what`, and what to do about it."""
        match self.absence():
            case "nobody":
                return (
                    f"{what}: expected a person doing the exercise; nobody was seen. "
                    "Film the whole body, with light on it, from about two metres."
                )
            case "not-lying":
                return (
                    f"{what}: expected a person lying on the side; somebody was seen, but not lying on the side. "
                    "Film the exercise itself, camera in front of the hips at mat height."
                )
            case "no-rep":
                leg, movement = self.options.moving_leg, self.exercise.movement
                which = "" if leg == "auto" else f" with the {leg} leg"
                return (
                    f"{what}: expected at least one rep{which}; a person lies on the side, but no rep was found. "
                    f"Lie still, {movement.say.rep.say('en')}: {movement.rise.first:g}° of {movement.label.say('en')} "
                    "or more. Keep hips, knees and feet in the frame."
                )
            case poor:
                return (
                    f"{what}: expected at least one rep; somebody was seen, but from a place from which reps cannot be "
                    f"counted: {reason(poor, 'en')}."
                )

    def felt(self, effort: float | None, pain: float | None) -> None:
        """How the set felt, 0 to 10 each, told after it began.

        Raises:
            UsageError: a value is out of range.
        """
        self.options = replace(self.options, effort=effort, pain=pain)

    def document(self, recording: RecordingInfo, warnings: list[str], result: SetResult) -> Assessment:
        """The assessment of the finished set; with `series` it holds the curves of the set and of its loads."""
        options = self.options
        loads = set_loads(result, options)
        assessment = Assessment(
            schema="openclam/assessment/1",
            exercise=self.exercise.name,
            language=options.lang,
            moving_leg=result.moving_leg,
            recording=recording,
            warnings=warnings,
            person=Person(
                height_cm=options.body.height_cm,
                mass_kg=options.body.mass_kg,
                assumed=options.height_cm is None,
            ),
            band=options.band,
            view=summarise_view(result, options.lang),
            reps=result.reps,
            start_position=result.start_position,
            statements=result.statements,
            kinetics=None if loads is None else loads.kinetics,
            software=Software(
                openclam=__version__,
                pose_model=options.pose_model,
                pose_model_sha256=WEIGHTS[options.pose_model].sha256,
            ),
        )
        if self.series is None:
            return assessment
        return assessment.with_series(self.series.series(result.measured[0].closed)).with_loads(loads)
