"""The assessment in plain words, never saying more than was seen."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from openclam.assessment.measures import measure_of
from openclam.assessment.model import Assessment, Finding, Measured, StatementSummary, Verdict
from openclam.assessment.verdicts import Doubt
from openclam.exercise import Exercise, Statement
from openclam.exercise.schema import Teller
from openclam.report.corrections import Correction
from openclam.report.words import Speech

_BAND_SEEN = {Verdict.MET: "band.seen", Verdict.NOT_MET: "band.unseen", Verdict.CANNOT_JUDGE: "band.unknown"}
_HELP: dict[Teller, str] = {"kinetics": "help.kinetics", "microphone": "help.microphone", "person": "help.person"}


@dataclass(frozen=True, slots=True)
class Untold:
    """A statement that no camera can see, why, and what would tell."""

    name: str
    page: tuple[str, ...]
    why: str
    helps: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Statements that could not be judged for one and the same reason."""

    names: tuple[str, ...]
    why: str


def seen(assessment: Assessment, exercise: Exercise, speech: Speech) -> tuple[str, ...]:
    """What the camera saw, in one to three sentences: how many reps, how far, how fast."""
    reps = assessment.reps
    leg = speech("leg.left" if assessment.moving_leg == "left" else "leg.right")
    length = speech.quantity(assessment.recording.duration_s, "s")
    sentences = [speech("seen.one_rep" if len(reps) == 1 else "seen.reps", reps=len(reps), leg=leg, length=length)]
    openings = [rep.opening_deg.value for rep in reps if rep.opening_deg.value is not None]
    if openings:
        sentences.append(
            speech(
                "seen.signal" if len(openings) > 1 else "seen.signal_once",
                label=exercise.movement.label.say(speech.lang).capitalize(),
                mean=speech.quantity(fmean(openings), "deg"),
                least=speech.quantity(min(openings), "deg"),
                most=speech.quantity(max(openings), "deg"),
            )
        )
    if reps:
        up, hold, down = (fmean(times) for times in zip(*((r.up_s, r.hold_s, r.down_s) for r in reps), strict=True))
        sentences.append(
            speech(
                "seen.tempo",
                up=speech.quantity(up, "s"),
                hold=speech.quantity(hold, "s"),
                down=speech.quantity(down, "s"),
            )
        )
    return tuple(sentences)


def band(assessment: Assessment, exercise: Exercise, speech: Speech) -> str:
    """The band as it was declared, or else what was seen of one."""
    if assessment.band is not None:
        return speech.band(assessment.band)
    for finding in assessment.start_position:
        measure = measure_of(exercise.statement(finding.statement))
        if measure is not None and "band" in measure.needs:
            return speech(_BAND_SEEN[finding.verdict])
    return speech("band.unknown")


def went_well(assessment: Assessment, exercise: Exercise, speech: Speech) -> tuple[str, ...]:
    """The names of the statements that were met over the set, what matters most first; one a measure.

    A statement that even one rep broke, or more likely broke than not, is not praised, though the set as a whole may
    have met it.
    """
    asked = {statement.slug: statement for statement in exercise.statements}
    findings = [finding for rep in assessment.reps for finding in rep.findings if finding.statement in asked]
    doubted = {finding.statement for finding in findings if _likely_broken(finding, asked[finding.statement])}
    met = {
        summary.statement
        for summary in assessment.statements
        if summary.verdict is Verdict.MET and not summary.reps_not_met
    } - doubted
    ranked = sorted((s for s in exercise.statements if s.slug in met), key=lambda statement: statement.rank)
    by_measure: dict[str | None, Statement] = {}
    for statement in ranked:
        by_measure.setdefault(statement.measure, statement)
    return tuple(statement.name.say(speech.lang) for statement in by_measure.values())


def _likely_broken(finding: Finding, statement: Statement) -> bool:
    doubt = Doubt.of(statement, Measured(value=finding.value, sd=finding.sd))
    return doubt is not None and doubt.fault > 0.5


def unknowns(assessment: Assessment, exercise: Exercise, speech: Speech) -> tuple[Unknown, ...]:
    """What a camera can see but this one could not judge, grouped by its reason, in the page's order."""
    statements = {statement.slug: statement for statement in exercise.statements}
    groups: dict[str, list[str]] = {}
    for summary in assessment.statements:
        statement = statements.get(summary.statement)
        if summary.verdict is Verdict.CANNOT_JUDGE and statement is not None and not statement.told_by:
            groups.setdefault(sentence(summary.why or ""), []).append(statement.name.say(speech.lang))
    return tuple(Unknown(tuple(names), why) for why, names in groups.items())


def untold(assessment: Assessment, exercise: Exercise, speech: Speech) -> tuple[Untold, ...]:
    """What no camera can see, in the page's order."""
    asked = {summary.statement for summary in assessment.statements}
    return tuple(
        Untold(
            name=statement.name.say(speech.lang),
            page=statement.page,
            why=statement.why.say(speech.lang),
            helps=speech("help.or").join(speech(_HELP[teller]) for teller in statement.told_by),
        )
        for statement in exercise.statements
        if statement.why is not None and statement.slug in asked
    )


def sentence(words: str) -> str:
    """The words with a capital and a full stop, as they stand on a page."""
    words = words.strip()
    if not words:
        return ""
    return words[0].upper() + words[1:] + ("" if words[-1] in ".!?" else ".")


def how_often(correction: Correction, speech: Speech) -> str:
    """How often a correction's statement was not met."""
    if correction.rep is None:
        return speech("report.seen_at_start")
    return speech("report.seen_in_reps", times=correction.times, judged=correction.judged)


def clearest(correction: Correction, speech: Speech) -> str | None:
    """The correction's clearest value beside its limit; None where there is no number."""
    finding = correction.finding
    if finding.value is None or finding.limit is None:
        return None
    return speech(
        "report.clearest_start" if correction.rep is None else "report.clearest",
        rep=correction.rep,
        value=speech.quantity(finding.value, finding.unit, finding.sd),
        fault=fault_range(finding, correction.statement, speech),
    )


def fault_range(finding: Finding, statement: Statement, speech: Speech) -> str:
    """Where the fault begins, as "above 15°" or "below 0.5 s"; a dash where the finding has no limit."""
    if finding.limit is None or statement.limits is None:
        return "–"
    low = statement.limits.low
    side = "report.below" if low is not None and finding.limit == low.not_met else "report.above"
    return f"{speech(side)} {speech.limit(finding.limit, finding.unit)}"


def view_notes(assessment: Assessment, speech: Speech) -> tuple[str, ...]:
    """Where the camera stood, what it cannot carry, and what centimetres rest on."""
    view, notes = assessment.view, []
    if not view.judgeable:
        notes.append(speech("view.poor", why=sentence(view.why or "")))
    if view.azimuth_deg is None or view.elevation_deg is None:
        notes.append(speech("view.unknown"))
    else:
        notes.append(
            speech(
                "view.good" if view.elevation_deg >= 0 else "view.good_below",
                azimuth=speech.quantity(abs(view.azimuth_deg), "deg"),
                elevation=speech.quantity(abs(view.elevation_deg), "deg"),
            )
        )
    height = "view.height_assumed" if assessment.person.assumed else "view.height_given"
    notes.append(speech(height, height=speech.number(assessment.person.height_cm)))
    return tuple(notes)


def reps_met(summary: StatementSummary, say: Speech) -> str:
    """Reps that met the statement, of those that could be judged, as "5 of 6"; a dash where none could."""
    judged = summary.reps_met + summary.reps_not_met
    return say("table.reps_met", met=summary.reps_met, judged=judged) if judged else "–"
