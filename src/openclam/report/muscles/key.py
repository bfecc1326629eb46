"""What the shades mean."""

from __future__ import annotations

from typing import Final

from openclam.report.muscles.curves import Fan
from openclam.report.muscles.names import level_words
from openclam.report.muscles.paint import shaded
from openclam.report.muscles.shade import SHADES, Shade
from openclam.report.words import Speech

_SWATCH: Final = Fan(((0, 0), (0, 18)), ((15, 0), (15, 18)), ((30, 0), (30, 18)))


def key(say: Speech) -> list[tuple[Shade, str]]:
    """Each shade with the level that it stands for, in words; the one that works most first."""
    return [(shade, level_words(level, say)) for level, shade in tuple(SHADES.items())[::-1]]


def swatch_svg(shade: Shade) -> str:
    """A piece of muscle in this shade; words stand beside it."""
    return f'<svg class="swatch" viewBox="-1 -1 32 20" aria-hidden="true">{shaded(_SWATCH, shade)}</svg>'
