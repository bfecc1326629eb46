"""The sentences about the estimates, in two languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from openclam.errors import OpenClamError
from openclam.exercise import Language, Words
from openclam.exercise.toml_file import read_toml

FILE = Path(__file__).with_name("words.toml")

Sentence = Literal["note", "wide", "bent", "short", "untold"]


def say(sentence: Sentence, lang: Language, **numbers: float) -> str:
    """A sentence of `words.toml` in `lang`, its numbers rounded to whole ones."""
    return _sentences()[sentence].say(lang).format(**{name: round(number) for name, number in numbers.items()})


@cache
def _sentences() -> dict[str, Words]:
    _, document = read_toml(FILE, "the words about loads", "Install OpenClam again.", OpenClamError)
    return {name: Words(**row) for name, row in document.items()}
