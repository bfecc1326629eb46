"""The coach: reps, answers and the clock in; one cue at a time out.

It has no clock of its own. Every event brings its time in seconds, and the same events give the same cues: a session
that is followed live and one that is resumed from a log say the same.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from openclam.assessment.engine import NEW_SET_S
from openclam.assessment.model import Finding, Rep
from openclam.coach.choice import Choice, count_faults
from openclam.coach.cue import Asks, Cue
from openclam.coach.feeling import SideSet, effort_words, pain_level, pain_words
from openclam.coach.plan import Plan, Turn
from openclam.coach.script import Line, Script, asking_pain, countdown, ready_s, resting
from openclam.coach.voice import Voice, speaking_s
from openclam.coach.words import reps as reps_words
from openclam.coach.words import say
from openclam.errors import UsageError
from openclam.exercise import Exercise, Language
from openclam.kinematics import Side
from openclam.kinetics.advice import SetDone

IDLE_S = NEW_SET_S
"""A set without a rep for so long is over: the engine, too, takes what comes then for a new set."""

LATE_S = 5.0
"""How late the end of a set may be told, where a cue is still being said."""

Stage = Literal["before", "ready", "set", "rest", "done", "stopped"]
"""Not begun; counting down; in a set; resting; all sets done; stopped for pain."""


class Standing(BaseModel):
    """Where the session is, for a page to show.

    `seconds_left` until the next set begins, where one is waited for. `asks` is the question that is open.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stage: Stage
    side: Side
    set: int
    sets: int
    reps: int
    target_reps: int
    seconds_left: float | None
    asks: Asks | None


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
        self._quiet = quiet
        self._place = 0
        self._stage: Stage = "before"
        self._begins_s = math.inf
        self._set: _Set | None = None
        self._done: list[SideSet] = []
        self._asks: Asks | None = None
        self._gave_up = False
        self._choice = Choice(exercise, quiet)
        self._at_start = Choice(exercise, quiet)
        self._script = Script()
        self._voice = Voice()
        self._now_s = -math.inf

    # What happens

    def begin(self, at_s: float) -> Cue | None:
        """The person is ready, or cuts a rest short: count down to the next set."""
        self._clock(at_s)
        if self._stage not in ("before", "rest"):
            return None
        self._stage = "ready"
        self._wait(ready_s(), [])
        return self.tick(at_s)

    def start_position(self, findings: Sequence[Finding], at_s: float) -> Cue | None:
        """Take the verdicts on the start position, before a set; gives the one thing to change, or praise for it."""
        self._clock(at_s)
        if self._stage not in ("before", "ready", "rest"):
            return None
        self._at_start.observe(findings)
        return self._speak(self._about(self._at_start))

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
        if self._stage in ("done", "stopped") or (self._stage == "rest" and not self._gave_up):
            return None
        if self._set is None:
            self._begin_set(side)
        assert self._set is not None, "a rep is part of a set"
        self._set.last_s = self._now_s
        self._set.faults.append(count_faults(rep.findings, self._exercise))
        self._choice.observe(rep.findings)
        left = self._plan.reps - len(self._set.faults)
        if left <= 0:
            return self.end_set(at_s)
        return self._speak(self._about(self._choice)) or self._speak(self._counted(left))

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
        return self._speak(self._script.due(self._now_s)) if self._voice.is_free(self._now_s) else None

    def end_set(self, at_s: float) -> Cue | None:
        """The set is over: its reps are done, or the person ends it. None where no set is being done."""
        self._clock(at_s)
        if self._set is None:
            return None
        turn, count = self.turn, self._close_set()
        self._asks = "pain"
        question = asking_pain(self._now_s, self._lang)
        if turn.rest_s is None:
            self._stage, self._script = "done", Script([question])
            return self._speak_soon(say("set.last", self._lang))
        self._place += 1
        self._stage = "rest"
        between = resting(turn, self.turn, self._now_s + turn.rest_s, self._lang)
        self._wait(turn.rest_s, [question, *between])
        key = "set.turn" if self.turn.number == turn.number else "set.over"
        key += "_one" if count == 1 else ""
        return self._speak_soon(say(key, self._lang, reps=reps_words(count, self._lang), count=count))

    def pain(self, value: float, at_s: float) -> Cue | None:
        """The person tells pain, 0 to 10, after a set or during one; more than 5 stops the session.

        Raises:
            UsageError: the value is not from 0 to 10.
        """
        self._clock(at_s)
        level, words = pain_level(value), pain_words(value, self._lang)
        self._note_pain(value)
        self._script.drop_questions()
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
    def sets_done(self) -> tuple[SideSet, ...]:
        """Every set so far, with faults, pain and effort, as `openclam.coach.feeling.next_band` takes them."""
        return tuple(self._done)

    def standing(self) -> Standing:
        """Where the session is at the last event."""
        waits = self._stage in ("ready", "rest")
        return Standing(
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
        self._script = Script([*lines, *countdown(self.turn, self._plan.reps, self._begins_s, self._lang)])

    def _begin_set(self, side: Side | None) -> None:
        if side is not None and not self._done and side != self.turn.side:
            self._plan = self._plan.starting_with(side)
            self._turns = self._plan.turns()
        self._stage, self._asks, self._script = "set", None, Script()
        self._gave_up = False
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
        self._stage, self._asks, self._script = "stopped", None, Script()

    def _note_pain(self, value: float) -> None:
        if self._set is not None:
            self._set.pain = max(value, self._set.pain or 0.0)
        elif self._done:
            self._done[-1] = self._done[-1].with_pain(value)

    def _about(self, choice: Choice) -> Cue | None:
        """The correction or the praise that the last findings ask for; what is more important goes first."""
        praised, wrong = choice.praise(), choice.correction(self._now_s)
        if praised is not None and (wrong is None or wrong.rank >= praised.rank):
            words = say(f"praise.{praised.measure}", self._lang)
            return Cue(kind="praise", words=words, statement=praised.slug, priority=praised.priority)
        if wrong is not None:
            words = wrong.cue.say(self._lang)
            return Cue(kind="correct", words=words, statement=wrong.slug, priority=wrong.priority)
        return None

    def _counted(self, left: int) -> Cue | None:
        if not self._count:
            return None
        done = self._plan.reps - left
        words = say("count.one_more" if left == 1 else "count.plain", self._lang, count=done)
        return Cue(kind="count", words=words)

    def _speak(self, cue: Cue | None, *, now: bool = False) -> Cue | None:
        """Say it, and remember that it was said; None where the voice is busy or would talk into the next line.

        `now` is for safety and for answers to the person, which may break off what is being said.
        """
        if cue is None:
            return None
        if not now and not self._voice.is_free(self._now_s):
            return None
        if cue.kind in ("correct", "praise") and self._now_s + speaking_s(cue.words) > self._script.next_s():
            return None
        self._voice.say(cue.words, self._now_s)
        if cue.statement is not None:
            self._remember(cue)
        return cue

    def _speak_soon(self, words: str) -> Cue | None:
        """Say it now, or as soon as what is being said is out."""
        cue = Cue(kind="info", words=words)
        if self._voice.is_free(self._now_s):
            return self._speak(cue)
        self._script.add(Line(self._now_s, self._now_s + LATE_S, cue))
        return None

    def _remember(self, cue: Cue) -> None:
        statement = self._exercise.statement(cue.statement or "")
        choice = self._at_start if statement.scope == "start" else self._choice
        if cue.kind == "praise":
            choice.praised(statement)
        else:
            choice.corrected(statement, self._now_s)
