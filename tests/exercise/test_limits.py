"""Limits as a graded fault: 0 inside *met*, 1 beyond *not met*, never falling on the way out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.exercise.schema import Limits, LimitSide

BOTH = Limits(unit="deg", source="test", low=LimitSide(met=40, not_met=30), high=LimitSide(met=60, not_met=70))
numbers = st.floats(min_value=-1e4, max_value=1e4)


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    edges = sorted(draw(st.lists(numbers, min_size=4, max_size=4, unique_by=lambda value: round(value, 3))))
    low = LimitSide(met=edges[1], not_met=edges[0])
    high = LimitSide(met=edges[2], not_met=edges[3])
    which = draw(st.sampled_from(["low", "high", "both"]))
    return Limits(
        unit="deg", source="test", low=None if which == "high" else low, high=None if which == "low" else high
    )


@pytest.mark.parametrize(
    ("value", "fault"),
    [(50, 0), (40, 0), (60, 0), (35, 0.5), (65, 0.5), (30, 1), (70, 1), (0, 1), (200, 1), (62.5, 0.25)],
)
def test_fault_of_a_measure_with_two_sides(value: float, fault: float) -> None:
    assert BOTH.fault(value) == pytest.approx(fault)


@given(limits(), numbers)
def test_fault_lies_between_0_and_1(limit: Limits, value: float) -> None:
    assert 0 <= limit.fault(value) <= 1


@given(limits(), numbers, numbers)
def test_further_out_is_never_less_of_a_fault(limit: Limits, one: float, other: float) -> None:
    near, far = sorted((one, other))
    if limit.low is None:
        assert limit.fault(near) <= limit.fault(far)
    elif limit.high is None:
        assert limit.fault(near) >= limit.fault(far)
    else:
        middle = (limit.low.met + limit.high.met) / 2
        if near >= middle:
            assert limit.fault(near) <= limit.fault(far)
        if far <= middle:
            assert limit.fault(near) >= limit.fault(far)


@given(limits())
def test_fault_is_0_at_met_and_1_at_not_met(limit: Limits) -> None:
    for side in (limit.low, limit.high):
        if side is not None:
            assert limit.fault(side.met) == 0
            assert limit.fault(side.not_met) == 1


def test_an_unseen_value_is_neither_good_nor_a_fault() -> None:
    assert math.isnan(BOTH.fault(math.nan))
    assert math.isnan(Limits(unit="deg", source="test", high=LimitSide(met=1, not_met=2)).fault(math.nan))


@pytest.mark.parametrize(("value", "limit"), [(20, 30), (45, 30), (50, 70), (55, 70), (90, 70)])
def test_the_limit_named_is_the_nearest(value: float, limit: float) -> None:
    assert BOTH.nearest_not_met(value) == limit


def test_one_sided_limits_name_their_only_side() -> None:
    assert Limits(unit="s", source="test", low=LimitSide(met=1, not_met=0.5)).nearest_not_met(99) == 0.5


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        ({"met": 30, "not_met": 40}, None, "must lie below"),
        (None, {"met": 15, "not_met": 10}, "must lie above"),
        (None, {"met": 10, "not_met": 10}, "must lie above"),
        (None, None, "needs `low`, `high`, or both"),
        ({"met": 60, "not_met": 50}, {"met": 40, "not_met": 70}, "no value could be met"),
        ({"met": math.nan, "not_met": 0}, None, "finite"),
        ({"met": math.inf, "not_met": 0}, None, "finite"),
    ],
)
def test_limits_that_make_no_sense_are_refused(
    low: dict[str, float] | None, high: dict[str, float] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Limits.model_validate({"unit": "deg", "source": "test", "low": low, "high": high})
