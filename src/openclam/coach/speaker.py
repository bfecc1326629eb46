"""One thing at a time: what is said by the clock, and what is said now, never into each other."""

from __future__ import annotations

from collections.abc import Iterable

from openclam.coach.cue import Cue
from openclam.coach.schedule import Line, Schedule
from openclam.coach.voice import Voice, speaking_s

LATE_S = 5.0
"""How late a line may come that is to be said soon, where a cue is still being said."""


class Speaker:
    """Holds the lines that are to come, and knows until when the last words are being said."""

    def __init__(self) -> None:
        self._script, self._voice = Schedule(), Voice()

    def plan(self, lines: Iterable[Line]) -> None:
        """From now on these are the lines to come, and no others."""
        self._script = Schedule(lines)

    def drop_questions(self) -> None:
        """Ask nothing more: the person has told it already."""
        self._script.drop_questions()

    def busy_s(self, at_s: float) -> float:
        """How long the words that are being said still take, seconds."""
        return self._voice.busy_s(at_s)

    def due(self, at_s: float) -> Cue | None:
        """The line whose time has come; None where there is none, or something is being said."""
        return self.say(self._script.due(at_s), at_s) if self._voice.is_free(at_s) else None

    def say(self, cue: Cue | None, at_s: float, *, now: bool = False) -> Cue | None:
        """Say it; None where something is being said, or where a correction or a praise would talk into the next line.

        `now` breaks off what is being said: for safety, and for answers to the person.
        """
        if cue is None:
            return None
        if not now:
            if not self._voice.is_free(at_s):
                return None
            if cue.kind in ("correct", "praise") and at_s + speaking_s(cue.words) > self._script.next_s():
                return None
        self._voice.say(cue.words, at_s)
        return cue

    def say_soon(self, words: str, at_s: float) -> Cue | None:
        """Say it now, or as soon as what is being said is out."""
        cue = Cue(kind="info", words=words)
        if self._voice.is_free(at_s):
            return self.say(cue, at_s)
        self._script.add(Line(at_s, at_s + LATE_S, cue))
        return None
