"""The sentences about the estimates, in two languages."""

from __future__ import annotations

from functools import cache
from typing import Literal

from openclam.exercise import Language
from openclam.exercise.word_table import WordTable

Sentence = Literal["note", "wide", "bent", "short", "untold"]


def say(sentence: Sentence, lang: Language, **numbers: float) -> str:
    """A sentence of `words.toml` in `lang`, its numbers rounded to whole ones."""
    return _sentences().say(sentence, lang, **{name: round(number) for name, number in numbers.items()})


@cache
def _sentences() -> WordTable:
    return WordTable.load("openclam.kinetics", "words.toml")
