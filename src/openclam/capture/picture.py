"""From a decoded frame to the image that every later stage reads: upright, square pixels, RGB, not huge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt
from av.video.reformatter import Interpolation

from openclam.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from av.sidedata.sidedata import SideData
    from av.video.frame import VideoFrame

MIN_SIDE_PX = 64
"""Side that separates usable images (more) from those that show no joint (less); the networks read 224 to 256 px."""

MAX_SIDE_PX = 16_384
"""Side that separates a camera's images (less) from those refused (more): one alone may fill the memory."""

DELIVERED_SIDE_PX = 1920
"""Long side that separates images delivered as they are (less) from those scaled down to it (more).

The pose networks read 256 px of a person.
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn from the stored image to the upright one: rows and columns swapped first, then mirrored."""

    transpose: bool = False
    mirror_x: bool = False
    mirror_y: bool = False

    @staticmethod
    def of(frame: VideoFrame) -> Turn:
        """The turn that the frame's display matrix asks for, to the nearest right angle.

        The matrix sends a stored pixel (x, y) to (a x + c y, b x + d y): FFmpeg, libavutil/display.h.
        """
        data = frame.side_data.get("DISPLAYMATRIX")
        if data is None:
            return Turn()
        (a, b), (c, d) = np.frombuffer(bytes(cast("SideData", data)), np.int32).reshape(3, 3)[:2, :2].astype(float)
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return Turn(transpose=False, mirror_x=bool(a < 0), mirror_y=bool(d < 0))
        return Turn(transpose=True, mirror_x=bool(c < 0), mirror_y=bool(b < 0))

    def apply(self, image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """The (height, width, 3) image, turned; contiguous in memory."""
        if self.transpose:
            image = image.swapaxes(0, 1)
        if self.mirror_x:
            image = image[:, ::-1]
        if self.mirror_y:
            image = image[::-1]
        return np.ascontiguousarray(image)


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of every delivered image of a recording, fixed by the first.

    `stored_width` and `stored_height` are in delivered pixels, before the turn.
    """

    stored_width: int
    stored_height: int
    turn: Turn

    @property
    def width(self) -> int:
        """Delivered width, upright, px."""
        return self.stored_height if self.turn.transpose else self.stored_width

    @property
    def height(self) -> int:
        """Delivered height, upright, px."""
        return self.stored_width if self.turn.transpose else self.stored_height

    @staticmethod
    def of(frame: VideoFrame, pixel_aspect: float) -> Shape:
        """The delivered shape of a recording that begins with `frame`.

        `pixel_aspect` is a stored pixel's width over its height: angles are only right on square pixels.
        """
        width, height = frame.width * max(pixel_aspect, 1.0), frame.height / min(pixel_aspect, 1.0)
        scale = min(1.0, DELIVERED_SIDE_PX / max(width, height))
        return Shape(max(1, round(width * scale)), max(1, round(height * scale)), Turn.of(frame))

    def deliver(self, frame: VideoFrame) -> npt.NDArray[np.uint8]:
        """The frame as an upright (height, width, 3) uint8 RGB image of this shape."""
        shrinks = frame.width > self.stored_width or frame.height > self.stored_height
        rgb = frame.reformat(
            width=self.stored_width,
            height=self.stored_height,
            format="rgb24",
            interpolation=Interpolation.AREA if shrinks else Interpolation.BILINEAR,
        )
        return self.turn.apply(np.asarray(rgb.to_ndarray(), np.uint8))


def check_size(width: int, height: int, path: Path) -> None:
    """Refuses images that are too small to show a person or too large for a camera.

    Raises:
        InputError: a side is under `MIN_SIDE_PX` or over `MAX_SIDE_PX`.
    """
    if max(width, height) > MAX_SIDE_PX:
        raise InputError(
            f"{path} has frames of {width}×{height} px; at most {MAX_SIDE_PX} px on a side can be read. "
            "Export it smaller: 1280×720 is plenty."
        )
    if min(width, height) < MIN_SIDE_PX:
        raise InputError(
            f"{path} has frames of {width}×{height} px; at least {MIN_SIDE_PX} px on each side are needed to see "
            "a person. Give the original recording, not a thumbnail."
        )
