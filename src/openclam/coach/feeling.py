"""How it felt: the pain rule, effort, and what both say about the next band.

The limits are those of `openclam.kinetics.advice`, so that what is said between two sets and what the report advises
never disagree. Pain above 5 of 10 stops the session (pain-monitoring model in its stricter form, as summarised by BIM
Physio); 4 and 5 hold the load. Effort from above 5 to below 9 of 10 trains (Colado 2020, J Sports Sci Med 19, Table 4:
moderate 5.67, hard 7.80, maximal 9.92 on OMNI-RES EB); the limits between are judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from openclam.coach.words import number, say
from openclam.errors import UsageError
from openclam.exercise import Exercise, Language
from openclam.kinematics import Side
from openclam.kinetics.advice import (
    EFFORT_EASY,
    EFFORT_MOST,
    PAIN_FINE,
    PAIN_MOST,
    Advice,
    SetDone,
    Target,
    Worn,
    advise,
)

PainLevel = Literal["fine", "hold", "stop"]
EffortLevel = Literal["light", "right", "heavy"]

_CAREFUL_FIRST = ("lighter", "same", "heavier")


@dataclass(frozen=True, slots=True)
class SideSet:
    """A set that was done, and by which leg."""

    side: Side
    done: SetDone

    def with_pain(self, value: float) -> SideSet:
        """This set with that pain, or the worse one that was told before."""
        worst = value if self.done.pain is None else max(value, self.done.pain)
        return replace(self, done=replace(self.done, pain=worst))

    def with_effort(self, value: float) -> SideSet:
        """This set with that effort."""
        return replace(self, done=replace(self.done, effort=value))


def pain_level(value: float) -> PainLevel:
    """What pain of `value` (0 to 10) asks for.

    Raises:
        UsageError: it is not from 0 to 10.
    """
    _from_0_to_10("pain", value)
    if value > PAIN_MOST:
        return "stop"
    return "hold" if value > PAIN_FINE else "fine"


def effort_level(value: float) -> EffortLevel:
    """What effort of `value` (0 to 10) says about the band.

    Raises:
        UsageError: it is not from 0 to 10.
    """
    _from_0_to_10("effort", value)
    if value >= EFFORT_MOST:
        return "heavy"
    return "right" if value > EFFORT_EASY else "light"


def pain_words(value: float, lang: Language) -> str:
    """The answer to pain of `value`."""
    return say(f"pain.{pain_level(value)}", lang, value=number(value, lang))


def effort_words(value: float, lang: Language) -> str:
    """The answer to effort of `value`."""
    return say(f"effort.{effort_level(value)}", lang, value=number(value, lang))


def next_band(sessions: Sequence[Sequence[SideSet]], worn: Worn | None, exercise: Exercise) -> Advice:
    """Which band next, by the side that asks for most care: both sides train with the same band.

    Args:
        sessions: with this band, oldest first, each with its sets in order. The last session is the one just done.
        worn: the band; None where there was none.
        exercise: whose dose is aimed for.

    Raises:
        UsageError: no set was done in the last session.
    """
    if not sessions or not sessions[-1]:
        raise UsageError("band advice: expected a session with one set or more; got none. Do a set first.")
    dose = exercise.dose
    target = Target(dose.reps.least, dose.reps.most, dose.sets.least)
    sides = sorted({one.side for one in sessions[-1]})
    found = [advise(_of_side(sessions, side), worn, target) for side in sides]
    return min(found, key=lambda advice: _CAREFUL_FIRST.index(advice.choice))


def _of_side(sessions: Sequence[Sequence[SideSet]], side: Side) -> list[list[SetDone]]:
    """The sets of one side; sessions without any are left out."""
    of_side = [[one.done for one in session if one.side == side] for session in sessions]
    return [session for session in of_side if session]


def _from_0_to_10(name: str, value: float) -> None:
    if not 0 <= value <= 10:
        raise UsageError(f"{name}: expected a number from 0 to 10, got {value:g}. 0 is none, 10 the most.")
