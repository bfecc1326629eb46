"""Smooth outlines and muscle fibres as SVG path data. Points are (x, y) in millimetres of the body, y down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Point = tuple[float, float]
Points = npt.NDArray[np.float64]
"""(n, 2) x, y."""

_EDGE_POINTS = 9


@dataclass(frozen=True, slots=True)
class Fan:
    """A sheet of muscle: fibres that run from an origin through a belly to an insertion.

    The three lines run the same way across the fibres. What bounds the muscle and what hatches it are the same
    fibres, so that hatching always follows the pull.
    """

    origin: tuple[Point, ...]
    belly: tuple[Point, ...]
    insertion: tuple[Point, ...]

    def outline(self) -> str:
        """The closed outline."""
        across = np.linspace(0.0, 1.0, _EDGE_POINTS)
        along = np.linspace(0.0, 1.0, _EDGE_POINTS)
        origin, insertion = (_along(line, across) for line in (self.origin, self.insertion))
        first = np.array([self.at(0.0, share) for share in along])
        last = np.array([self.at(1.0, share) for share in along])
        return joined(first, insertion, last[::-1], origin[::-1])

    def fibres(self, spacing_mm: float) -> str:
        """The lines of the fibres inside the outline, about `spacing_mm` apart at the belly.

        Where the fibres run together, every second one stops short: a tendon is no darker than its muscle.
        """
        count = max(1, round(_length(self.belly) / spacing_mm))
        narrows = _length(self.insertion) < 0.6 * _length(self.belly)
        return "".join(
            self._fibre((number + 0.5) / count, until=0.72 if narrows and number % 2 else 1.0)
            for number in range(count)
        )

    def at(self, across: float, along: float) -> Point:
        """A point in the sheet: `across` the fibres and `along` them from the origin, both 0 to 1."""
        start, through, end = self._ends(across)
        control = 2 * through - (start + end) / 2
        x, y = (1 - along) ** 2 * start + 2 * along * (1 - along) * control + along**2 * end
        return float(x), float(y)

    def _fibre(self, across: float, until: float) -> str:
        start, through, end = self._ends(across)
        control = 2 * through - (start + end) / 2
        return f"M{_xy(start)}Q{_xy(start + until * (control - start))} {_xy(self.at(across, until))}"

    def _ends(self, across: float) -> tuple[Points, Points, Points]:
        share = np.array([across])
        start, through, end = (_along(line, share)[0] for line in (self.origin, self.belly, self.insertion))
        return start, through, end


def joined(*runs: Sequence[Point] | Points) -> str:
    """A closed outline of smooth runs with a corner wherever one ends and the next begins."""
    path = ""
    for run in runs:
        points = np.asarray(run, np.float64)
        path += f"{'L' if path else 'M'}{_xy(points[0])}{_curve(points)}"
    return path + "Z"


def opened(points: Sequence[Point]) -> str:
    """An open smooth line."""
    line = np.asarray(points, np.float64)
    return f"M{_xy(line[0])}{_curve(line)}"


def _curve(points: Points) -> str:
    """The cubic pieces of a Catmull-Rom curve from the first point to the last."""
    padded = np.concatenate([points[:1], points, points[-1:]])
    path = ""
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        path += f"C{_xy(start + (end - before) / 6)} {_xy(end - (after - start) / 6)} {_xy(end)}"
    return path


def _along(line: Sequence[Point], share: npt.NDArray[np.float64]) -> Points:
    """Points of a smooth line at these shares of its length."""
    points = np.asarray(line, np.float64)
    if len(points) == 1:
        return np.repeat(points, len(share), axis=0)
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    fine = np.concatenate([_span(padded[i : i + 4]) for i in range(len(points) - 1)] + [points[-1:]])
    reach = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))])
    return np.stack([np.interp(share * reach[-1], reach, fine[:, axis]) for axis in (0, 1)], axis=1)


def _span(four: Points) -> Points:
    """Ten points from the second of four points towards the third, on the Catmull-Rom curve through them."""
    t = np.arange(0.0, 1.0, 0.1)[:, None]
    a, b, c, d = four
    return np.asarray(
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3), np.float64
    )


def _length(line: Sequence[Point]) -> float:
    return float(np.linalg.norm(np.diff(np.asarray(line, np.float64), axis=0), axis=1).sum())


def _xy(point: Points | Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
