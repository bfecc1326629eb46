"""Folds and patterns of cloth, as functions of the place on the resting surface: the same seed, the same cloth."""

from __future__ import annotations

from typing import Literal

import numpy as np

from openclam.synthesis.frames import Array
from openclam.synthesis.texels import Mask

Pattern = Literal["plain", "stripes", "print"]

_WAVES = 7


def wrinkles(points: Array, seed: int) -> Array:
    """How far out (1) or in (-1) the cloth folds at points (n, 3), metres; smooth, (n,).

    Folds are longer along the body than around it, as cloth hangs.
    """
    random = np.random.default_rng(seed)
    direction = random.normal(size=(_WAVES, 3)) * [1.0, 0.6, 1.0]
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    length_m = random.uniform(0.05, 0.16, _WAVES)
    phase = random.uniform(0.0, 2.0 * np.pi, _WAVES)
    # One wave bends the next, or the folds would cross each other like a grid.
    total = np.zeros(len(points))
    for wave in range(_WAVES):
        along = points @ direction[wave] / length_m[wave]
        total += np.sin(2.0 * np.pi * along + phase[wave] + 0.8 * total)
    return np.asarray(np.clip(total / (0.6 * _WAVES), -1.0, 1.0))


def second_colour(points: Array, pattern: Pattern, seed: int) -> Mask:
    """Where a pattern shows its second colour, for points (n, 3) of the resting surface."""
    random = np.random.default_rng(seed)
    if pattern == "stripes":
        period, share = random.uniform(0.015, 0.07), random.uniform(0.25, 0.6)
        axis = points[:, 1] if random.random() < 0.7 else points[:, 0] + points[:, 2]
        return np.asarray(axis % period < share * period)
    if pattern == "print":
        return np.asarray(wrinkles(points * random.uniform(1.0, 3.0), seed + 1) > random.uniform(0.15, 0.45))
    return np.zeros(len(points), np.bool_)
