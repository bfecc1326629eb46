"""Sets, reps, rests and sides."""

from __future__ import annotations

import math

import pytest

from openclam.coach.plan import CHANGE_S, Plan
from openclam.errors import UsageError
from openclam.exercise import Exercise


def test_the_default_is_the_careful_end_of_the_exercises_dose(exercise: Exercise) -> None:
    plan, dose = Plan.of(exercise), exercise.dose
    assert (plan.reps, plan.sets, plan.rest_s) == (dose.reps.least, dose.sets.least, dose.rest_s.most)


def test_sides_take_turns_and_the_rest_comes_after_both(exercise: Exercise) -> None:
    turns = Plan.of(exercise, sets=2, rest_s=60, first="right").turns()
    assert [(turn.number, turn.side) for turn in turns] == [(1, "right"), (1, "left"), (2, "right"), (2, "left")]
    assert [turn.rest_s for turn in turns] == [CHANGE_S, 60, CHANGE_S, None]


def test_one_side_rests_between_all_its_sets(exercise: Exercise) -> None:
    turns = Plan.of(exercise, sets=3, rest_s=75, both=False).turns()
    assert [(turn.side, turn.rest_s) for turn in turns] == [("left", 75), ("left", 75), ("left", None)]


def test_a_plan_can_begin_with_the_other_side(exercise: Exercise) -> None:
    assert Plan.of(exercise).starting_with("right").sides == ("right", "left")
    assert Plan.of(exercise, both=False).starting_with("right").sides == ("right",)


@pytest.mark.parametrize(
    ("wish", "match"),
    [
        ({"reps": 0}, r"reps in a set: expected 2 to 15, got 0"),
        ({"reps": 16}, r"reps in a set: expected 2 to 15, got 16"),
        ({"sets": 0}, r"sets: expected 1 to 3, got 0"),
        ({"sets": 4}, r"sets: expected 1 to 3, got 4"),
        ({"rest_s": 20}, r"seconds of rest: expected 60 to 600, got 20"),
        ({"rest_s": math.nan}, r"seconds of rest: expected 60 to 600, got nan"),
    ],
)
def test_a_wish_beyond_the_dose_is_refused(exercise: Exercise, wish: dict[str, float], match: str) -> None:
    with pytest.raises(UsageError, match=match):
        Plan.of(exercise, **wish)
