"""How a muscle's level looks: darker and more densely hatched the more it works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from openclam.kinetics.document import Level


@dataclass(frozen=True, slots=True)
class Shade:
    """A fill, and `spacing_mm` between hatching lines, None for no hatching."""

    fill: str
    spacing_mm: float | None


UNKNOWN: Final = Shade("#fdf3ec", None)
"""A muscle of which nothing is said."""

SHADES: Final[Mapping[Level, Shade]] = {
    "little": Shade("#f9d9c6", 8.5),
    "some": Shade("#ea9478", 5.0),
    "most": Shade("#b03a38", 2.5),
}
"""From the level that works least. Lightness falls evenly, so that colour is not needed."""

HATCH: Final = "#5a1420"


def shade_of(level: Level | None) -> Shade:
    """The shade of a level; None where it is not known."""
    return UNKNOWN if level is None else SHADES[level]
