"""Hair that stands away from the scalp: a knot, or loose hair that falls."""

from __future__ import annotations

import numpy as np

from openclam.synthesis.body import BodyMesh
from openclam.synthesis.clam import Posed
from openclam.synthesis.frames import Array
from openclam.synthesis.look import Look
from openclam.synthesis.parts import eyes_middle
from openclam.synthesis.shapes import blob

_KNOT_M, _KNOT_AT = (0.072, 0.084, 0.072), np.array([-0.205, 0.055, 0.0])
_LOOSE_M, _LOOSE_AT = (0.085, 0.30, 0.15), np.array([-0.150, -0.045, 0.0])
_FALL_M = 0.12
"""How far the tips of loose hair fall below where they would be if it were stiff."""


class HairShape:
    """A knot or loose hair, on `shapes.blob_triangles`, carried by the head."""

    def __init__(self, body: BodyMesh, look: Look) -> None:
        self._loose = look.hair_style == "long"
        size, at = (_LOOSE_M, _LOOSE_AT) if self._loose else (_KNOT_M, _KNOT_AT)
        points = blob(size, 1.0)
        self._rest = points + eyes_middle(body) + at - body.skeleton.head("head")
        self._tip = np.clip(0.5 - points[:, 1] / size[1], 0.0, 1.0) if self._loose else np.zeros(len(points))

    def points(self, posed: Posed) -> Array:
        """Where it is (n, 3) in the room, metres; it rests on the floor."""
        row = posed.names.index("head")
        placed = self._rest @ posed.rotations[row].T + posed.heads[row]
        placed[:, 2] = np.maximum(placed[:, 2] - _FALL_M * self._tip**2, 0.004)
        return np.asarray(placed)


def has_shape(look: Look) -> bool:
    """Whether the hair is more than a cap on the scalp."""
    return look.hair_style == "long" or (look.hair_style == "short" and look.bun)
