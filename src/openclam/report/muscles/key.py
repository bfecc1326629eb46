"""What the shades mean, and the shares as bars: the same numbers as in the picture, to compare with each other."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from openclam.kinetics.document import Estimate
from openclam.report.muscles.curves import Fan
from openclam.report.muscles.paint import shaded
from openclam.report.muscles.shade import SHADES, Shade, shade_of
from openclam.report.words import Speech

_BAR_MM, _BAR_HIGH_MM = 120.0, 9.0
_SWATCH: Final = Fan(((0, 0), (0, 18)), ((15, 0), (15, 18)), ((30, 0), (30, 18)))


def key(say: Speech) -> list[tuple[Shade, str]]:
    """Each shade with the activations that it stands for, in words."""
    words = [say("muscle.key_first", to=say.number(SHADES[1].from_pct))]
    words += [
        say("muscle.key_between", from_=say.number(shade.from_pct), to=say.number(after.from_pct))
        for shade, after in pairwise(SHADES[1:])
    ]
    words.append(say("muscle.key_last", from_=say.number(SHADES[-1].from_pct)))
    return list(zip(SHADES, words, strict=True))


def swatch_svg(shade: Shade) -> str:
    """A piece of muscle in this shade; words stand beside it."""
    return f'<svg class="swatch" viewBox="-1 -1 32 20" aria-hidden="true">{shaded(_SWATCH, shade)}</svg>'


def bar_svg(share: Estimate, scale_pct: float) -> str:
    """A share as a bar from 0 to `scale_pct`, its range as a line with ends; words stand beside it."""
    value, low, high = (_BAR_MM * min(end, scale_pct) / scale_pct for end in (share.value, share.low, share.high))
    middle = _BAR_HIGH_MM / 2
    ends = "".join(f"M{end:.1f} {middle - 2.5:g}V{middle + 2.5:g}" for end in (low, high))
    piece = Fan(
        ((0, 0), (0, _BAR_HIGH_MM)), ((value / 2, 0), (value / 2, _BAR_HIGH_MM)), ((value, 0), (value, _BAR_HIGH_MM))
    )
    return (
        f'<svg class="bar" viewBox="-1 -1 {_BAR_MM + 2:g} {_BAR_HIGH_MM + 2:g}" aria-hidden="true">'
        f'<path d="M0 {_BAR_HIGH_MM:g}H{_BAR_MM:g}" stroke="#cdd6dc" stroke-width="1"/>'
        f"{shaded(piece, shade_of(share.value))}"
        f'<path d="M{low:.1f} {middle:g}H{high:.1f}{ends}" fill="none" stroke="#fff" stroke-width="3"/>'
        f'<path d="M{low:.1f} {middle:g}H{high:.1f}{ends}" fill="none" stroke="#1d2b36" stroke-width="1.2"/></svg>'
    )
