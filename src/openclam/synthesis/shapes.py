"""Plain shapes to furnish a scene with, as points and triangles."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from openclam.synthesis.body import Integers
from openclam.synthesis.frames import Array, Z, turn

BLOB_ROUND, BLOB_RINGS = 24, 15


@lru_cache(maxsize=1)
def blob_triangles() -> Integers:
    """Triangles (t, 3) of every `blob`, outside seen counterclockwise."""
    ring, step = np.meshgrid(np.arange(BLOB_RINGS - 1), np.arange(BLOB_ROUND), indexing="ij")
    here, beside = (ring * BLOB_ROUND + step).ravel(), (ring * BLOB_ROUND + (step + 1) % BLOB_ROUND).ravel()
    above, across = here + BLOB_ROUND, beside + BLOB_ROUND
    return np.concatenate([np.column_stack([here, beside, across]), np.column_stack([here, across, above])])


def blob(size_m: tuple[float, float, float], roundness: float) -> Array:
    """Points (n, 3) of a body with round edges about the origin, metres (a superellipsoid).

    `size_m` is its whole extent along X, Y and Z. `roundness` 1 is an ellipsoid, near 0 a box.
    """
    up, round_ = np.linspace(-np.pi / 2, np.pi / 2, BLOB_RINGS), np.linspace(-np.pi, np.pi, BLOB_ROUND, endpoint=False)
    latitude, longitude = (angle.ravel() for angle in np.meshgrid(up, round_, indexing="ij"))
    level = _power(np.cos(latitude), roundness)
    unit_points = np.column_stack(
        [
            level * _power(np.cos(longitude), roundness),
            level * _power(np.sin(longitude), roundness),
            _power(np.sin(latitude), roundness),
        ]
    )
    return np.asarray(unit_points * np.array(size_m) / 2.0)


def _power(values: Array, exponent: float) -> Array:
    return np.asarray(np.sign(values) * np.abs(values) ** exponent)


def stand(points: Array, place: tuple[float, float], turn_deg: float, lift_m: float = 0.0) -> Array:
    """Points (n, 3) turned about Z and set down with their lowest point `lift_m` above the floor at `place`."""
    turned = points @ turn(Z, turn_deg).T
    return np.asarray(turned + np.array([*place, lift_m - turned[:, 2].min()]))
