"""Paints outlines as SVG: flat colours, one ink line around each group of parts, still or moving.

What moves starts when the picture with the id `MOVING_ID` is clicked, and stops by itself: nobody
has to look at something that will not stand still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

INK = "#20343f"
INK_WIDTH = 0.85

_RISE_S, _HOLD_S, _FALL_S, _REST_S = 2.0, 1.5, 2.0, 0.8
_CYCLE_S = _RISE_S + _HOLD_S + _FALL_S + _REST_S
_REPS = 3

MOVING_ID = "moving"  # no hyphen: SMIL would read it as a minus


@dataclass(frozen=True, slots=True)
class Part:
    """One outline in one colour; one path per key position, a single one where it stands still."""

    paths: tuple[str, ...]
    fill: str


def paint(parts: Sequence[Part]) -> str:
    """The parts as one body: overlapping parts get a line around the whole and none between them."""
    ink = "".join(_path(part) for part in parts)
    flat = "".join(_path(part) for part in parts)
    return (
        f'<g stroke="{INK}" stroke-width="{2 * INK_WIDTH}" stroke-linejoin="round">{ink}</g><g stroke="none">{flat}</g>'
    )


def line(path: str, *, width: float = INK_WIDTH, colour: str = INK, dash: str = "") -> str:
    """An open line."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-linecap="round" stroke-linejoin="round"{dashes}/>'
    )


def play_button(centre: tuple[float, float], label: str) -> str:
    """A round button that starts the movement by click or Enter, and is away while it runs."""
    x, y = centre
    return (
        f'<a href="#{MOVING_ID}" aria-label="{escape(label)}">'
        f'<circle cx="{x}" cy="{y}" r="10" fill="#fff" fill-opacity="0.92" stroke="{INK}" stroke-width="1.2"/>'
        f'<path d="M{x - 3} {y - 5.2}L{x + 6} {y}L{x - 3} {y + 5.2}Z" fill="{INK}"/>'
        f'<set attributeName="visibility" to="hidden" begin="{MOVING_ID}.click" dur="{_REPS * _CYCLE_S:.1f}s"/></a>'
    )


def _path(part: Part) -> str:
    if len(part.paths) == 1:
        return f'<path d="{part.paths[0]}" fill="{part.fill}"/>'
    return f'<path d="{part.paths[0]}" fill="{part.fill}">{_animation(part.paths)}</path>'


def _animation(paths: tuple[str, ...]) -> str:
    """Up through the key positions, hold, down through them, rest; three reps."""
    last = len(paths) - 1
    up = [_RISE_S * i / last for i in range(last + 1)]
    down = [_RISE_S + _HOLD_S + _FALL_S * i / last for i in range(last + 1)]
    times = [*up, *down, _CYCLE_S]
    values = [*paths, *reversed(paths), paths[0]]
    return (
        f'<animate attributeName="d" begin="{MOVING_ID}.click" dur="{_CYCLE_S}s" repeatCount="{_REPS}" '
        f'keyTimes="{";".join(f"{time / _CYCLE_S:.4f}" for time in times)}" values="{";".join(values)}"/>'
    )
