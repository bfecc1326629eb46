"""The coach's own words: complete in both languages, all of them used, short enough for somebody on the floor."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import openclam.coach
from openclam.coach.feeling import EffortLevel, PainLevel
from openclam.coach.script import rows
from openclam.coach.tempo import Breath, Phase
from openclam.coach.voice import speaking_s
from openclam.coach.words import number, table
from openclam.exercise import LANGUAGES, MEASURES, Exercise
from openclam.kinematics import Side
from tests.word_tables import incomplete, placeholders, unused

ROOM = Path(openclam.coach.__file__).parent
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted(ROOM.glob("*.py")))
BUILT = {
    *(f"praise.{measure}" for measure in MEASURES),
    *(f"{group}.{name}" for group, names in (
        ("pain", get_args(PainLevel)), ("effort", get_args(EffortLevel)), ("side", get_args(Side)),
        ("guide", get_args(Phase)), ("breath", get_args(Breath)), ("set", ("over_one", "turn_one")),
    ) for name in names),
}  # fmt: skip
"""Keys that are put together from a name."""

CUE_S = 5.0


def test_every_entry_is_complete() -> None:
    assert incomplete(table(), may_be_alike=lambda key: key.startswith("count.")) == []


def test_every_entry_is_said() -> None:
    assert unused(table(), SOURCE, BUILT) == []


def test_every_measure_has_its_praise() -> None:
    assert {key.removeprefix("praise.") for key in table() if key.startswith("praise.")} == set(MEASURES)


def test_every_key_that_is_put_together_exists() -> None:
    assert set(table()) >= BUILT


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_between_two_reps_is_short(exercise: Exercise, lang: str) -> None:
    praise = [words[lang] for key, words in table().items() if key.startswith("praise.")]
    cues = [statement.cue.say(lang) for statement in exercise.statements]
    assert [text for text in [*praise, *cues] if speaking_s(text) > CUE_S] == []


@pytest.mark.parametrize("part", ["ready", "rest", "turn"])
def test_the_script_fills_in_the_same_in_both_languages(part: str) -> None:
    for row in rows()[part]:
        assert placeholders(row.words.en) == placeholders(row.words.nl) <= {"side", "reps"}


def test_numbers_are_written_as_in_the_language() -> None:
    assert [number(4.5, "nl"), number(4.5, "en"), number(4.0, "nl")] == ["4,5", "4.5", "4"]
