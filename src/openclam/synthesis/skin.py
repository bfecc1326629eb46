"""Linear blend skinning: the resting surface carried along by its bones."""

from __future__ import annotations

import numpy as np

from openclam.synthesis.body import BodyMesh
from openclam.synthesis.clam import Posed
from openclam.synthesis.frames import Array


def skin_body(body: BodyMesh, posed: Posed, vertices: Array | None = None) -> Array:
    """Vertices (n, 3) in the room, metres, flattened where they would sink into the mat (z = 0).

    `vertices` (n, 3) replaces the resting surface, for clothes that lie a little off the skin.
    `posed` must be on the right side; mirror the picture or the vertices afterwards.
    """
    rest = body.vertices if vertices is None else vertices
    shifts = posed.heads - np.einsum("bij,bj->bi", posed.rotations, body.skeleton.heads)
    matrices = np.concatenate([posed.rotations, shifts[:, :, None]], axis=2)
    blended = np.einsum("nk,nkij->nij", body.weights, matrices[body.bones])
    moved = np.einsum("nij,nj->ni", blended[:, :, :3], rest) + blended[:, :, 3]
    moved[:, 2] = np.maximum(moved[:, 2], 0.0)
    return np.asarray(moved)
