"""Muscles as tubes round their lines: thin at the tendons, thicker in the belly, thicker still where they work most.

The thickness is a drawing, in proportion to the root of the muscle's strength; it is no measure of its volume.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from openclam.report.replay.colours import linear, rgb, shade_rgb
from openclam.report.replay.scene import Array, BandLoop, Index, Muscle

SIDES = 8
RINGS = 13
TENDON = 0.3
"""Thickness at the ends, as a share of the middle's."""
LEAST, MOST = 0.65, 1.5
"""Thickness at both ends of the colour scale, as shares of the muscle's own."""

BAND_WIDE_M, BAND_THICK_M = 0.022, 0.002
"""Half of the width of the band as it lies on the thigh (a strip, a little narrower under tension), and half of a
drawn thickness."""


@dataclass(frozen=True, slots=True, eq=False)
class Tube:
    """A surface that moves: positions, normals, colours (linear light) (n, v, 3), and faces (f, 3)."""

    positions: Array
    normals: Array
    colours: Array
    faces: Index


def muscle_tube(muscle: Muscle) -> Tube:
    """The tube of a muscle over the rep: v = RINGS x SIDES and an apex at each end."""
    paths = smoothed(resampled(muscle.paths, RINGS))
    n = len(paths)
    along = np.linspace(0.0, 1.0, RINGS)
    belly = TENDON + (1 - TENDON) * np.sin(np.pi * along) ** 0.8
    thickness = np.full(n, muscle.radius_m * (LEAST + (MOST - LEAST) * muscle.shade))
    outward = _circles(paths)
    rings = paths[:, :, None] + outward * (thickness[:, None] * belly)[:, :, None, None]
    start, end = paths[:, :1], paths[:, -1:]
    positions = np.concatenate([rings.reshape(n, -1, 3), start, end], axis=1)
    normals = np.concatenate(
        [outward.reshape(n, -1, 3), _unit(start - paths[:, 1:2]), _unit(end - paths[:, -2:-1])], axis=1
    )
    colours = np.broadcast_to(linear(shade_rgb(muscle.shade)), positions.shape).copy()
    return Tube(positions, normals, colours, _faces(RINGS, closed=False))


def band_tube(band: BandLoop) -> Tube:
    """The strip of the band over the rep, flat on the thighs; its last ring joins its first."""
    n, rings = band.paths.shape[:2]
    before, after = np.roll(band.paths, 1, axis=1), np.roll(band.paths, -1, axis=1)
    tangents = _unit(after - before)
    # The direction square to the loop, by the area that it spans.
    wide = _square(np.broadcast_to(_unit(np.cross(before, after).sum(axis=1))[:, None], tangents.shape), tangents)
    thick = np.cross(tangents, wide)
    cosine, sine = _round()
    offsets = BAND_WIDE_M * cosine * wide[:, :, None] + BAND_THICK_M * sine * thick[:, :, None]
    # The normal of an ellipse leans to its short axis.
    normals = _unit(cosine / BAND_WIDE_M * wide[:, :, None] + sine / BAND_THICK_M * thick[:, :, None])
    positions = (band.paths[:, :, None] + offsets).reshape(n, -1, 3)
    colours = np.broadcast_to(linear(rgb(band.colour)), positions.shape).copy()
    return Tube(positions, normals.reshape(n, -1, 3), colours, _faces(rings, closed=True))


def resampled(paths: Array, points: int) -> Array:
    """Lines (..., k, 3) with `points` points each, evenly spread over their length: (..., points, 3).

    A point of no length of its own (two path points in one place) does no harm.
    """
    lines = paths.reshape(-1, *paths.shape[-2:])
    return np.stack([_resampled(line, points) for line in lines]).reshape(*paths.shape[:-2], points, 3)


def smoothed(paths: Array, times: int = 2) -> Array:
    """Lines (..., k, 3) with their corners rounded; the ends stay."""
    for _ in range(times):
        middle = (paths[..., :-2, :] + 2 * paths[..., 1:-1, :] + paths[..., 2:, :]) / 4
        paths = np.concatenate([paths[..., :1, :], middle, paths[..., -1:, :]], axis=-2)
    return paths


def _resampled(line: Array, points: int) -> Array:
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    wanted = np.linspace(0.0, length[-1], points)
    return np.stack([np.interp(wanted, length, line[:, axis]) for axis in range(3)], axis=1)


def _circles(paths: Array) -> Array:
    """Unit vectors (n, k, SIDES, 3) round the lines (n, k, 3), square to them.

    They begin at one fixed direction for all frames and are carried along the line without twist, so that a vertex
    keeps its place on the muscle while that moves.
    """
    tangents = _unit(np.gradient(paths, axis=1))
    # The axis that the line's beginning is nearest to square to, in every frame.
    reference = np.eye(3)[np.argmin(np.abs(tangents[:, 0]).max(axis=0))]
    across = np.empty_like(tangents)
    across[:, 0] = _square(np.broadcast_to(reference, tangents[:, 0].shape), tangents[:, 0])
    for ring in range(1, tangents.shape[1]):
        across[:, ring] = _square(across[:, ring - 1], tangents[:, ring])
    cosine, sine = _round()
    return np.asarray(cosine * across[:, :, None] + sine * np.cross(tangents, across)[:, :, None])


def _round() -> tuple[Array, Array]:
    """Cosine and sine (SIDES, 1) of the directions round a line."""
    angle = np.arange(SIDES)[:, None] * 2 * np.pi / SIDES
    return np.cos(angle), np.sin(angle)


def _square(vector: Array, tangent: Array) -> Array:
    return _unit(vector - np.sum(vector * tangent, axis=-1, keepdims=True) * tangent)


def _unit(vector: Array) -> Array:
    return np.asarray(vector / np.maximum(np.linalg.norm(vector, axis=-1, keepdims=True), 1e-12))


@cache
def _faces(rings: int, *, closed: bool) -> Index:
    """Triangles of a tube, anticlockwise seen from outside; an open one ends in two apexes."""
    faces = []
    for ring in range(rings if closed else rings - 1):
        here, there = ring * SIDES, (ring + 1) % rings * SIDES
        for side in range(SIDES):
            beside = (side + 1) % SIDES
            faces += [(here + side, here + beside, there + beside), (here + side, there + beside, there + side)]
    if not closed:
        last, start, end = (rings - 1) * SIDES, rings * SIDES, rings * SIDES + 1
        for side in range(SIDES):
            beside = (side + 1) % SIDES
            faces += [(start, beside, side), (end, last + side, last + beside)]
    return np.array(faces, dtype=np.int64)
