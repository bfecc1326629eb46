"""The room as pictures: floor boards, an exercise mat, and the soft shadow of who lies on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from openclam.synthesis.frames import Array

Picture = npt.NDArray[np.uint8]

GROUND_M = 3.6
"""Side of the square of floor that carries mat and shadow."""

GROUND_CENTRE = (0.05, -0.06)
"""Middle of that square, and of the mat, in the room (x, y), metres; the head is at -Y."""

BALL_PLACE, BALL_RADIUS_M = (-1.25, -1.5), 0.28
"""Where an exercise ball stands (x, y), metres."""

_SHADOW_TEXELS = 256
"""Coarser than the mat: shadows are soft, and they are drawn anew for every picture."""

_SHADOW_LAYERS = ((0.07, 0.014, 0.55), (0.16, 0.035, 0.42), (0.34, 0.075, 0.34), (1.0, 0.13, 0.26))
"""Soft shadow by height: up to this height (m), blurred by this much (m), this dark."""


@dataclass(frozen=True, slots=True)
class Room:
    """Colours of the room (red, green, blue), and the mat's length and width in metres."""

    wall: tuple[int, int, int] = (226, 222, 212)
    floor: tuple[int, int, int] = (206, 172, 134)
    mat: tuple[int, int, int] = (122, 142, 150)
    mat_size_m: tuple[float, float] = (1.95, 0.85)
    ball: tuple[int, int, int] | None = (128, 168, 160)


def boards(colour: tuple[int, int, int], side_m: float, texels: int, seed: int = 3) -> Picture:
    """Floor boards (texels, texels, 3), running along Y, for a square of `side_m` about the origin."""
    shade = _board_shade(side_m, texels, seed)
    return np.asarray(np.clip(np.array(colour, np.float32) * shade[..., None], 0, 255).astype(np.uint8))


@lru_cache(maxsize=8)
def _board_shade(side_m: float, texels: int, seed: int) -> npt.NDArray[np.float32]:
    """How light each texel of the floor is, whatever its colour."""
    random = np.random.default_rng(seed)
    metres = (np.arange(texels) + 0.5) / texels * side_m - side_m / 2.0
    y, x = np.meshgrid(metres, metres[::-1], indexing="ij")
    tones = random.normal(1.0, 0.045, (257, 67))
    row = np.floor(x / 0.14).astype(int) % 257
    shift = random.uniform(0.0, 1.4, 257)[row]
    board = np.floor((y + shift) / 1.4).astype(int) % 67
    grain = np.sin(90.0 * x + 6.0 * np.sin(2.1 * y + row) + 17.0 * row) * 0.018
    gap = np.minimum((x % 0.14), 0.14 - (x % 0.14)) < 0.0022
    shade = (tones[row, board] + grain) * np.where(gap, 0.82, 1.0)
    return np.ascontiguousarray(shade.T, np.float32)


class Ground:
    """The square of floor under the person: picture without shadow, once; with shadow, every frame."""

    def __init__(self, room: Room, texels: int = 1024) -> None:
        self._plain = boards(room.floor, GROUND_M, texels)
        rows, columns = np.mgrid[0:texels, 0:texels]
        x, y = (GROUND_M / 2.0 - rows * GROUND_M / texels), columns * GROUND_M / texels - GROUND_M / 2.0
        self._lay_mat(room, x, y)
        if room.ball is not None:
            self._put_ball(x + GROUND_CENTRE[0], y)

    def _put_ball(self, x: Array, y: Array) -> None:
        """The soft shadow under the ball."""
        away = np.hypot(x - BALL_PLACE[0], y - BALL_PLACE[1])
        shade = 1.0 - 0.6 * np.exp(-((away / 0.17) ** 2))
        self._plain = (self._plain * shade[..., None]).astype(np.uint8)

    def _lay_mat(self, room: Room, x: Array, y: Array) -> None:
        """Paint the mat with round corners, a darker rim and a fine rib; x, y are metres from its middle."""
        length, width = room.mat_size_m
        corner = 0.06
        off_x, off_y = np.abs(x) - (width / 2.0 - corner), np.abs(y) - (length / 2.0 - corner)
        outside, inside = np.hypot(np.maximum(off_x, 0.0), np.maximum(off_y, 0.0)), np.maximum(off_x, off_y)
        away = outside + np.minimum(inside, 0.0) - corner
        fall = np.clip(1.0 - np.clip(away, 0.0, None) / 0.035, 0.0, 1.0) * (away > 0.0)
        picture = self._plain * (1.0 - 0.35 * fall[..., None])
        rib = 1.0 + 0.015 * np.sign(np.sin(2.0 * np.pi * y / 0.012))
        shade = np.where(away > -0.012, 0.80, 1.0) * rib
        on_mat = away <= 0.0
        picture[on_mat] = (np.array(room.mat) * shade[..., None])[on_mat]
        self._plain = np.clip(picture, 0, 255).astype(np.uint8)

    def with_shadow(self, vertices: Array) -> Picture:
        """The picture (texels, texels, 3) under a person on the right side whose surface is `vertices` (n, 3).

        Rows run from +X (top) to -X, columns from -Y to +Y.
        """
        light = np.ones((_SHADOW_TEXELS, _SHADOW_TEXELS), np.float32)
        low = -np.inf
        for height, blur_m, dark in _SHADOW_LAYERS:
            layer = vertices[(vertices[:, 2] >= low) & (vertices[:, 2] < height)]
            light *= 1.0 - dark * _cover(layer, blur_m)
            low = height
        full = cv2.resize(light, self._plain.shape[:2], interpolation=cv2.INTER_LINEAR)
        return np.asarray(cv2.multiply(self._plain, cv2.merge([full] * 3), dtype=cv2.CV_8U), np.uint8)


def _cover(points: Array, blur_m: float) -> npt.NDArray[np.float32]:
    """How much of each texel of the shadow these points cover from above, 0 to 1, blurred."""
    size = _SHADOW_TEXELS
    scale = size / GROUND_M
    column = ((points[:, 1] - GROUND_CENTRE[1]) * scale + size / 2).astype(int)
    row = (size / 2 - (points[:, 0] - GROUND_CENTRE[0]) * scale).astype(int)
    on = (column >= 0) & (column < size) & (row >= 0) & (row < size)
    mask = np.zeros((size, size), np.float32)
    mask[row[on], column[on]] = 1.0
    mask = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.float32)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), blur_m * scale), np.float32)
