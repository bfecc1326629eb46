"""The report's own words: complete in both languages, all of them used, and numbers written as people write them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import openclam.report
from openclam.assessment.model import Measured, Verdict
from openclam.exercise import LANGUAGES
from openclam.report.words import speech, table
from tests.word_tables import unused

ROOM = Path(openclam.report.__file__).parent
SOURCE = "\n".join(
    path.read_text("utf-8")
    for path in sorted(ROOM.rglob("*"))
    if path.suffix in {".py", ".j2"} and "handout" not in path.relative_to(ROOM).parts
)


def test_every_entry_is_said() -> None:
    assert unused(table(), SOURCE) == []


def test_every_key_that_is_asked_for_exists() -> None:
    asked = set(re.findall(r'\b(?:say|speech|self)\(\s*"([a-z_]+\.[a-z_]+)"', SOURCE))
    assert len(asked) > 40
    assert asked <= set(table())


@pytest.mark.parametrize(
    ("lang", "written"),
    [("en", ["34 ± 2°", "1.2 ± 0.8 cm", "0.5 s", "15°", "−3°", "95 ± 2 %", "–"]),
     ("nl", ["34 ± 2°", "1,2 ± 0,8 cm", "0,5 s", "15°", "−3°", "95 ± 2 %", "–"])],
)  # fmt: skip
def test_numbers_are_written_as_in_the_language(lang: str, written: list[str]) -> None:
    say = speech(lang)
    said = [
        say.quantity(34.4, "deg", 2.1),
        say.measured(Measured(value=1.21, sd=0.84), "cm"),
        say.limit(0.5, "s"),
        say.limit(15.0, "deg"),
        say.quantity(-3.0, "deg"),
        say.quantity(0.95, "probability", 0.02),
        say.quantity(None, "deg"),
    ]
    assert [text.replace("\u00a0", " ") for text in said] == written


def test_a_small_negative_number_is_not_written_as_minus_zero() -> None:
    assert speech("en").number(-0.2) == "0"


def test_verdicts_have_three_different_words() -> None:
    for lang in LANGUAGES:
        assert len({speech(lang).verdict(verdict) for verdict in Verdict}) == 3


def test_a_band_of_an_unknown_colour_keeps_its_name() -> None:
    assert speech("nl").band("red") == "rood"
    assert speech("nl").band("Acme <heavy>") == "Acme <heavy>"
