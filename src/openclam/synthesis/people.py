"""Bodies with a name."""

from __future__ import annotations

from openclam.synthesis.body import Phenotype

PEOPLE: dict[str, tuple[Phenotype, float]] = {
    "ava": (Phenotype(1.0, 0.67, 0.5, 0.42, 0.5, 0.7), 169.0),
    "ben": (Phenotype(0.0, 0.67, 0.6, 0.5, 0.55, 0.6), 181.0),
    "cora": (Phenotype(1.0, 0.8, 0.4, 0.72, 0.4, 0.5), 163.0),
    "dirk": (Phenotype(0.0, 0.85, 0.45, 0.75, 0.6, 0.5), 176.0),
    "eve": (Phenotype(1.0, 0.6, 0.6, 0.3, 0.65, 0.8), 174.0),
}
"""Five adults of different build: phenotype and height in cm."""
