"""Which corrections help most: a person can work on three things at once, not on fifteen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.assessment.measures import measure_of
from openclam.assessment.model import Assessment, Finding, Rep, Verdict
from openclam.assessment.series import Series
from openclam.exercise import Exercise, Language, Statement

STILL_BEFORE_FIRST_REP_S = 0.5
"""Where the picture of a start position is taken: in the middle of the last still second."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing to work on.

    `times` of `judged` reps (or of the one start position) did not meet the statement. `finding` is the
    clearest of them, in rep `rep` (None: the start position), and `at_s` the time to show a picture of.
    """

    statement: Statement
    times: int
    judged: int
    finding: Finding
    rep: int | None
    at_s: float


def corrections(assessment: Assessment, exercise: Exercise, most: int = 3) -> tuple[Correction, ...]:
    """The `most` useful corrections, most useful first.

    What is wrong over the whole set goes before what went wrong now and then; then the exercise's own order
    of what to correct first (safety, pelvis, feet, …); then what was not met most often; then the page's order.
    Of statements that share a measure only the first is given, since they ask the person for the same thing.
    """
    order = {statement.slug: place for place, statement in enumerate(exercise.statements)}
    overall = {summary.statement: summary.verdict for summary in assessment.statements}
    found = [_correction(assessment, statement) for statement in exercise.statements]
    ranked = sorted(
        (correction for correction in found if correction is not None),
        key=lambda c: (
            overall.get(c.statement.slug) is not Verdict.NOT_MET,
            c.statement.rank,
            -c.times / c.judged,
            order[c.statement.slug],
        ),
    )
    chosen: dict[str | None, Correction] = {}
    for correction in ranked:
        chosen.setdefault(correction.statement.measure, correction)
    return tuple(chosen.values())[:most]


def rep_cues(assessment: Assessment, exercise: Exercise, lang: Language) -> list[tuple[float, str]]:
    """One cue at the end of each rep that had a fault, as (seconds, words): the fault to correct first."""
    statements = {statement.slug: statement for statement in exercise.statements}
    cues = []
    for rep in assessment.reps:
        slugs = [f.statement for f in rep.findings if f.verdict is Verdict.NOT_MET and f.statement in statements]
        if slugs:
            first = min((statements[slug] for slug in slugs), key=lambda statement: statement.rank)
            cues.append((rep.end_s, first.cue.say(lang)))
    return cues


def _correction(assessment: Assessment, statement: Statement) -> Correction | None:
    findings = [
        (rep, finding)
        for rep, held in [(None, assessment.start_position), *((rep, rep.findings) for rep in assessment.reps)]
        for finding in held
        if finding.statement == statement.slug and finding.verdict is not Verdict.CANNOT_JUDGE
    ]
    wrong = [(rep, finding) for rep, finding in findings if finding.verdict is Verdict.NOT_MET]
    if not wrong:
        return None
    rep, finding = max(wrong, key=lambda pair: _clearness(pair[1]))
    return Correction(
        statement=statement,
        times=len(wrong),
        judged=len(findings),
        finding=finding,
        rep=None if rep is None else rep.number,
        at_s=_moment(assessment, statement, rep),
    )


def _clearness(finding: Finding) -> float:
    """How far beyond its limit a finding lies, in standard deviations where it has one."""
    if finding.value is None or finding.limit is None:
        return 0.0
    return abs(finding.value - finding.limit) / max(finding.sd or 1.0, 1e-3)


def _moment(assessment: Assessment, statement: Statement, rep: Rep | None) -> float:
    """When the fault is best seen: in a rep where its measure says so, for the start just before the first one."""
    if rep is None:
        first_s = assessment.reps[0].start_s if assessment.reps else 0.0
        return max(0.0, first_s - STILL_BEFORE_FIRST_REP_S)
    measure = measure_of(statement)
    match "top" if measure is None else measure.shown_at:
        case "up":
            return (rep.start_s + rep.top_s) / 2
        case "down":
            return (rep.top_end_s + rep.end_s) / 2
        case "peak roll":
            return _peak_roll_s(assessment.series, rep)
        case "top":
            return (rep.top_s + rep.top_end_s) / 2


def _peak_roll_s(series: Series, rep: Rep) -> float:
    within = np.flatnonzero((series.time_s >= rep.start_s) & (series.time_s <= rep.end_s))
    roll = series.pelvic_roll_deg[within]
    if not np.isfinite(roll).any():
        return (rep.top_s + rep.top_end_s) / 2
    return float(series.time_s[within[np.nanargmax(roll)]])
