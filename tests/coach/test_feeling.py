"""The pain rule, effort, and the band that follows from them."""

from __future__ import annotations

import pytest

from openclam.coach.feeling import SideSet, effort_level, effort_words, next_band, pain_level, pain_words
from openclam.errors import UsageError
from openclam.exercise import Exercise
from openclam.kinetics.advice import SetDone, Worn

RED = Worn(lighter="yellow", heavier="green")
EASY = SetDone((0,) * 15, effort=4, pain=1)


@pytest.mark.parametrize(
    ("value", "level"), [(0, "fine"), (3, "fine"), (3.5, "hold"), (4, "hold"), (5, "hold"), (5.5, "stop"), (10, "stop")]
)
def test_pain_has_three_levels(value: float, level: str) -> None:
    assert pain_level(value) == level


@pytest.mark.parametrize(("value", "level"), [(0, "light"), (5, "light"), (6, "right"), (8, "right"), (9, "heavy")])
def test_effort_has_three_levels(value: float, level: str) -> None:
    assert effort_level(value) == level


def test_answers_repeat_the_number_as_the_language_writes_it() -> None:
    assert pain_words(4.5, "nl").startswith("Pijn 4,5:")
    assert pain_words(4.5, "en").startswith("Pain 4.5:")
    assert effort_words(7, "nl").startswith("Inspanning 7:")


def test_who_has_too_much_pain_hears_stop_and_whom_to_ask() -> None:
    assert "Stop" in pain_words(8, "en")
    assert "physiotherapist" in pain_words(8, "en")
    assert "fysiotherapeut" in pain_words(8, "nl")


def test_the_worst_pain_of_a_set_counts() -> None:
    assert SideSet("left", SetDone((0,), pain=6)).with_pain(2).done.pain == 6


def test_the_band_follows_the_side_that_needs_most_care(exercise: Exercise) -> None:
    easy = [SideSet(side, EASY) for side in ("left", "right") for _ in range(2)]
    sore = [*easy[:3], SideSet("right", SetDone((0,) * 15, effort=4, pain=7))]
    assert next_band([easy, easy], RED, exercise).choice == "heavier"
    assert next_band([easy, sore], RED, exercise).choice == "lighter"


def test_each_side_needs_its_own_two_sessions(exercise: Exercise) -> None:
    both = [SideSet(side, EASY) for side in ("left", "right") for _ in range(2)]
    left_only = [one for one in both if one.side == "left"]
    assert next_band([left_only, both], RED, exercise).choice == "same"


@pytest.mark.parametrize("sessions", [[], [[]]])
def test_without_a_set_there_is_no_advice(exercise: Exercise, sessions: list[list[SideSet]]) -> None:
    with pytest.raises(UsageError, match="Do a set first"):
        next_band(sessions, RED, exercise)
