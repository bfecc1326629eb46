"""Outlines for the drawn figure, as SVG path data. Points are (x, y) in picture units, y down.

Every function gives the same commands for any points, so that a browser can morph one into another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Spot = npt.NDArray[np.float64]
"""(2,) x, y."""


def limb(a: Spot, b: Spot, radius_a: float, radius_b: float, bulge: tuple[float, float] = (0.0, 0.0)) -> str:
    """A limb segment with round ends.

    Args:
        a: centre of the near joint.
        b: centre of the far joint.
        radius_a: half-width at `a`.
        radius_b: half-width at `b`.
        bulge: how far the flesh swells on either side (left of a→b as seen on the page, then right).
    """
    along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-6)
    across = np.array([along[1], -along[0]])
    one, two = a + (b - a) * 0.35, a + (b - a) * 0.7
    near, far = radius_a * 0.68 + radius_b * 0.32, radius_a * 0.3 + radius_b * 0.7
    left, right = bulge
    return (
        f"M{_xy(a + across * radius_a)}"
        f"C{_xy(one + across * (near + left))} {_xy(two + across * (far + left * 0.5))} {_xy(b + across * radius_b)}"
        f"A{radius_b:.1f} {radius_b:.1f} 0 0 1 {_xy(b - across * radius_b)}"
        f"C{_xy(two - across * (far + right * 0.5))} {_xy(one - across * (near + right))} {_xy(a - across * radius_a)}"
        f"A{radius_a:.1f} {radius_a:.1f} 0 0 1 {_xy(a + across * radius_a)}Z"
    )


def smooth(points: Sequence[Spot], *, closed: bool = True) -> str:
    """A smooth curve through `points` (Catmull-Rom)."""
    n = len(points)
    spans = n if closed else n - 1

    def at(i: int) -> Spot:
        return points[i % n] if closed else points[min(max(i, 0), n - 1)]

    path = f"M{_xy(points[0])}"
    for i in range(spans):
        first = at(i) + (at(i + 1) - at(i - 1)) / 6
        second = at(i + 1) - (at(i + 2) - at(i)) / 6
        path += f"C{_xy(first)} {_xy(second)} {_xy(at(i + 1))}"
    return path + ("Z" if closed else "")


def ribbon(a: Spot, b: Spot, width: float, bow: Spot) -> str:
    """A band of this width from `a` to `b`, its long edges bowed by `bow`."""
    along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-6)
    half = np.array([along[1], -along[0]]) * width / 2
    middle = (a + b) / 2 + bow
    return (
        f"M{_xy(a + half)}Q{_xy(middle + half)} {_xy(b + half)}"
        f"Q{_xy(b + along * width * 0.3)} {_xy(b - half)}"
        f"Q{_xy(middle - half)} {_xy(a - half)}"
        f"Q{_xy(a - along * width * 0.3)} {_xy(a + half)}Z"
    )


def ellipse(centre: Spot, long: float, short: float, turn_deg: float) -> str:
    """An ellipse with half-axes `long` and `short`, the long one turned from the horizontal."""
    turn = np.radians(turn_deg)
    reach = np.array([np.cos(turn), np.sin(turn)]) * long
    return (
        f"M{_xy(centre - reach)}A{long:.1f} {short:.1f} {turn_deg:.0f} 1 1 {_xy(centre + reach)}"
        f"A{long:.1f} {short:.1f} {turn_deg:.0f} 1 1 {_xy(centre - reach)}Z"
    )


def _xy(spot: Spot) -> str:
    return f"{spot[0]:.1f} {spot[1]:.1f}"
