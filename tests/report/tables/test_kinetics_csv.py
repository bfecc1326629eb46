"""The kinetics columns of `reps.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from openclam.assessment.model import Assessment
from openclam.exercise import Exercise
from openclam.kinetics.document import GROUPS, Kinetics
from openclam.report.tables.kinetics_csv import kinetics_head
from openclam.report.tables.reps_csv import reps_csv


def rows(assessment: Assessment, exercise: Exercise) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reps_csv(assessment, exercise))))


def test_each_estimate_stands_with_its_range(with_kinetics: Callable[..., Assessment], exercise: Exercise) -> None:
    first, _, third = rows(with_kinetics(), exercise)
    assert [first[f"band_force{end}_n"] for end in ("", "_low", "_high")] == ["30.000", "21.000", "39.000"]
    assert first["hip_abduction_moment_nm"] == "38.400"
    assert first["hip_abduction_moment_low_nm_kg"] == "0.560"
    assert first["gluteus_medius_posterior_activation_high_pct"] == "43.000"
    assert first["gluteus_medius_posterior_opening_nm"] == "21.600"
    assert first["tensor_fasciae_latae_opening_low_nm"] == "0.000"
    assert (first["gluteus_medius_posterior_level"], first["tensor_fasciae_latae_level"]) == ("most", "little")
    assert first["time_under_tension_s"] == "4.200"
    assert not any(column.startswith("rolled_back") for column in first), "nothing is said of a rolled pelvis"
    assert (first["kinetics_trusted"], third["kinetics_trusted"]) == ("yes", "no")


def test_every_group_has_its_columns() -> None:
    head = kinetics_head()
    assert len(head) == len(set(head))
    for group in GROUPS:
        assert f"{group.replace('-', '_')}_activation_pct" in head


def test_all_is_empty_where_nothing_was_calculated(assessment: Assessment, exercise: Exercise) -> None:
    for row in rows(assessment, exercise):
        assert {row[name] for name in kinetics_head()} == {""}


def test_a_rep_that_was_left_out_is_empty_and_moves_no_other(
    with_kinetics: Callable[..., Assessment], kinetics: Kinetics, exercise: Exercise
) -> None:
    first, second, third = rows(with_kinetics(reps=[kinetics.reps[0], kinetics.reps[2]]), exercise)
    assert (first["band_force_n"], second["band_force_n"]) == ("30.000", "")
    assert float(third["band_force_n"]) == pytest.approx(kinetics.reps[2].band_force_n.value)  # type: ignore[union-attr]


def test_what_has_no_number_is_empty(
    with_kinetics: Callable[..., Assessment], kinetics: Kinetics, exercise: Exercise
) -> None:
    bare = [rep.model_copy(update={"band_force_n": None, "openers": [], "muscles": []}) for rep in kinetics.reps]
    row = rows(with_kinetics(reps=bare), exercise)[0]
    for name in ("band_force_n", "band_force_low_n", "piriformis_level", "piriformis_activation_pct"):
        assert row[name] == ""
