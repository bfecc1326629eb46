"""Finds reps in the signal, posture by posture.

A rep begins when the signal has risen clearly above the rest level. It ends when the leg has come back and stands
still; where the leg stands still half way, the next moments decide. The rise that is clear follows the person: a fixed
one at first, then a share of their usual excursion (`Movement.rise`). `shapes` says which movements are reps,
`certainty` which of them were seen well enough.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from openclam.exercise.definitions import LOW_SHARE, STILL_DEG_S, top_margin_deg
from openclam.exercise.movement import Movement
from openclam.kinematics import Posture
from openclam.movement.certainty import begins_seen, begins_still, is_certain, takes_its_time
from openclam.movement.gates import Gate
from openclam.movement.phase import RETURN_SHARE, RestLevel, has_settled, is_coming_back, is_still
from openclam.movement.shapes import has_shapes
from openclam.movement.signal import signal_of
from openclam.movement.span import RepSpan
from openclam.movement.sustained import sustained
from openclam.movement.track import Recent, Track

BACK_SHARE = 0.06
"""Share of the excursion within which a leg that stands still has come back."""
PAUSE_S, ON_ITS_WAY_DEG = 0.6, 1.0
"""A leg that stands still higher up is held there, or hesitates. The finder waits this long; a fall by this much shows
that it hesitated. Without that least fall `down_s` is wrong by 0.02 s more.
`down_s` of the development sessions is wrong by 0.18 s with the wait, by 0.21 s without."""
STOOD_S = 1.5
"""A leg that has stood this long and rises clearly from there begins its rep there; before, it got into position."""
PEAK_LASTS_S = 0.2
"""The peak that defines the top is the largest mean over this time: one frame that reads too high shortens the top.
Holds of the development sessions are then wrong by 0.12 s in front and 0.21 s obliquely, against 0.14 and 0.22 s
without it. Over 0.3 s the tops of quick reps look longer than they are."""
REMEMBERED_REPS = 5
"""The usual excursion is the median over this many last reps."""
MOST_GAP_S = 0.5
"""A body that the gate shuts out for longer begins anew."""
LONGEST_REP_S = 30.0
"""A leg that is away for longer has settled in a new rest."""
KEPT_S = 12.0
"""How much of the rest before a rep is kept, for judging the start position."""


class RepFinder:
    """Takes postures one at a time and gives each rep when it is over."""

    def __init__(self, movement: Movement) -> None:
        self._gate, self._signal = Gate.of(movement), signal_of(movement)
        self._rise, self._shapes = movement.rise, movement.is_rep
        self._doubts: list[float] = []
        """Excursions of the doubtful movements, degrees."""
        self._at_it = False
        self._kept = Recent()
        self._excursions: deque[float] = deque(maxlen=REMEMBERED_REPS)
        self._rest = RestLevel()
        self._opened = False
        self._opened_s = -np.inf
        self._base = np.nan
        self._peak = np.nan
        self._pause: tuple[float, float] | None = None
        """Where the leg stands still on its way back: seconds, signal."""
        self._stands_s: float | None = None
        """Since when the leg stands still; None while it moves."""
        self._stood: tuple[float, float] | None = None
        """Where the leg last stood for `STOOD_S` since it rose: since when, signal."""
        self._not_before_s = -np.inf
        """The earliest moment at which the rep can have begun."""
        self._valid_s = -np.inf
        self._newest = (-np.inf, np.nan)

    @property
    def rise_deg(self) -> float:
        """The rise that opens the next rep."""
        return max(self._rise.least, self._least_usual_deg) if self._excursions else self._rise.first

    @property
    def _least_usual_deg(self) -> float:
        """What a rep of this person rises by at least; 0 before the first."""
        return self._rise.share * float(np.median(self._excursions)) if self._excursions else 0.0

    @property
    def doubtful(self) -> int:
        """Number of movements that look like reps and cannot be counted.

        They were seen too badly, or are the first and did not begin from rest. A movement that rises less than this
        person's reps do (`Rise.share`) is no rep and not counted here.
        """
        return sum(risen >= self._least_usual_deg for risen in self._doubts)

    def step(self, posture: Posture) -> RepSpan | None:
        """Take one posture; return the rep that it ends, if it ends one."""
        if not self._gate.lets_in(posture, already=self._at_it):
            if posture.time_s - self._valid_s > MOST_GAP_S:
                self._forget()
            return None
        self._at_it, self._valid_s = True, posture.time_s
        self._keep(posture)
        time_s, signal = self._newest
        if not self._opened:
            self._resting(time_s, signal)
            return None
        self._peak = max(self._peak, signal)
        if time_s - self._opened_s > LONGEST_REP_S:
            self._restart(time_s, signal)
            return None
        if self._pause is not None:
            return self._after_pause(self._pause, stands=self._has_settled(posture))
        if self._rises_from_a_stand(posture):
            return None
        if self._is_back(signal) and self._has_settled(posture):
            return self._settled(time_s, signal)
        return None

    def flush(self) -> RepSpan | None:
        """The rep that the end of the stream cuts off, if the leg has come back far enough."""
        if not self._opened or not self._kept:
            return None
        time_s, signal = self._pause or self._newest
        return self._close(time_s, signal) if self._is_back(signal) else None

    def _keep(self, posture: Posture) -> None:
        self._kept.append(posture)
        self._newest = posture.time_s, float(posture.value[self._signal])
        self._kept.forget_before((self._opened_s if self._opened else posture.time_s) - KEPT_S)

    def _resting(self, time_s: float, signal: float) -> None:
        """Follow the rest position; open a rep when the leg has risen clearly above it."""
        self._base = self._rest.step(time_s, signal)
        if signal > self._base + self.rise_deg:
            self._opened, self._opened_s, self._peak = True, time_s, signal

    def _rises_from_a_stand(self, posture: Posture) -> bool:
        """Whether the leg rises clearly from where it stood for `STOOD_S`; the rep then begins there."""
        time_s, signal = self._newest
        if not is_still(float(posture.speed[self._signal])):
            self._stands_s = None
        elif self._stands_s is None:
            self._stands_s = time_s
        elif time_s - self._stands_s >= STOOD_S:
            self._stood = self._stands_s, signal
        if self._stood is None or signal <= self._stood[1] + self.rise_deg:
            return False
        self._not_before_s, self._base = self._stood
        self._opened_s, self._peak, self._stood = time_s, signal, None
        return True

    def _is_back(self, signal: float) -> bool:
        """Whether enough of the rise has been undone for the rep to be over."""
        return is_coming_back(signal, self._base, self._peak)

    def _settled(self, time_s: float, signal: float) -> RepSpan | None:
        """End the rep of a leg that stands still near its rest; wait for one that stands higher up."""
        if signal <= self._base + BACK_SHARE * (self._peak - self._base):
            return self._close(time_s, signal)
        self._pause = time_s, signal
        return None

    def _after_pause(self, pause: tuple[float, float], *, stands: bool) -> RepSpan | None:
        """End the rep at `pause` if the leg stays there or rises for another rep; go on if it falls further."""
        (paused_s, paused_at), (time_s, signal) = pause, self._newest
        if signal < paused_at - ON_ITS_WAY_DEG:
            self._pause = None
            return None
        stays = stands and time_s - paused_s >= PAUSE_S
        if not stays and signal <= paused_at + self.rise_deg:
            return None
        span = self._close(paused_s, paused_at)
        self._resting(time_s, signal)
        return span

    def _close(self, time_s: float, signal: float) -> RepSpan | None:
        """End the rep at the posture of this time."""
        kept = self._kept.track()
        ended = kept[: int(np.searchsorted(kept.time_s, time_s, side="right"))]
        span = self._span(ended)
        self._restart(time_s, signal)
        if span is None or not has_shapes(span, self._shapes):
            return None
        if not self._excursions and not begins_still(span):
            if takes_its_time(span) and (not begins_seen(span) or is_certain(span, again=False)):
                self._doubts.append(span.excursion_deg)
            return None
        if not is_certain(span, again=bool(self._excursions)):
            self._doubts.append(span.excursion_deg)
            return None
        self._excursions.append(span.excursion_deg)
        return span

    def _restart(self, time_s: float, signal: float) -> None:
        self._close_up()
        self._resting(time_s, signal)

    def _forget(self) -> None:
        self._at_it = False
        self._kept.clear()
        self._close_up()

    def _close_up(self) -> None:
        """Forget the movement under way."""
        self._rest.forget()
        self._opened, self._pause, self._stands_s, self._stood = False, None, None, None
        self._not_before_s = -np.inf

    def _has_settled(self, posture: Posture) -> bool:
        return has_settled(float(posture.speed[self._signal]))

    def _span(self, kept: Track) -> RepSpan | None:
        """Cut the rep out of the postures kept; None where it rises too little."""
        signal, speed = kept.value[:, self._signal], kept.speed[:, self._signal]
        risen = int(np.searchsorted(kept.time_s, self._opened_s))
        peak = risen + int(np.argmax(signal[risen:]))
        earliest = int(np.searchsorted(kept.time_s, self._not_before_s))
        start = earliest + _last_slow_before(
            signal[earliest:], speed[earliest:], peak - earliest, self._base, self._rise.least
        )
        excursion = float(signal[peak] - signal[start])
        if excursion < self._rise.least:
            return None
        lasting = float(np.max(sustained(kept.time_s[start:], signal[start:], PEAK_LASTS_S)))
        level = lasting - top_margin_deg(lasting - float(signal[start]))
        high = start + np.flatnonzero(signal[start:] >= level)
        top, top_end = int(high[0]), int(high[-1])
        places = top - start, peak - start, top_end - start
        return RepSpan(kept[:start], kept[start:], *places, excursion, self._signal)


def _last_slow_before(signal: np.ndarray, speed: np.ndarray, peak: int, base: float, least_rise_deg: float) -> int:
    """The last moment slower than 5°/s before the peak, while the leg had hardly risen; else the lowest point."""
    lowest = _lowest_before(signal, peak, base, least_rise_deg)
    # A low quantile, since the lowest frame may be misread.
    rest = float(np.quantile(signal[lowest : peak + 1], 0.1))
    hardly = rest + LOW_SHARE * (signal[peak] - rest)
    slow = np.flatnonzero((speed[lowest:peak] < STILL_DEG_S) & (signal[lowest:peak] <= hardly))
    return lowest + int(slow[-1]) if slow.size else lowest


def _lowest_before(signal: np.ndarray, peak: int, base: float, least_rise_deg: float) -> int:
    """Index of the lowest signal before the peak, not reaching back into the rep before.

    A dip that ends high above the base is a wavering of this rep, not the end of the one before.
    """
    lowest = peak
    low = base + LOW_SHARE * (signal[peak] - base)
    for i in range(peak - 1, -1, -1):
        risen = signal[peak] - signal[lowest]
        if signal[i] < signal[lowest]:
            lowest = i
        elif risen > least_rise_deg and signal[lowest] <= low and signal[i] - signal[lowest] > RETURN_SHARE * risen:
            break
    return lowest
