"""The resting surface as dressed: cloth lies off the skin and bridges what is under it; hair has volume."""

from __future__ import annotations

import numpy as np

from openclam.synthesis.body import BodyMesh, Integers
from openclam.synthesis.frames import Array
from openclam.synthesis.parts import Parts, find_parts, surface_shares

_LEGGINGS_M, _SHIRT_M, _HAIR_M = 0.003, 0.008, 0.013


def dress(body: BodyMesh) -> Array:
    """Vertices (n, 3) of the dressed body at rest, metres."""
    parts = find_parts(body, surface_shares(body))
    neighbours = _edges(body.triangles)
    cloth = parts.shirt | parts.leggings
    smoothed = _smooth(body.vertices, neighbours, _strength(body, parts), rounds=14)
    normals = vertex_normals(smoothed, body.triangles)
    offset = _LEGGINGS_M * parts.leggings + _SHIRT_M * parts.shirt + _HAIR_M * parts.hair
    offset = _smooth(offset[:, None], neighbours, np.where(cloth | parts.hair, 0.5, 0.0), rounds=2)
    return np.asarray(smoothed + offset * normals)


def _strength(body: BodyMesh, parts: Parts) -> Array:
    """How far each round moves a vertex towards its neighbours: most where the body's cloth hangs over folds."""
    groin = np.linalg.norm(body.vertices - np.array([0.02, -0.06, 0.0]), axis=1) < 0.12
    return np.where(parts.shirt | (groin & parts.leggings), 0.6, 0.0)


def _edges(triangles: Integers) -> Integers:
    pairs = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    return np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)


def _smooth(values: Array, edges: Integers, strength: Array, rounds: int) -> Array:
    """Move each row of `values` (n, k) towards the mean of its neighbours by `strength` (n,), `rounds` times."""
    count = np.maximum(np.bincount(edges[:, 0], minlength=len(values)), 1)[:, None]
    for _ in range(rounds):
        total = np.zeros_like(values)
        np.add.at(total, edges[:, 0], values[edges[:, 1]])
        values = values + strength[:, None] * (total / count - values)
    return values


def vertex_normals(vertices: Array, triangles: Integers) -> Array:
    """Unit normals (n, 3) of a surface, weighted by the area of the triangles around each vertex."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    faces = np.cross(b - a, c - a)
    normals = np.column_stack(
        [
            sum(np.bincount(triangles[:, corner], faces[:, axis], len(vertices)) for corner in range(3))
            for axis in range(3)
        ]
    )
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12))
