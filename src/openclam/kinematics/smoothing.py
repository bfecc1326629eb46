"""Smoothing with a fixed lag: a local parabola around each picture, in the stream's own time.

A parabola fitted over the lag to either side keeps the height and the moment of a rep's top (a rep lasts 0.5 to
5 s) where a plain mean would flatten it, gives the speed as its slope, and needs no even picture
rate. Looking ahead costs exactly the lag.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from openclam.kinematics.posture import Values

LAG_S = 0.2
_LEAST = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Smoothed(Generic[T]):
    """One picture's values and speeds (n,), and whatever was handed in with it."""

    time_s: float
    value: Values
    speed: Values
    item: T


class LocalParabola(Generic[T]):
    """Takes one row of values a picture, gives rows back `lag_s` later, in order, one for one."""

    def __init__(self, lag_s: float = LAG_S) -> None:
        self._lag_s = lag_s
        self._rows: deque[tuple[float, Values, T]] = deque()
        self._next = 0

    def step(self, time_s: float, value: Values, item: T) -> list[Smoothed[T]]:
        """Add one row (NaN where unseen); return the rows that have now seen far enough ahead."""
        self._rows.append((time_s, value, item))
        ready = []
        while self._rows[self._next][0] <= time_s - self._lag_s:
            ready.append(self._emit())
        return ready

    def flush(self) -> list[Smoothed[T]]:
        """The rows still waiting, at the end of the stream."""
        return [self._emit() for _ in range(len(self._rows) - self._next)]

    def _emit(self) -> Smoothed[T]:
        centre, value, item = self._rows[self._next]
        while self._rows[0][0] < centre - self._lag_s:
            self._rows.popleft()
            self._next -= 1
        near = [(t, row) for t, row, _ in self._rows if abs(t - centre) <= self._lag_s]
        smooth, speed = _fit(centre, near, value, self._lag_s)
        self._next += 1
        return Smoothed(centre, smooth, speed, item)


def _fit(centre: float, near: list[tuple[float, Values]], value: Values, lag_s: float) -> tuple[Values, Values]:
    """Value and slope at `centre` of a weighted parabola through the rows that were seen."""
    nothing = np.full_like(value, np.nan)
    if np.isnan(value).all():
        return nothing, nothing
    times = np.array([t for t, _ in near]) - centre
    rows = np.stack([row for _, row in near])
    seen = ~np.isnan(rows).all(axis=1)
    times, rows = times[seen], rows[seen]
    if len(times) < _LEAST:
        return value, np.zeros_like(value)
    weight = (1 - np.abs(times / (lag_s * 1.05)) ** 3) ** 3
    design = np.stack([np.ones_like(times), times, times**2], axis=1)
    weighted = design * weight[:, None]
    ridge = np.diag([0.0, 1e-6, 1e-6])
    coefficients = np.linalg.solve(design.T @ weighted + ridge, weighted.T @ rows)
    return coefficients[0], coefficients[1]
