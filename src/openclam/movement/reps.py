"""Finding reps in the opening angle as it comes in.

A rep begins when the opening has risen clearly above where the leg rested, and ends when it has
come back and slowed down; where it slows down half way, what follows decides. How much is "clearly"
follows the person: at first a fixed rise, then a share of their own usual range. What is no rep of
this exercise stands in `clamshell`.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from openclam.kinematics import Posture, Quantity
from openclam.movement.clamshell import (
    begins_seen,
    begins_still,
    doing_the_exercise,
    is_certain,
    is_clamshell,
    takes_its_time,
)
from openclam.movement.span import RepSpan
from openclam.movement.sustained import sustained
from openclam.movement.track import Recent, Track

FIRST_RISE_DEG = 10.0
"""Rise that opens the first rep: above what talking and settling make, below the smallest opening that the page calls
a fault (15°), which may be read a third too small."""
LEAST_RISE_DEG = 7.0
RISE_SHARE = 0.45
"""Rise that opens a later rep, as a share of the person's usual excursion. In the development sessions movements that were broken off
rise by 0.21 of it and less where they are seen well, reps by 0.68 and more."""
RETURN_SHARE = 0.5
"""Share of the excursion that must be undone before a rep can be over."""
HARDLY_RISEN = 0.25
"""A rep has not begun while the leg has risen by no more than this share of the way."""
BACK_SHARE = 0.06
"""A leg that stands still with no more than this share of the way left has come back."""
PAUSE_S, ON_ITS_WAY_DEG = 0.6, 1.0
"""One that stands still higher up may be held there, or may only have hesitated: it is waited for so long, and a fall by so much
shows that the way down goes on. Development sessions' `down_s` is wrong by 0.18 s, and by 0.21 s where the first stand ends the rep."""
STOOD_S = 1.5
"""Where the leg has stood so long and rises clearly from there, the rep begins there: what came before was getting into position."""
SLOW_DEG_S = 5.0
"""Slower than this is standing still (design of `up_s` and `down_s`)."""
TOP_DEG, TOP_SHARE = 3.0, 0.10
"""The top is within this of the peak: degrees, or a share of the excursion, whichever is more."""
PEAK_LASTS_S = 0.2
"""The peak from which the top hangs is the largest opening that lasts so long: a moment that reads too high would make the top
shorter. By it holds of the development sessions are wrong by 0.12 and 0.21 s (in front, obliquely) and not by 0.14 and 0.22 s;
over 0.3 s the tops of quick reps look longer than they are."""
REST_MEMORY_S = 4.0
REMEMBERED_REPS = 5
MOST_GAP_S = 0.5
LONGEST_REP_S = 30.0
KEPT_S = 12.0
"""How much rest is kept before a rep, for judging the start position."""


class RepFinder:
    """Postures in, one at a time; a rep out when it is over."""

    def __init__(self) -> None:
        self._doubts: list[float] = []
        """How far the doubtful movements rose, degrees."""
        self._at_it = False
        self._kept = Recent()
        self._excursions: deque[float] = deque(maxlen=REMEMBERED_REPS)
        self._rest: deque[tuple[float, float]] = deque()
        self._opened = False
        self._opened_s = -np.inf
        self._base = np.nan
        self._peak = np.nan
        self._pause: tuple[float, float] | None = None
        """Where the leg has come to a stand on its way down: seconds, opening."""
        self._stands_s: float | None = None
        """Since when the leg stands, if it does."""
        self._stood: tuple[float, float] | None = None
        """Where it last stood for `STOOD_S` since it rose: since when, opening."""
        self._not_before_s = -np.inf
        """The rep cannot have begun earlier."""
        self._valid_s = -np.inf
        self._newest = (-np.inf, np.nan)

    @property
    def rise_deg(self) -> float:
        """The rise that opens the next rep."""
        return max(LEAST_RISE_DEG, self._least_usual_deg) if self._excursions else FIRST_RISE_DEG

    @property
    def _least_usual_deg(self) -> float:
        """What a rep of this person rises by at least; 0 before the first."""
        return RISE_SHARE * float(np.median(self._excursions)) if self._excursions else 0.0

    @property
    def doubtful(self) -> int:
        """Movements that look like reps and cannot be counted: seen too badly, or the first and not begun from rest.

        What rises less than a rep of this person does (`RISE_SHARE`) would have been none, however well it was seen.
        """
        return sum(risen >= self._least_usual_deg for risen in self._doubts)

    def step(self, posture: Posture) -> RepSpan | None:
        """Take one posture; return the rep that it ends, if it ends one."""
        if not doing_the_exercise(posture, already=self._at_it):
            if posture.time_s - self._valid_s > MOST_GAP_S:
                self._forget()
            return None
        self._at_it, self._valid_s = True, posture.time_s
        self._keep(posture)
        time_s, opening = self._newest
        if not self._opened:
            self._resting(time_s, opening)
            return None
        self._peak = max(self._peak, opening)
        if time_s - self._opened_s > LONGEST_REP_S:
            self._restart(time_s, opening)
            return None
        if self._pause is not None:
            return self._after_pause(self._pause, stands=_has_settled(posture))
        if self._rises_from_a_stand(posture):
            return None
        if self._is_back(opening) and _has_settled(posture):
            return self._settled(time_s, opening)
        return None

    def flush(self) -> RepSpan | None:
        """The rep that the stream cuts off while the leg comes down, if it has come back far enough."""
        if not self._opened or not self._kept:
            return None
        time_s, opening = self._pause or self._newest
        return self._close(time_s, opening) if self._is_back(opening) else None

    def _keep(self, posture: Posture) -> None:
        self._kept.append(posture)
        self._newest = posture.time_s, float(posture.value[Quantity.OPENING])
        self._kept.forget_before((self._opened_s if self._opened else posture.time_s) - KEPT_S)

    def _resting(self, time_s: float, opening: float) -> None:
        """Follow the rest position; open a rep when the leg has risen clearly above it.

        `_rest` holds, oldest first, the openings of the last seconds that no later one undercuts: its
        first is the lowest.
        """
        while self._rest and self._rest[0][0] < time_s - REST_MEMORY_S:
            self._rest.popleft()
        while self._rest and self._rest[-1][1] >= opening:
            self._rest.pop()
        self._rest.append((time_s, opening))
        self._base = self._rest[0][1]
        if opening > self._base + self.rise_deg:
            self._opened, self._opened_s, self._peak = True, time_s, opening

    def _rises_from_a_stand(self, posture: Posture) -> bool:
        """Whether the leg rises clearly from where it stood for a while; then the rep has only now begun."""
        time_s, opening = self._newest
        if abs(float(posture.speed[Quantity.OPENING])) >= SLOW_DEG_S:
            self._stands_s = None
        elif self._stands_s is None:
            self._stands_s = time_s
        elif time_s - self._stands_s >= STOOD_S:
            self._stood = self._stands_s, opening
        if self._stood is None or opening <= self._stood[1] + self.rise_deg:
            return False
        self._not_before_s, self._base = self._stood
        self._opened_s, self._peak, self._stood = time_s, opening, None
        return True

    def _is_back(self, opening: float) -> bool:
        """Whether enough of the rise has been undone for the rep to be over."""
        return opening <= self._peak - RETURN_SHARE * (self._peak - self._base)

    def _settled(self, time_s: float, opening: float) -> RepSpan | None:
        """The leg stands: the rep is over where it has all but come back, else that is still open."""
        if opening <= self._base + BACK_SHARE * (self._peak - self._base):
            return self._close(time_s, opening)
        self._pause = time_s, opening
        return None

    def _after_pause(self, pause: tuple[float, float], *, stands: bool) -> RepSpan | None:
        """What becomes of a leg that stood at `pause`: the rep ended there if it stays, or rises as for another one."""
        (paused_s, paused_at), (time_s, opening) = pause, self._newest
        if opening < paused_at - ON_ITS_WAY_DEG:
            self._pause = None
            return None
        stays = stands and time_s - paused_s >= PAUSE_S
        if not stays and opening <= paused_at + self.rise_deg:
            return None
        span = self._close(paused_s, paused_at)
        self._resting(time_s, opening)
        return span

    def _close(self, time_s: float, opening: float) -> RepSpan | None:
        """End the rep at the posture of this time."""
        kept = self._kept.track()
        ended = kept[: int(np.searchsorted(kept.time_s, time_s, side="right"))]
        span = _span(ended, self._not_before_s, self._opened_s, self._base)
        self._restart(time_s, opening)
        if span is None or not is_clamshell(span):
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

    def _restart(self, time_s: float, opening: float) -> None:
        self._close_up()
        self._resting(time_s, opening)

    def _forget(self) -> None:
        self._at_it = False
        self._kept.clear()
        self._close_up()

    def _close_up(self) -> None:
        """Nothing is open any more."""
        self._rest.clear()
        self._opened, self._pause, self._stands_s, self._stood = False, None, None, None
        self._not_before_s = -np.inf


def _has_settled(posture: Posture) -> bool:
    """Whether the way down is over: standing still, or already rising again."""
    return float(posture.speed[Quantity.OPENING]) > -SLOW_DEG_S


def _span(kept: Track, not_before_s: float, opened_s: float, base: float) -> RepSpan | None:
    """Cut out of the postures kept the rep that had clearly risen from the opening `base` at `opened_s`; None where it has no beginning."""
    opening, speed = kept.value[:, Quantity.OPENING], kept.speed[:, Quantity.OPENING]
    risen = int(np.searchsorted(kept.time_s, opened_s))
    peak = risen + int(np.argmax(opening[risen:]))
    earliest = int(np.searchsorted(kept.time_s, not_before_s))
    start = earliest + _last_slow_before(opening[earliest:], speed[earliest:], peak - earliest, base)
    excursion = float(opening[peak] - opening[start])
    if excursion < LEAST_RISE_DEG:
        return None
    lasting = float(np.max(sustained(kept.time_s[start:], opening[start:], PEAK_LASTS_S)))
    level = lasting - max(TOP_DEG, TOP_SHARE * (lasting - opening[start]))
    high = start + np.flatnonzero(opening[start:] >= level)
    top, top_end = int(high[0]), int(high[-1])
    return RepSpan(kept[:start], kept[start:], top - start, peak - start, top_end - start, excursion)


def _last_slow_before(opening: np.ndarray, speed: np.ndarray, peak: int, base: float) -> int:
    """The last moment slower than 5°/s before the peak, while the leg had hardly risen; else the lowest point."""
    lowest = _lowest_before(opening, peak, base)
    # Not the lowest point itself: one bad picture may lie below the rest.
    rest = float(np.quantile(opening[lowest : peak + 1], 0.1))
    hardly = rest + HARDLY_RISEN * (opening[peak] - rest)
    slow = np.flatnonzero((speed[lowest:peak] < SLOW_DEG_S) & (opening[lowest:peak] <= hardly))
    return lowest + int(slow[-1]) if slow.size else lowest


def _lowest_before(opening: np.ndarray, peak: int, base: float) -> int:
    """Index of the lowest opening before the peak, not reaching back into the rep before.

    A dip that ends high above the base is a wavering of this rep, not the end of the one before.
    """
    lowest = peak
    low = base + HARDLY_RISEN * (opening[peak] - base)
    for i in range(peak - 1, -1, -1):
        risen = opening[peak] - opening[lowest]
        if opening[i] < opening[lowest]:
            lowest = i
        elif risen > LEAST_RISE_DEG and opening[lowest] <= low and opening[i] - opening[lowest] > RETURN_SHARE * risen:
            break
    return lowest
