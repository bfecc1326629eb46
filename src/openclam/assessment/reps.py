"""Finding reps in the opening angle as it comes in.

A rep begins when the opening has risen clearly above where the leg rested, and ends when it has
come back and slowed down. How much is "clearly" follows the person: at first a fixed rise, then a
share of their own usual range. Movements of a body that does not lie on its side with bent knees,
or in which the knees do not part, are no reps of this exercise.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from openclam.assessment.track import Recent, Track
from openclam.kinematics import Posture, Quantity
from openclam.pose.lying import ON_THE_SIDE

FIRST_RISE_DEG = 12.0
"""Rise that opens the first rep: above what talking and settling make, below the smallest opening
that the page calls a fault (15°)."""
LEAST_RISE_DEG = 8.0
RISE_SHARE = 0.35
"""Rise that opens a later rep, as a share of the person's usual excursion."""
RETURN_SHARE = 0.5
"""Share of the excursion that must be undone before a rep can be over."""
HARDLY_RISEN = 0.25
"""A rep has not begun while the leg has risen by no more than this share of the way."""
SLOW_DEG_S = 5.0
"""Slower than this is standing still (design of `up_s` and `down_s`)."""
TOP_DEG, TOP_SHARE = 3.0, 0.10
"""The top is within this of the peak: degrees, or a share of the excursion, whichever is more."""
REP_ON_SIDE = 0.78
"""Least `on_side` over a rep as a whole (`ON_THE_SIDE` is that of one posture). Rendered clamshells have 0.86 and more
from every camera tried, a bridge on the back has up to 0.71."""
LEAST_KNEE_FLEXION_DEG = 45.0
MOST_SIDE_LYING_DEG = 60.0
LEAST_RAW_BEND_DEG = 28.0
"""Knee flexion of the network's own three-dimensional body, median over a rep, below which the leg may be straight:
straight-leg lifts on film have up to 23°, rendered clamshells from in front 60° and more, with few exceptions."""
ANKLE_WITH_KNEE = 1.0
"""Share of the knee's way, in the picture, that the ankle goes with it: a straight leg that is lifted carries it 1.6
to 2 times as far (film), a clamshell less than 0.7 times, a lifted foot and rendered bodies whose legs look straight included."""
RISE_IN_SDS = 1.1
"""A rise of less than this many of its standard deviations is no rep: a bridge on the back, of which the lifter makes
what it can, rises by 0.9."""
LEAST_REP_S = 0.7
"""A rep takes at least this long: quick ones on film take 2 s, the quickest rendered ones 0.9 s; a knee that the network loses
for a moment comes back sooner."""
KNEES_PART_CM = 3.0
SETTLED_DEG = 20.0
"""Most that hip and knee flexion may differ between the rest before a rep and the rest after it."""
STILL_S, STILL_DEG_S = 0.5, 25.0
"""The first rep begins from a body that has lain still for this long, its angles slower than this."""
REST_MEMORY_S = 4.0
REMEMBERED_REPS = 5
MOST_GAP_S = 0.5
LONGEST_REP_S = 30.0
KEPT_S = 12.0
"""How much rest is kept before a rep, for judging the start position."""


@dataclass(frozen=True, slots=True)
class RepTimes:
    """When a rep was where, in seconds.

    `start_s` is the last moment slower than 5°/s before the top; the top lasts from `top_s` to `top_end_s` and is highest
    at `peak_s`; `end_s` is the first moment slower than 5°/s after it.
    """

    start_s: float
    top_s: float
    peak_s: float
    top_end_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class RepSpan:
    """One rep as found: the postures from the rest before it to its end, and places among them.

    `before` are the postures that lead up to the rep, oldest first; `postures` those of the rep.
    `top`, `peak`, `top_end` index into `postures`. `excursion_deg` is the rise from the rep's own rest.
    """

    before: Track
    postures: Track
    top: int
    peak: int
    top_end: int
    excursion_deg: float

    @property
    def times(self) -> RepTimes:
        """The rep's moments."""
        return RepTimes(self.start_s, self.top_s, self.peak_s, self.top_end_s, self.end_s)

    @property
    def start_s(self) -> float:
        """See `RepTimes`; likewise the others."""
        return float(self.postures.time_s[0])

    @property
    def top_s(self) -> float:
        """When the top begins."""
        return float(self.postures.time_s[self.top])

    @property
    def peak_s(self) -> float:
        """When the opening is largest."""
        return float(self.postures.time_s[self.peak])

    @property
    def top_end_s(self) -> float:
        """When the top ends."""
        return float(self.postures.time_s[self.top_end])

    @property
    def end_s(self) -> float:
        """When the rep ends."""
        return float(self.postures.time_s[-1])


class RepFinder:
    """Postures in, one at a time; a rep out when it is over."""

    def __init__(self) -> None:
        self._kept = Recent()
        self._excursions: deque[float] = deque(maxlen=REMEMBERED_REPS)
        self._rest: deque[tuple[float, float]] = deque()
        self._opened = False
        self._opened_s = -np.inf
        self._base = np.nan
        self._peak = np.nan
        self._valid_s = -np.inf
        self._newest = (-np.inf, np.nan)

    @property
    def rise_deg(self) -> float:
        """The rise that opens the next rep."""
        if not self._excursions:
            return FIRST_RISE_DEG
        return max(LEAST_RISE_DEG, RISE_SHARE * float(np.median(self._excursions)))

    def step(self, posture: Posture) -> RepSpan | None:
        """Take one posture; return the rep that it ends, if it ends one."""
        if not doing_the_exercise(posture):
            if posture.time_s - self._valid_s > MOST_GAP_S:
                self._forget()
            return None
        self._valid_s = posture.time_s
        self._keep(posture)
        opening = float(posture.value[Quantity.OPENING])
        if not self._opened:
            self._resting(posture.time_s, opening)
            return None
        self._peak = max(self._peak, opening)
        if posture.time_s - self._opened_s > LONGEST_REP_S:
            self._restart(posture.time_s, opening)
            return None
        return self._close(posture.time_s, opening) if self._is_back(opening) and _has_settled(posture) else None

    def flush(self) -> RepSpan | None:
        """The rep that the stream cuts off while the leg comes down, if it has come back far enough."""
        if not self._opened or not self._kept:
            return None
        time_s, opening = self._newest
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

    def _is_back(self, opening: float) -> bool:
        """Whether enough of the rise has been undone for the rep to be over."""
        return opening <= self._peak - RETURN_SHARE * (self._peak - self._base)

    def _close(self, time_s: float, opening: float) -> RepSpan | None:
        span = _span(self._kept.track(), self._base)
        self._restart(time_s, opening)
        if span is None or not _is_clamshell(span):
            return None
        if not self._excursions and not _begins_still(span):
            return None
        self._excursions.append(span.excursion_deg)
        return span

    def _restart(self, time_s: float, opening: float) -> None:
        self._opened = False
        self._rest.clear()
        self._resting(time_s, opening)

    def _forget(self) -> None:
        self._kept.clear()
        self._rest.clear()
        self._opened = False


def _has_settled(posture: Posture) -> bool:
    """Whether the way down is over: standing still, or already rising again."""
    return float(posture.speed[Quantity.OPENING]) > -SLOW_DEG_S


def doing_the_exercise(posture: Posture) -> bool:
    """Whether the body lies on its side with bent knees, so that an opening means a clamshell."""
    return (
        posture.seen
        and posture.on_side >= ON_THE_SIDE
        and float(posture.value[Quantity.SIDE_LYING]) <= MOST_SIDE_LYING_DEG
        and float(posture.value[Quantity.KNEE_FLEXION]) >= LEAST_KNEE_FLEXION_DEG
    )


def _span(kept: Track, base: float) -> RepSpan | None:
    """Cut the last rep, which rose from the opening `base`, out of the postures kept; None where it has no beginning."""
    opening, speed = kept.value[:, Quantity.OPENING], kept.speed[:, Quantity.OPENING]
    peak = _last_peak(opening)
    start = _last_slow_before(opening, speed, peak, base)
    excursion = float(opening[peak] - opening[start])
    if excursion < LEAST_RISE_DEG:
        return None
    level = opening[peak] - max(TOP_DEG, TOP_SHARE * excursion)
    high = start + np.flatnonzero(opening[start:] >= level)
    top, top_end = int(high[0]), int(high[-1])
    return RepSpan(kept[:start], kept[start:], top - start, peak - start, top_end - start, excursion)


def _last_peak(opening: np.ndarray) -> int:
    """Index of the highest opening since the last rep; the kept postures may still hold that one's end."""
    best = len(opening) - 1
    for i in range(len(opening) - 1, -1, -1):
        if opening[i] > opening[best]:
            best = i
        elif opening[best] - opening[i] > RETURN_SHARE * max(opening[best] - opening[-1], LEAST_RISE_DEG) and i < best:
            break
    return best


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


def _is_clamshell(span: RepSpan) -> bool:
    """Whether the movement, seen as a whole, can be one of this exercise."""
    on_side = float(np.median(span.postures.on_side))
    shapes = (_takes_its_time, _knees_part, _knee_is_bent, _rises_for_certain, _rests_alike)
    return on_side >= REP_ON_SIDE and all(shape(span) for shape in shapes)


def _takes_its_time(span: RepSpan) -> bool:
    """Whether a leg could have gone up and come down in that time."""
    return span.end_s - span.start_s >= LEAST_REP_S


def _knees_part(span: RepSpan) -> bool:
    """Whether the top knee rose from the lower one, as in a clamshell and not in a bridge."""
    apart: list[float] = span.postures.value[:, Quantity.KNEES_APART].tolist()
    return max(apart[span.top : span.top_end + 1]) - apart[0] >= KNEES_PART_CM


def _knee_is_bent(span: RepSpan) -> bool:
    """Whether the network's own body bends its top knee, or at least leaves the foot behind.

    The lifter has only learned from bent knees and finds one in every body, so that it cannot be asked.
    """
    bends = span.postures.knee_bend_deg
    bends = bends[~np.isnan(bends)]
    return not len(bends) or float(np.median(bends)) >= LEAST_RAW_BEND_DEG or _leaves_the_foot(span)


def _leaves_the_foot(span: RepSpan) -> bool:
    """Whether the top knee parts from the lower one clearly further than the ankles part."""
    knees, ankles = (
        float(np.hypot(*(apart[span.peak] - apart[0])))
        for apart in (span.postures.knees_apart_px, span.postures.ankles_apart_px)
    )
    return ankles < ANKLE_WITH_KNEE * knees


def _rises_for_certain(span: RepSpan) -> bool:
    """Whether the rise is clearly more than its own uncertainty."""
    return span.excursion_deg >= RISE_IN_SDS * float(span.postures.change_sd[span.peak, Quantity.OPENING])


_SETTLING = [Quantity.HIP_FLEXION, Quantity.KNEE_FLEXION]
_STILLNESS = [Quantity.OPENING, Quantity.HIP_FLEXION, Quantity.SIDE_LYING]


def _rests_alike(span: RepSpan) -> bool:
    """Whether the leg came back to where it had lain; a body that gets into position does not."""
    value = span.postures.value
    change = value[-1, _SETTLING] - value[0, _SETTLING]
    return bool(np.abs(change).max() <= SETTLED_DEG)


def _begins_still(span: RepSpan) -> bool:
    """Whether the body lay still for a moment before the rep."""
    rest = span.before[int(np.searchsorted(span.before.time_s, span.start_s - STILL_S)) :]
    if not len(rest) or span.start_s - float(rest.time_s[0]) < STILL_S / 2:
        return False
    speeds = np.abs(rest.speed[:, _STILLNESS])
    return bool(np.median(speeds, axis=0).max() <= STILL_DEG_S)
