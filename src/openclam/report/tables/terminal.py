"""The assessment in the terminal."""

from __future__ import annotations

import sys
from typing import TextIO

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from openclam.assessment.model import Assessment, Verdict
from openclam.exercise import Exercise, Language
from openclam.kinetics.document import Kinetics, RepKinetics
from openclam.report.corrections import corrections
from openclam.report.estimates import estimate_words, largest, representative
from openclam.report.evidence import measured
from openclam.report.kinetics_words import choice_words, left_out, works_most
from openclam.report.summary import clearest, how_often, reps_met, seen, view_notes
from openclam.report.words import MARKS, Speech, speech

_ANGLES = (
    ("table.opening", "opening_deg", "deg"),
    ("table.roll", "pelvic_roll_deg", "deg"),
    ("table.gap", "feet_gap_cm", "cm"),
)
_TIMES = (("table.up", "up_s", "s"), ("table.hold", "hold_s", "s"), ("table.down", "down_s", "s"))
_STYLES = {Verdict.MET: "green", Verdict.NOT_MET: "bold red", Verdict.CANNOT_JUDGE: "yellow"}


def results_console(stream: TextIO | None = None) -> Console:
    """A console on standard output, or on `stream`.

    Colour only on a terminal and not under `NO_COLOR`; letters that the stream's encoding lacks become "?"
    rather than an error.
    """
    stream = sys.stdout if stream is None else stream
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    return Console(file=stream, highlight=False)


def print_assessment(
    assessment: Assessment, exercise: Exercise, *, lang: Language | None = None, console: Console | None = None
) -> None:
    """Print reps, verdicts, the most useful corrections, and how far to trust it all.

    Args:
        assessment: what to print.
        exercise: the exercise that it is held against.
        lang: the language; None for the assessment's own.
        console: where to print; None for standard output.
    """
    out = results_console() if console is None else console
    say = speech(lang or assessment.language)
    out.print(Text(exercise.title.say(say.lang), style="bold"))
    for sentence in seen(assessment, exercise, say):
        out.print(escape(sentence))
    out.print(_reps(assessment, exercise, say))
    out.print(_statements(assessment, exercise, say))
    _print_corrections(out, assessment, exercise, say)
    _print_kinetics(out, assessment, say)
    out.print()
    for note in (*view_notes(assessment, say), say("note.device")):
        out.print(Text(note, style="dim"))


def _reps(assessment: Assessment, exercise: Exercise, say: Speech) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    table.add_column(say("table.rep"), justify="right", overflow="fold")
    for key, _, unit in _ANGLES + _TIMES:
        table.add_column(f"{say(key)} ({say.unit(unit)})", justify="right", overflow="fold")
    for rep in assessment.reps:
        angles = [say.spread(getattr(rep, name), unit) for _, name, unit in _ANGLES]
        times = [say.spread(measured(rep, name, exercise), unit) for _, name, unit in _TIMES]
        table.add_row(str(rep.number), *angles, *times)
    return table


def _statements(assessment: Assessment, exercise: Exercise, say: Speech) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    table.add_column(say("table.verdict"), no_wrap=True)
    table.add_column(say("table.statement"), overflow="fold")
    table.add_column(say("table.page"), overflow="fold")
    table.add_column(say("report.reps"), justify="right", no_wrap=True)
    summaries = {summary.statement: summary for summary in assessment.statements}
    for statement in exercise.statements:
        summary = summaries.get(statement.slug)
        if summary is not None:
            verdict = Text(f"{MARKS[summary.verdict]} {say.verdict(summary.verdict)}", style=_STYLES[summary.verdict])
            name = escape(statement.name.say(say.lang))
            table.add_row(verdict, name, " ".join(statement.page), reps_met(summary, say))
    return table


def _print_corrections(out: Console, assessment: Assessment, exercise: Exercise, say: Speech) -> None:
    found = corrections(assessment, exercise)
    out.print(Text(say("report.work_on"), style="bold"))
    if not found:
        out.print(escape(say("report.nothing_to_correct")))
    for number, correction in enumerate(found, start=1):
        out.print(f" {number}. [bold]{escape(correction.statement.cue.say(say.lang))}[/bold]")
        reasons = (correction.statement.name.say(say.lang) + ":", how_often(correction, say), clearest(correction, say))
        out.print(Padding(escape(" ".join(reason for reason in reasons if reason)), (0, 0, 0, 4)))


def _print_kinetics(out: Console, assessment: Assessment, say: Speech) -> None:
    kinetics = assessment.kinetics
    if kinetics is None or not kinetics.reps:
        return
    out.print()
    out.print(Text(f"{say('kinetics.title')} ({say('kinetics.estimate').lower()})", style="bold"))
    trusted = representative(kinetics)
    if not trusted[0].trusted:
        out.print(Text(f"? {say('kinetics.unsure_used')}", style="yellow"))
    for line in _kinetics_lines(kinetics, trusted, say):
        out.print(Padding(escape(line), (0, 0, 0, 1)))


def _kinetics_lines(kinetics: Kinetics, reps: list[RepKinetics], say: Speech) -> list[str]:
    lines = []
    force = largest([rep.band_force_n for rep in reps])
    if force is not None:
        lines.append(say("kinetics.told_force", force=estimate_words(force, "N", say)))
    abduction = largest([rep.hip_abduction_moment_nm for rep in reps])
    rotation = largest([rep.hip_external_rotation_moment_nm for rep in reps])
    if abduction is not None and rotation is not None:
        told = {"abduction": estimate_words(abduction, "N·m", say), "rotation": estimate_words(rotation, "N·m", say)}
        lines.append(say("kinetics.told_moments", **told))
    lines.append(works_most(kinetics, say))
    lines += [sentence for sentence in (left_out(kinetics, say),) if sentence]
    lines.append(say("kinetics.told_band", choice=choice_words(kinetics, say), why=kinetics.advice.why))
    return lines
