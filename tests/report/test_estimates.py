"""Estimates as people write them, and what a set makes of its reps."""

from __future__ import annotations

import pytest

from openclam.kinetics.document import Estimate, Kinetics
from openclam.report.estimates import estimate_words, largest, mean, mean_openings, representative, set_levels, total
from openclam.report.words import speech


def estimate(value: float, low: float, high: float) -> Estimate:
    return Estimate(value=value, low=low, high=high)


@pytest.mark.parametrize(
    ("lang", "unit", "said"),
    [
        ("en", "N", "38 N (27–50)"),
        ("nl", "N·m", "38,2 N·m (27,4–49,6)"),
        ("nl", "N·m/kg", "38,20 N·m/kg (27,40–49,60)"),
        ("en", "J", "38.2 J (27.4–49.6)"),
        ("en", "%", "38 % (27–50)"),
    ],
)
def test_value_unit_and_range(lang: str, unit: str, said: str) -> None:
    assert estimate_words(estimate(38.2, 27.4, 49.6), unit, speech(lang)).replace("\u00a0", " ") == said


@pytest.mark.parametrize(("lang", "said"), [("en", "6 % (−2 to 14)"), ("nl", "6 % (−2 tot 14)")])
def test_a_range_below_nothing_is_not_read_as_a_dash(lang: str, said: str) -> None:
    assert estimate_words(estimate(6, -2, 14), "%", speech(lang)).replace("\u00a0", " ") == said


def test_largest_total_and_mean() -> None:
    low, high = estimate(10, 5, 30), estimate(20, 15, 25)
    assert largest([low, None, high]) == high
    assert largest([None]) is None
    assert total([low, high]) == estimate(30, 20, 55)
    assert mean([low, high]) == estimate(15, 10, 27.5)


def test_the_figures_are_the_mean_of_the_reps_that_are_trusted(kinetics: Kinetics) -> None:
    assert [rep.number for rep in representative(kinetics)] == [1, 2]
    first, second = (
        next(one.opening_moment_nm.value for one in rep.openers if one.group == "piriformis")
        for rep in kinetics.reps[:2]
    )
    assert mean_openings(kinetics)["piriformis"].value == pytest.approx((first + second) / 2)


def test_a_level_that_the_reps_do_not_share_is_some(kinetics: Kinetics) -> None:
    levels = set_levels(kinetics)
    assert levels["gluteus-medius-posterior"] == "most"
    assert levels["gluteus-maximus-superior"] == "some", "most in one rep, some in the other"
    assert levels["tensor-fasciae-latae"] == "little"


def test_where_none_is_trusted_all_stand_for_the_set(kinetics: Kinetics) -> None:
    reps = [rep.model_copy(update={"trusted": False}) for rep in kinetics.reps]
    assert len(representative(kinetics.model_copy(update={"reps": reps}))) == 3
