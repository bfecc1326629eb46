"""Verdicts follow probability: sure faults, sure goods, and everything between undecided."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.assessment import verdicts
from openclam.assessment.model import Measured, Verdict
from openclam.assessment.verdicts import Doubt
from openclam.exercise import load_exercise

ROLL = load_exercise().statement("pelvis-does-not-roll")
KNEE = load_exercise().statement("knees-bent")


def judge(value: float, sd: float) -> Verdict:
    doubt = Doubt.of(ROLL, Measured(value=value, sd=sd))
    assert doubt is not None
    return doubt.verdict


@pytest.mark.parametrize(
    ("value", "sd", "expected"),
    [
        (0, 3, Verdict.MET),
        (8, 3, Verdict.MET),
        (20, 3, Verdict.NOT_MET),
        (12.5, 0.1, Verdict.CANNOT_JUDGE),
        (8, 12, Verdict.CANNOT_JUDGE),
        (18, 12, Verdict.CANNOT_JUDGE),
        (40, 12, Verdict.NOT_MET),
    ],
)
def test_pelvic_roll(value: float, sd: float, expected: Verdict) -> None:
    assert judge(value, sd) is expected


@given(value=st.floats(-30, 60), sd=st.floats(0.1, 30))
def test_probability_is_one_and_grows_with_the_value(value: float, sd: float) -> None:
    lower, higher = (Doubt.of(ROLL, Measured(value=one, sd=sd)) for one in (value, value + 1))
    assert lower is not None
    assert higher is not None
    assert 0 <= lower.certain_fault <= lower.fault <= higher.fault <= 1


@given(value=st.floats(-30, 60))
def test_more_uncertainty_never_turns_good_into_fault(value: float) -> None:
    sure, unsure = judge(value, 1), judge(value, 25)
    assert not (sure is Verdict.MET and unsure is Verdict.NOT_MET)
    assert not (sure is Verdict.NOT_MET and unsure is Verdict.MET)


def test_a_measure_with_two_sides_fails_on_either() -> None:
    def knee(value: float) -> Verdict:
        doubt = Doubt.of(KNEE, Measured(value=value, sd=2))
        assert doubt is not None
        return doubt.verdict

    assert [knee(value) for value in (55, 90, 125)] == [Verdict.NOT_MET, Verdict.MET, Verdict.NOT_MET]


@pytest.mark.parametrize(
    "measured", [Measured(), Measured(value=3.0), Measured(value=math.nan, sd=1), Measured(value=3.0, sd=math.inf)]
)
def test_what_was_not_measured_cannot_be_judged(measured: Measured) -> None:
    assert Doubt.of(ROLL, measured) is None


def test_what_no_camera_sees_cannot_be_judged() -> None:
    breathing = load_exercise().statement("breathing")
    assert Doubt.of(breathing, Measured(value=0, sd=0)) is None


@given(value=st.floats(-20, 15), sd=st.floats(0.1, 12))
def test_nothing_is_called_met_whose_interval_reaches_a_certain_fault(value: float, sd: float) -> None:
    if value + 1.645 * sd > 15.3:  # the points of the distribution lie within 0.3 of its own quantiles
        assert judge(value, sd) is not Verdict.MET


def test_without_that_guard_a_roll_that_may_be_hidden_is_called_met(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judge(4, 8.6) is Verdict.CANNOT_JUDGE
    monkeypatch.setattr(verdicts, "MOST_HIDDEN", 1.0)
    assert judge(4, 8.6) is Verdict.MET
