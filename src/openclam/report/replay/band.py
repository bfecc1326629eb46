"""Where the band runs: a belt round both thighs, just above the knees."""

from __future__ import annotations

import numpy as np

from openclam.report.replay.scene import Array, Bone

PLACE = 0.82
"""How far down the thigh bone the band lies, from its hip to its knee end."""

HALF = 16
"""Points round each thigh."""


def band_loop(upper: Bone, lower: Bone, girth_m: float) -> Array:
    """The band's line round two round thighs of one girth: (n, 2 HALF, 3) m in the room, closed.

    Args:
        upper: the moving thigh bone, whose body has its origin in the hip centre and Y up the bone.
        lower: the resting one.
        girth_m: of each thigh where the band lies.
    """
    first, second = _place(upper), _place(lower)
    along = second[0] - first[0]
    length = np.linalg.norm(along, axis=1, keepdims=True)
    along = along / np.maximum(length, 1e-9)
    # The band lies square to the thighs: to the mean of their directions, as far as the line between them allows.
    axis = first[1] + second[1]
    axis -= np.sum(axis * along, axis=1, keepdims=True) * along
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    across = np.cross(axis, along)
    radius = girth_m / (2 * np.pi)
    angle = np.linspace(-np.pi / 2, np.pi / 2, HALF)
    arc = radius * (np.sin(angle)[:, None] * across[:, None] + np.cos(angle)[:, None] * along[:, None])
    return np.concatenate([second[0][:, None] + arc, first[0][:, None] - arc], axis=1)


def _place(femur: Bone) -> tuple[Array, Array]:
    """Where the band crosses a thigh (n, 3), and the thigh's direction (n, 3)."""
    knee_end = femur.vertices[:, 1].min()
    centre = np.array([0.0, PLACE * knee_end, 0.0, 1.0])
    return (femur.transforms @ centre)[:, :3], -femur.transforms[:, :3, 1]
