"""A whole live session: both sides in turn with a rest between them, the start position before each, pain that stops
it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from typing import TypeVar

import pytest

from bench.sessions import plans
from openclam.assessment.engine import SetResult
from openclam.assessment.measures import scope_of
from openclam.assessment.model import Assessment, Verdict
from openclam.coach.coach import Coach
from openclam.coach.cue import Cue
from openclam.coach.schedule import ready_s, rows
from openclam.coach.words import say
from openclam.exercise import load_exercise
from openclam.pose.landmarks import FrameLandmarks
from openclam.web.live.protocol import Assessed, CueSaid, Error, Feeling, RepDone, State, ToClient
from openclam.web.live.session import LiveSession
from tests.sessions import FRONTAL, session
from tests.web.live.test_session import assessed, parsed, parsed_hello, recorded, verdicts

CLAMSHELL = load_exercise()
RIGHT = session(FRONTAL).landmarks_by_frame
STEP_S = RIGHT[1].time_s - RIGHT[0].time_s
WRONG_HAND, WRONG_HIPS = "wrong-hand", "wrong-hips"
"""Start positions with a fault that is seen for certain: the top hand, the knees."""
GOOD = "good-start"

Event = TypeVar("Event")


def mirrored(frame_landmarks: FrameLandmarks) -> FrameLandmarks:
    """The same person seen in a mirror: the other leg is on top, the head at the other end."""
    seen = frame_landmarks.landmarks
    if seen is None:
        return frame_landmarks
    image, world = seen.image.copy(), seen.world.copy()
    image[:, 0], world[:, 0] = frame_landmarks.width - image[:, 0], -world[:, 0]
    return replace(frame_landmarks, landmarks=replace(seen, image=image, world=world).mirrored())


LEFT = tuple(mirrored(frame_landmarks) for frame_landmarks in RIGHT)


def still(landmarks_by_frame: Sequence[FrameLandmarks], for_s: float, name: str = FRONTAL) -> Iterator[FrameLandmarks]:
    """The body as it lies before its first rep, for so long."""
    truth = session(name).truth
    lying = [s for s in landmarks_by_frame if truth["ready_s"] <= s.time_s < truth["reps"][0]["start_s"] - 0.2]
    return islice(cycle([*lying, *lying[-2:0:-1]]), round(for_s / STEP_S))


class Person:
    """Somebody before the camera, who does one thing after another; all that is answered is kept."""

    def __init__(self, before: FrameLandmarks = RIGHT[0], lang: str = "en", **told: object) -> None:
        plan = {"reps": 4, "sets": 1, "first": "right", "both": True}
        self.session = LiveSession(parsed_hello(before, lang=lang, **{"plan": plan, **told}), CLAMSHELL, Coach)
        self.told: list[tuple[float, ToClient]] = []
        self.shown: list[tuple[str | None, FrameLandmarks]] = []
        self._seq, self.t = 0, 0.0

    def does(self, landmarks_by_frame: Iterator[FrameLandmarks] | Sequence[FrameLandmarks]) -> Person:
        for frame_landmarks in landmarks_by_frame:
            self.t = self._seq * STEP_S
            shown = at(frame_landmarks, self.t)
            self.shown.append((self.stage, shown))
            self.told += [(self.t, event) for event in self.session.step(parsed(shown, self._seq))]
            self._seq += 1
        return self

    def second_set(self) -> SetResult | None:
        """What was shown from the countdown to the second set on, as a recording that begins there."""
        stages = [stage for stage, _ in self.shown]
        later = [
            frame_landmarks
            for stage, frame_landmarks in self.shown[stages.index("rest") :]
            if stage in ("ready", "set")
        ]
        return assessed([at(frame_landmarks, frame_landmarks.time_s - later[0].time_s) for frame_landmarks in later])

    def hears(self, events: list[ToClient]) -> list[ToClient]:
        self.told += [(self.t, event) for event in events]
        return events

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for _, event in self.told if isinstance(event, kind)]

    def said(self) -> list[tuple[float, Cue]]:
        """Every cue with its time."""
        found = [(t, getattr(event, "cue", None)) for t, event in self.told if isinstance(event, CueSaid | RepDone)]
        return [(t, cue) for t, cue in found if cue is not None]

    @property
    def state(self) -> State:
        return next(event for _, event in reversed(self.told) if isinstance(event, State))

    @property
    def stage(self) -> str | None:
        return self.state.coach.stage if self.told and self.state.coach is not None else None

    def waits_for(self, stage: str, lying: Sequence[FrameLandmarks]) -> Person:
        """Lies there until the coach is so far."""
        until = self.t + 100
        while self.stage != stage and self.t < until:
            self.does(still(lying, 1.0))
        assert self.stage == stage
        return self


def at(frame_landmarks: FrameLandmarks, time_s: float) -> FrameLandmarks:
    seen = frame_landmarks.landmarks
    return replace(frame_landmarks, time_s=time_s, landmarks=None if seen is None else replace(seen, time_s=time_s))


def document(events: list[ToClient]) -> Assessment:
    (found,) = [event.assessment for event in events if isinstance(event, Assessed)]
    return found


def same(assessment: Assessment, as_recorded: SetResult | None) -> None:
    assert as_recorded is not None
    assert assessment.moving_leg == as_recorded.moving_leg
    assert verdicts(assessment.start_position) == verdicts(as_recorded.start_position)
    assert [verdicts(rep.findings) for rep in assessment.reps] == [verdicts(r.findings) for r in as_recorded.reps]
    for rep, as_was in zip(assessment.reps, as_recorded.reps, strict=True):
        assert rep.opening_deg.value == pytest.approx(as_was.opening_deg.value, abs=1e-3)
        assert rep.start_s == pytest.approx(as_was.start_s, abs=1e-6)


def test_both_sides_in_turn_each_judged_by_its_own_leg_and_nothing_of_the_rest_counted() -> None:
    person = Person().does(RIGHT)
    assert person.stage == "rest"
    assert person.state.reps == 4, "the set is over and not yet finished"
    first = document(person.hears(person.session.finish()))
    assert first.moving_leg == "right"
    same(first, recorded(FRONTAL))

    one_rep = recorded(FRONTAL)
    assert one_rep is not None
    practised = [frame_landmarks for frame_landmarks in LEFT if frame_landmarks.time_s < one_rep.reps[1].start_s]
    person.does(practised)
    assert person.stage == "rest"
    assert len(person.of(RepDone)) == 4, "a rep in the rest is not told"
    assert person.state.reps == 0
    person.waits_for("set", LEFT).does(LEFT)
    second = document(person.hears(person.session.finish()))
    assert second.moving_leg == "left"
    assert [rep.number for rep in second.reps] == [1, 2, 3, 4]
    same(second, person.second_set())
    assert second.reps[0].start_s == pytest.approx(ready_s() + one_rep.reps[0].start_s, abs=1.3), (
        "from the countdown on"
    )
    assert person.stage == "done"
    assert person.session.sets == 2
    words = [cue.words for _, cue in person.said()]
    assert say("set.turn", "en", count=4) in words
    assert rows()["turn"][0].words.en.format(side="left") in words
    assert [cue.asks for _, cue in person.said() if cue.asks] == ["pain"]


def test_the_coach_speaks_one_thing_at_a_time_over_the_whole_session() -> None:
    person = Person(lang="nl").does(RIGHT)
    person.hears(person.session.finish())
    person.waits_for("set", LEFT).does(LEFT)
    free_s = 0.0
    for t, cue in person.said():
        assert t >= free_s - 1e-6, cue.words
        free_s = t + 0.3 + len(cue.words.split()) / 2.5
    assert any("linkerbeen boven" in cue.words for _, cue in person.said())


def test_a_set_that_nobody_finished_in_time_comes_with_the_next() -> None:
    """As when the page was loaded anew in the rest."""
    person = Person().does(RIGHT).waits_for("set", LEFT).does(LEFT)
    both = [event.assessment for event in person.session.finish() if isinstance(event, Assessed)]
    assert [one.moving_leg for one in both] == ["right", "left"]
    same(both[0], recorded(FRONTAL))
    same(both[1], person.second_set())


def test_finish_in_a_rest_tells_the_set_again_and_ends_no_other() -> None:
    person = Person().does(RIGHT)
    first = document(person.session.finish())
    person.does(still(LEFT, 2.0))
    assert document(person.session.finish()).model_dump() == first.model_dump()
    assert person.session.sets == 1


@pytest.mark.parametrize("when", ["in the set", "in the rest"])
def test_pain_above_five_stops_the_session_and_nothing_more_is_counted(when: str) -> None:
    two = recorded(FRONTAL)
    assert two is not None
    done = [frame_landmarks for frame_landmarks in RIGHT if frame_landmarks.time_s < two.reps[1].end_s + 0.5]
    person = Person().does(done if when == "in the set" else RIGHT)
    reps = len(person.of(RepDone))
    assert reps == (2 if when == "in the set" else 4)
    (stop,) = [
        event.cue for event in person.session.feel(Feeling(type="feeling", pain=6)) if isinstance(event, CueSaid)
    ]
    assert stop.kind == "safety"
    spoken = len(person.said())
    person.does(RIGHT[len(done) :]).does(LEFT)
    assert person.stage == "stopped"
    assert len(person.of(RepDone)) == reps
    assert len(person.said()) == spoken
    assert person.session.begin() == []
    assessment = document(person.session.finish())
    assert len(assessment.reps) == reps
    assert isinstance(person.session.feel(Feeling(type="feeling", effort=4))[-1], Assessed)


def test_pain_of_five_does_not_stop() -> None:
    person = Person().does(RIGHT)
    person.session.feel(Feeling(type="feeling", pain=5))
    person.waits_for("set", LEFT).does(LEFT)
    assert len(person.of(RepDone)) == 8


def test_pain_and_effort_told_in_the_rest_are_those_of_the_set_before() -> None:
    person = Person().does(RIGHT)
    person.session.feel(Feeling(type="feeling", pain=4))
    person.does(still(LEFT, 3.0))
    first = document(person.session.finish())
    person.does(still(LEFT, 3.0))
    again = document(person.session.feel(Feeling(type="feeling", effort=9)))
    assert again.reps == first.reps
    assert person.session._finished is not None
    options = person.session._finished.ended.run.options
    assert (options.pain, options.effort) == (4, 9)


# The start position


def started(name: str, for_s: float, **told: object) -> Person:
    """Somebody who lies as in the beginning of a stored session."""
    landmarks_by_frame = session(name).landmarks_by_frame
    return Person(landmarks_by_frame[0], **told).does(still(landmarks_by_frame, for_s, name))


def about_the_start(person: Person) -> list[tuple[str, str | None]]:
    said = [(cue.kind, cue.statement) for _, cue in person.said() if cue.statement is not None]
    return [(kind, statement) for kind, statement in said if scope_of(CLAMSHELL.statement(statement)) == "start"]


@pytest.mark.parametrize(("name", "fault"), [(WRONG_HAND, "top-hand-in-front"), (WRONG_HIPS, "hips-bent")])
def test_a_fault_of_the_start_position_is_told_before_the_set(name: str, fault: str) -> None:
    person = started(name, 7.0, lang="nl")
    assert about_the_start(person) == [("correct", fault)]
    (cue,) = [event.cue for event in person.of(CueSaid)]
    assert cue.words == CLAMSHELL.statement(fault).cue.nl
    as_recorded = recorded(name)
    assert as_recorded is not None
    assert [f.statement for f in as_recorded.start_position if f.verdict is Verdict.NOT_MET] == [fault]


def test_it_is_praised_when_it_is_mended() -> None:
    person = started(WRONG_HAND, 4.0).does(still(session(GOOD).landmarks_by_frame, 7.0, GOOD))
    assert about_the_start(person) == [("correct", "top-hand-in-front"), ("praise", "top-hand-in-front")]


def test_it_is_not_told_for_ever() -> None:
    assert 2 <= len(about_the_start(started(WRONG_HAND, 90.0))) <= 3


@pytest.mark.parametrize("name", ["deve-frontal-04", "deve-frontal-11", "in-front", "another-good-start"])
def test_a_good_start_position_needs_no_words(name: str) -> None:
    assert about_the_start(started(name, 8.0)) == []


def test_what_the_screening_makes_quiet_and_a_missing_band_are_not_told() -> None:
    person = started("deve-frontal-04", 8.0, band="none")
    assert about_the_start(person) == []
    quiet = LiveSession(
        parsed_hello(RIGHT[0]), CLAMSHELL,
        lambda exercise, lang, *, plan, quiet: Coach(exercise, lang, plan=plan, quiet=["top-hand-in-front"]),
    )  # fmt: skip
    person.session = quiet
    person.does(still(session(WRONG_HAND).landmarks_by_frame, 6.0, WRONG_HAND))
    assert about_the_start(person) == []


def test_where_the_view_is_poor_nothing_is_said_of_the_start() -> None:
    person = started("deve-oblique-09", 8.0)
    assert not person.state.view.judgeable
    assert about_the_start(person) == []


def test_a_body_that_moves_is_not_corrected() -> None:
    """It goes to and fro between two ways of lying, both with the same fault."""
    one, other = (tuple(still(session(name).landmarks_by_frame, 8.0, name)) for name in (WRONG_HAND, "deve-frontal-02"))
    half_s = round(0.4 / STEP_S)
    person = Person().does([(one, other)[place // half_s % 2][place] for place in range(len(one))])
    assert about_the_start(person) == []


def test_a_knee_that_is_held_open_is_no_fault_of_the_start() -> None:
    result = recorded(FRONTAL)
    assert result is not None
    first = result.reps[0]
    up = [frame_landmarks for frame_landmarks in RIGHT if first.start_s <= frame_landmarks.time_s < first.top_s]
    top = [frame_landmarks for frame_landmarks in RIGHT if first.top_s <= frame_landmarks.time_s <= first.top_end_s]
    person = Person().does(still(RIGHT, 3.0)).does(up).does(islice(cycle([*top, *top[-2:0:-1]]), round(15 / STEP_S)))
    said = [t for t, cue in person.said() if cue.statement is not None]
    assert all(t < 3.0 + len(up) * STEP_S for t in said)


PAGE = {statement.page[0]: statement.slug for statement in CLAMSHELL.statements if scope_of(statement) == "start"}


@pytest.mark.slow
def test_what_is_told_of_rendered_people_is_true() -> None:
    """`docs/coach.md` tells how many; a wrong cue is worse than none."""
    names = [plan.name for plan in plans() if plan.band != "end on"]
    told = {name: {statement for _, statement in about_the_start(started(name, 5.0))} for name in names}
    true = {name: {PAGE[code] for code in session(name).truth["start_faults"]} for name in names}
    named = [name for name in names if told[name]]
    wrong = [name for name in named if told[name] - true[name]]
    assert len(named) >= 10
    assert len(wrong) <= 2


def test_the_countdown_is_not_talked_over_and_the_start_is_looked_at_between_its_lines() -> None:
    person = Person()
    person.does(still(session(WRONG_HAND).landmarks_by_frame, 1.0, WRONG_HAND))
    person.hears(person.session.begin())
    person.does(still(session(WRONG_HAND).landmarks_by_frame, ready_s() + 2, WRONG_HAND))
    words = [cue.words for _, cue in person.said()]
    cue = CLAMSHELL.statement("top-hand-in-front").cue.en
    ready = rows()["ready"][0].words.en.format(side="right", reps="4 reps")
    assert words == [ready, cue, CLAMSHELL.movement.say.breathe.en, "Three", "Two", "One", "And open."]


def test_without_a_coach_nothing_is_said_and_the_set_is_judged() -> None:
    alone = LiveSession(parsed_hello(RIGHT[0]), CLAMSHELL)
    events = [event for seq, seen in enumerate(RIGHT) for event in alone.step(parsed(seen, seq))]
    assert [event for event in events if isinstance(event, CueSaid)] == []
    assert alone.begin() == []
    same(document(alone.finish()), recorded(FRONTAL))
    assert not isinstance(alone.finish()[-1], Error)
