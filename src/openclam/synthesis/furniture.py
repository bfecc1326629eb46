"""Things that stand about: what hides part of a person from the camera, and a pillow under the head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from openclam.errors import UsageError
from openclam.synthesis.frames import Array
from openclam.synthesis.look import Colour
from openclam.synthesis.shapes import blob, stand

Kind = Literal["box", "post", "cushion", "blanket"]

_ROUNDNESS: dict[Kind, float] = {"box": 0.08, "post": 0.25, "cushion": 0.55, "blanket": 0.3}

_PILLOW_M = (0.36, 0.52)
"""Depth and width of a pillow; its height follows the head."""

_THINNEST_PILLOW_M = 0.03


@dataclass(frozen=True, slots=True)
class Occluder:
    """A thing on the floor: a box, a post (a chair's leg), a cushion or a folded blanket.

    `place` is its middle (x, y) in the room and `size_m` its depth, length and height (x, y, z), metres, for a
    person on the right side; a mirrored scene mirrors it. `turn_deg` turns it about the vertical.

    Raises:
        UsageError: a side is not more than 0 m.
    """

    kind: Kind
    place: tuple[float, float]
    size_m: tuple[float, float, float]
    colour: Colour = (150, 120, 90)
    turn_deg: float = 0.0

    def __post_init__(self) -> None:
        if min(self.size_m) <= 0.0:
            raise UsageError(f"each side of a thing in the scene must be more than 0 m, got {self.size_m}.")

    def points(self) -> Array:
        """Its surface (n, 3), metres, on `shapes.blob_triangles`."""
        return stand(blob(self.size_m, _ROUNDNESS[self.kind]), self.place, self.turn_deg)


def pillow_under(head: Array) -> Array:
    """Surface (n, 3) of a pillow that just bears the head whose skin is `head` (m, 3) in the room, metres."""
    lowest = float(head[:, 2].min())
    height = max(_THINNEST_PILLOW_M, lowest + 0.2 * float(np.ptp(head[:, 2])))
    x, y = head[:, :2].mean(axis=0)
    return stand(blob((*_PILLOW_M[::-1], height), _ROUNDNESS["cushion"]), (float(x), float(y)), 90.0)
