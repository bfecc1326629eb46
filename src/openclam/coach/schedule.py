"""What is said by the clock: the countdown before a set, and the lines of a rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from openclam.coach.cue import Cue
from openclam.coach.plan import Turn
from openclam.coach.words import reps, say
from openclam.errors import OpenClamError
from openclam.exercise import Language, Words
from openclam.exercise.movement import RepWords
from openclam.exercise.toml_file import read_toml
from openclam.exercise.word_table import WordTable

FILE = Path(__file__).with_name("schedule.toml")

ASK_AFTER_S, ASK_PATIENCE_S = 4.0, 15.0
"""Pain is asked this long after a set, when "well done" is out; and it is asked late rather than not at all."""


_ROUNDING_S = 1e-6


class Row(BaseModel):
    """A line of `schedule.toml`; its keys are explained there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before_s: float = Field(ge=0)
    patience_s: float = Field(gt=0)
    words: Words


@dataclass(frozen=True, slots=True)
class Line:
    """A cue with the time that it is due, and the time after which it is not said any more."""

    at_s: float
    until_s: float
    cue: Cue


class Schedule:
    """Lines in the order of their times, given out one at a time."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._lines = sorted(lines, key=lambda line: line.at_s)

    def due(self, at_s: float) -> Cue | None:
        """The next line that is due at `at_s`, None where there is none; lines that came too late are dropped."""
        self._lines = [line for line in self._lines if line.until_s >= at_s]
        if self._lines and self._lines[0].at_s <= at_s + _ROUNDING_S:
            return self._lines.pop(0).cue
        return None

    def add(self, line: Line) -> None:
        """Put one more line in its place."""
        self._lines = sorted([*self._lines, line], key=lambda line: line.at_s)

    def drop_questions(self) -> None:
        """Ask nothing more: the person has told it already."""
        self._lines = [line for line in self._lines if line.cue.asks is None]

    def next_s(self) -> float:
        """When the next line is due; infinity where there is none."""
        return self._lines[0].at_s if self._lines else float("inf")


def ready_s() -> float:
    """How long the countdown before a set takes, seconds."""
    return max(row.before_s for row in rows()["ready"])


def countdown(turn: Turn, target: int, begins_s: float, lang: Language, words: RepWords) -> list[Line]:
    """The lines that lead to a set which begins at `begins_s`; `words` are the exercise's own."""
    return _lines(
        "ready",
        begins_s,
        lang,
        side=say(f"side.{turn.side}", lang),
        reps=reps(target, lang),
        breathe=words.breathe.say(lang),
        go=words.go.say(lang),
    )


def resting(last: Turn, coming: Turn, begins_s: float, lang: Language) -> list[Line]:
    """The lines between two turns, without the countdown: of the rest between sets, of turning over, or of both."""
    lines = _lines("rest", begins_s, lang) if coming.number != last.number else []
    if coming.side != last.side:
        lines += _lines("turn", begins_s, lang, side=say(f"side.{coming.side}", lang))
    return lines


def asking_pain(set_end_s: float, lang: Language) -> Line:
    """The question after a set."""
    due_s = set_end_s + ASK_AFTER_S
    return Line(due_s, due_s + ASK_PATIENCE_S, Cue(kind="info", words=say("ask.pain", lang), asks="pain"))


def _lines(name: str, begins_s: float, lang: Language, **values: str) -> list[Line]:
    return [
        Line(
            at_s=begins_s - row.before_s,
            until_s=begins_s - row.before_s + row.patience_s,
            cue=Cue(kind="info", words=_words().say(f"{name}.{place}", lang, **values)),
        )
        for place, row in enumerate(rows()[name])
    ]


@cache
def rows() -> dict[str, tuple[Row, ...]]:
    """Every part of `schedule.toml`: `ready`, `rest` and `turn`."""
    _, document = read_toml(FILE, "the coach's schedule", "Install OpenClam again.", OpenClamError)
    return TypeAdapter(dict[str, tuple[Row, ...]]).validate_python(document)


@cache
def _words() -> WordTable:
    """What the rows say, by part and place: "ready.0"."""
    said = {
        f"{name}.{place}": row.words.model_dump() for name, part in rows().items() for place, row in enumerate(part)
    }
    return WordTable(said, str(FILE))
