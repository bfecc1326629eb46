"""A whole session, as a person hears it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openclam.assessment.measures import scope_of
from openclam.assessment.model import Finding, Rep, Verdict
from openclam.coach import Coach, Cue, Plan
from openclam.coach.choice import COOL_REPS, COOL_S, PRAISE_EVERY_REPS
from openclam.coach.coach import IDLE_S
from openclam.coach.schedule import ready_s, rows
from openclam.coach.voice import speaking_s
from openclam.coach.words import say
from openclam.errors import UsageError
from openclam.exercise import LANGUAGES, Exercise, Language, load_exercise

MakeRep = Callable[..., Rep]
MakeFindings = Callable[..., list[Finding]]

PELVIS, FEET, HOLD, RANGE = "pelvis-does-not-roll", "feet-together", "brief-hold", "knee-opens"
SAFETY = "within-capacity"
REP_SLUGS = [one.slug for one in load_exercise().statements if scope_of(one) in ("rep", "set")]


def kinds(cues: list[Cue | None]) -> list[str | None]:
    return [None if cue is None else cue.kind for cue in cues]


def listen(coach: Coach, start_s: float, end_s: float, step_s: float = 0.1) -> list[tuple[float, Cue]]:
    """What is said between two times, with when."""
    times = [start_s + n * step_s for n in range(round((end_s - start_s) / step_s) + 1)]
    return [(at_s, cue) for at_s in times if (cue := coach.tick(at_s)) is not None]


def do_set(coach: Coach, make_rep: MakeRep, start_s: float, reps: int = 10, rep_s: float = 7.0) -> float:
    """Do clean reps; the time after the last."""
    for n in range(1, reps + 1):
        coach.rep(make_rep(), start_s + n * rep_s)
    return start_s + reps * rep_s


def test_clean_reps_are_counted_and_the_last_but_one_is_announced(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise, "nl", plan=Plan.of(exercise, reps=4))
    said = [coach.rep(make_rep(), 7.0 * n) for n in range(1, 5)]
    assert kinds(said) == ["count", "count", "count", "info"]
    assert [cue.words for cue in said if cue] == ["1", "2", "3. Nog één.", say("set.turn", "nl", count=4)]


def test_counting_can_be_left_out(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise, count=False)
    assert coach.rep(make_rep(), 7.0) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_fault_is_named_in_the_words_of_the_page_and_praised_when_it_is_gone(
    exercise: Exercise, make_rep: MakeRep, lang: Language
) -> None:
    coach = Coach(exercise, lang)
    cue, praise = coach.rep(make_rep([PELVIS, HOLD]), 7.0), coach.rep(make_rep(), 14.0)
    assert cue == Cue(
        kind="correct", words=exercise.statement(PELVIS).cue.say(lang), statement=PELVIS, priority="pelvis"
    )
    assert praise is not None
    assert (praise.kind, praise.statement, praise.priority) == ("praise", PELVIS, "pelvis")
    assert praise.words == {"en": "Pelvis still: good.", "nl": "Bekken stil: goed."}[lang]


def test_praise_goes_before_a_lesser_fault_and_behind_a_greater_one(exercise: Exercise, make_rep: MakeRep) -> None:
    lesser, greater = Coach(exercise), Coach(exercise)
    lesser.rep(make_rep([FEET]), 7.0)
    greater.rep(make_rep([FEET]), 7.0)
    found = lesser.rep(make_rep([HOLD]), 14.0), greater.rep(make_rep([PELVIS]), 14.0)
    assert [(cue.kind, cue.statement) for cue in found if cue] == [("praise", FEET), ("correct", PELVIS)]


def test_where_nothing_can_be_judged_reps_are_only_counted(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    said = [coach.rep(make_rep(unknown=REP_SLUGS), 7.0 * n) for n in range(1, 9)]
    assert kinds(said) == ["count"] * 8


def test_nothing_is_said_while_a_cue_is_being_said(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    assert coach.rep(make_rep([PELVIS]), 7.0) is not None
    assert coach.rep(make_rep([FEET]), 7.5) is None
    assert coach.rep(make_rep(), 12.0) is not None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_countdown_ends_at_the_start_and_each_second_has_its_word(exercise: Exercise, lang: Language) -> None:
    coach = Coach(exercise, lang, plan=Plan.of(exercise, first="right"))
    first = coach.begin(5.0)
    assert first is not None
    assert {"en": "right leg", "nl": "rechterbeen"}[lang] in first.words
    assert {"en": "10 reps", "nl": "10 herhalingen"}[lang] in first.words
    assert coach.stage == "ready"
    said = listen(coach, 5.1, 5.0 + ready_s() + 1)
    begins_s = 5.0 + ready_s()
    assert [round(at_s - begins_s, 1) for at_s, _ in said[-4:]] == [-3, -2, -1, 0]
    assert [cue.words for _, cue in said[-4:-1]] == {"en": ["Three", "Two", "One"], "nl": ["Drie", "Twee", "Eén"]}[lang]
    assert coach.stage == "set"


def test_a_countdown_that_was_cut_off_is_not_said_late(exercise: Exercise) -> None:
    coach = Coach(exercise)
    coach.begin(0.0)
    assert coach.tick(ready_s() - 0.4) is None  # "three", "two" and "one" have passed
    assert [cue.words for _, cue in listen(coach, ready_s(), ready_s() + 4)] == ["And open."]


def test_a_countdown_waits_until_what_is_being_said_is_out(exercise: Exercise, make_findings: MakeFindings) -> None:
    coach = Coach(exercise)
    cue = coach.start_position(make_findings(["knees-bent"], scope="start"), 1.0)
    assert cue is not None
    assert coach.begin(1.5) is None
    assert coach.standing().seconds_left == pytest.approx(ready_s() + speaking_s(cue.words) - 0.5)
    at_s, first = listen(coach, 1.5, 8.0)[0]
    assert at_s == pytest.approx(1.0 + speaking_s(cue.words), abs=0.11)
    assert first.words.startswith("Get ready")


def test_a_start_position_is_corrected_and_praised_but_never_into_the_countdown(
    exercise: Exercise, make_findings: MakeFindings
) -> None:
    wrong, good = make_findings(["knees-bent"], scope="start"), make_findings(scope="start")
    coach = Coach(exercise)
    cue, praise = coach.start_position(wrong, 1.0), coach.start_position(good, 6.0)
    assert [(c.kind, c.statement) for c in (cue, praise) if c] == [("correct", "knees-bent"), ("praise", "knees-bent")]
    counting = Coach(exercise)
    counting.begin(0.0)
    listen(counting, 0.1, 4.0)
    said = counting.start_position(wrong, 4.0)
    assert said is not None
    assert 4.0 + speaking_s(said.words) <= ready_s() - 8, "into the room between two lines"
    listen(counting, 4.1, 11.5)
    assert counting.start_position(good, 11.6) is None
    assert Coach(exercise).start_position(make_findings(unknown=["knees-bent"], scope="start"), 1.0) is None


def test_sides_take_turns_with_rests_and_the_session_ends(exercise: Exercise, make_rep: MakeRep) -> None:
    plan = Plan.of(exercise)
    coach = Coach(exercise, plan=plan)
    at_s, sides, heard = 0.0, [], []
    for turn in plan.turns():
        sides.append((coach.turn.number, coach.turn.side))
        at_s = do_set(coach, make_rep, at_s)
        if turn.rest_s is not None:
            assert coach.stage == "rest"
            assert coach.standing().seconds_left == turn.rest_s
            heard.append([cue.words for _, cue in listen(coach, at_s, at_s + turn.rest_s + 2)])
            at_s += turn.rest_s + 2
            assert coach.stage == "set"
    assert sides == [(1, "left"), (1, "right"), (2, "left"), (2, "right")]
    assert coach.stage == "done"
    rest, turn_over = (rows()[part][0].words.en for part in ("rest", "turn"))
    assert turn_over.format(side="right") in heard[0]
    assert rest not in heard[0]
    assert {rest, turn_over.format(side="left")} <= set(heard[1])
    assert coach.rep(make_rep(), at_s + 5) is None
    assert [one.done.reps for one in coach.sets_done] == [10] * 4


def test_reps_in_a_rest_are_not_counted(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    at_s = do_set(coach, make_rep, 0.0)
    assert coach.rep(make_rep(), at_s + 6) is None
    assert len(coach.sets_done) == 1


def test_in_a_rest_the_start_position_matters_once_the_next_side_is_on_top(
    exercise: Exercise, make_rep: MakeRep
) -> None:
    coach = Coach(exercise, plan=Plan.of(exercise, sets=2))
    assert coach.minds_start("left")
    assert coach.minds_start("right"), "before the first set either side may begin"
    at_s = do_set(coach, make_rep, 0.0)
    listen(coach, at_s, at_s + 10)
    assert not coach.minds_start("left")
    assert coach.minds_start("right")
    listen(coach, at_s, at_s + 47)
    at_s = do_set(coach, make_rep, at_s + 47)
    listen(coach, at_s, at_s + 10)
    assert not coach.minds_start("left"), "80 seconds of rest are left: they are for resting"
    coach.tick(at_s + 50)
    assert coach.minds_start("left")
    listen(coach, at_s + 50, at_s + 60.5)
    assert not coach.minds_start("left"), "while something is being said"


def test_a_rest_can_be_cut_short(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    at_s = do_set(coach, make_rep, 0.0)
    coach.begin(at_s + 10)
    assert coach.stage == "ready"
    assert coach.standing().seconds_left == pytest.approx(ready_s())


def test_a_set_that_is_left_ends_by_itself_and_the_next_rep_begins_one(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    at_s = do_set(coach, make_rep, 0.0, reps=3)
    assert coach.tick(at_s + IDLE_S - 0.1) is None
    ended = coach.tick(at_s + IDLE_S)
    assert ended is not None
    assert ended.words == say("set.turn", "en", count=3)
    again = coach.rep(make_rep(), at_s + IDLE_S + 5)
    assert again is not None
    assert again.words == "1"


def test_the_first_rep_decides_with_which_side_the_session_begins(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    coach.rep(make_rep(), 7.0, "right")
    assert coach.turn.side == "right"
    coach.end_set(15.0)
    assert coach.turn.side == "left"
    assert [one.side for one in coach.sets_done] == ["right"]


def test_pain_and_effort_are_asked_after_a_set_one_after_the_other(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    at_s = do_set(coach, make_rep, 0.0)
    asked = [cue for _, cue in listen(coach, at_s, at_s + 8) if cue.asks]
    assert [cue.asks for cue in asked] == ["pain"]
    answer = coach.pain(2, at_s + 9)
    assert answer is not None
    assert answer.words == f"{say('pain.fine', 'en', value=2)} {say('ask.effort', 'en')}"
    assert answer.asks == "effort"
    assert coach.standing().asks == "effort"
    thanks = coach.effort(7)
    assert thanks is not None
    assert thanks.words == say("effort.right", "en", value=7)
    assert coach.standing().asks is None
    (done,) = coach.sets_done
    assert (done.done.pain, done.done.effort) == (2, 7)


def test_what_was_told_before_it_was_asked_is_not_asked(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    at_s = do_set(coach, make_rep, 0.0)
    coach.pain(1, at_s + 1)
    coach.effort(6, at_s + 7)
    assert [cue for _, cue in listen(coach, at_s + 7, at_s + 20) if cue.asks] == []


@pytest.mark.parametrize(("pain", "stops"), [(0, False), (3, False), (4, False), (5, False), (5.5, True), (10, True)])
def test_pain_above_five_stops_the_session(exercise: Exercise, make_rep: MakeRep, pain: float, stops: bool) -> None:
    coach = Coach(exercise)
    at_s = do_set(coach, make_rep, 0.0)
    cue = coach.pain(pain, at_s + 5)
    assert cue is not None
    assert (cue.kind == "safety") is stops
    assert (cue.priority == "safety") is stops
    assert (coach.stage == "stopped") is stops
    if stops:
        assert cue.asks is None
        assert listen(coach, at_s + 5, at_s + 300, 1.0) == []
        assert coach.begin(at_s + 301) is None
        assert coach.rep(make_rep([PELVIS]), at_s + 310) is None
        assert coach.effort(5) is None


def test_pain_in_the_middle_of_a_set_breaks_off_what_is_being_said(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise, "nl")
    assert coach.rep(make_rep([PELVIS]), 7.0) is not None
    cue = coach.pain(7, 7.2)
    assert cue is not None
    assert cue.kind == "safety"
    (done,) = coach.sets_done
    assert (done.done.reps, done.done.pain) == (1, 7)


def test_a_correction_for_safety_breaks_off_what_is_being_said(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    assert coach.rep(make_rep([PELVIS]), 7.0) is not None
    assert coach.rep(make_rep([FEET]), 7.5) is None
    cue = coach.rep(make_rep([FEET, SAFETY]), 8.0)
    assert cue is not None
    assert (cue.kind, cue.statement, cue.priority) == ("correct", SAFETY, "safety")


@pytest.mark.parametrize("value", [-1, 11, math.nan, math.inf])
def test_a_feeling_outside_the_scale_is_refused(exercise: Exercise, value: float) -> None:
    coach = Coach(exercise)
    with pytest.raises(UsageError, match="from 0 to 10"):
        coach.pain(value, 1.0)
    with pytest.raises(UsageError, match="from 0 to 10"):
        coach.effort(value, 1.0)


@pytest.mark.parametrize("at_s", [math.nan, math.inf, -math.inf])
def test_a_time_that_is_none_is_refused(exercise: Exercise, make_rep: MakeRep, at_s: float) -> None:
    with pytest.raises(UsageError, match="time of an event"):
        Coach(exercise).rep(make_rep(), at_s)


def test_a_clock_that_runs_backward_stands_still(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    coach.rep(make_rep([PELVIS]), 100.0)
    assert coach.rep(make_rep(), 1.0) is None  # still being said


def test_what_the_coach_gives_is_plain_json(exercise: Exercise, make_rep: MakeRep) -> None:
    coach = Coach(exercise)
    cue = coach.rep(make_rep([PELVIS]), 7.0)
    assert cue is not None
    assert json.loads(cue.model_dump_json())["statement"] == PELVIS
    assert json.loads(coach.standing().model_dump_json())["reps"] == 1


VERDICTS = st.dictionaries(st.sampled_from(REP_SLUGS), st.sampled_from(list(Verdict)))
EVENTS = st.lists(
    st.tuples(st.floats(0.1, 20), VERDICTS, st.sampled_from(["rep"] * 6 + ["tick", "pain", "begin", "end"])),
    max_size=60,
)


@settings(deadline=None, max_examples=60)
@given(events=EVENTS, lang=st.sampled_from(LANGUAGES))
def test_whatever_comes_the_coach_keeps_its_rules(
    events: list[tuple[float, dict[str, Verdict], str]], lang: Language, make_rep: MakeRep
) -> None:
    exercise = load_exercise()
    coach = Coach(exercise, lang, plan=Plan.of(exercise, reps=15, sets=3))
    again = Coach(exercise, lang, plan=Plan.of(exercise, reps=15, sets=3))
    at_s, free_s = 0.0, 0.0
    corrected: dict[str | None, tuple[int, float]] = {}
    named: set[str | None] = set()
    praised_at = -PRAISE_EVERY_REPS
    for wait_s, verdicts, event in events:
        at_s += wait_s
        rep = make_rep(verdicts=verdicts)
        happens: dict[str, Callable[[Coach], Cue | None]] = {
            "rep": lambda one, rep=rep, at_s=at_s: one.rep(rep, at_s),
            "tick": lambda one, at_s=at_s: one.tick(at_s),
            "pain": lambda one, at_s=at_s: one.pain(3, at_s),
            "begin": lambda one, at_s=at_s: one.begin(at_s),
            "end": lambda one, at_s=at_s: one.end_set(at_s),
        }
        cue = happens[event](coach)
        assert cue == happens[event](again), "the same events, the same cues"
        number = sum(one.done.reps for one in coach.sets_done) + coach.standing().reps
        if cue is None:
            continue
        breaks_in = event == "pain" or (cue.kind, cue.priority) == ("correct", "safety")
        assert breaks_in or at_s >= free_s, "never into what is being said"
        free_s = at_s + speaking_s(cue.words)
        if cue.statement is None:
            continue
        statement = exercise.statement(cue.statement)
        (found,) = [f.verdict for f in rep.findings if f.statement == cue.statement]
        if cue.kind == "correct":
            assert found is Verdict.NOT_MET
            last_rep, last_s = corrected.get(statement.measure, (-COOL_REPS, -COOL_S))
            assert number - last_rep >= COOL_REPS
            assert at_s - last_s >= COOL_S
            corrected[statement.measure] = (number, at_s)
            named.add(statement.measure)
        else:
            assert cue.kind == "praise"
            assert found is Verdict.MET
            assert statement.measure in named
            named.discard(statement.measure)
            assert number - praised_at >= PRAISE_EVERY_REPS
            praised_at = number
