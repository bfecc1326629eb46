"""Region of interest: the turned square of the image around one person, and the crop of it.

The geometry follows MediaPipe's pose graphs (Apache-2.0; `pose_detection_to_roi`, `pose_landmarks_to_roi`). The square
is centred on the hips, its side 1.25 times twice the distance from hip centre to full-body tip. It is turned so that
the line from hips to tip is upright, which lets a network trained on standing people read one who lies.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

MARGIN = 1.25
"""Side of the square over the body's extent; MediaPipe's."""


@dataclass(frozen=True, slots=True)
class Region:
    """A square in upright pixels: centre, side, and turn in radians (clockwise in the image)."""

    x: float
    y: float
    size: float
    angle: float

    @staticmethod
    def from_points(centre: npt.NDArray[np.floating], tip: npt.NDArray[np.floating]) -> Region:
        """The region whose `centre` is the hips and whose radius reaches `tip` (both x, y in pixels)."""
        dx, dy = float(tip[0] - centre[0]), float(tip[1] - centre[1])
        turn = np.pi / 2 - np.arctan2(-dy, dx)
        angle = float(turn - 2 * np.pi * np.floor((turn + np.pi) / (2 * np.pi)))
        return Region(float(centre[0]), float(centre[1]), 2 * MARGIN * float(np.hypot(dx, dy)), angle)

    def to_picture(self) -> npt.NDArray[np.float64]:
        """(2, 3) matrix from the unit square of the crop to image pixels."""
        cos, sin = np.cos(self.angle) * self.size, np.sin(self.angle) * self.size
        return np.array(
            [
                [cos, -sin, self.x - 0.5 * (cos - sin)],
                [sin, cos, self.y - 0.5 * (sin + cos)],
            ]
        )


def crop(image: npt.NDArray[np.uint8], region: Region, side: int, *, replicate: bool) -> npt.NDArray[np.uint8]:
    """The region of `image` as an upright (side, side, 3) image; outside is black or the edge repeated."""
    to_picture = region.to_picture()
    to_picture[:, :2] /= side
    border = cv2.BORDER_REPLICATE if replicate else cv2.BORDER_CONSTANT
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(image, to_picture, (side, side), flags=flags, borderMode=border)
    return np.asarray(warped, dtype=np.uint8)
