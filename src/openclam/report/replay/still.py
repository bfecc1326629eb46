"""The replay as one picture, for print and where scripts do not run: the top of the rep, from two sides.

Drawn by a depth buffer of our own (NumPy; no graphics driver), in parallel projection, both views at one scale.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image

from openclam.report.replay.colours import BONE, linear, rgb
from openclam.report.replay.glb import vertex_normals
from openclam.report.replay.scene import Array, Index, ReplayScene
from openclam.report.replay.tubes import Tube, band_tube, muscle_tube

OVERSAMPLING = 2
"""Drawn so many times larger and then averaged: smooth edges."""

MARGIN = 0.03
"""White round the drawing, as a share of its width."""

OUTLINE_M = 0.012
"""Where one thing lies so much before another, a line is drawn round it."""

_BATCH = 1_000_000
"""Fragments held in memory at once."""


@dataclass(frozen=True, slots=True)
class View:
    """Where the picture is taken from, as in the viewer: degrees round the person from the front, and above it."""

    azimuth_deg: float
    elevation_deg: float

    @property
    def axes(self) -> Array:
        """Rows: to the right of the picture, up in it, towards the viewer (3, 3)."""
        azimuth, elevation = np.radians(self.azimuth_deg), np.radians(self.elevation_deg)
        right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
        towards = np.array(
            [np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)]
        )
        return np.stack([right, np.cross(towards, right), towards])


FRONT, BEHIND = View(0.0, 30.0), View(180.0, 45.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Surface:
    """Triangles with what they need to be drawn: vertices, normals, sRGB colours (v, 3), faces (f, 3)."""

    vertices: Array
    normals: Array
    colours: Array
    faces: Index


def still_png(scene: ReplayScene, views: Sequence[View] = (FRONT, BEHIND), width_px: int = 1400) -> bytes:
    """The top of the rep as a PNG, the views beside each other on white."""
    surface = _joined(_surfaces(scene))
    projected = [surface.vertices @ view.axes.T for view in views]
    spans = [np.ptp(points[:, :2], axis=0) for points in projected]
    wide, high = sum(float(span[0]) for span in spans), max(float(span[1]) for span in spans)
    margin = MARGIN * wide
    wide, high = wide + margin * (len(views) + 1), high + 2 * margin
    scale = width_px * OVERSAMPLING / wide
    canvas = np.ones((round(high * scale / OVERSAMPLING) * OVERSAMPLING, width_px * OVERSAMPLING, 3))
    left = margin
    for view, points, span in zip(views, projected, spans, strict=True):
        # Pixels grow to the right and down; each view stands in the middle of the height.
        corner = np.array([points[:, 0].min() - left, points[:, 1].max() + (high - span[1]) / 2])
        pixels = np.stack([points[:, 0] - corner[0], corner[1] - points[:, 1]], axis=1) * scale
        _draw(canvas, pixels, points[:, 2], surface, view, scale)
        left += float(span[0]) + margin
    return _png(canvas)


def _surfaces(scene: ReplayScene) -> list[_Surface]:
    surfaces = []
    for bone in scene.bones:
        turned, shift = bone.transforms[scene.top, :3, :3], bone.transforms[scene.top, :3, 3]
        surfaces.append(
            _Surface(
                bone.vertices @ turned.T + shift,
                vertex_normals(bone.vertices, bone.faces) @ turned.T,
                np.broadcast_to(rgb(BONE), bone.vertices.shape),
                bone.faces,
            )
        )
    tubes: list[Tube] = [muscle_tube(muscle) for muscle in scene.muscles]
    if scene.band is not None:
        tubes.append(band_tube(scene.band))
    at = scene.top
    surfaces += [_Surface(t.positions[at], t.normals[at], _display(t.colours[at]), t.faces) for t in tubes]
    return surfaces


def _joined(surfaces: Sequence[_Surface]) -> _Surface:
    starts = np.cumsum([0, *(len(surface.vertices) for surface in surfaces)])
    return _Surface(
        np.concatenate([surface.vertices for surface in surfaces]),
        np.concatenate([surface.normals for surface in surfaces]),
        np.concatenate([surface.colours for surface in surfaces]),
        np.concatenate([surface.faces + start for surface, start in zip(surfaces, starts, strict=False)]),
    )


def _draw(canvas: Array, pixels: Array, depth: Array, surface: _Surface, view: View, scale: float) -> None:
    """Draws what is nearest at every pixel, shaded and outlined."""
    height, width = canvas.shape[:2]
    nearest = np.full(height * width, -np.inf)
    face_at = np.full(height * width, -1, dtype=np.int64)
    weights_at = np.zeros((height * width, 3))
    faces = surface.faces[_towards_viewer(pixels[surface.faces])]
    corners = pixels[faces]
    for batch in _batches(corners):
        face, pixel, weights = _fragments(corners[batch], width, height)
        where = np.sum(depth[faces[batch][face]] * weights, axis=1)
        # Of all fragments of a pixel, the last in this order is the nearest.
        order = np.lexsort((where, pixel))
        last = order[np.append(np.diff(pixel[order]) > 0, True)] if len(order) else order
        last = last[where[last] > nearest[pixel[last]]]
        nearest[pixel[last]] = where[last]
        face_at[pixel[last]] = batch.start + face[last]
        weights_at[pixel[last]] = weights[last]
    seen = np.flatnonzero(face_at >= 0)
    vertices, shares = faces[face_at[seen]], weights_at[seen][:, :, None]
    normals = np.sum(surface.normals[vertices] * shares, axis=1)
    colours = np.sum(surface.colours[vertices] * shares, axis=1)
    flat = canvas.reshape(-1, 3)
    flat[seen] = _shaded(colours, normals, view)
    line = _edges(nearest.reshape(height, width), max(1, round(scale * 0.0009)))
    canvas[line] *= 0.35


def _towards_viewer(corners: Array) -> npt.NDArray[np.bool_]:
    """Which triangles (f, 3, 2) show their outside: anticlockwise, which in pixels, growing downward, is negative."""
    return _cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) < -1e-9


def _batches(corners: Array) -> list[slice]:
    """The triangles (f, 3, 2) in runs that cover no more than about `_BATCH` pixels each."""
    covered = np.cumsum(np.prod(np.ceil(np.ptp(corners, axis=1)) + 1, axis=1))
    cuts = np.searchsorted(covered, np.arange(_BATCH, covered[-1], _BATCH)) + 1
    edges = [0, *np.unique(cuts).tolist(), len(corners)]
    return [slice(start, end) for start, end in pairwise(edges) if end > start]


def _fragments(corners: Array, width: int, height: int) -> tuple[Index, Index, Array]:
    """Every pixel whose middle lies in a triangle: the triangle, the pixel's number, its place in it (m, 3)."""
    low = np.clip(np.floor(corners.min(axis=1)), 0, [width - 1, height - 1]).astype(np.int64)
    high = np.clip(np.ceil(corners.max(axis=1)), 0, [width - 1, height - 1]).astype(np.int64)
    columns, rows = (high - low + 1).T
    counts = columns * rows
    face = np.repeat(np.arange(len(corners)), counts)
    number = np.arange(len(face)) - np.repeat(np.cumsum(counts) - counts, counts)
    x = low[face, 0] + number % columns[face]
    y = low[face, 1] + number // columns[face]
    a, b, c = (corners[face, corner] for corner in range(3))
    point = np.stack([x + 0.5, y + 0.5], axis=1)
    area = _cross(b - a, c - a)
    weights = np.stack([_cross(c - b, point - b), _cross(a - c, point - c), _cross(b - a, point - a)], axis=1)
    weights /= area[:, None]
    inside = np.all(weights >= 0, axis=1)
    return face[inside], (y * width + x)[inside], weights[inside]


def _cross(first: Array, second: Array) -> Array:
    return np.asarray(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0])


def _shaded(colours: Array, normals: Array, view: View) -> Array:
    """Colours (m, 3) under one light from above the viewer's left shoulder and as much from everywhere."""
    light = np.array([-0.35, 0.6, 0.72]) @ view.axes
    length = np.maximum(np.linalg.norm(normals, axis=1), 1e-9)
    # Half Lambert: the dark side keeps its shape.
    lit = 0.5 + 0.5 * (normals @ light) / (length * np.linalg.norm(light))
    return np.asarray(np.clip(colours * (0.5 + 0.58 * lit)[:, None], 0.0, 1.0))


def _edges(depth: Array, thickness: int) -> npt.NDArray[np.bool_]:
    """Where something lies far before what is beside it, or ends: the pixels on the farther side."""
    edge = np.zeros(depth.shape, dtype=bool)
    for axis in (0, 1):
        for shift in (thickness, -thickness):
            edge |= np.roll(depth, shift, axis=axis) > depth + OUTLINE_M
    return edge


def _display(linear_light: Array) -> Array:
    """Colours in sRGB of linear light, by the table of its inverse."""
    table = np.linspace(0.0, 1.0, 1025)
    return np.asarray(np.interp(linear_light, linear(table), table))


def _png(canvas: Array) -> bytes:
    height, width = (size // OVERSAMPLING for size in canvas.shape[:2])
    small = canvas.reshape(height, OVERSAMPLING, width, OVERSAMPLING, 3).mean(axis=(1, 3))
    # 128 colours are enough for few hues in soft light, and make the file a third as large.
    image = Image.fromarray((small * 255).round().astype(np.uint8)).quantize(128, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()
