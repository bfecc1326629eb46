"""The assessment stage: postures in, reps out as they end, the whole set at the close.

A live session and a recording use this one engine; the same postures give the same reps and the
same verdicts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openclam.assessment.clean_range import largest
from openclam.assessment.findings import Circumstances, circumstances, find, summarise
from openclam.assessment.measures import REGISTRY, RepView, SetView, StartView, of_scope, scope_of, taken
from openclam.assessment.model import Finding, Measured, Rep, StatementSummary
from openclam.exercise import Exercise, Language
from openclam.kinematics import Posture, Side
from openclam.kinematics.posture import Values
from openclam.kinetics.loop import WornLoop
from openclam.movement.closed import NEW_SET_S, Closed, closed_of_set
from openclam.movement.reps import RepFinder
from openclam.movement.span import RepSpan, RepTimes
from openclam.movement.track import RepCurves


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredRep:
    """A rep with the measures that it alone gives, and the closed position that they count from.

    `unsure` is the standard deviation of the opening at the peak, as a share of how far the leg rose. `curves` is what
    the set's view and loads need of its postures. `clean_outcomes` is the clean range for each error that the roll may
    have (see `clean_range`). What was measured lies in `figures` (k, 2), a value and a standard deviation for each
    registered measure of a rep, NaN where unseen: a tenth of what the objects that `measures` makes of it would take.
    """

    span: RepTimes
    closed: Closed
    side: Side
    unsure: float
    around: Circumstances
    curves: RepCurves
    figures: Values
    clean_outcomes: Values

    @property
    def measures(self) -> dict[str, Measured]:
        """The measures by name."""
        return {
            measure.name: Measured(value=None if math.isnan(value) else value, sd=None if math.isnan(sd) else sd)
            for measure, (value, sd) in zip(of_scope("rep"), self.figures.tolist(), strict=True)
        }


@dataclass(frozen=True, slots=True)
class SetResult:
    """A finished set: the reps of the moving leg, judged.

    `doubtful` counts the movements beside them that look like reps and could not be counted for certain.
    """

    moving_leg: Side
    reps: list[Rep]
    start_position: list[Finding]
    statements: list[StatementSummary]
    measured: list[MeasuredRep]
    doubtful: int = 0


class Assessor:
    """Takes postures one at a time; `finish` gives the verdicts."""

    def __init__(
        self,
        exercise: Exercise,
        lang: Language = "en",
        *,
        band: bool | None = None,
        moving_leg: Side | None = None,
        loop: WornLoop | None = None,
    ) -> None:
        """Begin a set.

        Args:
            exercise: the page to hold it against.
            lang: language of cues and reasons.
            band: whether a band was declared (True), declared absent (False), or is looked for (None).
            moving_leg: the leg whose reps count; None takes the one that did most of them.
            loop: the band as it is worn, where its length is known.

        Raises:
            ExerciseError: a statement asks for a measure that there is none of.
        """
        self._at_start = [statement for statement in exercise.statements if scope_of(statement) == "start"]
        self._in_reps = [statement for statement in exercise.statements if scope_of(statement) != "start"]
        self._exercise, self._lang, self._band, self._moving_leg = exercise, lang, band, moving_leg
        self._loop = None if band is False else loop
        self._finder = RepFinder(exercise.movement)
        self._reps: list[MeasuredRep] = []

    def step(self, posture: Posture) -> MeasuredRep | None:
        """Take one posture; return the rep that it ends, if it ends one."""
        span = self._finder.step(posture)
        return None if span is None else self._measure(span)

    def judge_latest(self) -> Rep | None:
        """The last rep of the moving leg, judged by what is known so far; None before the first.

        The finished set may judge it otherwise in one respect: what is held against the person's clean range, which a
        later rep may widen.
        """
        side = self._moving_leg or self._usual_side()
        reps = [rep for rep in self._reps if rep.side == side]
        return self._judge_rep(len(reps), reps[-1], largest([rep.clean_outcomes for rep in reps])) if reps else None

    def judge_start(self, closed: Closed, reps: Sequence[MeasuredRep] = ()) -> list[Finding]:
        """The start position of a body that lies as in `closed`; the band is looked for in the frames of `reps`."""
        band = RepCurves.of_all([rep.curves for rep in reps]).band if reps else np.empty(0)
        measures, around = taken("start", StartView(closed, band)), circumstances(closed.postures)
        return [
            find(statement, measures, around, self._lang, band=self._band, loop=self._loop)
            for statement in self._at_start
        ]

    def finish(self) -> SetResult | None:
        """Close the stream and judge the set; None where no rep was done."""
        span = self._finder.flush()
        if span is not None:
            self._measure(span)
        doubtful, self._finder = (
            self._finder.doubtful,
            RepFinder(self._exercise.movement),
        )  # what it kept of the last while is needed no more
        side = self._moving_leg or self._usual_side()
        reps = [rep for rep in self._reps if rep.side == side]
        if side is None or not reps:
            return None
        judged = self._judge(reps)
        start = self.judge_start(reps[0].closed, reps)
        summaries = summarise(self._exercise, start, [rep.findings for rep in judged], self._lang)
        return SetResult(side, judged, start, summaries, reps, doubtful)

    def _measure(self, span: RepSpan) -> MeasuredRep:
        side, times = span.postures.top(span.top), span.times
        assert side is not None, "a rep is made of postures that were seen"
        last = self._reps[-1] if self._reps else None
        same_set = last is not None and last.side == side and times.start_s - last.span.end_s <= NEW_SET_S
        closed = last.closed if last and same_set else closed_of_set(span)
        view = RepView(span, closed, self._loop)
        unsure = float(span.postures.change_sd[span.peak, span.signal]) / span.excursion_deg
        figures = np.array([(measured.value, measured.sd) for measured in taken("rep", view).values()], float)
        around, curves = circumstances(span.postures), span.postures.curves()
        rep = MeasuredRep(times, closed, side, unsure, around, curves, figures, view.clean_outcomes)
        self._reps.append(rep)
        return rep

    def _usual_side(self) -> Side | None:
        sides = Counter(rep.side for rep in self._reps)
        return sides.most_common(1)[0][0] if sides else None

    def _judge(self, reps: Sequence[MeasuredRep]) -> list[Rep]:
        clean = largest([rep.clean_outcomes for rep in reps])
        return [self._judge_rep(number, rep, clean) for number, rep in enumerate(reps, start=1)]

    def _judge_rep(self, number: int, rep: MeasuredRep, clean: Values) -> Rep:
        alone = rep.measures
        measures = alone | taken("set", SetView(alone, clean))
        findings = [
            find(statement, measures, rep.around, self._lang, band=self._band, loop=self._loop)
            for statement in self._in_reps
        ]
        return _document(number, rep.span, measures, findings)


def _document(number: int, span: RepTimes, measures: Mapping[str, Measured], findings: list[Finding]) -> Rep:
    fields = {
        name: measures[name] if field.annotation is Measured else measures[name].value or 0.0
        for name, field in Rep.model_fields.items()
        if name in REGISTRY
    }
    return Rep(
        number=number,
        start_s=span.start_s,
        top_s=span.top_s,
        peak_s=span.peak_s,
        top_end_s=span.top_end_s,
        end_s=span.end_s,
        findings=findings,
        **fields,
    )
