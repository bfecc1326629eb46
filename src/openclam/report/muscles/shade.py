"""How a share of activation looks: darker and more densely hatched the harder a muscle works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shade:
    """The look of activations from `from_pct` on; `spacing_mm` between hatching lines, None for no hatching."""

    from_pct: float
    fill: str
    spacing_mm: float | None


SHADES: Final = (
    Shade(0, "#fdf3ec", None),
    Shade(5, "#f9d9c6", 8.5),
    Shade(15, "#f0a98c", 5.6),
    Shade(30, "#d96f58", 3.8),
    Shade(50, "#b03a38", 2.5),
)
"""Five steps: as many as eyes tell apart in grey. Lightness falls evenly, so that colour is not needed."""

HATCH: Final = "#5a1420"


def shade_of(activation_pct: float) -> Shade:
    """The shade of an activation, 0 to 100 %."""
    return next(shade for shade in reversed(SHADES) if activation_pct >= shade.from_pct or shade is SHADES[0])
