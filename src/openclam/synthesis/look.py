"""What a person looks like: colours, clothes, hair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openclam.errors import UsageError
from openclam.synthesis.fabric import Pattern

Colour = tuple[int, int, int]
Sleeves = Literal["none", "short", "long"]
Legs = Literal["shorts", "calf", "ankle"]
Feet = Literal["bare", "socks", "shoes"]
Hair = Literal["short", "long", "bald"]


@dataclass(frozen=True, slots=True)
class Look:
    """Colours (red, green, blue, each 0 to 255) and cut of what a person wears, and their hair.

    `leggings` is the colour of whatever covers the legs, `legs` how far down it reaches. `shirt_loose_m` and
    `leggings_loose_m` (0 to 0.05) are how far the cloth stands off, beyond a close fit. A `long_shirt` falls
    over the hips. `bun` adds a knot to short hair. A pattern mixes in `shirt_second` or `leggings_second`. `seed` fixes
    folds, pattern and grain.

    Raises:
        UsageError: the cloth stands off further than this body's surface can carry.
    """

    skin: Colour = (226, 172, 143)
    hair: Colour = (74, 46, 30)
    shirt: Colour = (58, 128, 138)
    leggings: Colour = (78, 72, 112)
    lips: Colour = (190, 98, 96)
    iris: Colour = (84, 92, 60)
    bun: bool = True
    hair_style: Hair = "short"
    sleeves: Sleeves = "short"
    legs: Legs = "ankle"
    feet: Feet = "bare"
    footwear: Colour = (236, 234, 230)
    shirt_loose_m: float = 0.0
    leggings_loose_m: float = 0.0
    long_shirt: bool = False
    shirt_pattern: Pattern = "plain"
    shirt_second: Colour = (240, 240, 236)
    leggings_pattern: Pattern = "plain"
    leggings_second: Colour = (40, 40, 44)
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("shirt_loose_m", "leggings_loose_m"):
            if not 0.0 <= getattr(self, name) <= 0.05:
                raise UsageError(f"{name} must lie between 0 and 0.05 m, got {getattr(self, name)}.")
