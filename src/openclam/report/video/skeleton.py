"""The body drawn on the frame: the moving leg solid and thick, the other leg dashed and thin.

The two legs differ in thickness, in line and in the shape of their joints as well as in colour, so that
nobody needs to see colours to tell them apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from openclam.report.video.lettering import Colour, Scene
from openclam.report.video.timeline import FrameState

# BlazePose order: even numbers are the person's right side, odd ones the left.
_SHOULDER, _ELBOW, _WRIST, _HIP, _KNEE, _ANKLE, _HEEL, _TOE = 11, 13, 15, 23, 25, 27, 29, 31
_TRUNK = ((11, 12), (23, 24), (11, 23), (12, 24))
_ARMS = ((11, 13), (13, 15), (12, 14), (14, 16))

_DARK: Colour = (10, 20, 30)
_BODY: Colour = (235, 235, 235)
_MOVING: Colour = (255, 196, 61)
_STILL: Colour = (120, 200, 255)

_SHIFT = 4  # OpenCV draws between pixels when coordinates come as fixed-point numbers with 4 fraction bits
_UNSURE = 0.15  # a landmark that the model gives less than this is a guess, and is not drawn

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SkeletonAnnotator:
    """Draws trunk, arms and both legs.

    `thickness` is that of the moving leg, in pixels. `light` leaves the arms out: for a still, where the fault
    matters and not the lines.
    """

    moving_leg: Literal["left", "right"]
    thickness: float
    light: bool = False

    def annotate(self, scene: Scene, state: FrameState) -> None:
        """Draw on `scene` (h, w, 3) uint8 RGB, in place."""
        points = self._points(state)
        thin = max(1, round(self.thickness * 0.4))
        for a, b in _TRUNK if self.light else _TRUNK + _ARMS:
            _line(scene, points[a], points[b], _BODY, thin)
        moving, still = (0, 1) if self.moving_leg == "left" else (1, 0)
        self._still_leg(scene, points, still, max(1, round(self.thickness * 0.55)))
        self._moving_leg(scene, points, moving, max(2, round(self.thickness)))

    def _points(self, state: FrameState) -> list[Point | None]:
        placed = np.asarray(state.landmarks_px, np.float64)
        drawn = np.isfinite(placed).all(axis=1) & (state.visibility >= _UNSURE)
        return [_fixed(xy) if ok else None for xy, ok in zip(placed, drawn, strict=True)]

    def _moving_leg(self, scene: Scene, points: list[Point | None], side: int, thick: int) -> None:
        for a, b in _leg(side):
            _line(scene, points[a], points[b], _MOVING, thick)
        for joint in (_HIP, _KNEE, _ANKLE):
            centre = points[joint + side]
            if centre is not None:
                radius = round((thick + 2) * (1 << _SHIFT))
                cv2.circle(scene, centre, radius, _DARK, -1, cv2.LINE_AA, _SHIFT)
                cv2.circle(scene, centre, round(radius * 0.7), _MOVING, -1, cv2.LINE_AA, _SHIFT)

    def _still_leg(self, scene: Scene, points: list[Point | None], side: int, thick: int) -> None:
        for a, b in _leg(side):
            start, end = points[a], points[b]
            if start is None or end is None:
                continue
            for dash_start, dash_end in _dashes(start, end, dash=4 * thick):
                _line(scene, dash_start, dash_end, _STILL, thick)
        for joint in (_HIP, _KNEE, _ANKLE):
            centre = points[joint + side]
            if centre is not None:
                reach = (thick + 2) << _SHIFT
                corners = (centre[0] - reach, centre[1] - reach), (centre[0] + reach, centre[1] + reach)
                cv2.rectangle(scene, *corners, _DARK, thick + 2, cv2.LINE_AA, _SHIFT)
                cv2.rectangle(scene, *corners, _STILL, max(1, thick - 1), cv2.LINE_AA, _SHIFT)


def _leg(side: int) -> tuple[tuple[int, int], ...]:
    hip, knee, ankle, heel, toe = (joint + side for joint in (_HIP, _KNEE, _ANKLE, _HEEL, _TOE))
    return (hip, knee), (knee, ankle), (ankle, heel), (heel, toe), (toe, ankle)


def _fixed(xy: npt.NDArray[np.float64]) -> Point:
    # Landmarks far outside the frame are pulled in: OpenCV's fixed-point numbers overflow near 2^27.
    x, y = np.clip(xy, -20_000, 20_000) * (1 << _SHIFT)
    return round(float(x)), round(float(y))


def _line(scene: Scene, start: Point | None, end: Point | None, colour: Colour, thick: int) -> None:
    """A line with a dark rim, seen on light clothes and on a dark floor."""
    if start is None or end is None:
        return
    cv2.line(scene, start, end, _DARK, thick + 2, cv2.LINE_AA, _SHIFT)
    cv2.line(scene, start, end, colour, thick, cv2.LINE_AA, _SHIFT)


def _dashes(start: Point, end: Point, *, dash: int) -> list[tuple[Point, Point]]:
    """The dashes of a line, as long as the gaps between them; `dash` in pixels, points in fixed point."""
    length = math.dist(start, end)
    count = max(1, round(length / (2 * dash * (1 << _SHIFT))))
    along = np.array(end) - np.array(start)
    ends = [(np.array(start) + along * (i + part) / count).round() for i in range(count) for part in (0.0, 0.55)]
    whole = [(int(x), int(y)) for x, y in ends]
    return list(zip(whole[::2], whole[1::2], strict=True))
