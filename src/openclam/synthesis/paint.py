"""The picture on the body: skin, face, hair and clothes, painted texel by texel from the resting surface."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from openclam.synthesis.body import BodyMesh
from openclam.synthesis.fabric import Pattern, second_colour, wrinkles
from openclam.synthesis.frames import Array
from openclam.synthesis.look import Colour, Look
from openclam.synthesis.parts import Parts, Surface, eyes_middle, find_parts, surface_shares
from openclam.synthesis.texels import Mask, texel_map

__all__ = ["Look", "paint_body"]

Picture = npt.NDArray[np.uint8]


def paint_body(body: BodyMesh, look: Look, texels: int = 2048) -> Picture:
    """Picture (texels, texels, 3) uint8 RGB for the body's texture coordinates."""
    surface, covered = _surface_of_texels(body, texels)
    picture = np.empty((texels, texels, 3), np.uint8)
    picture[:] = look.skin
    colours = _colour(body, surface, find_parts(body, surface, look), look, np.random.default_rng(look.seed))
    picture[covered] = np.clip(colours, 0, 255).astype(np.uint8)
    return _spread(picture, covered)


def _surface_of_texels(body: BodyMesh, size: int) -> tuple[Surface, Mask]:
    """The resting surface under each covered texel (n rows), and which texels are covered."""
    vertex, under = surface_shares(body), texel_map(body, size)
    values = np.column_stack([vertex.points, vertex.arm, vertex.head, vertex.eye])
    found = under.spread(body.triangles, values)
    return Surface(found[:, :3], found[:, 3], found[:, 4], found[:, 5]), under.covered


def _spread(picture: Picture, covered: Mask) -> Picture:
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
    for where, colour, second, pattern, loose_m in (
        (parts.leggings, look.leggings, look.leggings_second, look.leggings_pattern, look.leggings_loose_m),
        (parts.shirt, look.shirt, look.shirt_second, look.shirt_pattern, look.shirt_loose_m),
        (parts.footwear, look.footwear, look.footwear, "plain", 0.0),
    ):
        cloth = _cloth(surface.points[where], (colour, second), pattern, loose_m, look.seed)
        colours[where] = cloth * random.normal(1.0, 0.03, (len(cloth), 1))
    hair = int(parts.hair.sum())
    strand = np.sin(260.0 * surface.points[parts.hair, 0] + 40.0 * surface.points[parts.hair, 2])[:, None]
    colours[parts.hair] = np.array(look.hair) * (random.normal(1.0, 0.10, (hair, 1)) + 0.08 * strand)
    return colours


def _cloth(points: Array, pair: tuple[Colour, Colour], pattern: Pattern, loose_m: float, seed: int) -> Array:
    """Colours (n, 3) of cloth; the folds of a loose one are darker where they lie deep."""
    colours = np.tile(np.array(pair[0], np.float64), (len(points), 1))
    if pattern != "plain":
        colours[second_colour(points, pattern, seed)] = pair[1]
    if loose_m > 0.0:
        colours *= 1.0 + min(10.0 * loose_m, 0.25) * np.minimum(wrinkles(points, seed), 0.3)[:, None]
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
