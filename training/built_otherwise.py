"""Bodies built otherwise than `anny` builds them, so that the lifter learns no single model of a body.

The same surface moves otherwise: joints lie elsewhere in it, and the skin about them hangs on its bones more or less
sharply. `anny`'s own joints and weights are one guess of many.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openclam.synthesis.body import BodyMesh, Integers, clearance_m, strongest
from openclam.synthesis.frames import Array

_HIP_SHIFT_M = (0.012, 0.012, 0.012)
"""Standard deviation of where a hip centre lies: forward, headward, outward. Regressions on the skin are off by about
as much (Bell et al. 1990, J Biomech 23:617-621)."""
_SPINE_SHIFT_M = 0.012
"""The same of how far forward each joint of the spine lies in the trunk."""
_SHARPER, _MOST_ROUNDS = (1.0, 2.5), 11
"""Exponent of the weights, and most rounds of spreading them over the surface."""


def built_otherwise(body: BodyMesh, rng: np.random.Generator) -> BodyMesh:
    """The body with joints and skinning weights of its own."""
    forward, headward, outward = rng.normal(0.0, _HIP_SHIFT_M)
    heads = body.skeleton.heads.copy()
    for row, name in enumerate(body.skeleton.names):
        if name.startswith("upperleg01"):
            heads[row] += (forward, headward, -outward if name.endswith("L") else outward)
        elif name.startswith("spine"):
            heads[row, 0] += _SPINE_SHIFT_M * rng.normal()
    # A body's origin lies midway between its hip centres, wherever those lie in it.
    middle = heads[[body.skeleton.names.index(f"upperleg01.{side}") for side in "LR"]].mean(axis=0)
    heads, vertices = heads - middle, body.vertices - middle
    clearance = clearance_m(body.skeleton.names, heads, vertices)
    bones, weights = _pulls(body, rng)
    skeleton = replace(body.skeleton, heads=heads, clearance_m=clearance)
    return replace(body, skeleton=skeleton, vertices=vertices, bones=bones, weights=weights)


def _pulls(body: BodyMesh, rng: np.random.Generator) -> tuple[Integers, Array]:
    """Which bones pull at each vertex (n, k), and how much (n, k): spread over the surface, then sharpened."""
    count, bones = len(body.vertices), len(body.skeleton.names)
    pulls = np.zeros((count, bones), np.float32)
    np.put_along_axis(pulls, body.bones, body.weights.astype(np.float32), axis=1)
    around, first = _neighbours(body)
    shares = (1.0 / np.diff(first, append=len(around))[:, None]).astype(np.float32)
    for _ in range(int(rng.integers(_MOST_ROUNDS + 1))):
        pulls = ((pulls + shares * np.add.reduceat(pulls[around], first, axis=0)) / 2).astype(np.float32)
    kept, weights = strongest(np.tile(np.arange(bones), (count, 1)), pulls.astype(np.float64))
    weights = weights ** rng.uniform(*_SHARPER)
    return kept, weights / weights.sum(axis=1, keepdims=True)


def _neighbours(body: BodyMesh) -> tuple[Integers, Integers]:
    """Each vertex and those that share an edge with it, one list after the other, and where each list begins (n,)."""
    count = len(body.vertices)
    edges = np.concatenate([body.triangles[:, pair] for pair in ([0, 1], [1, 2], [2, 0])])
    own = np.tile(np.arange(count)[:, None], 2)
    ends = np.unique(np.concatenate([edges, edges[:, ::-1], own]), axis=0)
    return ends[:, 1], np.searchsorted(ends[:, 0], np.arange(count))
