"""The coach: reps, answers and the clock in; one cue at a time out.

It has no clock of its own. Every event brings its time in seconds, and the same events give the same cues: a session
that is followed live and one that is resumed from a log say the same.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from openclam.assessment.measures import scope_of
from openclam.assessment.model import Finding, Rep
from openclam.coach.choice import LOOKS, Choice, count_faults
from openclam.coach.cue import Asks, Cue
from openclam.coach.feeling import SideSet, effort_words, pain_level, pain_words
from openclam.coach.plan import Plan, Turn
from openclam.coach.schedule import Line, asking_pain, countdown, ready_s, resting
from openclam.coach.speaker import Speaker
from openclam.coach.status import SessionStatus, Stage
from openclam.coach.wording import about, counted
from openclam.coach.words import say
from openclam.errors import UsageError
from openclam.exercise import Exercise, Language
from openclam.kinematics import Side
from openclam.kinetics.advice import SetDone
from openclam.movement.closed import NEW_SET_S

IDLE_S = NEW_SET_S
"""A set without a rep for so long is over: the engine, too, takes what comes then for a new set."""


@dataclass(slots=True)
class _Set:
    """A set that is being done: how many faults each rep had, and when the last one ended."""

    side: Side
    faults: list[int]
    last_s: float
    pain: float | None = None


class Coach:
    """One session of an exercise with one person."""

    def __init__(
        self,
        exercise: Exercise,
        lang: Language = "en",
        *,
        plan: Plan | None = None,
        quiet: Collection[str] = (),
        count: bool = True,
    ) -> None:
        """Wait for `begin`, or for the first rep.

        Args:
            exercise: the page that is coached.
            lang: of every cue.
            plan: sets, reps, rests and sides; the exercise's own dose without it.
            quiet: slugs of statements that this person is not to be told, as the screening advises.
            count: whether reps are counted aloud.
        """
        self._exercise, self._lang, self._count = exercise, lang, count
        self._plan = plan or Plan.of(exercise)
        self._turns = self._plan.turns()
        self._place = 0
        self._stage: Stage = "before"
        self._begins_s = math.inf
        self._set: _Set | None = None
        self._done: list[SideSet] = []
        self._asks: Asks | None = None
        self._gave_up = False
        self._choice = Choice(exercise, quiet)
        self._at_start = Choice(exercise, quiet, LOOKS)
        self._speaker = Speaker()
        self._now_s = -math.inf

    # What happens

    def begin(self, at_s: float) -> Cue | None:
        """The person is ready, or cuts a rest short: count down to the next set."""
        self._clock(at_s)
        if self._stage not in ("before", "rest"):
            return None
        self._stage = "ready"
        self._wait(self._speaker.busy_s(self._now_s) + ready_s(), [])
        return self.tick(at_s)

    def minds_start(self, side: Side) -> bool:
        """Whether the start position of somebody who lies with `side` on top is to be told now.

        In a rest it is so once the person lies as the next set asks for, and no sooner than it takes to lie down
        well: until then they rest. While something is being said nothing else could be.
        """
        if self._speaker.busy_s(self._now_s) > 0:
            return False
        if self._stage in ("before", "ready"):
            return not self._done or side == self.turn.side
        return self._stage == "rest" and side == self.turn.side and self._begins_s - self._now_s <= self._plan.change_s

    def start_position(self, findings: Sequence[Finding], at_s: float) -> Cue | None:
        """Take the verdicts on the start position, before a set; gives the one thing to change, or praise for it."""
        self._clock(at_s)
        if self._stage not in ("before", "ready", "rest"):
            return None
        self._at_start.observe(findings)
        return self._speak(about(self._at_start, self._now_s, self._lang))

    def rep(self, rep: Rep, at_s: float, side: Side | None = None) -> Cue | None:
        """Take a rep that has just ended.

        Args:
            rep: with its findings.
            at_s: the time now.
            side: the leg that did it, where known; the first one decides with which side the session begins.

        Returns:
            The one thing to say, None for nothing. Reps in a rest, or after the session, are not counted; but where a
            set was thought to be over because no rep came, the next rep begins one.
        """
        self._clock(at_s)
        if not self.counts:
            return None
        if self._set is None:
            self._begin_set(side)
        assert self._set is not None, "a rep is part of a set"
        self._set.last_s = self._now_s
        self._set.faults.append(count_faults(rep.findings, self._exercise))
        self._choice.observe(rep.findings)
        done = len(self._set.faults)
        if done >= self._plan.reps:
            return self.end_set(at_s)
        cue = about(self._choice, self._now_s, self._lang)
        is_safety = cue is not None and cue.kind == "correct" and cue.priority == "safety"
        said = self._speak(cue, now=is_safety)
        return said or (self._speak(counted(done, self._plan.reps, self._lang)) if self._count else None)

    def tick(self, at_s: float) -> Cue | None:
        """Time passes: call it a few times a second. Gives the line of countdown or rest that is due."""
        self._clock(at_s)
        if self._set is not None and self._now_s - self._set.last_s >= IDLE_S:
            ended = self.end_set(at_s)
            self._gave_up = True
            return ended
        if self._stage in ("ready", "rest"):
            left_s = self._begins_s - self._now_s
            if left_s <= ready_s():
                self._stage = "ready" if left_s > 0 else "set"
        return self._speaker.due(self._now_s)

    def end_set(self, at_s: float) -> Cue | None:
        """The set is over: its reps are done, or the person ends it. None where no set is being done."""
        self._clock(at_s)
        if self._set is None:
            return None
        turn, count = self.turn, self._close_set()
        self._asks = "pain"
        question = asking_pain(self._now_s, self._lang)
        if turn.rest_s is None:
            self._stage = "done"
            self._speaker.plan([question])
            return self._speaker.say_soon(say("set.last", self._lang), self._now_s)
        self._place += 1
        self._stage = "rest"
        between = resting(turn, self.turn, self._now_s + turn.rest_s, self._lang)
        self._wait(turn.rest_s, [question, *between])
        key = "set.turn" if self.turn.number == turn.number else "set.over"
        key += "_one" if count == 1 else ""
        return self._speaker.say_soon(say(key, self._lang, count=count), self._now_s)

    def pain(self, value: float, at_s: float) -> Cue | None:
        """The person tells pain, 0 to 10, after a set or during one; more than 5 stops the session.

        Raises:
            UsageError: the value is not from 0 to 10.
        """
        self._clock(at_s)
        level, words = pain_level(value), pain_words(value, self._lang)
        self._note_pain(value)
        self._speaker.drop_questions()
        if level == "stop":
            self._stop()
            return self._speak(Cue(kind="safety", words=words, priority="safety"), now=True)
        asks: Asks | None = None
        if self._asks == "pain":
            asks, words = "effort", words + " " + say("ask.effort", self._lang)
        self._asks = asks
        return self._speak(Cue(kind="info", words=words, asks=asks), now=True)

    def effort(self, value: float, at_s: float | None = None) -> Cue | None:
        """The person tells effort, 0 to 10, after a set; without a time it is now.

        Raises:
            UsageError: the value is not from 0 to 10.
        """
        self._clock(self._now_s if at_s is None and math.isfinite(self._now_s) else at_s or 0.0)
        words = effort_words(value, self._lang)
        if self._done:
            self._done[-1] = self._done[-1].with_effort(value)
        self._asks = None
        if self._stage == "stopped":
            return None
        return self._speak(Cue(kind="info", words=words), now=True)

    # Where it stands

    @property
    def turn(self) -> Turn:
        """The set that is being done, or comes next."""
        return self._turns[self._place]

    @property
    def stage(self) -> Stage:
        """What is going on."""
        return self._stage

    @property
    def counts(self) -> bool:
        """Whether a rep that ends now is counted: not in a rest, unless the set was only thought to be over."""
        return self._stage in ("before", "ready", "set") or (self._stage == "rest" and self._gave_up)

    @property
    def sets_done(self) -> tuple[SideSet, ...]:
        """Every set so far, with faults, pain and effort, as `openclam.coach.feeling.next_band` takes them."""
        return tuple(self._done)

    def standing(self) -> SessionStatus:
        """Where the session is at the last event."""
        waits = self._stage in ("ready", "rest")
        return SessionStatus(
            stage=self._stage,
            side=self.turn.side,
            set=self.turn.number,
            sets=self._plan.sets,
            reps=0 if self._set is None else len(self._set.faults),
            target_reps=self._plan.reps,
            seconds_left=max(0.0, self._begins_s - self._now_s) if waits else None,
            asks=self._asks,
        )

    # How it is done

    def _clock(self, at_s: float) -> None:
        if not math.isfinite(at_s):
            raise UsageError(f"coach: expected the time of an event in seconds, got {at_s}. Send a finite number.")
        self._now_s = max(self._now_s, at_s)

    def _wait(self, wait_s: float, lines: list[Line]) -> None:
        """Let the next set begin after `wait_s`; `lines` are said before its countdown."""
        self._begins_s = self._now_s + wait_s
        words = self._exercise.movement.say
        self._speaker.plan([*lines, *countdown(self.turn, self._plan.reps, self._begins_s, self._lang, words)])

    def _begin_set(self, side: Side | None) -> None:
        if side is not None and not self._done and side != self.turn.side:
            self._plan = self._plan.starting_with(side)
            self._turns = self._plan.turns()
        self._stage, self._asks, self._gave_up = "set", None, False
        self._speaker.plan([])
        self._set = _Set(side or self.turn.side, [], self._now_s)
        self._choice.new_set()

    def _close_set(self) -> int:
        """Put the set with those that are done; gives how many reps it had."""
        assert self._set is not None, "a set is being done"
        done, self._set = self._set, None
        self._done.append(SideSet(done.side, SetDone(tuple(done.faults), pain=done.pain)))
        self._at_start.new_set()
        return len(done.faults)

    def _stop(self) -> None:
        if self._set is not None:
            self._close_set()
        self._stage, self._asks = "stopped", None
        self._speaker.plan([])

    def _note_pain(self, value: float) -> None:
        if self._set is not None:
            self._set.pain = max(value, self._set.pain or 0.0)
        elif self._done:
            self._done[-1] = self._done[-1].with_pain(value)

    def _speak(self, cue: Cue | None, *, now: bool = False) -> Cue | None:
        """Say it, and remember that it was said; None where the voice is busy or would talk into the next line."""
        said = self._speaker.say(cue, self._now_s, now=now)
        if said is not None and said.statement is not None:
            self._remember(said)
        return said

    def _remember(self, cue: Cue) -> None:
        statement = self._exercise.statement(cue.statement or "")
        choice = self._at_start if scope_of(statement) == "start" else self._choice
        if cue.kind == "praise":
            choice.praised(statement)
        else:
            choice.corrected(statement, self._now_s)
