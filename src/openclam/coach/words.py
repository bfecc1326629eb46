"""The words that the coach says by itself; those of a correction stand in the exercise file."""

from __future__ import annotations

from functools import cache

from openclam.exercise import Language
from openclam.exercise.word_table import WordTable


@cache
def table() -> WordTable:
    """Every entry of `words.toml` by its dotted key."""
    return WordTable.load("openclam.coach", "words.toml")


def say(key: str, lang: Language, **values: object) -> str:
    """The words under `key`, with `values` filled in; KeyError where there is no such key."""
    return table().say(key, lang, **values)


def number(value: float, lang: Language) -> str:
    """A number as it is written in this language, with no more places than it has: "4", "4.5", "4,5"."""
    text = f"{value:g}"
    return text.replace(".", ",") if lang == "nl" else text


def reps(count: int, lang: Language) -> str:
    """A number of reps: "one rep", "12 reps"."""
    return say("reps.one" if count == 1 else "reps.many", lang, count=count)
