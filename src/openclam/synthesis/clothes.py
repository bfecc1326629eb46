"""The resting surface as dressed: cloth lies off the skin and bridges what is under it; hair has volume."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from openclam.synthesis.body import BodyMesh, Integers
from openclam.synthesis.fabric import wrinkles
from openclam.synthesis.frames import Array
from openclam.synthesis.look import Look
from openclam.synthesis.parts import Parts, find_parts, surface_shares
from openclam.synthesis.texels import Mask

BAND_ALONG = 0.86
"""Where on the thigh the band lies, from hip (0) to knee (1)."""

_LEGGINGS_M, _SHIRT_M, _HAIR_M, _SOCK_M = 0.003, 0.008, 0.013, 0.003


def dress(body: BodyMesh, look: Look | None = None, band_on: bool = True) -> Array:
    """Vertices (n, 3) of the dressed body at rest, metres; a band that is on gathers loose cloth at the thigh."""
    look = Look() if look is None else look
    parts = find_parts(body, surface_shares(body), look)
    neighbours = _edges(body.triangles)
    smoothed = _smooth(body.vertices, neighbours, _strength(body, parts, look), rounds=14)
    normals = vertex_normals(smoothed, body.triangles)
    offset = _LEGGINGS_M * parts.leggings + _SHIRT_M * parts.shirt + _HAIR_M * parts.hair
    offset = np.where(parts.footwear, _SOCK_M, offset) + _slack(body, parts, look, band_on)
    covered = parts.shirt | parts.leggings | parts.hair | parts.footwear
    offset = _smooth(offset[:, None], neighbours, np.where(covered, 0.5, 0.0), rounds=2)
    return np.asarray(smoothed + offset * normals)


def _slack(body: BodyMesh, parts: Parts, look: Look, band_on: bool) -> Array:
    """How far loose cloth stands off (n,), metres: more and less in folds, little in the groin and under a band."""
    if look.shirt_loose_m == 0.0 and look.leggings_loose_m == 0.0:
        return np.zeros(len(body.vertices))
    loose = look.leggings_loose_m * parts.leggings + look.shirt_loose_m * parts.shirt
    slack = loose * (0.65 + 0.5 * wrinkles(body.vertices, look.seed))
    slack *= np.where(_near_groin(body), 0.35, 1.0)
    if band_on:
        hip, knee = body.skeleton.head("upperleg01.L"), body.skeleton.head("lowerleg01.L")
        away = body.vertices[:, 1] - (hip + BAND_ALONG * (knee - hip))[1]
        slack *= np.where(parts.leggings, 1.0 - np.exp(-((away / 0.05) ** 2)), 1.0)
    return np.asarray(slack)


def _near_groin(body: BodyMesh) -> Mask:
    return np.asarray(np.linalg.norm(body.vertices - np.array([0.02, -0.06, 0.0]), axis=1) < 0.12)


def _strength(body: BodyMesh, parts: Parts, look: Look) -> Array:
    """How far each round moves a vertex towards its neighbours: most where the body's cloth hangs over folds."""
    hanging = parts.shirt | (_near_groin(body) & parts.leggings)
    if look.leggings_loose_m > 0.0:
        hanging = hanging | parts.leggings
    return np.asarray(np.where(hanging, 0.6, 0.0) + 0.5 * parts.footwear)


def _edges(triangles: Integers) -> Integers:
    """Every edge of the surface (e, 2), in both directions; kept, as bodies of one model share their triangles."""
    return _edges_of(triangles.astype(np.int64).tobytes())


@lru_cache(maxsize=4)
def _edges_of(stored: bytes) -> Integers:
    triangles = np.frombuffer(stored, np.int64).reshape(-1, 3)
    pairs = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    count = int(both.max()) + 1
    keys = np.unique(both[:, 0] * count + both[:, 1])
    return np.column_stack([keys // count, keys % count])


def _smooth(values: Array, edges: Integers, strength: Array, rounds: int) -> Array:
    """Move each row of `values` (n, k) towards the mean of its neighbours by `strength` (n,), `rounds` times."""
    edges = edges[strength[edges[:, 0]] > 0.0]
    count = np.maximum(np.bincount(edges[:, 0], minlength=len(values)), 1)
    for _ in range(rounds):
        total = [np.bincount(edges[:, 0], column[edges[:, 1]], len(values)) / count for column in values.T]
        values = values + strength[:, None] * (np.column_stack(total) - values)
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
