"""Questions before the first set: answers in, advice out. It advises and records; it diagnoses nothing.

Questions, advice and their sources are data of the exercise file (`openclam.exercise.screening`). A question that is
not answered is never taken for a "no": the outcome names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from openclam.errors import UsageError
from openclam.exercise import Language
from openclam.exercise.nearest import did_you_mean
from openclam.exercise.rows import Row
from openclam.exercise.screening import LEVELS, Group, Item, Level, Screening

Answer = Literal["yes", "no", "unsure"]
"""Who is not sure gets the advice of a yes; that it was unsure is recorded."""


class Advice(Row):
    """What one answer advises; `of` are the questions that ask for it."""

    level: Level
    of: tuple[str, ...]
    words: str
    source: str


class Outcome(Row):
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


def screen(
    screening: Screening, answers: Mapping[str, Answer], lang: Language, *, cleared: bool | None = None
) -> Outcome:
    """What these answers advise.

    Args:
        screening: the questions of the exercise.
        answers: by the question's slug.
        lang: of the advice.
        cleared: whether a physiotherapist or doctor who knows about it has prescribed the exercise; None where nobody
            asked. It never lifts a red flag.

    Raises:
        UsageError: an answer to a question that does not exist, or one that is not yes, no or unsure.
    """
    items = screening.items
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
        summary=advice[0].words if advice else (screening.open if unanswered else screening.fine).say(lang),
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
