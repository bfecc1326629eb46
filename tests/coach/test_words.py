"""The coach's own words: complete in both languages, all of them used, short enough for somebody on the floor."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import openclam.coach
from openclam.coach.feeling import EffortLevel, PainLevel
from openclam.coach.schedule import rows
from openclam.coach.tempo import Breath, Phase
from openclam.coach.voice import speaking_s
from openclam.coach.words import number, table
from openclam.exercise import LANGUAGES, Exercise
from openclam.exercise.word_table import placeholders
from openclam.kinematics import Side
from tests.word_tables import untranslated, unused

ROOM = Path(openclam.coach.__file__).parent
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted(ROOM.glob("*.py")))
BUILT = {
    *(f"{group}.{name}" for group, names in (
        ("pain", get_args(PainLevel)), ("effort", get_args(EffortLevel)), ("side", get_args(Side)),
        ("guide", get_args(Phase)), ("breath", get_args(Breath)), ("set", ("over_one", "turn_one")),
    ) for name in names),
}  # fmt: skip
"""Keys that are put together from a name."""

CUE_S = 5.0


def test_every_entry_is_translated() -> None:
    assert untranslated(table(), may_be_alike=lambda key: key.startswith("count.")) == []


def test_every_entry_is_said() -> None:
    assert unused(table(), SOURCE, BUILT) == []


def test_statements_of_one_measure_are_praised_in_the_same_words(exercise: Exercise) -> None:
    praise = {(s.measure, s.praise) for s in exercise.statements if s.measure is not None}
    assert len(praise) == len({measure for measure, _ in praise})
    assert None not in {words for _, words in praise}


def test_every_key_that_is_put_together_exists() -> None:
    assert set(table()) >= BUILT


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_between_two_reps_is_short(exercise: Exercise, lang: str) -> None:
    praise = [statement.praise.say(lang) for statement in exercise.statements if statement.praise is not None]
    cues = [statement.cue.say(lang) for statement in exercise.statements]
    assert [text for text in [*praise, *cues] if speaking_s(text) > CUE_S] == []


@pytest.mark.parametrize("part", ["ready", "rest", "turn"])
def test_the_script_fills_in_the_same_in_both_languages(part: str) -> None:
    for row in rows()[part]:
        assert placeholders(row.words.en) == placeholders(row.words.nl) <= {"side", "reps", "breathe", "go"}


def test_numbers_are_written_as_in_the_language() -> None:
    assert [number(4.5, "nl"), number(4.5, "en"), number(4.0, "nl")] == ["4,5", "4.5", "4"]
