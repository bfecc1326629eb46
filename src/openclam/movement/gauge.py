"""Where the leg is now: what the gauge and the ring on the live page show.

The reps are counted and judged by `openclam.assessment`, once they are over. Until then this says, with the same
definitions, how far the knee is open and how long it has been held there.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from openclam.assessment.engine import NEW_SET_S, MeasuredRep
from openclam.coach.tempo import Phase
from openclam.kinematics import Posture, Quantity, Side
from openclam.movement.clamshell import doing_the_exercise
from openclam.movement.reps import REST_MEMORY_S, RETURN_SHARE, SLOW_DEG_S, TOP_DEG, TOP_SHARE

AWAY_DEG = 6.0
"""A knee less open than this rests, as far as the gauge is concerned."""


@dataclass(frozen=True, slots=True)
class GaugeReading:
    """One moment: degrees from the closed position with their standard deviation, None where not seen."""

    opening_deg: float | None
    sd: float | None
    phase: Phase
    hold_s: float


UNSEEN = GaugeReading(None, None, "rest", 0.0)


class Gauge:
    """Takes postures one at a time, and the reps as they end."""

    def __init__(self) -> None:
        self._at_it = False
        self._closed_deg: float | None = None
        self._closed_until_s = 0.0
        self._side: Side | None = None
        self._lowest: deque[tuple[float, float]] = deque()
        self._risen: deque[tuple[float, float]] = deque()
        self._peak_deg = 0.0

    def step(self, posture: Posture, rep: MeasuredRep | None) -> GaugeReading:
        """What to show once `posture`, and the rep that it ended, are known."""
        if rep is not None:
            self._closed_deg = float(rep.closed.value[Quantity.OPENING])
            self._closed_until_s = rep.span.end_s + NEW_SET_S
        self._at_it = doing_the_exercise(posture, already=self._at_it)
        if not self._at_it:
            self._lowest.clear()
            self._forget_rise()
            return UNSEEN
        if posture.top != self._side:
            self._side, self._closed_deg = posture.top, None
            self._lowest.clear()
            self._forget_rise()
        if posture.time_s > self._closed_until_s:
            self._closed_deg = None
        opening = float(posture.value[Quantity.OPENING])
        risen = opening - self._zero(posture.time_s, opening)
        hold_s, at_top = self._held(posture.time_s, risen)
        phase = _phase(risen, float(posture.speed[Quantity.OPENING]), at_top)
        return GaugeReading(
            risen, float(posture.change_sd[Quantity.OPENING]), phase, hold_s if phase == "hold" else 0.0
        )

    def _zero(self, time_s: float, opening: float) -> float:
        """The set's closed position; until its first rep is over, the lowest that the knee has lain of late."""
        if self._closed_deg is not None:
            return self._closed_deg
        while not self._risen and self._lowest and self._lowest[0][0] < time_s - REST_MEMORY_S:
            self._lowest.popleft()
        while self._lowest and self._lowest[-1][1] >= opening:
            self._lowest.pop()
        self._lowest.append((time_s, opening))
        return self._lowest[0][1]

    def _held(self, time_s: float, risen: float) -> tuple[float, bool]:
        """Seconds since the knee came to the top of this rise, as `hold_s` of a rep counts them; and whether it is there.

        `_risen` holds the rise since it was first as high as the top is now; the top moves up with the peak.
        """
        fallen = self._risen and risen < self._peak_deg * (1 - RETURN_SHARE)
        if risen < AWAY_DEG or fallen:
            self._forget_rise()
            return 0.0, False
        self._peak_deg = max(self._peak_deg, risen)
        self._risen.append((time_s, risen))
        level = self._peak_deg - max(TOP_DEG, TOP_SHARE * self._peak_deg)
        while self._risen[0][1] < level:
            self._risen.popleft()
        return time_s - self._risen[0][0], risen >= level

    def _forget_rise(self) -> None:
        self._risen.clear()
        self._peak_deg = 0.0


def _phase(risen: float, speed: float, at_top: bool) -> Phase:
    if abs(speed) <= SLOW_DEG_S and (risen < AWAY_DEG or at_top):
        return "hold" if at_top and risen >= AWAY_DEG else "rest"
    return "opening" if speed > 0 else "closing"
