"""An elastic loop round both thighs just above the knees, as tight as the thighs allow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from openclam.synthesis.body import BodyMesh, Integers
from openclam.synthesis.clam import Posed
from openclam.synthesis.clothes import BAND_ALONG
from openclam.synthesis.frames import Array, Z, segment_frame, unit

_DIRECTIONS = 40

_STEPS = 160
"""Points along either edge of the loop."""


def _loop_triangles() -> Integers:
    here, after = np.arange(_STEPS), (np.arange(_STEPS) + 1) % _STEPS
    first, second = (
        np.column_stack([here, after, here + _STEPS]),
        np.column_stack([after, after + _STEPS, here + _STEPS]),
    )
    return np.concatenate([first, second]).astype(np.int64)


LOOP_TRIANGLES = _loop_triangles()
"""Triangles (320, 3) between the two edges of the loop; the same for every posture."""


@dataclass(frozen=True, slots=True)
class Band:
    """How the band looks: width and distance from the skin in metres, colour (red, green, blue)."""

    colour: tuple[int, int, int] = (206, 40, 52)
    width_m: float = 0.05
    off_skin_m: float = 0.005


@dataclass(frozen=True, slots=True)
class _Ring:
    """Outline of one thigh at the band, in its bone's resting axes: points (d, 3) and the thigh's direction (3,)."""

    bone: str
    points: Array
    along: Array


class BandLoop:
    """The band's surface for any posture of one body."""

    def __init__(self, body: BodyMesh, dressed: Array, band: Band) -> None:
        self._band = band
        self._heads = dict(zip(body.skeleton.names, body.skeleton.heads, strict=True))
        self._rings = [_ring(body, dressed, side, band) for side in "LR"]

    def surface(self, posed: Posed) -> tuple[Array, Integers]:
        """Vertices (n, 3) in the room, metres, and triangles (t, 3), of the stretched loop."""
        outline, along = self._placed(posed)
        across = unit(outline[:_DIRECTIONS].mean(axis=0) - outline[_DIRECTIONS:].mean(axis=0))
        mean = unit(along.mean(axis=0))
        flat = np.column_stack([outline @ across, outline @ np.cross(mean, across)])
        hull = cv2.convexHull(flat.astype(np.float32), returnPoints=False).ravel()
        path, widths = _resample(outline[hull], along[hull])
        half = self._band.width_m / 2.0
        rim = np.concatenate([path - half * widths, path + half * widths])
        rim[:, 2] = np.maximum(rim[:, 2], 0.001)  # it cannot sink into the mat
        return rim, LOOP_TRIANGLES

    def _placed(self, posed: Posed) -> tuple[Array, Array]:
        points, along = [], []
        for ring in self._rings:
            row = posed.names.index(ring.bone)
            turned = posed.rotations[row]
            points.append((ring.points - self._heads[ring.bone]) @ turned.T + posed.heads[row])
            along.append(np.tile(turned @ ring.along, (len(ring.points), 1)))
        return np.concatenate(points), np.concatenate(along)


def _ring(body: BodyMesh, dressed: Array, side: str, band: Band) -> _Ring:
    hip, knee = body.skeleton.head(f"upperleg01.{side}"), body.skeleton.head(f"lowerleg01.{side}")
    frame = segment_frame(hip - knee, Z)
    centre = hip + BAND_ALONG * (knee - hip)
    local = (dressed - centre) @ frame
    near = (np.abs(local[:, 1]) < 0.7 * band.width_m) & (np.hypot(local[:, 0], local[:, 2]) < 0.16)
    near &= (dressed[:, 2] > 0.0) == (knee[2] > 0.0)
    angle, reach = np.arctan2(local[near, 2], local[near, 0]), np.hypot(local[near, 0], local[near, 2])
    at = np.linspace(-np.pi, np.pi, _DIRECTIONS, endpoint=False)
    apart = np.abs((angle[None, :] - at[:, None] + np.pi) % (2.0 * np.pi) - np.pi)
    radius = np.where(apart < 2.0 * np.pi / _DIRECTIONS, reach[None, :], 0.0).max(axis=1) + band.off_skin_m
    local_ring = np.column_stack([radius * np.cos(at), np.zeros(_DIRECTIONS), radius * np.sin(at)])
    return _Ring(f"upperleg01.{side}", centre + local_ring @ frame.T, frame[:, 1])


def _resample(points: Array, directions: Array) -> tuple[Array, Array]:
    """Even steps along a closed path (n, 3), with the band's width direction turning evenly between."""
    closed, turned = np.vstack([points, points[:1]]), np.vstack([directions, directions[:1]])
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.linspace(0.0, length[-1], _STEPS, endpoint=False)
    path = np.column_stack([np.interp(at, length, closed[:, axis]) for axis in range(3)])
    widths = np.column_stack([np.interp(at, length, turned[:, axis]) for axis in range(3)])
    return path, np.asarray(widths / np.linalg.norm(widths, axis=1, keepdims=True))
