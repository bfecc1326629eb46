"""Statements held against measures: one finding each, and the summary over the set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np

from openclam.assessment.measures.registry import Need, measure_of
from openclam.assessment.model import Finding, Measured, StatementSummary, Verdict
from openclam.assessment.verdicts import SURE, Doubt, Reason
from openclam.exercise import Exercise, Language, Statement
from openclam.exercise.word_table import WordTable
from openclam.kinematics import Posture
from openclam.kinematics.posture import Values
from openclam.kinetics.loop import WornLoop
from openclam.movement.track import Shares, Track

OBLIQUE_DEG, BEHIND_DEG = 60.0, 120.0
"""Azimuths off the frontal beyond which a verdict that fails is put down to the camera's place (`docs/camera.md`)."""
HIDDEN = 0.3


class Seen(Protocol):
    """What `circumstances` asks of a stretch of postures; each (n,)."""

    @property
    def azimuth_deg(self) -> Values:
        """The camera's; NaN where not known."""

    @property
    def feet_out(self) -> Values | Shares:
        """Share of both ankles that lies outside the frame."""

    @property
    def hips_out(self) -> Values | Shares:
        """Share of both hips and both knees that lies outside the frame."""

    @property
    def knee_seen(self) -> Values | Shares:
        """Visibility of the top knee, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What about the frames may keep a verdict from being given."""

    view: Reason | None
    feet_out: bool
    hips_out: bool
    knee_hidden: bool


def circumstances(postures: Seen | Sequence[Posture]) -> Circumstances:
    """What most of the frames of a rep, or of the start, were like."""
    seen: Seen = Track.of(postures) if isinstance(postures, Sequence) else postures
    azimuths = seen.azimuth_deg[~np.isnan(seen.azimuth_deg)]
    feet, knees = seen.feet_out.tolist(), seen.knee_seen.tolist()
    return Circumstances(
        view=bad_view(float(np.median(azimuths))) if len(azimuths) else None,
        feet_out=sum(feet) > len(feet) / 2,
        hips_out=sum(seen.hips_out.tolist()) > len(feet) / 8,  # one of the four, half of the time
        knee_hidden=bool(knees) and sum(knees) / len(knees) < HIDDEN,
    )


def find(
    statement: Statement,
    measures: Mapping[str, Measured],
    around: Circumstances,
    lang: Language,
    *,
    band: bool | None,
    loop: WornLoop | None = None,
) -> Finding:
    """One statement held against the measures of one rep, or of the start.

    Args:
        statement: what the page asks.
        measures: every measure of the rep, or of the start, by name.
        around: what the frames were like.
        lang: language of cue and reason.
        band: whether a band was declared (True), declared absent (False), or is looked for (None).
        loop: the band as it is worn; None where its length is not known.
    """
    measure = measure_of(statement)
    measured = Measured() if measure is None else measures[measure.name]
    needs: frozenset[Need] = frozenset() if measure is None else measure.needs
    if "band" in needs and band is not None:
        measured = Measured(value=1.0 if band else 0.0, sd=0.0)
    if ("feet" in needs and around.feet_out) or ("hips" in needs and around.hips_out):
        measured = Measured()
    doubt = Doubt.of(statement, measured)
    decided = Verdict.CANNOT_JUDGE if doubt is None else doubt.verdict
    why = None
    if decided is Verdict.CANNOT_JUDGE:
        untold = _untold(band, loop) if "loop" in needs else None
        kind = untold or _reason_kind(statement, measured, around, needs)
        why = reason(kind, lang) if statement.why is None else statement.why.say(lang)
    limits = statement.limits
    return Finding(
        statement=statement.slug,
        page=list(statement.page),
        verdict=decided,
        value=measured.value,
        sd=measured.sd,
        limit=None if limits is None or measured.value is None else limits.nearest_not_met(measured.value),
        unit=None if limits is None else limits.unit,
        cue=statement.cue.say(lang) if decided is Verdict.NOT_MET else None,
        why=why,
    )


def summarise(
    exercise: Exercise, start: Sequence[Finding], reps: Sequence[Sequence[Finding]], lang: Language
) -> list[StatementSummary]:
    """Each statement over the set: what held in at least `SURE` of its reps, or cannot be said."""
    everything: dict[str, list[Finding]] = {statement.slug: [] for statement in exercise.statements}
    for finding in [*start, *(finding for rep in reps for finding in rep)]:
        everything[finding.statement].append(finding)
    return [_summary(statement, everything[statement.slug], lang) for statement in exercise.statements]


def _summary(statement: Statement, findings: Sequence[Finding], lang: Language) -> StatementSummary:
    count = Counter(finding.verdict for finding in findings)
    met, not_met, unsure = count[Verdict.MET], count[Verdict.NOT_MET], count[Verdict.CANNOT_JUDGE]
    overall = _overall(met, not_met, unsure)
    reasons = [f.why for f in findings if f.why is not None]
    why = None
    if overall is Verdict.CANNOT_JUDGE:
        why = max(dict.fromkeys(reasons), key=reasons.count) if reasons else reason(Reason.MIXED, lang)
    return StatementSummary(
        statement=statement.slug,
        page=list(statement.page),
        verdict=overall,
        reps_met=met,
        reps_not_met=not_met,
        reps_cannot_judge=unsure,
        why=why,
    )


def _overall(met: int, not_met: int, unsure: int) -> Verdict:
    """Not met as soon as a fifth of the reps broke it for certain; met where four fifths surely kept it."""
    total = met + not_met + unsure
    if total and not_met > (1 - SURE) * total:
        return Verdict.NOT_MET
    if total and met >= SURE * total:
        return Verdict.MET
    return Verdict.CANNOT_JUDGE


def reason(kind: Reason, lang: Language) -> str:
    """The words of a reason."""
    return _reasons()[kind.value][lang]


def _untold(band: bool | None, loop: WornLoop | None) -> Reason | None:
    """What the person could tell that would help to judge the band's tension."""
    if band is False:
        return Reason.NO_BAND
    if loop is None:
        return Reason.BAND_LENGTH_UNKNOWN
    return Reason.THIGH_GIRTH_UNKNOWN if loop.thigh.assumed else None


def _reason_kind(statement: Statement, measured: Measured, around: Circumstances, needs: frozenset[Need]) -> Reason:
    if "band" in needs:
        return Reason.BAND_UNCLEAR
    if "feet" in needs and around.feet_out:
        return Reason.FEET_OUT_OF_PICTURE
    if "hips" in needs and around.hips_out:
        return Reason.HIPS_OUT_OF_PICTURE
    if measured.value is None or measured.sd is None or statement.limits is None:
        return Reason.NOT_MEASURED
    if "view" in needs and around.view is not None:
        return around.view
    if "view" in needs and around.knee_hidden:
        return Reason.KNEE_HIDDEN
    exact = statement.limits.fault(measured.value)
    return Reason.BETWEEN_LIMITS if 1 - SURE < exact < SURE else Reason.TOO_UNCERTAIN


def bad_view(azimuth_deg: float) -> Reason | None:
    """What is wrong with a camera at this azimuth, None where it stands well enough before the body."""
    if abs(azimuth_deg) > BEHIND_DEG:
        return Reason.VIEW_FROM_BEHIND
    if abs(azimuth_deg) > OBLIQUE_DEG:
        return Reason.VIEW_FROM_HEAD if azimuth_deg > 0 else Reason.VIEW_FROM_FEET
    return None


@cache
def _reasons() -> WordTable:
    return WordTable.load("openclam.assessment", "reasons.toml")
