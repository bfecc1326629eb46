"""Phase, rest and top: defined here once for reps that are over and for the leg as it moves now.

The definitions of top and standing still are those of `openclam.exercise.definitions`. Reps, gauge, pace guide and
annotated video all ask this module.
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from typing import Protocol

from openclam.exercise.definitions import STILL_DEG_S, top_margin_deg
from openclam.exercise.movement import PhaseWords
from openclam.exercise.rows import Language

REST_MEMORY_S = 4.0
"""The rest is the lowest signal of this many last seconds."""
RETURN_SHARE = 0.5
"""Share of the excursion that must be undone before a rep can be over."""
AWAY_DEG = 6.0
"""A leg that has risen by less than this rests, as far as the gauge is concerned."""


class Phase(StrEnum):
    """What the leg is doing; the values are those of the live protocol, the words stand in the exercise file."""

    OUT = "opening"
    HOLD = "hold"
    BACK = "closing"
    REST = "rest"


def words_of_phases(words: PhaseWords, lang: Language) -> dict[Phase, str]:
    """What an exercise file calls each phase, in `lang`."""
    said = {Phase.OUT: words.out, Phase.HOLD: words.hold, Phase.BACK: words.back, Phase.REST: words.rest}
    return {phase: text.say(lang) for phase, text in said.items()}


class Timed(Protocol):
    """The moments of a rep that is over, seconds (`openclam.movement.span.RepTimes`)."""

    @property
    def start_s(self) -> float:
        """When the leg leaves its rest."""

    @property
    def top_s(self) -> float:
        """When the top begins."""

    @property
    def top_end_s(self) -> float:
        """When the top ends."""

    @property
    def end_s(self) -> float:
        """When the leg is back."""


def phase_in(rep: Timed, time_s: float) -> Phase:
    """The phase at `time_s` of a rep that is over; rest before and after it."""
    if time_s < rep.start_s or time_s >= rep.end_s:
        return Phase.REST
    if time_s < rep.top_s:
        return Phase.OUT
    return Phase.HOLD if time_s < rep.top_end_s else Phase.BACK


def phase_now(risen_deg: float, speed_deg_s: float, *, at_top: bool) -> Phase:
    """The phase of a leg that moves now.

    Args:
        risen_deg: how far the signal lies above its rest.
        speed_deg_s: of the signal, + outward.
        at_top: whether the leg is at the top of its rise (`TopWatch`).
    """
    away = risen_deg >= AWAY_DEG
    if abs(speed_deg_s) <= STILL_DEG_S and (at_top or not away):
        return Phase.HOLD if at_top and away else Phase.REST
    return Phase.OUT if speed_deg_s > 0 else Phase.BACK


def is_still(speed_deg_s: float) -> bool:
    """Whether the leg stands still."""
    return abs(speed_deg_s) < STILL_DEG_S


def has_settled(speed_deg_s: float) -> bool:
    """Whether the way back is over: the leg stands still, or already rises again."""
    return speed_deg_s > -STILL_DEG_S


def is_coming_back(signal_deg: float, rest_deg: float, peak_deg: float) -> bool:
    """Whether at least `RETURN_SHARE` of the rise from rest to peak has been undone."""
    return signal_deg <= peak_deg - RETURN_SHARE * (peak_deg - rest_deg)


class RestLevel:
    """Where the leg rests: the lowest signal of the last `REST_MEMORY_S`."""

    def __init__(self) -> None:
        self._lows: deque[tuple[float, float]] = deque()
        """Oldest first, the signals that no later one undercuts: the first is the lowest."""

    def step(self, time_s: float, signal_deg: float, *, keep: bool = False) -> float:
        """Take the next signal and return the rest level; `keep` the lowest while the leg is away."""
        while not keep and self._lows and self._lows[0][0] < time_s - REST_MEMORY_S:
            self._lows.popleft()
        while self._lows and self._lows[-1][1] >= signal_deg:
            self._lows.pop()
        self._lows.append((time_s, signal_deg))
        return self._lows[0][1]

    def forget(self) -> None:
        """Begin anew."""
        self._lows.clear()


class TopWatch:
    """Whether a leg that is away is at its top, and since when; the top moves up with the peak."""

    def __init__(self) -> None:
        self._risen: deque[tuple[float, float]] = deque()
        """The rise since it was first as high as the top is now."""
        self._peak_deg = 0.0

    @property
    def is_away(self) -> bool:
        """Whether the leg has left its rest."""
        return bool(self._risen)

    def step(self, time_s: float, risen_deg: float) -> tuple[float, bool]:
        """Take the next rise above rest, degrees; return seconds at the top, and whether the leg is there."""
        if risen_deg < AWAY_DEG or (self._risen and risen_deg < self._peak_deg * (1 - RETURN_SHARE)):
            self.forget()
            return 0.0, False
        self._peak_deg = max(self._peak_deg, risen_deg)
        self._risen.append((time_s, risen_deg))
        level = self._peak_deg - top_margin_deg(self._peak_deg)
        while self._risen[0][1] < level:
            self._risen.popleft()
        return time_s - self._risen[0][0], risen_deg >= level

    def forget(self) -> None:
        """The leg is back at rest, or another one lies on top."""
        self._risen.clear()
        self._peak_deg = 0.0
