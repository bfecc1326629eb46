"""The trend of saved sets as small plots: SVG of our own, coloured by the site's style sheet, with a table beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor
from typing import Final

from markupsafe import Markup

from openclam.report.words import Speech
from openclam.web.site.saved_set import Figures, SavedSet

TREND_MEASURES: Final[tuple[tuple[str, str | None], ...]] = (
    ("opening_deg", "deg"),
    ("clean_range_deg", "deg"),
    ("pelvic_roll_deg", "deg"),
    ("hold_s", "s"),
    ("reps", None),
)
"""Fields of `Figures`, each with its unit."""

_WIDTH, _HEIGHT = 320.0, 150.0
_LEFT, _RIGHT, _TOP, _FOOT = 34.0, 10.0, 12.0, 24.0
_STEPS = (0.5, 1, 2, 5, 10, 15, 20, 30, 50, 100, 200, 500, 1000)
_LEAST_SPAN = {"deg": 10.0, "s": 1.0, None: 4.0}


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over all sets."""

    name: str
    latest: str
    svg: Markup


def trends(sets: Sequence[SavedSet], say: Speech) -> list[Trend]:
    """A plot for every measure that at least one set has, oldest set at the left."""
    return [
        Trend(say(f"measure.{name}"), _latest(sets, name, unit, say), Markup(_plot(sets, name, unit, say)))  # noqa: S704 - ours
        for name, unit in TREND_MEASURES
        if any(getattr(kept.figures, name) is not None for kept in sets)
    ]


def figure_words(figures: Figures, name: str, unit: str | None, say: Speech) -> str:
    """A figure of a set with its unit; a dash for none."""
    return say.quantity(getattr(figures, name), unit)


def day(kept: SavedSet, say: Speech) -> str:
    """The day of a set, as its language writes it."""
    when = kept.performed_at
    return say("date.day", day=when.day, month=say(f"month.m{when.month}"), year=when.year)


def _latest(sets: Sequence[SavedSet], name: str, unit: str | None, say: Speech) -> str:
    last = next(kept for kept in reversed(sets) if getattr(kept.figures, name) is not None)
    return figure_words(last.figures, name, unit, say)


def _plot(sets: Sequence[SavedSet], name: str, unit: str | None, say: Speech) -> str:
    values = [(place, kept, float(value)) for place, kept in enumerate(sets)
              if (value := getattr(kept.figures, name)) is not None]  # fmt: skip
    low, high, step = _scale([value for _, _, value in values], _LEAST_SPAN[unit])

    def x(place: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * ((place + 0.5) / len(sets))

    def y(value: float) -> float:
        return _HEIGHT - _FOOT - (_HEIGHT - _TOP - _FOOT) * (value - low) / (high - low)

    grid = ""
    for count in range(round((high - low) / step) + 1):
        level = low + count * step
        places = 0 if step >= 1 else 1
        grid += (
            f'<path class="grid" d="M{_LEFT:g} {y(level):.1f}H{_WIDTH - _RIGHT:g}"/>'
            f'<text class="tick" x="{_LEFT - 6:g}" y="{y(level) + 3.5:.1f}" text-anchor="end">'
            f"{say.number(level, places)}</text>"
        )
    lines = ""
    for leg in ("left", "right"):
        spots = [(x(place), y(value)) for place, kept, value in values if kept.figures.moving_leg == leg]
        if spots:
            path = "L".join(f"{a:.1f} {b:.1f}" for a, b in spots)
            lines += f'<path class="line {leg}" d="M{path}"/>' + "".join(_mark(leg, *spot) for spot in spots)
    ends = _days(sets, say)
    title = escape(say("history.plot_alt", measure=say(f"measure.{name}"), count=len(values),
                       latest=_latest(sets, name, unit, say)))  # fmt: skip
    return (
        f'<svg class="trend" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" aria-label="{title}" '
        f'xmlns="http://www.w3.org/2000/svg">{grid}{lines}{ends}</svg>'
    )


def _mark(leg: str, x: float, y: float) -> str:
    """A circle for the left leg, a square for the right: told apart without colour."""
    if leg == "left":
        return f'<circle class="mark left" cx="{x:.1f}" cy="{y:.1f}" r="3.6"/>'
    return f'<rect class="mark right" x="{x - 3.3:.1f}" y="{y - 3.3:.1f}" width="6.6" height="6.6"/>'


def _days(sets: Sequence[SavedSet], say: Speech) -> str:
    """The first and the last day below the plot."""
    first, last = day(sets[0], say), day(sets[-1], say)
    if first == last:
        return _day_text(_LEFT, "start", first)
    return _day_text(_LEFT, "start", first) + _day_text(_WIDTH - _RIGHT, "end", last)


def _day_text(x: float, anchor: str, words: str) -> str:
    return f'<text class="tick" x="{x:g}" y="{_HEIGHT - 6:g}" text-anchor="{anchor}">{escape(words)}</text>'


def _scale(values: Sequence[float], least: float) -> tuple[float, float, float]:
    """Round ends that hold all values, and the step between lines: three to six of them."""
    low, high = min(values), max(values)
    span = max(high - low, least)
    step = next((one for one in _STEPS if span / one <= 4), span)
    bottom = floor(low / step) * step
    top = max(ceil(high / step) * step, bottom + 2 * step)
    return bottom, top, step
