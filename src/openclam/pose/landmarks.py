"""The 33 landmarks of the pose network, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Point(IntEnum):
    """Indices of the BlazePose topology (left and right are the person's own)."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


COUNT = len(Point)

MIRROR: npt.NDArray[np.intp] = np.array(
    [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, *(i + 1 if i % 2 else i - 1 for i in range(11, 33))], dtype=np.intp
)
"""`points[MIRROR]` exchanges left and right."""


@dataclass(frozen=True, slots=True)
class Landmarks:
    """One person in one frame.

    `image` (33, 3) float32: x, y in pixels of the upright image (right, down), z in pixels on
    the same scale, smaller is nearer the camera, 0 at the middle of the hips.
    `world` (33, 3) float32: metres, axes as the image's (x right, y down, z away from the
    camera), origin at the middle of the hips.
    `visibility` and `presence` (33,) 0 to 1: seen rather than hidden; inside the image.
    `score` 0 to 1: the network's score that a person is there.
    """

    index: int
    time_s: float
    width: int
    height: int
    image: Floats
    world: Floats
    visibility: Floats
    presence: Floats
    score: float

    def inside(self, points: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
        """Whether each of the points with these indices lies within the image."""
        x, y = self.image[points, 0], self.image[points, 1]
        return np.asarray((x >= 0) & (x < self.width) & (y >= 0) & (y < self.height))

    def mirrored(self) -> Landmarks:
        """The same points with left and right exchanged."""
        return Landmarks(
            self.index,
            self.time_s,
            self.width,
            self.height,
            self.image[MIRROR],
            self.world[MIRROR],
            self.visibility[MIRROR],
            self.presence[MIRROR],
            self.score,
        )


@dataclass(frozen=True, slots=True)
class FrameLandmarks:
    """What the pose stage gives for one frame: the person on their side, or nobody.

    `band` is the chance (0 to 1) that a band runs from thigh to thigh, None where not looked for.
    """

    index: int
    time_s: float
    width: int
    height: int
    landmarks: Landmarks | None
    band: float | None = None
