"""Questions before the first set: answers in, advice out. It advises and records; it diagnoses nothing.

Questions, advice and their sources are data (`screening.toml`). A question that is not answered is never taken for a
"no": the outcome names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from openclam.errors import OpenClamError, UsageError
from openclam.exercise import Language, Words
from openclam.exercise.nearest import did_you_mean
from openclam.exercise.schema import Slug, Text
from openclam.exercise.toml_file import read_toml

FILE = Path(__file__).with_name("screening.toml")

Answer = Literal["yes", "no", "unsure"]
"""Who is not sure gets the advice of a yes; that it was unsure is recorded."""

Level = Literal["get-help", "clinician-first", "not-by-default", "adapt"]
LEVELS: tuple[Level, ...] = ("get-help", "clinician-first", "not-by-default", "adapt")
"""Strictest first."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Row):
    """One thing to tick; the keys are explained in `screening.toml`."""

    slug: Slug
    words: Words
    advice: Words | None = None
    source: Text | None = None
    covers: tuple[Slug, ...] = ()
    quiet: tuple[Slug, ...] = ()


class Group(_Row):
    """A question with its list; a tick asks for `level`."""

    slug: Slug
    level: Level
    asks: Words
    advice: Words
    cleared: Words | None = None
    source: Text
    items: tuple[Item, ...] = Field(alias="item", min_length=1)


class Screening(_Row):
    """Every question, in the order that it is asked in."""

    schema_: Literal["openclam/screening/1"] = Field(alias="schema")
    title: Words
    intro: Words
    none: Words
    clearance: Words
    fine: Words
    open: Words
    groups: tuple[Group, ...] = Field(alias="group", min_length=1)

    @model_validator(mode="after")
    def _no_slug_twice(self) -> Screening:
        slugs = [item.slug for group in self.groups for item in group.items]
        if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
            raise PydanticCustomError("twice", "a question must not be asked twice: {slugs}", {"slugs": twice})
        return self

    @property
    def items(self) -> dict[str, tuple[Group, Item]]:
        """Every question by its slug, with its group."""
        return {item.slug: (group, item) for group in self.groups for item in group.items}


class Advice(_Row):
    """What one answer advises; `of` are the questions that ask for it."""

    level: Level
    of: tuple[str, ...]
    words: str
    source: str


class Outcome(_Row):
    """What the answers advise, strictest first, and the answers themselves: the record of the screening.

    `level` is the strictest that still stands, None where nothing was ticked. `may_start` is advice too: False where it
    says to see somebody first or to take another exercise, or where a question is open (`unanswered`).
    `asks_clearance`: whether it matters that a physiotherapist or doctor has prescribed the exercise.
    `quiet` goes to the coach: statements not to be told to this person. `summary` is to be read out.
    """

    schema_: Literal["openclam/screening-outcome/1"] = Field("openclam/screening-outcome/1", alias="schema")
    answers: dict[str, Answer]
    cleared: bool | None
    level: Level | None
    may_start: bool
    asks_clearance: bool
    advice: tuple[Advice, ...]
    quiet: tuple[str, ...]
    unanswered: tuple[str, ...]
    summary: str


@cache
def load_screening() -> Screening:
    """The questions that come with OpenClam."""
    _, document = read_toml(FILE, "the screening's questions", "Install OpenClam again.", OpenClamError)
    return Screening.model_validate(document)


def screen(
    answers: Mapping[str, Answer], lang: Language, *, cleared: bool | None = None, screening: Screening | None = None
) -> Outcome:
    """What these answers advise.

    Args:
        answers: by the question's slug.
        lang: of the advice.
        cleared: whether a physiotherapist or doctor who knows about it has prescribed the exercise; None where nobody
            asked. It never lifts a red flag.
        screening: the questions; those of OpenClam by default.

    Raises:
        UsageError: an answer to a question that does not exist, or one that is not yes, no or unsure.
    """
    asked = screening or load_screening()
    items = asked.items
    for slug, answer in answers.items():
        _check(slug, answer, items)
    ticked = [items[slug] for slug in items if answers.get(slug, "no") != "no"]
    advice = _advice(ticked, lang, cleared=bool(cleared))
    unanswered = tuple(slug for slug in items if slug not in answers)
    level = advice[0].level if advice else None
    return Outcome(
        answers=dict(answers),
        cleared=cleared,
        level=level,
        may_start=level in (None, "adapt") and not unanswered,
        asks_clearance=any(group.cleared is not None for group, _ in ticked),
        advice=advice,
        quiet=tuple(sorted({slug for _, item in ticked for slug in item.quiet})),
        unanswered=unanswered,
        summary=advice[0].words if advice else (asked.open if unanswered else asked.fine).say(lang),
    )


def _advice(ticked: list[tuple[Group, Item]], lang: Language, *, cleared: bool) -> tuple[Advice, ...]:
    """One piece of advice for all the answers that ask for the same one, strictest first."""
    of: dict[tuple[Level, str, str], list[str]] = {}
    for group, item in ticked:
        words, level = item.advice or group.advice, group.level
        if cleared and group.cleared is not None:
            words, level = group.cleared, "adapt"
        of.setdefault((level, words.say(lang), item.source or group.source), []).append(item.slug)
    found = [
        Advice(level=level, of=tuple(slugs), words=words, source=source) for (level, words, source), slugs in of.items()
    ]
    return tuple(sorted(found, key=lambda advice: _strictness(advice.level)))


def _strictness(level: Level) -> int:
    return LEVELS.index(level)


def _check(slug: str, answer: str, items: Mapping[str, object]) -> None:
    if slug not in items:
        raise UsageError(f'screening: expected a question that is asked, got "{slug}"{did_you_mean(slug, items)}')
    if answer not in ("yes", "no", "unsure"):
        raise UsageError(f'screening, {slug}: expected "yes", "no" or "unsure", got "{answer}".')
