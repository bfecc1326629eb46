"""A moving surface as one shape and a few others that are mixed into it: glTF's morph targets.

A target for every frame would be large, and the mix of two neighbours only nearly right between them. The frames of
a rep are much alike, so a handful of principal shapes (a singular value decomposition of all frames) give each of
them to a fraction of a millimetre, and a few numbers a frame say how much of each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.report.replay.scene import Array
from openclam.report.replay.tubes import Tube

POSITION_M, COLOUR, NORMAL = 0.0005, 0.01, 0.1
"""Errors that weigh alike, and that none goes beyond: what nobody sees."""

MOST = 8
"""Some programs read no more targets than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """A surface (v, 3) at the top of the rep, what each of r targets adds to it, and how much of each (n, r).

    Attributes:
        positions: (1 + r, v, 3), the first the surface itself, the others what is added.
        normals: likewise.
        colours: likewise, linear light.
        weights: (n, r), −1 to 1; 0 at the top of the rep.
    """

    positions: Array
    normals: Array
    colours: Array
    weights: Array


def principal_shapes(tube: Tube, top: int) -> Shapes:
    """The fewest shapes, and no more than `MOST`, that give every frame of `tube` within the errors above."""
    n, v = tube.positions.shape[:2]
    parts = (tube.positions / POSITION_M, tube.normals / NORMAL, tube.colours / COLOUR)
    frames = np.concatenate([part.reshape(n, -1) for part in parts], axis=1)
    moved = frames - frames[top]
    left, sizes, right = np.linalg.svd(moved, full_matrices=False)
    for rank in range(min(MOST, len(sizes)) + 1):
        rest = moved - (left[:, :rank] * sizes[:rank]) @ right[:rank]
        if np.abs(rest).max() <= 1.0:
            break
    amounts = left[:, :rank] * sizes[:rank]
    largest = np.abs(amounts).max(axis=0)
    added = (right[:rank] * largest[:, None]).reshape(rank, 3, v, 3)
    # Rounding apart, nothing is mixed in at the top, where the surface is the frame itself.
    weights = amounts / largest
    positions, normals, colours = (
        np.concatenate([whole[top][None], added[:, part] * unit])
        for part, (whole, unit) in enumerate(
            ((tube.positions, POSITION_M), (tube.normals, NORMAL), (tube.colours, COLOUR))
        )
    )
    return Shapes(positions, normals, colours, weights)
