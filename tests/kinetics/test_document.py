"""The kinetics document: what it refuses, and that it reads back as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from openclam.kinetics.document import GROUPS, Estimate, Kinetics, MuscleShare

TEXT = (Path(__file__).parents[1] / "fixtures" / "kinetics.json").read_text("utf-8")


def test_document_reads_back_as_it_was_written() -> None:
    kinetics = Kinetics.model_validate_json(TEXT)
    assert Kinetics.model_validate_json(kinetics.model_dump_json()) == kinetics


@pytest.mark.parametrize(
    ("value", "low", "high"), [(5, 6, 7), (5, 3, 4), (5, 7, 3), (float("nan"), 0, 1), (1, 0, float("inf"))]
)
def test_an_estimate_lies_in_a_range_of_numbers(value: float, low: float, high: float) -> None:
    with pytest.raises(ValidationError):
        Estimate(value=value, low=low, high=high)


def test_an_estimate_without_spread_is_one() -> None:
    assert Estimate(value=3, low=3, high=3).value == 3


def test_a_group_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="tensor-fasciae-latae"):
        MuscleShare.model_validate({"group": "gluteus-medus", "activation_pct": {"value": 1, "low": 0, "high": 2}})
    assert len(set(GROUPS)) == len(GROUPS)


def test_a_field_too_many_is_refused() -> None:
    with pytest.raises(ValidationError, match="emg"):
        Kinetics.model_validate(Kinetics.model_validate_json(TEXT).model_dump() | {"emg": 1})


def test_a_document_from_before_the_openers_still_reads() -> None:
    older = Kinetics.model_validate_json(TEXT).model_dump(exclude={"shared_by"})
    for rep in older["reps"]:
        rep.pop("openers")
        rep["rolled_back"] = {"roll_deg": 20, "gluteus_medius_change_pct": {"value": -4, "low": -12, "high": 6}}
    read = Kinetics.model_validate(older)
    assert read.shared_by == "static-optimisation"
    assert [rep.openers for rep in read.reps] == [[] for _ in read.reps]
