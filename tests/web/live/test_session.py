"""A live set is judged as a recorded one is; and what the page is told on the way."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from bench.sessions import plans
from openclam.assessment.engine import Assessor, SetResult
from openclam.assessment.model import Assessment, Finding, StatementSummary, Verdict
from openclam.coach.coach import Coach
from openclam.coach.plan import Plan
from openclam.coach.screening import screen
from openclam.exercise import Exercise, Language, load_exercise
from openclam.kinematics import Kinematics
from openclam.pose.landmarks import FrameLandmarks
from openclam.pose.left_right_guard import LeftRightGuard
from openclam.web.live.protocol import (
    Assessed,
    CueSaid,
    Error,
    Feeling,
    Frame,
    Hello,
    RefusedError,
    RepDone,
    State,
    ToClient,
    parse,
)
from openclam.web.live.session import LONGEST_SET_S, REORDERED_S, LiveSession
from openclam.web.live.session_options import CoachMaker
from openclam.web.live.words import say
from tests.live_messages import frame, hello
from tests.sessions import FRONTAL, session

CLAMSHELL = load_exercise()
NAMES = [plan.name for plan in plans() if plan.split == "test" and plan.band != "end on"][::2] + [
    plan.name for plan in plans() if plan.split == "development" and plan.band != "end on"
][::3]
AGAINST_THE_CLEAN_RANGE = {"beyond_clean_range_deg", "opening_of_clean_pct"}


def parsed_hello(frame_landmarks: FrameLandmarks, **told: object) -> Hello:
    message = parse(json.dumps(hello(frame_landmarks, **told)))
    assert isinstance(message, Hello)
    return message


def parsed(frame_landmarks: FrameLandmarks, seq: int, later_s: float = 0.0) -> Frame:
    message = parse(json.dumps(frame(frame_landmarks, seq, later_s=later_s)))
    assert isinstance(message, Frame)
    return message


def live(name: str = FRONTAL, coach: CoachMaker | None = None, **told: object) -> tuple[LiveSession, list[ToClient]]:
    """A stored session sent as messages, not yet finished; and all that was answered."""
    landmarks_by_frame = session(name).landmarks_by_frame
    running = LiveSession(parsed_hello(landmarks_by_frame[0], **told), CLAMSHELL, coach)
    return running, [event for seq, seen in enumerate(landmarks_by_frame) for event in running.step(parsed(seen, seq))]


def finished(running: LiveSession) -> Assessment | None:
    event = running.finish()[-1]
    return event.assessment if isinstance(event, Assessed) else None


@cache
def recorded(name: str, *, guarded: bool = True) -> SetResult | None:
    """A stored session through the stages of a recording."""
    return assessed(session(name).landmarks_by_frame, guarded=guarded)


def assessed(landmarks_by_frame: Iterable[FrameLandmarks], *, guarded: bool = True) -> SetResult | None:
    """Sightings through the stages of a recording, from where its pose stage guards left and right.

    The stored landmarks have passed that guard once. A second time it does nothing, but for what it takes back late.
    """
    kinematics, assessor, guard = Kinematics(), Assessor(CLAMSHELL), LeftRightGuard()
    for stored in landmarks_by_frame:
        frame_landmarks = replace(
            stored, band=None
        )  # a band is looked for in pictures, which a live session does not send
        if guarded and stored.landmarks is None:
            guard.lost()
        elif guarded and stored.landmarks is not None:
            frame_landmarks = replace(frame_landmarks, landmarks=guard.step(stored.landmarks))
        for posture in kinematics.step(frame_landmarks):
            assessor.step(posture)
    for posture in kinematics.flush():
        assessor.step(posture)
    return assessor.finish()


@pytest.mark.slow
def test_there_are_twenty_sessions_with_reps_at_least() -> None:
    assert sum(recorded(name) is not None for name in NAMES) >= 20


@pytest.mark.slow
def test_the_stored_sessions_as_they_are_give_the_same_too() -> None:
    same = 0
    for name in NAMES:
        plain, guarded = recorded(name, guarded=False), recorded(name)
        if plain is not None and guarded is not None:
            same += [rep.findings for rep in plain.reps] == [rep.findings for rep in guarded.reps]
    assert same >= 20


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_live_set_is_judged_as_a_recorded_one(name: str) -> None:
    running, events = live(name)
    told = [event.rep for event in events if isinstance(event, RepDone)]
    as_recorded, assessment = recorded(name), finished(running)
    if as_recorded is None or assessment is None:
        assert as_recorded is assessment
        assert not told
        return
    assert assessment.moving_leg == as_recorded.moving_leg
    assert len(assessment.reps) == len(as_recorded.reps)
    assert verdicts(assessment.statements) == verdicts(as_recorded.statements)
    assert verdicts(assessment.start_position) == verdicts(as_recorded.start_position)
    for rep, as_was in zip(assessment.reps, as_recorded.reps, strict=True):
        assert verdicts(rep.findings) == verdicts(as_was.findings)
        assert rep.opening_deg.value == pytest.approx(as_was.opening_deg.value, abs=1e-6)
        assert (rep.start_s, rep.end_s) == (as_was.start_s, as_was.end_s)
    later = {s.slug for s in CLAMSHELL.statements if s.measure in AGAINST_THE_CLEAN_RANGE}
    for rep, in_the_end in zip(told, assessment.reps, strict=False):
        assert rep.number == in_the_end.number
        assert verdicts(rep.findings, later) == verdicts(in_the_end.findings, later)
    assert len(assessment.reps) - len(told) in (0, 1)  # one that the end of the stream cuts off is found at the end


def verdicts(
    findings: Sequence[Finding | StatementSummary], without: Collection[str] = ()
) -> list[tuple[str, Verdict]]:
    return [(finding.statement, finding.verdict) for finding in findings if finding.statement not in without]


def test_the_state_comes_ten_times_a_second_and_carries_the_newest_frame() -> None:
    _, events = live()
    states = [event for event in events if isinstance(event, State)]
    last = session().landmarks_by_frame[-1]
    assert 9.5 < len(states) / last.time_s <= 10.1
    for sooner, later in zip(states, states[10:], strict=False):
        assert later.t - sooner.t > 0.9
    assert [state.seq for state in states] == sorted({state.seq for state in states})
    assert states[-1].seq >= len(session().landmarks_by_frame) - 2


def test_the_gauge_agrees_with_the_reps_in_the_end() -> None:
    running, events = live()
    assessment = finished(running)
    assert assessment is not None
    states = [event for event in events if isinstance(event, State)]
    for rep in assessment.reps:
        within = [state for state in states if rep.start_s <= state.t - 0.2 <= rep.end_s]
        shown = max(state.opening_deg for state in within if state.opening_deg is not None)
        assert shown == pytest.approx(rep.opening_deg.value, abs=5)
        phases = [phase for phase, _ in pairwise([*(state.phase for state in within), "end"])]
        assert phases.index("opening") < len(phases) - 1 - phases[::-1].index("closing")
    assert {"opening", "hold", "closing", "rest"} == {state.phase for state in states}
    assert max(state.hold_s for state in states) == pytest.approx(max(rep.hold_s for rep in assessment.reps), abs=0.5)
    assert states[-1].reps == len(assessment.reps)


def test_the_view_is_good_from_in_front_and_says_what_to_move_elsewhere() -> None:
    states = [event for event in live()[1] if isinstance(event, State)]
    assert sum(state.view.judgeable for state in states) > 0.8 * len(states)
    assert states[-1].view.why is None
    from_the_end = [event for event in live("from-the-feet", lang="nl")[1] if isinstance(event, State)]
    poor = [state.view.why for state in from_the_end if not state.view.judgeable]
    assert len(poor) > len(from_the_end) / 2
    assert poor.count(say("view.from_feet", "nl")) > len(poor) / 2


def test_nobody_in_the_picture_is_said_and_ends_in_words() -> None:
    first = session().landmarks_by_frame[0]
    running = LiveSession(parsed_hello(first, lang="nl"), CLAMSHELL)
    events: list[ToClient] = []
    for seq in range(60):
        events += running.step(parsed(FrameLandmarks(seq, seq / 30, first.width, first.height, None), seq))
    state = events[-1]
    assert isinstance(state, State)
    assert (state.opening_deg, state.view.judgeable) == (None, False)
    assert state.view.why == say("view.nobody", "nl")
    problem = running.finish()[-1]
    assert isinstance(problem, Error)
    assert problem.error.code == "nobody"
    assert problem.error.message == say("nobody.nobody", "nl")


def test_a_set_can_follow_another_and_counts_from_one_again() -> None:
    running, _ = live()
    first = finished(running)
    landmarks_by_frame = session().landmarks_by_frame
    later = landmarks_by_frame[-1].time_s + 30
    for seq, seen in enumerate(landmarks_by_frame, start=len(landmarks_by_frame)):
        running.step(parsed(seen, seq, later))
    second = finished(running)
    assert first is not None
    assert second is not None
    assert [rep.number for rep in second.reps] == [rep.number for rep in first.reps]
    assert second.reps[0].start_s == pytest.approx(first.reps[0].start_s, abs=0.01)
    assert running.sets == 2


def test_finish_told_twice_ends_one_set() -> None:
    running, _ = live()
    first, again = finished(running), finished(running)
    assert first is not None
    assert again is not None
    assert again.model_dump() == first.model_dump()
    assert running.sets == 1


def test_two_sessions_share_nothing() -> None:
    one, other = (LiveSession(parsed_hello(session().landmarks_by_frame[0]), CLAMSHELL) for _ in range(2))
    for seq, seen in enumerate(session().landmarks_by_frame):
        one.step(parsed(seen, seq))
    assert one.reps
    assert not other.reps
    assert isinstance(other.finish()[-1], Error)


def test_a_late_picture_is_left_out_and_an_old_one_refused() -> None:
    running, _ = live()
    last = session().landmarks_by_frame[-1]
    late = parsed(last, 10_000).model_copy(update={"t": last.time_s - REORDERED_S / 2})
    assert running.step(late) == []
    assert running.t == last.time_s
    with pytest.raises(RefusedError, match="t of") as refusal:
        running.step(parsed(last, 10_001).model_copy(update={"t": last.time_s - 2 * REORDERED_S}))
    assert refusal.value.code == "time_backward"
    with pytest.raises(RefusedError) as refusal:
        running.step(parsed(last, 10_000))
    assert refusal.value.code == "out_of_order"


def test_a_set_without_end_is_refused_and_can_be_finished() -> None:
    running, _ = live()
    with pytest.raises(RefusedError) as refusal:
        running.step(parsed(session().landmarks_by_frame[-1], 10_000, LONGEST_SET_S + 1))
    assert refusal.value.code == "too_long"
    assert finished(running) is not None


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"height_cm": 20.0}, "height_cm"),
        ({"band": "plaid"}, "plaid"),
        ({"band_loop_cm": -1.0}, "band_loop_cm"),
        ({"plan": {"reps": 99}}, "plan, reps in a set: expected 2 to"),
        ({"plan": {"sets": 0}}, "plan, sets: expected 1 to"),
        ({"plan": {"rest_s": 1e9}}, "plan, seconds of rest: expected"),
        ({"screening": {"fay": "yes"}}, 'got "fay"; did you mean "fai"'),
    ],
)
def test_a_wrong_option_is_refused_in_words(told: dict[str, object], says: str) -> None:
    with pytest.raises(RefusedError, match=says) as refusal:
        LiveSession(parsed_hello(session().landmarks_by_frame[0], **told), CLAMSHELL)
    assert refusal.value.code == "bad_option"


def test_the_coach_goes_along() -> None:
    running, events = live(coach=Coach)
    cues = [event.cue for event in events if isinstance(event, RepDone) and event.cue is not None]
    assert cues
    states = [event for event in events if isinstance(event, State)]
    assert states[-1].coach is not None
    assert states[-1].coach.reps == states[-1].reps
    assert any(isinstance(event, CueSaid) for event in running.finish())
    said = running.feel(Feeling(type="feeling", pain=7.0))
    stop = next(event.cue for event in said if isinstance(event, CueSaid))
    assert stop.kind == "safety"
    assert any(isinstance(event, Assessed) for event in said)
    assert isinstance(running.begin(), list)


def test_the_plan_is_the_coachs() -> None:
    running, events = live(coach=Coach, plan={"reps": 3, "sets": 1, "first": "right", "both": False})
    standing = [event.coach for event in events if isinstance(event, State)]
    assert standing[0] is not None
    assert (standing[0].target_reps, standing[0].sets, standing[0].side) == (3, 1, "right")
    assert standing[-1] is not None
    assert standing[-1].stage == "done"
    assert len([event for event in events if isinstance(event, RepDone)]) == 3, "the fourth is beyond the plan"
    assessment = finished(running)
    assert assessment is not None
    assert len(assessment.reps) == 3


def test_the_screening_is_told_and_makes_the_coach_quiet() -> None:
    made: dict[str, object] = {}

    def maker(exercise: Exercise, lang: Language, *, plan: Plan | None, quiet: Collection[str]) -> Coach:
        made.update(plan=plan, quiet=set(quiet))
        return Coach(exercise, lang, plan=plan, quiet=quiet)

    first = session().landmarks_by_frame[0]
    running = LiveSession(parsed_hello(first, lang="nl", screening={"fai": "yes"}, cleared=True), CLAMSHELL, maker)
    assert made == {"plan": None, "quiet": {"knee-opens", "knee-as-high-as-possible"}}
    for ready in (running.ready("a token", resumed=False), running.ready("a token", resumed=True)):
        assert ready.screening == screen(load_exercise().screening, {"fai": "yes"}, "nl", cleared=True)
        document = json.loads(ready.model_dump_json(by_alias=True))
        assert document["screening"]["schema"] == "openclam/screening-outcome/1"


def test_a_red_flag_advises_and_does_not_refuse() -> None:
    running, _ = live(coach=Coach, screening={"trauma": "yes"})
    advised = running.ready("a token", resumed=False).screening
    assert advised is not None
    assert (advised.level, advised.may_start) == ("get-help", False)
    assert running.reps


def test_ready_brings_the_tempo_in_the_sessions_language() -> None:
    ready = LiveSession(parsed_hello(session().landmarks_by_frame[0], lang="nl"), CLAMSHELL).ready(
        "a token", resumed=False
    )
    assert [step.phase for step in ready.tempo] == ["opening", "hold", "closing", "rest"]
    assert (ready.tempo[0].words, ready.tempo[0].breath_words) == ("Openen", "adem uit")
    assert all(step.end_s == later.start_s for step, later in pairwise(ready.tempo))
    assert ready.screening is None


def test_extreme_landmarks_break_nothing() -> None:
    """Every point in one place, at the edges of what is allowed, or thrown about: no crash, no number that is none."""
    first = session().landmarks_by_frame[0]
    running = LiveSession(parsed_hello(first, height_cm=230.0), CLAMSHELL)
    shapes = [
        lambda i: (0.0, 0.0), lambda i: (10.0, -10.0), lambda i: (10.0 * (-1) ** i, 10.0 * (-1) ** (i // 3)),
        lambda i: (1e-300 * i, 1e-300), lambda i: ((i * 37 % 101) / 50 - 1, (i * 53 % 89) / 40 - 1),
    ]  # fmt: skip
    for seq in range(300):
        one, two = zip(*(shapes[seq // 12 % 5](i + seq) for i in range(132)), strict=True)
        text = json.dumps({"type": "frame", "t": seq / 30, "seq": seq, "image": one, "world": two[:99]})
        message = parse(text)
        assert isinstance(message, Frame)
        for event in running.step(message):
            assert "NaN" not in event.model_dump_json()
    assert running.finish()
