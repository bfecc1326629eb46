"""The pelvis' bench counts what it says it counts."""

from __future__ import annotations

import pytest

from bench.pelvis import RepRoll, figures


def _rep(roll: float, verdict: str, read: float, sd: float = 3.0, follows: float = 0.5, turns: bool = False) -> RepRoll:
    return RepRoll("any", 10.0, 50.0, follows, roll, read, sd, verdict, turns)


def test_a_clear_roll_that_is_called_met_is_counted_where_it_belongs() -> None:
    found = figures(
        [_rep(22.0, "met", 5.0, follows=0.0), _rep(30.0, "not met", 28.0, follows=0.9), _rep(2.0, "met", 4.0)]
    )
    assert (found["clear"]["reps"], found["clear"]["met"], found["clear"]["not met"]) == (2, 1, 1)
    assert found["small"]["met"] == 1
    assert found["15° and more, trunk stays"]["met"] == 1
    assert found["15° and more, trunk along"]["not met"] == 1


def test_errors_and_coverage_are_those_of_the_group() -> None:
    found = figures([_rep(20.0, "cannot judge", 10.0), _rep(20.0, "not met", 18.0)])["15° and more"]
    assert found["mae"] == pytest.approx(6.0)
    assert found["bias"] == pytest.approx(-6.0)
    assert found["covered_90"] == pytest.approx(0.5)


def test_a_chest_that_turns_alone_is_a_group_of_its_own() -> None:
    found = figures([_rep(2.0, "met", 3.0), _rep(1.0, "not met", 17.0, turns=True)])
    assert (found["small, chest turns"]["reps"], found["small, chest turns"]["not met"]) == (1, 1)
