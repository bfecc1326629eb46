"""What is drawn over a panel: a cross or a tick, and a line through the joints to look at.

No word: films serve every language.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from demonstration.plans import Mark
from openclam.synthesis.frames import Array
from openclam.synthesis.picture import Picture

COLOURS: dict[Mark, tuple[int, int, int]] = {"fault": (190, 60, 24), "good": (28, 110, 62)}
"""Orange-red and green of different lightness on white; the shape tells them apart without colour."""

_WHITE = (255, 255, 255)
_FINER = 3
"""Drawn this many times larger and scaled down, for smooth edges."""

_RADIUS_PX, _FROM_EDGE_PX, _STROKE_PX = 34, 16, 9
_CROSS = (((-0.42, -0.42), (0.42, 0.42)), ((-0.42, 0.42), (0.42, -0.42)))
_TICK = (((-0.5, 0.05), (-0.14, 0.4), (0.5, -0.36)),)
_LINE_PX, _DOT_PX, _BEYOND = 6, 9, 0.45
"""Width of a guide, radius of its joints, and how much of its length a line through two joints goes on beyond them."""


def draw_marks(picture: Picture, mark: Mark | None, guide: Array | None, first: Array | None) -> Picture:
    """The picture (h, w, 3) with its mark, and a guide through points (n, 2), px, over where they lay at `first`."""
    if mark is None:
        return picture
    height, width, _ = picture.shape
    image = Image.fromarray(picture)
    over = Image.new("RGBA", (width * _FINER, height * _FINER), (0, 0, 0, 0))
    draw = ImageDraw.Draw(over)
    if guide is not None and first is not None:
        _dashes(draw, _extended(first))
        _line(draw, _extended(guide), (*COLOURS[mark], 255), _LINE_PX)
        for x, y in guide * _FINER:
            radius = _DOT_PX * _FINER
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), (*COLOURS[mark], 255), _WHITE, 2 * _FINER)
    _badge(draw, mark)
    smooth = over.resize((width, height), Image.Resampling.BOX)
    image.paste(smooth, (0, 0), smooth)
    return np.asarray(image, np.uint8)


def _badge(draw: ImageDraw.ImageDraw, mark: Mark) -> None:
    """A white disc in the upper left corner with the mark's shape."""
    centre, radius = _FINER * (_FROM_EDGE_PX + _RADIUS_PX), _FINER * _RADIUS_PX
    box = (centre - radius, centre - radius, centre + radius, centre + radius)
    draw.ellipse(box, (*_WHITE, 255), (*COLOURS[mark], 255), 4 * _FINER)
    for stroke in _CROSS if mark == "fault" else _TICK:
        points = np.array(stroke) * _RADIUS_PX + _FROM_EDGE_PX + _RADIUS_PX
        _line(draw, points, (*COLOURS[mark], 255), _STROKE_PX, rim=False)


def _line(
    draw: ImageDraw.ImageDraw, points: Array, colour: tuple[int, int, int, int], width_px: int, rim: bool = True
) -> None:
    """A line with round ends, on a white rim so that it is seen on anything."""
    if rim:
        _line(draw, points, (*_WHITE, 255), width_px + 4, rim=False)
    radius = width_px * _FINER / 2.0
    corners = [(float(x), float(y)) for x, y in points * _FINER]
    draw.line(corners, colour, width_px * _FINER, joint="curve")
    for x, y in (corners[0], corners[-1]):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour)


def _dashes(draw: ImageDraw.ImageDraw, points: Array, dash_px: float = 9.0) -> None:
    """A white broken line."""
    for a, b in pairwise(points):
        count = max(int(np.linalg.norm(b - a) / dash_px), 1)
        for step in range(0, count, 2):
            ends = np.array([a + (b - a) * step / count, a + (b - a) * min(step + 1.0, count) / count])
            _line(draw, ends, (*_WHITE, 255), 4, rim=False)


def _extended(points: Array) -> Array:
    """Two joints give a line that goes on beyond both; more give the line through them as it is."""
    if len(points) != 2:
        return points
    more = _BEYOND * (points[1] - points[0])
    return np.array([points[0] - more, points[1] + more])
