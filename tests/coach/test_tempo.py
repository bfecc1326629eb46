"""The guide for pace and breath never leads into a fault."""

from __future__ import annotations

import math

import pytest

from openclam.coach.tempo import Tempo
from openclam.errors import UsageError
from openclam.exercise import LANGUAGES, Exercise, Language, Limits
from openclam.exercise.schema import LimitSide


def with_limits(exercise: Exercise, measure: str, limits: Limits) -> Exercise:
    statements = tuple(
        s.model_copy(update={"limits": limits}) if s.measure == measure else s for s in exercise.statements
    )
    return exercise.model_copy(update={"statements": statements})


def lengths(tempo: Tempo) -> dict[str, float]:
    return {step.phase: step.end_s - step.start_s for step in tempo.steps}


def test_the_clamshell_goes_two_up_two_held_two_down(exercise: Exercise) -> None:
    assert lengths(Tempo.of(exercise, "en")) == {"opening": 2, "hold": 2, "closing": 2, "rest": 1}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_breath_goes_out_on_opening_and_in_on_closing(exercise: Exercise, lang: Language) -> None:
    steps = {step.phase: step for step in Tempo.of(exercise, lang).steps}
    assert (steps["opening"].breath, steps["hold"].breath, steps["closing"].breath) == ("out", "easy", "in")
    assert steps["opening"].breath_words == {"en": "breathe out", "nl": "adem uit"}[lang]
    assert steps["closing"].breath_words == {"en": "breathe in", "nl": "adem in"}[lang]


def test_an_exercise_that_asks_for_longer_gets_longer(exercise: Exercise) -> None:
    slow = Limits(unit="s", source="test", low=LimitSide(met=4, not_met=3))
    assert lengths(Tempo.of(with_limits(exercise, "down_s", slow), "en"))["closing"] == 4


def test_an_exercise_that_allows_less_gets_less(exercise: Exercise) -> None:
    short = Limits(unit="s", source="test", low=LimitSide(met=0.5, not_met=0.2), high=LimitSide(met=1.5, not_met=2))
    assert lengths(Tempo.of(with_limits(exercise, "hold_s", short), "en"))["hold"] == 1.5


def test_an_exercise_without_times_gets_the_default(exercise: Exercise) -> None:
    bare = exercise.model_copy(update={"statements": exercise.statements[:1]})
    assert lengths(Tempo.of(bare, "en"))["closing"] == 2


def test_the_guide_meets_the_limits_that_reps_are_judged_by(exercise: Exercise) -> None:
    found = lengths(Tempo.of(exercise, "en"))
    for measure, phase in (("up_s", "opening"), ("hold_s", "hold"), ("down_s", "closing")):
        (limits,) = [s.limits for s in exercise.statements if s.measure == measure]
        assert limits is not None
        assert limits.fault(found[phase]) == 0


@pytest.mark.parametrize(
    ("since_s", "phase", "open_share"),
    [
        (0, "opening", 0),
        (1, "opening", 0.5),
        (2, "hold", 1),
        (5, "closing", 0.5),
        (6.5, "rest", 0),
        (8, "opening", 0.5),
    ],
)
def test_the_guide_opens_holds_closes_and_begins_again(
    exercise: Exercise, since_s: float, phase: str, open_share: float
) -> None:
    moment = Tempo.of(exercise, "en").at(since_s)
    assert (moment.step.phase, moment.open_share) == (phase, pytest.approx(open_share))


@pytest.mark.parametrize("since_s", [-1, math.nan, math.inf])
def test_a_time_that_is_none_is_refused(exercise: Exercise, since_s: float) -> None:
    with pytest.raises(UsageError, match="tempo guide"):
        Tempo.of(exercise, "en").at(since_s)
