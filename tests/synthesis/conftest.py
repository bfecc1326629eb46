from __future__ import annotations

import numpy as np
import pytest

from openclam.synthesis.body import BodyMesh, Skeleton
from openclam.synthesis.clam import Clam


@pytest.fixture(scope="session")
def clam(skeleton: Skeleton) -> Clam:
    return Clam(skeleton)


@pytest.fixture(scope="session")
def body(skeleton: Skeleton) -> BodyMesh:
    """A body of small blocks, one round each joint: enough surface to skin, paint and draw without anny."""
    corner = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * 0.03
    sides = [(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1)]
    sides += [(2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)]
    count = len(skeleton.names)
    thighs = [skeleton.head(f"upperleg01.{s}") * 0.14 + skeleton.head(f"lowerleg01.{s}") * 0.86 for s in "LR"]
    centres = np.concatenate([skeleton.heads, thighs])
    bones = [*range(count), *(skeleton.names.index(f"upperleg01.{s}") for s in "LR")]
    vertices = (centres[:, None, :] + corner).reshape(-1, 3)
    triangles = np.concatenate([np.array(sides) + 8 * block for block in range(len(centres))])
    square = np.random.default_rng(0).uniform(0.0, 1.0, (len(vertices), 2))
    return BodyMesh(
        skeleton,
        vertices,
        triangles,
        square,
        triangles,
        np.repeat(bones, 8)[:, None],
        np.ones((len(vertices), 1)),
        "female",
    )
