"""Where light falls from. Bodies are shaded by it, so a network that sees one room's light alone learns that room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_ALL_TOGETHER = (0.9, 1.6)
"""Strength of all lamps of a room together; a body lit from behind alone is dark before the camera."""
_WARM, _COLD = np.array([255.0, 226.0, 190.0]), np.array([214.0, 230.0, 255.0])


@dataclass(frozen=True, slots=True)
class Lamp:
    """A far lamp: it shines from `place` (x, y, z metres, for a person on the right side) to the body's middle."""

    place: tuple[float, float, float]
    strength: float
    colour: tuple[int, int, int]


USUAL = (
    Lamp((1.8, -1.6, 2.8), 0.55, (255, 244, 228)),
    Lamp((2.2, 2.0, 1.6), 0.34, (234, 242, 255)),
    Lamp((-1.2, 0.6, 2.6), 0.30, (255, 255, 255)),
    Lamp((0.3, 0.0, 3.0), 0.22, (255, 255, 255)),
)
"""The lamps of a well-lit room: in front at the head and at the feet, behind, and above."""


def random_lamps(rng: np.random.Generator) -> tuple[Lamp, ...]:
    """One to five lamps from anywhere above the floor: a window, a ceiling lamp, a dark corner."""
    shares = rng.dirichlet(np.ones(int(rng.integers(1, 6))))
    together = rng.uniform(*_ALL_TOGETHER)
    return tuple(Lamp(_place(rng), float(share * together), _colour(rng)) for share in shares)


def _place(rng: np.random.Generator) -> tuple[float, float, float]:
    """Three metres away in any direction from the floor's edge to straight above."""
    turn, height = rng.uniform(0.0, 2.0 * np.pi), rng.uniform(0.05, 1.0)
    level = np.sqrt(1.0 - height**2)
    return (float(3.0 * level * np.cos(turn)), float(3.0 * level * np.sin(turn)), float(3.0 * height))


def _colour(rng: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = (_WARM + rng.uniform() * (_COLD - _WARM)).round().astype(int).tolist()
    return red, green, blue
