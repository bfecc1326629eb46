"""`reps.csv` as a spreadsheet would read it."""

from __future__ import annotations

import csv
import io

import pytest

from openclam.assessment.model import Assessment
from openclam.exercise import MEASURES, Exercise
from openclam.report.tables.kinetics_csv import kinetics_head
from openclam.report.tables.reps_csv import reps_csv, sd_name


@pytest.fixture(scope="module")
def rows(assessment: Assessment, exercise: Exercise) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reps_csv(assessment, exercise))))


def test_one_row_a_rep_with_its_times(rows: list[dict[str, str]], assessment: Assessment) -> None:
    assert [row["rep"] for row in rows] == ["1", "2", "3"]
    assert [float(row["top_s"]) for row in rows] == pytest.approx([rep.top_s for rep in assessment.reps], abs=1e-3)


def test_every_number_has_its_unit_in_its_name_and_a_column_for_its_sd(rows: list[dict[str, str]]) -> None:
    ours = (*kinetics_head(), "rep")
    columns = [name for name in rows[0] if not name.startswith("verdict_") and name not in ours]
    assert all(name.endswith(("_deg", "_cm", "_s", "_deg_s")) for name in columns)
    measures = [
        name
        for name in columns
        if "_sd_" not in name and name not in ("start_s", "top_s", "peak_s", "top_end_s", "end_s")
    ]
    assert all(sd_name(name) in columns for name in measures)
    assert {name for name in MEASURES if name in ("opening_deg", "pelvic_roll_deg", "feet_gap_cm", "up_s")} <= set(
        measures
    )


def test_values_and_standard_deviations(rows: list[dict[str, str]]) -> None:
    assert (rows[1]["opening_deg"], rows[1]["opening_sd_deg"]) == ("32.000", "2.100")
    assert (rows[0]["down_s"], rows[0]["down_sd_s"]) == ("0.400", "2.000")


def test_what_was_not_measured_is_empty(rows: list[dict[str, str]]) -> None:
    assert rows[0]["feet_gap_cm"] == rows[0]["feet_gap_sd_cm"] == ""


def test_a_verdict_column_for_each_statement_held_against_reps(rows: list[dict[str, str]], exercise: Exercise) -> None:
    verdicts = [name for name in rows[0] if name.startswith("verdict_")]
    expected = [s.slug for s in exercise.statements if s.scope == "rep"]
    assert verdicts == [f"verdict_{slug.replace('-', '_')}" for slug in expected]
    assert [row["verdict_pelvis_does_not_roll"] for row in rows] == ["met", "not met", "not met"]
    assert rows[0]["verdict_feet_together"] == "cannot judge"


def test_a_measure_without_a_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end in a unit"):
        sd_name("opening")
