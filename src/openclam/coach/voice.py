"""How long words take to say, so that the coach does not talk over itself."""

from __future__ import annotations

WORDS_PER_S = 2.5
"""A calm speaking rate, 150 words a minute: judgement."""

PAUSE_S = 0.3
"""What a voice takes to begin and to end."""


def speaking_s(words: str) -> float:
    """How long it takes to say `words`, seconds."""
    return PAUSE_S + len(words.split()) / WORDS_PER_S


class Voice:
    """Knows until when the last words are being said."""

    def __init__(self) -> None:
        self._free_s = float("-inf")

    def is_free(self, at_s: float) -> bool:
        """Whether nothing is being said at this time."""
        return at_s >= self._free_s

    def busy_s(self, at_s: float) -> float:
        """How long the words that are being said still take, seconds."""
        return max(0.0, self._free_s - at_s)

    def say(self, words: str, at_s: float) -> None:
        """Begin to say `words`; what was being said is broken off."""
        self._free_s = at_s + speaking_s(words)
