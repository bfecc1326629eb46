"""Which fault is named, when the coach waits, and what is praised."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openclam.assessment.model import Finding
from openclam.coach.choice import (
    COOL_REPS,
    COOL_S,
    LOOKS,
    PRAISE_WITHIN_REPS,
    REPS,
    TIRED_AFTER,
    Choice,
    Pace,
    count_faults,
)
from openclam.exercise import PRIORITIES, Exercise

MakeFindings = Callable[..., list[Finding]]
REP_S = 7.0

PELVIS, FEET, TORSO, RANGE = "pelvis-does-not-roll", "feet-together", "only-upper-leg-moves", "knee-opens"
HOLD, DOWN, SAFETY = "brief-hold", "controlled-return", "within-capacity"


class Set:
    """A set in which everything that the choice offers is said."""

    def __init__(
        self, exercise: Exercise, make_findings: MakeFindings, quiet: tuple[str, ...] = (), pace: Pace = REPS
    ) -> None:
        self.choice, self.make, self.at_s = Choice(exercise, quiet, pace), make_findings, 0.0

    def rep(self, *faults: str, unknown: tuple[str, ...] = (), rep_s: float = REP_S) -> str | None:
        """The slug of what is corrected after a rep with these faults."""
        self.at_s += rep_s
        self.choice.observe(self.make(faults, unknown))
        if (wrong := self.choice.correction(self.at_s)) is not None:
            self.choice.corrected(wrong, self.at_s)
        return None if wrong is None else wrong.slug

    def praise(self) -> str | None:
        """The slug of what is praised after this rep."""
        if (good := self.choice.praise()) is not None:
            self.choice.praised(good)
        return None if good is None else good.slug


@pytest.fixture
def done(exercise: Exercise, make_findings: MakeFindings) -> Set:
    return Set(exercise, make_findings)


def test_a_clean_rep_is_not_corrected(done: Set) -> None:
    assert done.rep() is None


@pytest.mark.parametrize("place", range(len(PRIORITIES)))
def test_the_exercises_own_order_decides(done: Set, place: int) -> None:
    in_order = (SAFETY, PELVIS, FEET, TORSO, HOLD, RANGE)
    assert done.rep(*reversed(in_order[place:])) == in_order[place]


def test_what_lasts_goes_before_a_slip_of_the_same_priority(done: Set) -> None:
    assert done.rep(DOWN) == DOWN
    done.rep(DOWN)
    assert done.rep(DOWN, HOLD) == DOWN


def test_a_slip_that_ranks_higher_goes_before_what_lasts(done: Set) -> None:
    done.rep(DOWN)
    done.rep(DOWN)
    assert done.rep(DOWN, PELVIS) == PELVIS


def test_a_slip_of_safety_goes_before_all_that_lasts(done: Set) -> None:
    done.rep(PELVIS)
    done.rep(PELVIS)
    assert done.rep(PELVIS, SAFETY) == SAFETY


def test_the_latest_reps_weigh_most(done: Set) -> None:
    done.rep(HOLD)
    done.rep(HOLD)
    for _ in range(4):
        done.rep()
    done.rep(DOWN)
    assert done.rep(DOWN, HOLD, rep_s=0.1) is None  # at work on the way down; the hold was long ago
    assert done.rep(DOWN, HOLD) == DOWN


def test_the_same_cue_waits_for_reps_and_for_time(done: Set) -> None:
    assert done.rep(PELVIS) == PELVIS
    for _ in range(COOL_REPS - 1):
        assert done.rep(PELVIS, rep_s=60) is None
    assert done.rep(PELVIS) == PELVIS
    for _ in range(COOL_REPS + 1):
        assert done.rep(PELVIS, rep_s=0.9 * COOL_S / (COOL_REPS + 1)) is None
    assert done.rep(PELVIS) == PELVIS


def test_statements_that_ask_the_same_share_their_cool_down(done: Set) -> None:
    assert done.rep(FEET, "foot-stays-down") == FEET
    assert done.rep("foot-stays-down") is None


def test_while_a_cue_is_being_worked_on_nothing_less_important_is_said(done: Set) -> None:
    assert done.rep(FEET) == FEET
    assert done.rep(FEET, HOLD) is None
    assert done.rep(FEET, TORSO) == FEET


def test_while_a_cue_is_being_worked_on_something_more_important_is_said(done: Set) -> None:
    assert done.rep(HOLD) == HOLD
    assert done.rep(HOLD, PELVIS) == PELVIS


def test_a_cue_that_never_helps_makes_room_for_another(done: Set) -> None:
    said = [done.rep(PELVIS, HOLD) for _ in range(COOL_REPS * TIRED_AFTER)]
    assert said.count(PELVIS) == TIRED_AFTER
    assert set(said[:-1]) == {PELVIS, None}
    assert said[-1] == HOLD


def test_a_cue_that_helped_counts_afresh(done: Set) -> None:
    for _ in range(TIRED_AFTER):
        done.rep(PELVIS)
        done.rep()
    assert done.rep(PELVIS, HOLD) == PELVIS


def test_what_cannot_be_judged_is_neither_corrected_nor_praised(done: Set) -> None:
    assert done.rep(unknown=(PELVIS,)) is None
    assert done.rep(PELVIS) == PELVIS
    for _ in range(3):
        assert done.rep(unknown=(PELVIS,)) is None
        assert done.praise() is None


def test_a_fault_that_was_named_and_is_gone_is_praised_once(done: Set) -> None:
    done.rep(PELVIS)
    assert done.praise() is None
    done.rep()
    assert done.praise() == PELVIS
    for _ in range(4):
        done.rep()
        assert done.praise() is None


def test_a_fault_that_was_never_named_is_not_praised(done: Set) -> None:
    done.rep(PELVIS, HOLD)
    done.rep(PELVIS)
    assert done.praise() is None


def test_one_of_two_statements_of_a_measure_is_not_yet_gone(done: Set) -> None:
    done.rep(FEET, "foot-stays-down")
    done.rep("foot-stays-down")
    assert done.praise() is None


def test_praise_comes_at_most_once_in_three_reps(done: Set) -> None:
    done.rep(HOLD)
    done.rep(PELVIS)
    assert done.praise() == HOLD
    done.rep()
    assert done.praise() is None
    done.rep()
    assert done.praise() is None
    done.rep()
    assert done.praise() == PELVIS


def test_praise_that_comes_too_late_is_not_given(done: Set) -> None:
    done.rep(PELVIS)
    for _ in range(PRAISE_WITHIN_REPS):
        done.rep(unknown=(PELVIS,))
    done.rep()
    assert done.praise() is None


def test_a_new_set_begins_afresh_but_what_was_just_said_is_not_said_again(done: Set) -> None:
    done.rep(PELVIS)
    done.choice.new_set()
    assert done.rep(PELVIS) is None
    assert done.rep(PELVIS) == PELVIS
    done.choice.new_set()
    done.rep()
    assert done.praise() is None


def test_quiet_statements_are_never_told(exercise: Exercise, make_findings: MakeFindings) -> None:
    hushed = Set(exercise, make_findings, quiet=(RANGE,))
    assert [hushed.rep(RANGE) for _ in range(4)] == [None] * 4


def test_a_body_that_lies_there_is_not_told_the_same_for_ever(exercise: Exercise, make_findings: MakeFindings) -> None:
    lying = Set(exercise, make_findings, pace=LOOKS)
    assert [lying.rep(PELVIS, rep_s=1.5) for _ in range(60)].count(PELVIS) == TIRED_AFTER
    lying.rep(rep_s=1.5)
    assert lying.praise() is None, "too late: nobody knows any more what is meant"
    assert lying.rep(PELVIS, rep_s=1.5) == PELVIS, "it was gone once, so that it may help again"


def test_a_body_that_lies_there_is_told_again_after_a_while_and_praised_at_once(
    exercise: Exercise, make_findings: MakeFindings
) -> None:
    lying = Set(exercise, make_findings, pace=LOOKS)
    said = [lying.rep(PELVIS, rep_s=1.5) for _ in range(7)]
    assert said == [PELVIS, None, None, None, None, None, PELVIS]
    assert lying.rep(rep_s=1.5) is None
    assert lying.praise() == PELVIS


def test_an_unknown_statement_is_passed_over(done: Set, make_findings: MakeFindings) -> None:
    strange = make_findings([PELVIS])[0].model_copy(update={"statement": "stand-on-your-head"})
    done.choice.observe([strange])
    assert done.choice.correction(1.0) is None


def test_a_rep_that_breaks_two_statements_of_one_measure_has_one_fault(
    exercise: Exercise, make_findings: MakeFindings
) -> None:
    assert count_faults(make_findings([FEET, "foot-stays-down", HOLD], unknown=[PELVIS]), exercise) == 2
