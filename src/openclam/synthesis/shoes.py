"""Shoes: the convex outline of either foot, slice by slice, a little off the skin, carried by the foot."""

from __future__ import annotations

import cv2
import numpy as np

from openclam.synthesis.body import BodyMesh
from openclam.synthesis.clam import Posed
from openclam.synthesis.frames import Array, X
from openclam.synthesis.shapes import BLOB_RINGS, BLOB_ROUND

_OFF_SKIN_M = 0.011
_TOP_M = 0.02
"""How far a shoe reaches above the ankle's centre."""


class Shoe:
    """One shoe, on `shapes.blob_triangles`."""

    def __init__(self, body: BodyMesh, side: str) -> None:
        self._bone = f"foot.{side}"
        ankle = body.skeleton.head(self._bone)
        mine = (body.vertices[:, 2] * ankle[2] > 0.0) & (body.vertices[:, 1] < ankle[1] + _TOP_M)
        self.rest = _outline(body.vertices[mine]) - ankle

    def points(self, posed: Posed) -> Array:
        """Where it is (n, 3) in the room, metres; it rests on the floor."""
        row = posed.names.index(self._bone)
        placed = self.rest @ posed.rotations[row].T + posed.heads[row]
        placed[:, 2] = np.maximum(placed[:, 2], 0.0)
        return np.asarray(placed)


def _outline(foot: Array) -> Array:
    """Rings (n, 3) about the foot's points (m, 3) from toe to heel, closed at both ends."""
    toe, heel = foot[:, 0].max(), foot[:, 0].min()
    at = np.linspace(toe, heel, BLOB_RINGS - 2)
    half = 1.2 * (toe - heel) / (BLOB_RINGS - 3)
    rings = [_ring(_slice(foot, x, half), x) for x in at]
    ends = [
        np.tile(ring.mean(axis=0) + ahead * _OFF_SKIN_M * X, (BLOB_ROUND, 1))
        for ring, ahead in ((rings[0], 1.0), (rings[-1], -1.0))
    ]
    return np.concatenate([ends[0], *rings, ends[1]])


def _slice(foot: Array, x: float, half: float) -> Array:
    """Points within `half` of `x`, and never fewer than make an outline."""
    away = np.abs(foot[:, 0] - x)
    return np.asarray(foot[away <= max(half, np.sort(away)[min(12, len(away) - 1)])])


def _ring(near: Array, x: float) -> Array:
    """The convex outline (BLOB_ROUND, 3) of points at about `x`, `_OFF_SKIN_M` away from them."""
    hull = cv2.convexHull(near[:, 1:].astype(np.float32), clockwise=False)[:, 0].astype(np.float64)
    middle = (hull.min(axis=0) + hull.max(axis=0)) / 2.0
    edge = np.roll(hull, -1, axis=0) - hull
    outward = np.column_stack([edge[:, 1], -edge[:, 0]])
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-9)
    away = np.abs(np.einsum("ei,ei->e", outward, hull - middle)) + _OFF_SKIN_M
    outward *= np.sign(np.einsum("ei,ei->e", outward, hull - middle))[:, None]
    angle = np.linspace(np.pi, -np.pi, BLOB_ROUND, endpoint=False)
    facing = outward @ np.array([np.cos(angle), np.sin(angle)])
    reach = np.where(facing > 1e-6, away[:, None] / np.maximum(facing, 1e-6), np.inf).min(axis=0)
    return np.column_stack(
        [np.full(BLOB_ROUND, x), middle[0] + reach * np.cos(angle), middle[1] + reach * np.sin(angle)]
    )
