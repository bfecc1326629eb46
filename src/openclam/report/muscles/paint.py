"""Draws shapes as SVG in the looks of the muscle picture."""

from __future__ import annotations

from typing import Final

from openclam.report.muscles.curves import Fan
from openclam.report.muscles.shade import HATCH, Shade

INK: Final = "#2b1d1c"
SOFT: Final = "#4a5a66"
SKIN: Final = 'fill="#f7f3ef"'
SKIN_LINE: Final = 'fill="none" stroke="#d9cfc6" stroke-width="1.1" stroke-linecap="round"'
BONE: Final = 'fill="#fffdf7" stroke="#968c78" stroke-width="1.1" stroke-linejoin="round"'
BONE_LINE: Final = 'fill="none" stroke="#d2c9b5" stroke-width="1" stroke-linecap="round"'
HOLE: Final = 'fill="#ece6dd" stroke="#968c78" stroke-width="0.9"'
SINEW: Final = 'fill="#eeece6" stroke="#b5ada0" stroke-width="0.9" stroke-linejoin="round"'
SINEW_LINE: Final = 'fill="none" stroke="#cfc8bb" stroke-width="0.8"'


def path(data: str, look: str) -> str:
    """One path in a look."""
    return f'<path d="{data}" {look}/>'


def paths(many: tuple[str, ...], look: str) -> str:
    """Some paths in one look."""
    return "".join(path(data, look) for data in many)


def shaded(fan: Fan, shade: Shade) -> str:
    """A sheet of muscle in its shade: a fill, and hatching along its fibres."""
    outline = path(fan.outline(), f'fill="{shade.fill}" stroke="{INK}" stroke-width="1" stroke-linejoin="round"')
    if shade.spacing_mm is None:
        return outline
    return outline + path(fan.fibres(shade.spacing_mm), f'fill="none" stroke="{HATCH}" stroke-width="0.9"')
