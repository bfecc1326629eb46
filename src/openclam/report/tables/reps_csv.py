"""The reps as a table for a spreadsheet or a statistics program: `reps.csv`, one row a rep."""

from __future__ import annotations

import csv
import io

from openclam.assessment.model import ANGLES_AND_DISTANCES, Assessment, Measured, Rep
from openclam.exercise import Exercise
from openclam.report.evidence import rep_statements, timing
from openclam.report.tables.kinetics_csv import kinetics_head, kinetics_row

TIMES_OF = ("up_s", "hold_s", "down_s", "peak_speed_deg_s")


def reps_csv(assessment: Assessment, exercise: Exercise) -> str:
    """The table as CSV text: UTF-8, comma, decimal point, an empty cell for what was not measured.

    Columns: `rep`; `start_s`, `top_s`, `peak_s`, `top_end_s`, `end_s` in seconds since the first picture; each measure
    with its unit in its name, followed by its standard deviation (`opening_deg`, `opening_sd_deg`);
    `verdict_SLUG` for each statement that was held against reps, in the page's order; and the model's estimates, each
    followed by its range (`band_force_n`, `band_force_low_n`, `band_force_high_n`), empty where there are none.
    """
    slugs = [statement.slug for statement in rep_statements(assessment, exercise)]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*_head(), *(f"verdict_{slug.replace('-', '_')}" for slug in slugs), *kinetics_head()])
    estimated = {rep.number: rep for rep in assessment.kinetics.reps} if assessment.kinetics else {}
    for rep in assessment.reps:
        verdicts = {finding.statement: finding.verdict.value for finding in rep.findings}
        table.writerow(
            [
                *_row(rep, exercise),
                *(verdicts.get(slug, "") for slug in slugs),
                *kinetics_row(estimated.get(rep.number)),
            ]
        )
    return text.getvalue()


def _head() -> list[str]:
    names = [name for measure in (*ANGLES_AND_DISTANCES, *TIMES_OF) for name in (measure, sd_name(measure))]
    return ["rep", "start_s", "top_s", "peak_s", "top_end_s", "end_s", *names]


def sd_name(measure: str) -> str:
    """The column of a measure's standard deviation, unit last: `opening_deg` to `opening_sd_deg`."""
    for unit in ("_deg_s", "_deg", "_cm", "_s"):
        if measure.endswith(unit):
            return f"{measure.removesuffix(unit)}_sd{unit}"
    raise ValueError(f"{measure} does not end in a unit")


def _row(rep: Rep, exercise: Exercise) -> list[str]:
    measured: list[Measured] = [getattr(rep, name) for name in ANGLES_AND_DISTANCES]
    measured += [timing(rep, name, exercise) for name in TIMES_OF]
    times = [f"{time_s:.3f}" for time_s in (rep.start_s, rep.top_s, rep.peak_s, rep.top_end_s, rep.end_s)]
    return [str(rep.number), *times, *(_cell(number) for m in measured for number in (m.value, m.sd))]


def _cell(number: float | None) -> str:
    return "" if number is None else f"{number:.3f}"
