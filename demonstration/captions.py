"""Captions as WebVTT: what to look at, said at the moment when it is to be seen.

The words stand in `captions.toml`; a fault's film ends with the cue that the coach would give, from the exercise file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from demonstration.plans import Film
from demonstration.truth import Rehearsal
from openclam.exercise import Exercise, Language

_WORDS = Path(__file__).with_name("captions.toml")
_GAP_S = 0.1
"""Between two captions, so that the eye notices the change."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Words shown from `start_s` to `end_s`."""

    start_s: float
    end_s: float
    text: str


def captions(film: Film, rehearsal: Rehearsal, exercise: Exercise, lang: Language) -> list[Caption]:
    """The captions of a film in one language, in order, none over another."""
    moments = _moments(film, rehearsal)
    said = [(moments[row["at"]], str(row[lang])) for row in _words()[film.stem(exercise.name)]]
    if film.statement is not None:
        said.append((moments["close 1"], exercise.statement(film.statement).cue.say(lang)))
    ends = [at - _GAP_S for at, _ in said[1:]] + [film.length_s - _GAP_S]
    return [Caption(at, end, text) for (at, text), end in zip(said, ends, strict=True)]


def as_webvtt(rows: list[Caption]) -> str:
    """The text of a `.vtt` file."""
    cues = (f"{_clock(row.start_s)} --> {_clock(row.end_s)}\n{row.text}\n" for row in rows)
    return "\n".join(["WEBVTT\n", *cues])


def top_s(film: Film, rehearsal: Rehearsal) -> float:
    """The middle of the first top of the rep done well, seconds."""
    moments = _moments(film, rehearsal)
    return (moments["hold 1"] + moments["close 1"]) / 2.0


def _moments(film: Film, rehearsal: Rehearsal) -> dict[str, float]:
    """When the rep done well begins, opens, holds and closes, by name, seconds: "start", "open 1", "hold 1" ..."""
    found = {"start": 0.1}
    for row in rehearsal.reps(film.right.movement):
        number = row["number"]
        found |= {f"open {number}": row["start_s"], f"hold {number}": row["top_s"], f"close {number}": row["top_end_s"]}
    return found


def _clock(seconds: float) -> str:
    """00:00:07.450; films last less than a minute."""
    return f"00:00:{seconds:06.3f}"


@cache
def _words() -> dict[str, list[dict[str, Any]]]:
    return {name: table["caption"] for name, table in tomllib.loads(_WORDS.read_text("utf-8")).items()}
