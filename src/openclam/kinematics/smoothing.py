"""Smoothing with a fixed lag: a local parabola around each frame, in the stream's own time.

A value seen in one frame only is an outlier: each row becomes the median of itself and its neighbours first. Then a
parabola is fitted over the lag to either side. It keeps height and time of a rep's top (a rep lasts 0.5 to 5 s) where a
plain mean would flatten it. Its slope is the speed, and it needs no even frame rate. Looking ahead
costs exactly the lag.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from openclam.kinematics.posture import Values

LAG_S = 0.2
"""Reach of the fit to either side: separates noise (shorter, averaged) from a rep's top (longer, kept)."""
_LEAST = 3
"""Rows that separate a fit (as many or more) from the row itself (fewer): a parabola has three coefficients."""
_ROOM = 64
_RIDGE = np.diag([0.0, 1e-6, 1e-6])
"""Keeps the fit solvable where times hardly differ."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Smoothed(Generic[T]):
    """Values and speeds (n,) of one frame, and the item that came with it."""

    time_s: float
    value: Values
    speed: Values
    item: T


class LocalParabola(Generic[T]):
    """Smooths one row of values a frame; rows come back `lag_s` later, in order, one for one."""

    def __init__(self, lag_s: float = LAG_S) -> None:
        self._lag_s = lag_s
        self._times: list[float] = []
        self._seen: list[bool] = []
        self._items: list[T] = []
        self._next = 0
        self._block = np.empty((0, 0))
        """The rows, from `_first` on, in one block: stacking them for every fit would cost more than the fit."""
        self._first = 0
        self._newest: deque[Values] = deque(maxlen=3)
        """The last rows as they came."""

    def step(self, time_s: float, value: Values, item: T) -> list[Smoothed[T]]:
        """Add one row (NaN where unseen); return the rows that now have `lag_s` of rows after them."""
        self._keep(value)
        self._times.append(time_s)
        self._seen.append(not np.isnan(value).all())
        self._items.append(item)
        self._mend_slip()
        ready = []
        while self._times[self._next] <= time_s - self._lag_s:
            ready.append(self._emit())
        return ready

    def flush(self) -> list[Smoothed[T]]:
        """The rows still waiting, at the end of the stream."""
        return [self._emit() for _ in range(len(self._times) - self._next)]

    def _keep(self, value: Values) -> None:
        count = len(self._times)
        if self._first + count >= len(self._block):  # rows given back lie before `_first` and leave room
            block = np.empty((max(_ROOM, 2 * count), len(value)))
            block[:count] = self._block[self._first : self._first + count] if count else 0.0
            self._block, self._first = block, 0
        self._block[self._first + count] = value
        self._newest.append(value)

    def _mend_slip(self) -> None:
        """Replace the last row but one by the median of itself and its neighbours."""
        if len(self._times) < _LEAST or not all(self._seen[-3:]) or self._times[-1] - self._times[-3] > self._lag_s:
            return
        before, itself, after = self._newest
        self._block[self._first + len(self._times) - 2] = np.maximum(
            np.minimum(before, itself), np.minimum(np.maximum(before, itself), after)
        )

    def _emit(self) -> Smoothed[T]:
        centre = self._times[self._next]
        gone = 0
        while self._times[gone] < centre - self._lag_s:
            gone += 1
        if gone:
            del self._times[:gone], self._seen[:gone], self._items[:gone]
            self._first += gone
            self._next -= gone
        near = [i for i, t in enumerate(self._times) if self._seen[i] and abs(t - centre) <= self._lag_s]
        value, speed = self._fitted(centre, near)
        item = self._items[self._next]
        self._next += 1
        return Smoothed(centre, value, speed, item)

    def _fitted(self, centre: float, near: list[int]) -> tuple[Values, Values]:
        """Value and slope at `centre`, from the seen rows with indices `near`."""
        value = self._block[self._first + self._next]
        if not self._seen[self._next]:
            nothing = np.full(len(value), np.nan)
            return nothing, nothing
        if len(near) < _LEAST:
            return value.copy(), np.zeros(len(value))
        one_after_another = near[-1] - near[0] + 1 == len(near)
        where = slice(near[0], near[-1] + 1) if one_after_another else near
        rows = self._block[self._first : self._first + len(self._times)][where]
        return _fit(np.array([self._times[i] for i in near]) - centre, rows, self._lag_s)


def _fit(times: Values, rows: Values, lag_s: float) -> tuple[Values, Values]:
    """Value and slope (k,) at time 0 of a weighted parabola through rows (n, k) at `times` (n,)."""
    weight = (1 - np.abs(times / (lag_s * 1.05)) ** 3) ** 3
    design = np.empty((len(times), 3))
    design[:, 0], design[:, 1], design[:, 2] = 1.0, times, times * times
    weighted = design * weight[:, None]
    coefficients = np.linalg.solve(design.T @ weighted + _RIDGE, weighted.T @ rows)
    return coefficients[0], coefficients[1]
