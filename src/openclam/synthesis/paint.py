"""The picture on the body: skin, face, hair and clothes, painted texel by texel from the resting surface."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from openclam.synthesis.body import BodyMesh
from openclam.synthesis.frames import Array
from openclam.synthesis.parts import Parts, Surface, eyes_middle, find_parts, surface_shares

Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]

_SIZE = 2048


@dataclass(frozen=True, slots=True)
class Look:
    """Colours (red, green, blue, each 0 to 255) of a person and of what they wear."""

    skin: Colour = (226, 172, 143)
    hair: Colour = (74, 46, 30)
    shirt: Colour = (58, 128, 138)
    leggings: Colour = (78, 72, 112)
    lips: Colour = (190, 98, 96)
    iris: Colour = (84, 92, 60)
    bun: bool = True


def paint_body(body: BodyMesh, look: Look, seed: int = 0) -> Picture:
    """Picture (2048, 2048, 3) uint8 RGB for the body's texture coordinates."""
    surface, covered = _surface_of_texels(body)
    picture = np.empty((_SIZE, _SIZE, 3), np.float64)
    picture[:] = look.skin
    picture[covered] = _colour(body, surface, find_parts(body, surface), look, np.random.default_rng(seed))
    return _spread(np.clip(picture, 0, 255).astype(np.uint8), covered)


def _surface_of_texels(body: BodyMesh) -> tuple[Surface, npt.NDArray[np.bool_]]:
    """The resting surface under each covered texel (n rows), and which texels are covered."""
    vertex = surface_shares(body)
    values = np.column_stack([vertex.points, vertex.arm, vertex.head, vertex.eye])
    texels = np.column_stack([body.uv[:, 0] * _SIZE, (1.0 - body.uv[:, 1]) * _SIZE])
    table, covered = np.zeros((_SIZE, _SIZE, values.shape[1])), np.zeros((_SIZE, _SIZE), np.bool_)
    for corners, places in zip(body.triangles, body.uv_triangles, strict=True):
        _fill(table, covered, texels[places], values[corners])
    found = table[covered]
    return Surface(found[:, :3], found[:, 3], found[:, 4], found[:, 5]), covered


def _fill(table: Array, covered: npt.NDArray[np.bool_], corners: Array, values: Array) -> None:
    """Interpolate `values` (3, k) over the triangle `corners` (3, 2), texels, with a texel of margin."""
    low = np.clip(np.floor(corners.min(axis=0)).astype(int) - 1, 0, _SIZE - 1)
    high = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 1, 0, _SIZE - 1)
    columns, rows = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1))
    (ax, ay), (bx, by), (cx, cy) = corners
    area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    if abs(area) < 1e-9:
        return
    x, y = columns + 0.5, rows + 0.5
    b = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area
    c = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area
    edge = 0.5 / max(np.sqrt(abs(area)), 1.0)
    inside = (b >= -edge) & (c >= -edge) & (b + c <= 1.0 + edge)
    shares = np.stack([1.0 - b - c, b, c], axis=-1)[inside]
    table[rows[inside], columns[inside]] = shares @ values
    covered[rows[inside], columns[inside]] = True


def _spread(picture: Picture, covered: npt.NDArray[np.bool_]) -> Picture:
    """Carry colours a few texels over the edges of the covered islands, so that no seam shows."""
    mask: Picture = covered.astype(np.uint8)
    for _ in range(6):
        grown = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)
        lighter = np.asarray(cv2.dilate(picture * mask[..., None], np.ones((3, 3), np.uint8)), np.uint8)
        edge = (grown == 1) & (mask == 0)
        picture[edge], mask = lighter[edge], grown
    return picture


def _colour(body: BodyMesh, surface: Surface, parts: Parts, look: Look, random: np.random.Generator) -> Array:
    """Colours (n, 3) of surface points."""
    colours = np.tile(np.array(look.skin, np.float64), (len(surface.points), 1))
    colours *= random.normal(1.0, 0.012, (len(colours), 1))
    _face(body, surface, look, colours)
    for where, colour in ((parts.leggings, look.leggings), (parts.shirt, look.shirt)):
        colours[where] = np.array(colour) * random.normal(1.0, 0.03, (int(where.sum()), 1))
    hair = int(parts.hair.sum())
    strand = np.sin(260.0 * surface.points[parts.hair, 0] + 40.0 * surface.points[parts.hair, 2])[:, None]
    colours[parts.hair] = np.array(look.hair) * (random.normal(1.0, 0.10, (hair, 1)) + 0.08 * strand)
    return colours


def _face(body: BodyMesh, surface: Surface, look: Look, colours: Array) -> None:
    """Eyes, brows, lips and a little red in the cheeks, in place."""
    away = surface.points - eyes_middle(body)
    front, up, side = away[:, 0], away[:, 1], np.abs(away[:, 2])
    face = (surface.head > 0.5) & (front > -0.06)
    cheek = np.exp(-(((up + 0.038) / 0.02) ** 2) - ((side - 0.04) / 0.022) ** 2)[:, None] * face[:, None]
    colours += cheek * np.array([6.0, -18.0, -14.0])
    brow_height = 0.0215 + 0.004 * np.sin(np.clip((side - 0.012) / 0.04, 0.0, 1.0) * np.pi)
    brow = face & (np.abs(up - brow_height) < 0.0042) & (side > 0.013) & (side < 0.052)
    colours[brow] = 0.35 * colours[brow] + 0.65 * np.array(look.hair)
    lips = face & ((((up + 0.0665) / 0.0085) ** 2 + (side / 0.026) ** 2) < 1.0) & (front > -0.02)
    colours[lips] = look.lips
    eyes = surface.eye > 0.5
    colours[eyes] = (240, 238, 234)
    for bone in ("eye.L", "eye.R"):
        ball = surface.points - body.skeleton.head(bone)
        reach = np.linalg.norm(ball, axis=1)
        off_axis = np.hypot(ball[:, 1], ball[:, 2])
        seen = eyes & (reach < 0.03) & (ball[:, 0] > 0.0)
        colours[seen & (off_axis < 0.0062)] = look.iris
        colours[seen & (off_axis < 0.0028)] = (18, 16, 16)
