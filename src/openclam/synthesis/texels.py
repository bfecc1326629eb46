"""Which point of a body's surface lies under each texel of the picture painted on it.

The answer depends on the texture coordinates alone, which bodies from the same model share, so that it is
worked out once per size and kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from openclam.synthesis.body import BodyMesh, Integers
from openclam.synthesis.frames import Array

Mask = npt.NDArray[np.bool_]

_AT_ONCE = 2_000_000
"""Candidate texels looked at together; bounds the memory needed."""


@dataclass(frozen=True, slots=True)
class TexelMap:
    """For n covered texels: the triangle under each (n,), and its corners' shares (n, 3), which sum to 1.

    `covered` (size, size) tells which texels these are, row by row.
    """

    covered: Mask
    triangle: npt.NDArray[np.int32]
    shares: npt.NDArray[np.float32]

    def spread(self, triangles: Integers, values: Array) -> Array:
        """Values (n, k) under the covered texels, from `values` (v, k) at the vertices of `triangles` (t, 3)."""
        light = values.astype(np.float32)
        corners = triangles[self.triangle]
        total: npt.NDArray[np.float32] = light[corners[:, 0]] * self.shares[:, :1]
        for corner in (1, 2):
            total += light[corners[:, corner]] * self.shares[:, corner : corner + 1]
        return total  # type: ignore[return-value]  # single precision: four million texels, and 1e-7 m is enough


def texel_map(body: BodyMesh, size: int) -> TexelMap:
    """The map for a picture of `size` by `size` texels."""
    return _texel_map(body.uv.tobytes(), body.uv_triangles.astype(np.int64).tobytes(), size)


@lru_cache(maxsize=4)
def _texel_map(uv: bytes, uv_triangles: bytes, size: int) -> TexelMap:
    at, triangles = np.frombuffer(uv).reshape(-1, 2), np.frombuffer(uv_triangles, np.int64).reshape(-1, 3)
    corners = np.column_stack([at[:, 0] * size, (1.0 - at[:, 1]) * size])[triangles]
    owner = np.full(size * size, -1, np.int32)
    shares = np.zeros((size * size, 3), np.float32)
    low = np.clip(np.floor(corners.min(axis=1)).astype(int) - 1, 0, size - 1)
    span = np.clip(np.ceil(corners.max(axis=1)).astype(int) + 1, 0, size - 1) - low + 1
    batch = np.cumsum(span.prod(axis=1)) // _AT_ONCE
    for number in range(int(batch[-1]) + 1):
        _fill(owner, shares, np.flatnonzero(batch == number), (corners, low, span), size)
    covered = owner >= 0
    return TexelMap(covered.reshape(size, size), owner[covered], shares[covered])


def _fill(
    owner: npt.NDArray[np.int32],
    shares: npt.NDArray[np.float32],
    rows: Integers,
    boxes: tuple[Array, Integers, Integers],
    size: int,
) -> None:
    """Give the texels of the triangles `rows` their owner and shares, with half a texel of margin."""
    corners, low, span = (box[rows] for box in boxes)
    (ax, ay), (bx, by), (cx, cy) = (corners[:, corner].T for corner in range(3))
    area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    count = span.prod(axis=1) * (np.abs(area) > 1e-9)
    which = np.repeat(np.arange(len(rows)), count)
    step = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    column, row = low[which, 0] + step % span[which, 0], low[which, 1] + step // span[which, 0]
    safe = np.where(np.abs(area) > 1e-9, area, 1.0)
    x, y = column + 0.5 - ax[which], row + 0.5 - ay[which]
    b = (x * ((cy - ay) / safe)[which]) - ((cx - ax) / safe)[which] * y
    c = ((bx - ax) / safe)[which] * y - x * ((by - ay) / safe)[which]
    edge = (0.5 / np.maximum(np.sqrt(np.abs(safe)), 1.0))[which]
    inside = (b >= -edge) & (c >= -edge) & (b + c <= 1.0 + edge)
    texel = (row * size + column)[inside]
    owner[texel] = rows[which[inside]]
    shares[texel] = np.column_stack([1.0 - b - c, b, c])[inside]
