"""Which band next: lighter, the same, or heavier, by how the sets went and how they felt.

The rules, strictest first; muscle activation has no part in them.

- Pain above 5 of 10, or more than usual the next morning: stop, lighter (pain-monitoring model in its stricter form,
  as summarised by BIM Physio). Effort of 9 or more: lighter (OMNI-RES EB has hard at 7.8 and maximal at 9.9: Colado
  2020, J Sports Sci Med 19, Table 4).
- A loop that is slack with the knees closed, or stretched too far, wants another length; no colour mends that.
- Pain of 4 or 5: hold the load. Two untidy reps or more: the same band, since quality comes first (W8). Effort above 5:
  it still trains.
- Heavier only after every rep of every set in two sessions running, with at most one untidy rep a set, effort of 5 or
  less and pain of 3 or less. A colour is a step of 25 % or more, where 2 to 10 % is advised (ACSM 2009, Med Sci Sports
  Exerc 41(3):687-708), so more reps or a longer hold come first. The choice of these limits is judgement.

What nobody has told is never taken as good: one recording alone mostly gives "same", and what is still needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from openclam.errors import UsageError
from openclam.exercise import Language
from openclam.exercise.word_table import WordTable
from openclam.kinetics.band import Band, colour_name

Choice = Literal["lighter", "same", "heavier"]
Because = Literal[
    "pain", "effort", "over-stretched", "slack", "hold-load", "faults", "hard-enough", "not-yet", "ready", "heaviest",
    "no-band",
]  # fmt: skip
Need = Literal["reps", "sets", "tidy", "effort", "pain", "sessions"]

PAIN_MOST, PAIN_FINE = 5.0, 3.0
EFFORT_MOST, EFFORT_EASY = 9.0, 5.0
UNTIDY_MOST = 1
"""Reps of a set that may have a fault."""
SESSIONS = 2


@dataclass(frozen=True, slots=True)
class SetDone:
    """One set: how many faults each of its reps had, and how it felt, 0 to 10, where that was told.

    `next_morning` is whether it hurt more than usual the morning after.

    Raises:
        UsageError: effort or pain is not from 0 to 10, or a count is negative.
    """

    faults: tuple[int, ...]
    effort: float | None = None
    pain: float | None = None
    next_morning: bool = False

    def __post_init__(self) -> None:
        for name, value in (("effort", self.effort), ("pain", self.pain)):
            if value is not None and not (math.isfinite(value) and 0 <= value <= 10):
                raise UsageError(f"{name}: expected a number from 0 to 10, got {value:g}. 0 is none, 10 the most.")
        if any(count < 0 for count in self.faults):
            raise UsageError(f"faults of each rep: expected counts of 0 or more, got {self.faults}.")

    @property
    def reps(self) -> int:
        """How many were done."""
        return len(self.faults)

    @property
    def untidy(self) -> int:
        """How many reps had a fault."""
        return sum(count > 0 for count in self.faults)


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for: the reps of a set, and the least number of sets."""

    reps_least: int = 10
    reps_most: int = 15
    sets_least: int = 2


@dataclass(frozen=True, slots=True)
class Worn:
    """The band of this set. `slack` with the knees closed, `over_stretched` at the top; colours are slugs or None.

    `heaviest` where the chart has nothing heavier.
    """

    slack: bool = False
    over_stretched: bool = False
    lighter: str | None = None
    heavier: str | None = None
    heaviest: bool = False

    @staticmethod
    def of(band: Band, *, slack: bool = False, over_stretched: bool = False) -> Worn:
        """What advice needs to know of a band."""
        heavier = band.neighbour(1)
        return Worn(slack, over_stretched, band.neighbour(-1), heavier, band.chart is not None and heavier is None)


@dataclass(frozen=True, slots=True)
class Advice:
    """The choice, the rule behind it, and what is `needed` before a heavier band; `say` puts it in words."""

    choice: Choice
    because: Because
    needed: tuple[Need, ...]
    numbers: tuple[tuple[str, float], ...]
    colours: tuple[str | None, str | None]
    """The next lighter and the next heavier colour, where known."""

    def say(self, lang: Language) -> str:
        """Why, in a sentence or two."""
        numbers = {name: f"{value:g}".replace(".", "," if lang == "nl" else ".") for name, value in self.numbers}
        needs = [_words().say(f"need.{need}", lang, **numbers) for need in self.needed]
        lighter, heavier = (_named(colour, lang) for colour in self.colours)
        named = {"needed": _listed(needs, lang), "lighter": lighter, "heavier": heavier}
        return _words().say(f"because.{self.because}", lang, **named, **numbers)


def advise(sessions: Sequence[Sequence[SetDone]], worn: Worn | None, target: Target | None = None) -> Advice:
    """Which band next.

    Args:
        sessions: with this band, oldest first; each holds its sets in order. The last set is the one just done.
        worn: the band of that set; None where there was none.
        target: how many reps and sets are asked for; the page's own without it.

    Raises:
        UsageError: there is no set, or a session without one.
    """
    if not sessions or not all(sessions):
        raise UsageError("band advice: expected one session or more, each with one set or more; got none.")
    target = target or Target()
    now = sessions[-1]
    choice, because = _rule(sessions, worn, target)
    needed = _needed(sessions, target) if because == "not-yet" else ()
    worst = max(now, key=lambda done: done.untidy)
    efforts = [done.effort for done in now if done.effort is not None]
    numbers: dict[str, float] = {
        "pain_most": PAIN_MOST, "pain_fine": PAIN_FINE, "effort_easy": EFFORT_EASY, "effort": max(efforts, default=0.0),
        "faulty": worst.untidy, "reps": worst.reps, "reps_least": target.reps_least, "reps_most": target.reps_most,
        "sets_least": target.sets_least, "sessions": SESSIONS,
    }  # fmt: skip
    colours = (None, None) if worn is None else (worn.lighter, worn.heavier)
    return Advice(choice, because, needed, tuple(numbers.items()), colours)


def _rule(sessions: Sequence[Sequence[SetDone]], worn: Worn | None, target: Target) -> tuple[Choice, Because]:
    """The first rule that holds, strictest first."""
    now = sessions[-1]
    if any(done.next_morning or _above(done.pain, PAIN_MOST) for done in now):
        return "lighter", "pain"
    if worn is None:
        return "same", "no-band"
    if any(done.effort is not None and done.effort >= EFFORT_MOST for done in now):
        return "lighter", "effort"
    if worn.over_stretched:
        return "same", "over-stretched"
    if worn.slack:
        return "same", "slack"
    if any(_above(done.pain, PAIN_FINE) for done in now):
        return "same", "hold-load"
    if any(done.untidy > UNTIDY_MOST for done in now):
        return "same", "faults"
    if any(_above(done.effort, EFFORT_EASY) for done in now):
        return "same", "hard-enough"
    if _needed(sessions, target):
        return "same", "not-yet"
    return ("same", "heaviest") if worn.heaviest else ("heavier", "ready")


def _needed(sessions: Sequence[Sequence[SetDone]], target: Target) -> tuple[Need, ...]:
    """What the last sessions lack for a heavier band; nothing where all of it is there."""
    lacking: dict[Need, bool] = {
        need: any(not _has(need, session, target) for session in sessions[-SESSIONS:])
        for need in ("reps", "sets", "tidy", "effort", "pain")
    }
    lacking["sessions"] = len(sessions) < SESSIONS
    return tuple(need for need, lacks in lacking.items() if lacks)


def _has(need: Need, session: Sequence[SetDone], target: Target) -> bool:
    """Whether one session fulfils a need; what was not told does not."""
    match need:
        case "reps":
            return all(done.reps >= target.reps_most for done in session)
        case "sets":
            return len(session) >= target.sets_least
        case "tidy":
            return all(done.untidy <= UNTIDY_MOST for done in session)
        case "effort":
            return all(done.effort is not None and done.effort <= EFFORT_EASY for done in session)
        case "pain":
            return all(done.pain is not None and done.pain <= PAIN_FINE and not done.next_morning for done in session)
        case "sessions":
            return True


def _above(value: float | None, limit: float) -> bool:
    return value is not None and value > limit


def _named(colour: str | None, lang: Language) -> str:
    return "" if colour is None else _words().say("list.named", lang, colour=colour_name(colour, lang))


def _listed(items: list[str], lang: Language) -> str:
    if len(items) < 2:
        return "".join(items)
    return _words().say("list.between", lang).join(items[:-1]) + _words().say("list.last", lang) + items[-1]


@cache
def _words() -> WordTable:
    return WordTable.load("openclam.kinetics", "advice.toml")
