"""Where the leg is now: what the gauge and the ring on the live page show.

Reps are counted and judged once they are over. Until then the gauge says, with the same definitions, how far the
signal has risen and how long it has been held.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from openclam.exercise.movement import Movement
from openclam.kinematics import Posture, Side
from openclam.movement.closed import NEW_SET_S, Closed
from openclam.movement.gates import Gate
from openclam.movement.phase import Phase, RestLevel, TopWatch, phase_now
from openclam.movement.signal import signal_of
from openclam.movement.span import RepTimes


@dataclass(frozen=True, slots=True)
class GaugeReading:
    """One moment: the rise from the closed position in degrees and its standard deviation, None where not seen."""

    opening_deg: float | None
    sd: float | None
    phase: Phase
    hold_s: float


UNSEEN = GaugeReading(None, None, Phase.REST, 0.0)


class EndedRep(Protocol):
    """What the gauge asks of a rep that is over: its moments, and the closed position that it is counted from."""

    @property
    def closed(self) -> Closed:
        """The closed position of its set."""

    @property
    def span(self) -> RepTimes:
        """Its moments."""


class Gauge:
    """Takes postures one at a time, and the reps as they end."""

    def __init__(self, movement: Movement) -> None:
        self._gate, self._signal = Gate.of(movement), signal_of(movement)
        self._at_it = False
        self._closed_deg: float | None = None
        self._closed_until_s = 0.0
        self._side: Side | None = None
        self._rest, self._top = RestLevel(), TopWatch()

    def step(self, posture: Posture, rep: EndedRep | None) -> GaugeReading:
        """What to show once `posture`, and the rep that it ended, are known."""
        if rep is not None:
            self._closed_deg = float(rep.closed.value[self._signal])
            self._closed_until_s = rep.span.end_s + NEW_SET_S
        self._at_it = self._gate.lets_in(posture, already=self._at_it)
        if not self._at_it:
            self._forget()
            return UNSEEN
        if posture.top != self._side:
            self._side, self._closed_deg = posture.top, None
            self._forget()
        if posture.time_s > self._closed_until_s:
            self._closed_deg = None
        signal = float(posture.value[self._signal])
        risen = signal - self._zero(posture.time_s, signal)
        held_s, at_top = self._top.step(posture.time_s, risen)
        phase = phase_now(risen, float(posture.speed[self._signal]), at_top=at_top)
        sd = float(posture.change_sd[self._signal])
        return GaugeReading(risen, sd, phase, held_s if phase is Phase.HOLD else 0.0)

    def _zero(self, time_s: float, signal: float) -> float:
        """The set's closed position; until its first rep is over, the lowest that the leg has lain of late."""
        if self._closed_deg is not None:
            return self._closed_deg
        return self._rest.step(time_s, signal, keep=self._top.is_away)

    def _forget(self) -> None:
        self._rest.forget()
        self._top.forget()
