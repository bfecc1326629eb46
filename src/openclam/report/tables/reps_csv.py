"""The reps as a table for a spreadsheet or a statistics program: `reps.csv`, one row a rep."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from openclam.assessment.measures import REGISTRY, Measure, of_scope
from openclam.assessment.model import Assessment, Measured, Rep
from openclam.exercise import Exercise
from openclam.report.evidence import measured, rep_statements
from openclam.report.tables.kinetics_csv import kinetics_head, kinetics_row


def reps_csv(assessment: Assessment, exercise: Exercise) -> str:
    """The table as CSV text: UTF-8, comma, decimal point, an empty cell for what was not measured.

    Columns: `rep`; `start_s`, `top_s`, `peak_s`, `top_end_s`, `end_s` in seconds since the first frame; each measure
    with its unit in its name, followed by its standard deviation (`opening_deg`, `opening_sd_deg`);
    `verdict_SLUG` for each statement that was held against reps, in the page's order; and the model's estimates, each
    followed by its range (`band_force_n`, `band_force_low_n`, `band_force_high_n`), empty where there are none. Last
    come the measures that have no field in a `Rep`, filled where a statement asks for them; `measured_` stands before a
    name that the model's estimates have taken.
    """
    slugs = [statement.slug for statement in rep_statements(assessment, exercise)]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    fields = _fields()
    others = [measure for measure in of_scope("rep", "set") if measure not in fields]
    taken = set(kinetics_head())
    last = [f"measured_{name}" if name in taken else name for name in _head(others)]
    verdict_columns = [f"verdict_{slug.replace('-', '_')}" for slug in slugs]
    times = ["start_s", "top_s", "peak_s", "top_end_s", "end_s"]
    table.writerow(["rep", *times, *_head(fields), *verdict_columns, *kinetics_head(), *last])
    estimated = {rep.number: rep for rep in assessment.kinetics.reps} if assessment.kinetics else {}
    for rep in assessment.reps:
        verdicts = {finding.statement: finding.verdict.value for finding in rep.findings}
        table.writerow(
            [
                str(rep.number),
                *(f"{getattr(rep, time):.3f}" for time in times),
                *_cells(rep, fields, exercise),
                *(verdicts.get(slug, "") for slug in slugs),
                *kinetics_row(estimated.get(rep.number)),
                *_cells(rep, others, exercise),
            ]
        )
    return text.getvalue()


def _fields() -> list[Measure]:
    """The measures that have a field in a `Rep`: those with a standard deviation, then those that are bare numbers."""
    named = [name for name in Rep.model_fields if name in REGISTRY]
    return [
        REGISTRY[name] for name in sorted(named, key=lambda name: Rep.model_fields[name].annotation is not Measured)
    ]


def _head(measures: Iterable[Measure]) -> list[str]:
    return [name for measure in measures for name in (measure.name, measure.sd_name)]


def _cells(rep: Rep, measures: Iterable[Measure], exercise: Exercise) -> list[str]:
    found = [measured(rep, measure.name, exercise) for measure in measures]
    return [_cell(number) for one in found for number in (one.value, one.sd)]


def _cell(number: float | None) -> str:
    return "" if number is None else f"{number:.3f}"
