"""The guide for pace and breath: how long to open, hold and close, and when to breathe which way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openclam.coach.words import say
from openclam.errors import UsageError
from openclam.exercise import Exercise, Language
from openclam.movement.phase import Phase, words_of_phases

DEFAULT_S = 2.0
"""Two seconds up, two held, two down. Judgement within published programmes: Human Kinetics (no faster than two seconds
up and two down), ACSM 2009, Med Sci Sports Exerc 41(3):687-708 (one to two seconds each way)."""

BETWEEN_S = 1.0
"""A moment at the bottom before the next rep: judgement."""

Breath = Literal["out", "easy", "in"]

_PHASES: tuple[tuple[Phase, str | None, Breath], ...] = (
    (Phase.OUT, "up_s", "out"),
    (Phase.HOLD, "hold_s", "easy"),
    (Phase.BACK, "down_s", "in"),
    (Phase.REST, None, "easy"),
)
"""Each phase, the measure that times it, and the breath: out on opening, in on closing, and never held."""


@dataclass(frozen=True, slots=True)
class Step:
    """One phase of a rep as it is guided, in seconds from the beginning of the rep."""

    phase: Phase
    start_s: float
    end_s: float
    breath: Breath
    words: str
    breath_words: str


@dataclass(frozen=True, slots=True)
class GuideMoment:
    """Where the guide is: the step, how far through it, and how far open the knee should be (both 0 to 1)."""

    step: Step
    share: float
    open_share: float


@dataclass(frozen=True, slots=True)
class Tempo:
    """The guide's rep, step by step; it repeats."""

    steps: tuple[Step, ...]

    @staticmethod
    def of(exercise: Exercise, lang: Language) -> Tempo:
        """The pace that meets the exercise's own limits.

        Each phase takes two seconds, or longer where the limits on its measure ask for longer, or shorter where
        they allow no more; a guide must never lead into a fault.
        """
        guide = words_of_phases(exercise.movement.guide, lang)
        steps: list[Step] = []
        start_s = 0.0
        for phase, measure, breath in _PHASES:
            length_s = BETWEEN_S if measure is None else _length_s(exercise, measure)
            words = guide[phase], say(f"breath.{breath}", lang)
            steps.append(Step(phase, start_s, start_s + length_s, breath, *words))
            start_s += length_s
        return Tempo(tuple(steps))

    @property
    def rep_s(self) -> float:
        """How long one rep takes."""
        return self.steps[-1].end_s

    def at(self, since_s: float) -> GuideMoment:
        """The guide at `since_s` seconds after it began.

        Raises:
            UsageError: the time is negative or no number.
        """
        if not 0 <= since_s < float("inf"):
            raise UsageError(f"tempo guide: expected a time of 0 seconds or more, got {since_s:g}.")
        within_s = since_s % self.rep_s
        step = next(step for step in self.steps if within_s < step.end_s)
        share = (within_s - step.start_s) / (step.end_s - step.start_s)
        open_share = {Phase.OUT: share, Phase.HOLD: 1.0, Phase.BACK: 1 - share, Phase.REST: 0.0}[step.phase]
        return GuideMoment(step, share, open_share)


def _length_s(exercise: Exercise, measure: str) -> float:
    limits = [s.limits for s in exercise.statements if s.measure == measure and s.limits is not None]
    least = max((limit.low.met for limit in limits if limit.low is not None), default=0.0)
    most = min((limit.high.met for limit in limits if limit.high is not None), default=float("inf"))
    return max(min(max(DEFAULT_S, least), most), 0.1)
