"""What has to be said about a band on these thighs: slack, over-stretched, assumed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from openclam.exercise import Language
from openclam.exercise.word_table import WordTable
from openclam.kinetics.band import OVER_STRETCHED, Band


class NoteKind(StrEnum):
    """What is told; the words stand in `band_notes.toml`."""

    SLACK_CLOSED = "slack-closed"
    SLACK_OPEN = "slack-open"
    OVER_STRETCHED = "over-stretched"
    LOOP_ASSUMED = "loop-assumed"
    CHART_UNCHECKED = "chart-unchecked"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to say, with the numbers in it."""

    kind: NoteKind
    numbers: tuple[tuple[str, int], ...] = ()

    def say(self, lang: Language) -> str:
        """The sentence in `lang`."""
        return _words().say(self.kind, lang, **dict(self.numbers))


def band_notes(band: Band, closed: float, top: float) -> tuple[Note, ...]:
    """Every note on a band.

    Args:
        band: the band.
        closed: its elongation with the knees closed (0.3 = 30 %, negative where slack).
        top: its elongation with the knee at its highest.
    """
    notes = []
    if top <= 0:
        notes.append(Note(NoteKind.SLACK_OPEN, (("pct", round(100 * top)),)))
    elif closed <= 0:
        notes.append(Note(NoteKind.SLACK_CLOSED, (("pct", round(100 * closed)),)))
    if max(closed, top) > OVER_STRETCHED:
        numbers = (("pct", round(100 * max(closed, top))), ("most", round(100 * OVER_STRETCHED)))
        notes.append(Note(NoteKind.OVER_STRETCHED, numbers))
    if "loop_cm" in band.assumed:
        notes.append(Note(NoteKind.LOOP_ASSUMED, (("loop", round(band.loop_cm)),)))
    if not band.checked:
        notes.append(Note(NoteKind.CHART_UNCHECKED))
    return tuple(notes)


@cache
def _words() -> WordTable:
    return WordTable.load("openclam.kinetics", "band_notes.toml")
