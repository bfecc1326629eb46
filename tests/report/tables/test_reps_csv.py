"""`reps.csv` as a spreadsheet would read it."""

from __future__ import annotations

import csv
import io

import pytest

from openclam.assessment.measures import REGISTRY, of_scope, scope_of
from openclam.assessment.model import Assessment
from openclam.exercise import Exercise
from openclam.report.tables.kinetics_csv import kinetics_head
from openclam.report.tables.reps_csv import reps_csv


@pytest.fixture(scope="module")
def rows(assessment: Assessment, exercise: Exercise) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reps_csv(assessment, exercise))))


def test_one_row_a_rep_with_its_times(rows: list[dict[str, str]], assessment: Assessment) -> None:
    assert [row["rep"] for row in rows] == ["1", "2", "3"]
    assert [float(row["top_s"]) for row in rows] == pytest.approx([rep.top_s for rep in assessment.reps], abs=1e-3)


def test_every_number_has_its_unit_in_its_name_and_a_column_for_its_sd(rows: list[dict[str, str]]) -> None:
    columns = list(rows[0])
    for measure in of_scope("rep", "set"):
        ours = [name for name in (measure.name, f"measured_{measure.name}") if name in columns]
        assert columns[columns.index(ours[-1]) + 1] == measure.sd_name
    assert REGISTRY["opening_deg"].sd_name == "opening_sd_deg"
    assert REGISTRY["peak_speed_deg_s"].sd_name == "peak_speed_sd_deg_s"


def test_what_a_rep_has_no_field_for_stands_at_the_end(rows: list[dict[str, str]]) -> None:
    after = list(rows[0])[list(rows[0]).index(kinetics_head()[-1]) + 1 :]
    assert {"opening_of_clean_pct", "opening_of_clean_sd_pct", "band_seen", "band_seen_sd"} <= set(after)
    assert "opening_deg" not in after
    assert len(set(rows[0])) == len(rows[0]), "no two columns have one name"
    assert rows[0]["opening_of_clean_pct"] == "3.000"


def test_values_and_standard_deviations(rows: list[dict[str, str]]) -> None:
    assert (rows[1]["opening_deg"], rows[1]["opening_sd_deg"]) == ("32.000", "2.100")
    assert (rows[0]["down_s"], rows[0]["down_sd_s"]) == ("0.400", "2.000")


def test_what_was_not_measured_is_empty(rows: list[dict[str, str]]) -> None:
    assert rows[0]["feet_gap_cm"] == rows[0]["feet_gap_sd_cm"] == ""


def test_a_verdict_column_for_each_statement_held_against_reps(rows: list[dict[str, str]], exercise: Exercise) -> None:
    verdicts = [name for name in rows[0] if name.startswith("verdict_")]
    expected = [s.slug for s in exercise.statements if scope_of(s) in ("rep", "set")]
    assert verdicts == [f"verdict_{slug.replace('-', '_')}" for slug in expected]
    assert [row["verdict_pelvis_does_not_roll"] for row in rows] == ["met", "not met", "not met"]
    assert rows[0]["verdict_feet_together"] == "cannot judge"
