"""What is said by the clock: on time, one line at a time, never late."""

from __future__ import annotations

from itertools import pairwise

import pytest

from openclam.coach.cue import Cue
from openclam.coach.plan import Plan, Turn
from openclam.coach.schedule import ASK_AFTER_S, Line, Schedule, asking_pain, countdown, ready_s, resting
from openclam.coach.voice import speaking_s
from openclam.coach.words import table
from openclam.exercise import LANGUAGES, Exercise, Language

LEFT, RIGHT, AGAIN = Turn(1, "left", 45), Turn(1, "right", 60), Turn(2, "left", None)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("last", "coming"), [(LEFT, RIGHT), (RIGHT, AGAIN), (Turn(1, "left", 60), AGAIN)])
def test_every_line_is_out_before_the_next_begins(exercise: Exercise, lang: Language, last: Turn, coming: Turn) -> None:
    assert last.rest_s is not None
    lines = [asking_pain(0.0, lang), *resting(last, coming, last.rest_s, lang)]
    ready = countdown(coming, Plan.of(exercise).reps, last.rest_s, lang, exercise.movement.say)
    lines = sorted([*lines, *ready], key=lambda line: line.at_s)
    assert lines[0].at_s == ASK_AFTER_S
    for line, after in pairwise(lines):
        assert line.at_s + speaking_s(line.cue.words) <= after.at_s, line.cue.words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", ["set.over", "set.turn", "set.last"])
def test_the_question_waits_for_well_done(key: str, lang: Language) -> None:
    said = table()[key][lang].format(reps="fifteen reps", count=15)
    assert speaking_s(said) <= ASK_AFTER_S + 1.0  # what is left over is waited for


def test_only_the_last_seconds_are_a_countdown(exercise: Exercise) -> None:
    lines = countdown(LEFT, 10, 100.0, "en", exercise.movement.say)
    assert lines[0].at_s == 100.0 - ready_s()
    assert [(line.at_s, line.cue.words) for line in lines[-4:]] == [
        (97.0, "Three"), (98.0, "Two"), (99.0, "One"), (100.0, "And open.")
    ]  # fmt: skip


def test_lines_come_in_the_order_of_their_times_and_once() -> None:
    one, two = (Line(at_s, at_s + 1, Cue(kind="info", words=words)) for at_s, words in ((1.0, "one"), (2.0, "two")))
    script = Schedule([two])
    script.add(one)
    assert script.next_s() == 1.0
    assert [script.due(at_s) for at_s in (0.5, 1.0, 1.5, 2.5, 2.6)] == [None, one.cue, None, two.cue, None]


def test_a_line_that_is_too_late_is_dropped() -> None:
    script = Schedule([Line(1.0, 1.5, Cue(kind="info", words="Three"))])
    assert script.due(1.6) is None
    assert script.next_s() == float("inf")
