"""From one person's region to 33 landmarks: the BlazePose landmark network and its decoding.

Decoding follows MediaPipe's `tensors_to_pose_landmarks_and_segmentation` (Apache-2.0): points are
moved to the centre of gravity of their 64×64 heat map within 7×7 cells where the map is sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from openclam.pose.brighten import brightened
from openclam.pose.landmarks import COUNT, MIRROR, Floats, Landmarks
from openclam.pose.network import Network, sigmoid
from openclam.pose.region import Region, crop

SIDE = 256
MIN_SCORE = 0.5
"""Network score that separates a person (more) from nobody (less); MediaPipe's."""
_HEAT_REACH = 3
_MIN_HEAT = 0.5
"""Peak of a heat map, within `_HEAT_REACH` cells of its point, that separates sure (more) from unsure; MediaPipe's."""
_CENTRE, _TIP = 33, 34


@dataclass(frozen=True, slots=True)
class NetworkOutput:
    """Landmarks, and the two points (2, 2) px that give the next region: hip centre and full-body tip."""

    landmarks: Landmarks
    anchor: Floats

    @property
    def region(self) -> Region:
        """The region to read next, by this reading alone."""
        return Region.from_points(*self.anchor.astype(np.float64))


class Landmarker:
    """Reads the landmarks of the person in a region."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        self._network = Network(path, threads)

    def read(
        self, image: npt.NDArray[np.uint8], region: Region, index: int, time_s: float, *, mirrored: bool = False
    ) -> NetworkOutput | None:
        """Landmarks of the person in `region` of `image` (RGB); None where the network scores below `MIN_SCORE`.

        With `mirrored` the network reads the region's mirror image; left and right stay the person's own.
        """
        seen = brightened(crop(image, region, SIDE, replicate=True))
        if mirrored:
            seen = np.ascontiguousarray(seen[:, ::-1])
        tensor = seen.astype(np.float32)[None] / np.float32(255)
        points, score, heat, world = self._network.run(tensor, "Identity", "Identity_1", "Identity_3", "Identity_4")
        trust = float(score[0, 0])
        if not np.isfinite(trust) or trust < MIN_SCORE:
            return None
        raw = points.reshape(39, 5)
        crop_points = refine(raw[:, :3] / np.float32(SIDE), heat[0])
        world_points = world.reshape(39, 3)[:COUNT].copy()
        seen_points = sigmoid(raw[:COUNT, 3:5])
        if mirrored:
            crop_points[:, 0] = 1 - crop_points[:, 0]
            crop_points[:COUNT] = crop_points[MIRROR]
            world_points = world_points[MIRROR] * np.array([-1, 1, 1], np.float32)
            seen_points = seen_points[MIRROR]
        to_picture = region.to_picture().astype(np.float32)
        image_points = np.empty((39, 3), np.float32)
        image_points[:, :2] = crop_points[:, :2] @ to_picture[:, :2].T + to_picture[:, 2]
        image_points[:, 2] = crop_points[:, 2] * region.size
        turn = to_picture[:, :2] / np.float32(region.size)
        world_points[:, :2] = world_points[:, :2] @ turn.T
        landmarks = Landmarks(
            index=index,
            time_s=time_s,
            width=image.shape[1],
            height=image.shape[0],
            image=image_points[:COUNT],
            world=world_points,
            visibility=seen_points[:, 0],
            presence=seen_points[:, 1],
            score=trust,
        )
        return NetworkOutput(landmarks, image_points[[_CENTRE, _TIP], :2])


def refine(points: Floats, heat: Floats) -> Floats:
    """Move points to their heat maps' centres of gravity.

    Args:
        points: (n, 3) x, y as shares of the crop; z is passed on.
        heat: (rows, columns, n) logits.

    Returns:
        (n, 3); a point outside the crop, or whose map is unsure, stays where it was.
    """
    rows, columns, _ = heat.shape
    refined = points.copy()
    for i, (x, y) in enumerate(points[:, :2]):
        column, row = int(x * columns), int(y * rows)
        if not (0 <= column < columns and 0 <= row < rows):
            continue
        left, top = max(0, column - _HEAT_REACH), max(0, row - _HEAT_REACH)
        window = sigmoid(heat[top : row + _HEAT_REACH + 1, left : column + _HEAT_REACH + 1, i])
        if window.max() < _MIN_HEAT:
            continue
        total = window.sum()
        refined[i, 0] = (window.sum(axis=0) @ np.arange(left, left + window.shape[1])) / columns / total
        refined[i, 1] = (window.sum(axis=1) @ np.arange(top, top + window.shape[0])) / rows / total
    return refined
