"""Curves over time for the files of OpenSim: checked at the door, put on an even clock, cut where nothing was seen.

A recording has holes (a hand before the hip, a person who left the frame) and often an uneven clock. The readers of
the field allow neither: OpenSim's `Storage`, on which its tools rest, stops without a word at the first number that is
missing; a low-pass filter over a hole fills it with movement that nobody saw; some readers of `.trc` take the rate and
never look at the times. So: an even clock, and one table for each unbroken stretch.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

LEAST_STEP_S = 1e-6
"""Rows closer than this are taken for a mistake: no camera is that fast, and the files' times must stay apart."""

LEAST_ROWS = 6
"""OpenSim 4.6 fits quintic splines to coordinates and fails on fewer rows (`InverseDynamicsTool`: "Too few data
points")."""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Named curves over one clock.

    `time_s` (n,) seconds, increasing. `columns` by name: (n,) numbers or (n, 3) points. NaN is "not seen".

    Raises:
        ValueError: the times do not increase, lengths differ, a number is infinite, or a name cannot stand in a file.
    """

    time_s: Array
    columns: Mapping[str, Array]

    def __post_init__(self) -> None:
        if self.time_s.ndim != 1 or not len(self.time_s):
            raise ValueError(f"time_s must be (n,) with at least one row; its shape is {self.time_s.shape}")
        if not np.isfinite(self.time_s).all():
            raise ValueError("time_s must be finite; it holds NaN or infinity")
        if (np.diff(self.time_s) < LEAST_STEP_S).any():
            row = int(np.argmax(np.diff(self.time_s) < LEAST_STEP_S)) + 1
            before, at = self.time_s[row - 1 : row + 1]
            raise ValueError(f"time_s must increase by a microsecond or more; row {row} has {at} s after {before} s")
        if not self.columns:
            raise ValueError("at least one column is needed besides the time")
        for name, values in self.columns.items():
            self._check_column(name, values)

    def _check_column(self, name: str, values: Array) -> None:
        # OpenSim's readers split the labels at white space, and the first column is the time.
        if name.split() != [name] or name.lower() == "time":
            raise ValueError(f"{name!r} cannot be a column: a name without white space, other than 'time', is needed")
        rows = len(self.time_s)
        if values.shape not in ((rows,), (rows, 3)):
            raise ValueError(
                f"{name} must be ({rows},) or ({rows}, 3), as time_s has {rows} rows; it is {values.shape}"
            )
        if np.isinf(values).any():
            raise ValueError(f"{name} holds an infinite number; give NaN where nothing was seen")

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """(n,) whether every column has a number in that row."""
        return _all_along_rows(np.column_stack([_seen(values) for values in self.columns.values()]))

    def rows(self, which: slice) -> Curves:
        """Some of the rows."""
        return Curves(self.time_s[which], {name: values[which] for name, values in self.columns.items()})


def rate_of(time_s: Array) -> float:
    """The rate of a clock in Hz; longer pauses in it do not count.

    The mean of the ordinary steps: stamps are often whole milliseconds, so that no single step tells the rate.

    Raises:
        ValueError: there are fewer than two rows.
    """
    if len(time_s) < 2:
        raise ValueError(f"a rate needs at least two rows; there are {len(time_s)}")
    steps = np.diff(time_s)
    return float(1 / steps[steps <= 1.5 * np.median(steps)].mean())


def evenly(curves: Curves, rate_hz: float | None = None, bridge_s: float = 0.1) -> Curves:
    """The curves on an even clock from the first row on, linear between the frames.

    A hole up to `bridge_s` long (or a step and a half of the recording, where that is longer) is bridged: the leg
    hardly changes its course in a tenth of a second. In a longer one the rows are NaN.

    Args:
        curves: on any clock.
        rate_hz: rows per second; None for the rate of the recording.
        bridge_s: longest time between two seen frames that is bridged, seconds.

    Raises:
        ValueError: the rate is not above 0, or there are fewer than two rows.
    """
    native_hz = rate_of(curves.time_s)
    rate_hz = native_hz if rate_hz is None else rate_hz
    if not (np.isfinite(rate_hz) and rate_hz > 0):
        raise ValueError(f"rate_hz must be a number above 0; it is {rate_hz}")
    start, end = curves.time_s[0], curves.time_s[-1]
    # The last frame counts although the division may fall a hair short of it.
    grid = start + np.arange(int((end - start) * rate_hz + 1e-6) + 1) / rate_hz
    bridge_s = max(bridge_s, 1.5 / native_hz) + LEAST_STEP_S
    columns = {name: _resampled(curves.time_s, values, grid, bridge_s) for name, values in curves.columns.items()}
    return Curves(grid, columns)


def spans(curves: Curves, least_rows: int = LEAST_ROWS) -> tuple[Curves, ...]:
    """The unbroken stretches in which every column was seen; those with fewer than `least_rows` are left out."""
    seen = curves.seen
    edges = np.flatnonzero(np.diff(seen)) + 1
    stretches = itertools.pairwise([0, *edges.tolist(), len(seen)])
    return tuple(
        curves.rows(slice(first, end)) for first, end in stretches if seen[first] and end - first >= least_rows
    )


def _seen(values: Array) -> npt.NDArray[np.bool_]:
    return _all_along_rows(np.isfinite(values.reshape(len(values), -1)))


def _all_along_rows(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return np.asarray(flags.all(axis=1), np.bool_)


def _resampled(time_s: Array, values: Array, grid: Array, bridge_s: float) -> Array:
    """One column on the times `grid`; NaN where no frames lie near enough on both sides."""
    seen = _seen(values)
    shape = (len(grid), *values.shape[1:])
    if not seen.any():
        return np.full(shape, np.nan)
    known_s, known = time_s[seen], values[seen].reshape(int(seen.sum()), -1)
    after = np.searchsorted(known_s, grid)
    before_s, after_s = known_s[np.clip([after - 1, after], 0, len(known_s) - 1)]
    at_picture = np.minimum(np.abs(grid - before_s), np.abs(grid - after_s)) <= 10 * LEAST_STEP_S
    between = (before_s <= grid) & (grid <= after_s) & (after_s - before_s <= bridge_s)
    out = np.stack([np.interp(grid, known_s, column) for column in known.T], axis=1)
    out[~(at_picture | between)] = np.nan
    return out.reshape(shape)
