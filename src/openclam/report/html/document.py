"""`report.html`: one file that a person reads, prints, and can send; nothing in it points outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import PurePath

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from openclam.assessment.measures import Measure, of_scope
from openclam.assessment.model import Assessment, Rep, Verdict
from openclam.exercise import Exercise, Language, Statement
from openclam.report import summary
from openclam.report.corrections import Correction
from openclam.report.evidence import finding_of, measured, rep_statements
from openclam.report.html.kinetics_section import kinetics_section
from openclam.report.html.plots import movement_svg
from openclam.report.words import MARKS, Speech, speech

REPS_A_TABLE = 8
"""More reps than this do not fit across a printed page; the table is then cut into parts."""

MOST_NAMED = 6
"""Of what went well, so many are named in the summary; the rest is counted."""

_LOOKS = ("html/report.css", "html/kinetics.css", "replay/replay.css")
_HEADS = {
    "opening_deg": "table.opening",
    "hip_external_rotation_deg": "table.rotation",
    "hip_abduction_deg": "table.abduction",
    "pelvic_roll_deg": "table.roll",
    "pelvic_tilt_deg": "table.tilt",
    "feet_gap_cm": "table.gap",
    "up_s": "table.up",
    "hold_s": "table.hold",
    "down_s": "table.down",
    "peak_speed_deg_s": "table.speed",
}
"""The short names of columns; any other measure has the name of the statement that asks for it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A verdict as it stands in a table: a shape, a word, and a class for its look."""

    mark: str
    word: str
    look: str


@dataclass(frozen=True, slots=True)
class Card:
    """A correction as the page shows it; `picture` is a data URI, or None where there is none."""

    cue: str
    name: str
    page: str
    how_often: str
    clearest: str | None
    picture: str | None
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement across some reps."""

    name: str
    page: str
    cells: tuple[Cell | None, ...]
    overall: Cell
    reps_met: str


@dataclass(frozen=True, slots=True)
class RepTable:
    """The statements across the reps numbered in `reps`."""

    reps: tuple[int, ...]
    rows: tuple[StatementRow, ...]


@dataclass(frozen=True, slots=True)
class StartRow:
    """A statement about the starting position; `note` says why it could not be judged."""

    name: str
    page: str
    verdict: Cell
    measured: str
    limit: str
    note: str


def report_html(
    assessment: Assessment,
    exercise: Exercise,
    found: Sequence[Correction],
    pictures: Mapping[str, str],
    lang: Language,
    replay: Markup | None = None,
) -> str:
    """The page as HTML text.

    Args:
        assessment: with its series, for the plot.
        exercise: the exercise that it was held against.
        found: the corrections to show, most useful first.
        pictures: a JPEG data URI by statement, for those corrections that have one.
        lang: the language of the page.
        replay: the rep in three dimensions, to stand among what was calculated; shown only where something was.
    """
    say = speech(lang)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            say=say,
            assessment=assessment,
            title=exercise.title.say(lang),
            file_name=PurePath(assessment.recording.path.replace("\\", "/")).name,
            leg=say("leg.left" if assessment.moving_leg == "left" else "leg.right"),
            band=summary.band(assessment, exercise, say),
            css=Markup("".join((files("openclam.report") / name).read_text("utf-8") for name in _LOOKS)),  # noqa: S704 - ours
            plot=Markup(movement_svg(assessment, exercise, say)),  # noqa: S704 - made by plots.py, which escapes
            kinetics=kinetics_section(assessment, say),
            replay=replay,
            seen=summary.seen(assessment, exercise, say),
            went_well=summary.went_well(assessment, exercise, say),
            most_named=MOST_NAMED,
            unknowns=summary.unknowns(assessment, exercise, say),
            view_notes=summary.view_notes(assessment, say),
            cards=[_card(correction, pictures, say) for correction in found],
            tables=_rep_tables(assessment, exercise, say),
            start_rows=_start_rows(assessment, exercise, say),
            untold=summary.untold(assessment, exercise, say),
            measure_head=_measure_head(exercise, say),
            measure_rows=[(rep.number, _measure_row(rep, exercise, say)) for rep in assessment.reps],
        )
    )


def _environment() -> Environment:
    # Autoescaping is what lets a recording be called `<script>.mp4`.
    return Environment(
        loader=PackageLoader("openclam.report.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _cell(verdict: Verdict, say: Speech) -> Cell:
    return Cell(MARKS[verdict], say.verdict(verdict), verdict.name.lower().replace("_", "-"))


def _card(correction: Correction, pictures: Mapping[str, str], say: Speech) -> Card:
    statement = correction.statement
    name, time = statement.name.say(say.lang), say.quantity(correction.at_s, "s")
    in_rep = correction.rep is not None
    return Card(
        cue=statement.cue.say(say.lang),
        name=name,
        page=", ".join(statement.page),
        how_often=summary.how_often(correction, say),
        clearest=summary.clearest(correction, say),
        picture=pictures.get(statement.slug),
        caption=say("report.still_rep" if in_rep else "report.still_start", rep=correction.rep, time=time),
        alt=say("report.still_alt", time=time, name=name),
    )


def _rep_tables(assessment: Assessment, exercise: Exercise, say: Speech) -> list[RepTable]:
    overall = {held.statement: held for held in assessment.statements}
    statements = [s for s in rep_statements(assessment, exercise) if s.slug in overall and not s.told_by]
    parts = [assessment.reps[i : i + REPS_A_TABLE] for i in range(0, len(assessment.reps), REPS_A_TABLE)]
    return [
        RepTable(
            tuple(rep.number for rep in part),
            tuple(
                StatementRow(
                    name=statement.name.say(say.lang),
                    page=", ".join(statement.page),
                    cells=tuple(_rep_cell(rep, statement, say) for rep in part),
                    overall=_cell(overall[statement.slug].verdict, say),
                    reps_met=summary.reps_met(overall[statement.slug], say),
                )
                for statement in statements
            ),
        )
        for part in parts
    ]


def _rep_cell(rep: Rep, statement: Statement, say: Speech) -> Cell | None:
    finding = finding_of(rep, statement.slug)
    return None if finding is None else _cell(finding.verdict, say)


def _start_rows(assessment: Assessment, exercise: Exercise, say: Speech) -> list[StartRow]:
    statements = {statement.slug: statement for statement in exercise.statements}
    return [
        StartRow(
            name=statements[held.statement].name.say(say.lang),
            page=", ".join(held.page),
            verdict=_cell(held.verdict, say),
            measured=say.quantity(held.value, held.unit, held.sd),
            limit=summary.fault_range(held, statements[held.statement], say),
            note=summary.sentence(held.why or ""),
        )
        for held in assessment.start_position
        if held.statement in statements
    ]


def _columns(exercise: Exercise, say: Speech) -> list[tuple[Measure, str]]:
    """The measures of the table of numbers, each with its heading."""
    asked = {s.measure: s.name.say(say.lang) for s in reversed(exercise.statements) if s.measure is not None}
    heads = asked | {name: say(key) for name, key in _HEADS.items()}
    return [
        (measure, heads[measure.name])
        for measure in of_scope("rep", "set")
        if measure.in_table and measure.name in heads
    ]


def _measure_head(exercise: Exercise, say: Speech) -> list[str]:
    """The columns with their units, so that the cells below need none and fit across a page."""
    units = [(say("table.top_at"), "s"), *((head, measure.unit) for measure, head in _columns(exercise, say))]
    return [f"{head} ({say.unit(unit)})" for head, unit in units]


def _measure_row(rep: Rep, exercise: Exercise, say: Speech) -> list[str]:
    found = [(measured(rep, measure.name, exercise), measure.unit) for measure, _ in _columns(exercise, say)]
    return [say.number(rep.top_s, 1), *(say.spread(one, unit) for one, unit in found)]
