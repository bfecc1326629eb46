"""People in an image: the BlazePose detector with its anchors and non-maximum suppression.

Numbers are those of its training (MediaPipe, Apache-2.0, `pose_detection`):
224 px square input from −1 to 1, one anchor per cell and aspect on strides 8, 16, 32, 32, 32,
score limit 0.5, weighted suppression at an overlap of 0.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from openclam.pose.brighten import brightened
from openclam.pose.network import Network, sigmoid
from openclam.pose.region import Region

SIDE = 224
STRIDES = (8, 16, 32, 32, 32)
ANCHORS_PER_LAYER = 2
MIN_SCORE = 0.5
"""Score that separates people (more) from nobody (less); MediaPipe's."""
SAME_PERSON_OVERLAP = 0.3
"""Overlap of face boxes, over their union, that separates one person (more) from two (less); MediaPipe's."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Detection:
    """A person detected: score 0 to 1, face box (x0, y0, x1, y1) px, and the region of the body."""

    score: float
    box: Floats
    region: Region


def anchor_centres() -> Floats:
    """(2254, 2) x, y of every anchor's centre, as a share of the input."""
    centres: list[Floats] = []
    layer = 0
    while layer < len(STRIDES):
        same = [stride for stride in STRIDES[layer:] if stride == STRIDES[layer]]
        cells = int(np.ceil(SIDE / STRIDES[layer]))
        grid = (np.arange(cells, dtype=np.float32) + np.float32(0.5)) / np.float32(cells)
        x, y = np.meshgrid(grid, grid)
        per_cell = np.stack([x.ravel(), y.ravel()], axis=1)
        centres.append(np.repeat(per_cell, ANCHORS_PER_LAYER * len(same), axis=0))
        layer += len(same)
    return np.concatenate(centres)


def suppress(
    scores: Floats, boxes: Floats, limit: float = SAME_PERSON_OVERLAP
) -> list[tuple[int, npt.NDArray[np.intp]]]:
    """Group overlapping boxes: (index of the best, indices of the group), best first."""
    order = np.argsort(-scores, kind="stable")
    groups: list[tuple[int, npt.NDArray[np.intp]]] = []
    while order.size:
        best = order[0]
        overlap = _overlap(boxes[best], boxes[order])
        together = overlap > limit
        together[0] = True
        groups.append((int(best), order[together]))
        order = order[~together]
    return groups


def _overlap(box: Floats, boxes: Floats) -> Floats:
    low, high = np.maximum(box[:2], boxes[:, :2]), np.minimum(box[2:], boxes[:, 2:])
    both = np.prod(np.clip(high - low, 0, None), axis=1)
    area = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    own = np.prod(box[2:] - box[:2])
    return np.asarray(both / np.maximum(area + own - both, 1e-9), dtype=np.float32)


class Detector:
    """Finds everybody in an image, however they lie."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        self._network = Network(path, threads)
        self._centres = anchor_centres()

    def find(self, image: npt.NDArray[np.uint8], *, least_score: float = MIN_SCORE, turned: int = 0) -> list[Detection]:
        """Everybody in `image` (height, width, 3) uint8 RGB, surest first.

        Args:
            image: the frame's.
            least_score: score from which a detection counts.
            turned: quarter turns, counter-clockwise, before detection: a lying head is found more easily upright.
                Detections are given in the image as it came.
        """
        tensor, scale, pad = _letterbox(np.ascontiguousarray(np.rot90(image, turned)))
        raw, logits = self._network.run(tensor, "Identity", "Identity_1")
        scores = sigmoid(logits[0, :, 0])
        seen = scores >= least_score
        if not seen.any():
            return []
        boxes, points = self._decode(raw[0][seen], seen)
        scores = scores[seen]
        found = []
        for best, group in suppress(scores, boxes):
            weights = (scores[group] / scores[group].sum())[:, None]
            box = (boxes[group] * weights).sum(axis=0)
            keypoints = (points[group] * weights[:, :, None]).sum(axis=0)
            centre, tip, low, high = (
                _turned_back((point - pad) * scale, image.shape[:2], turned)
                for point in (keypoints[0], keypoints[1], box[:2], box[2:])
            )
            face = np.concatenate([np.minimum(low, high), np.maximum(low, high)])
            found.append(Detection(float(scores[best]), face, Region.from_points(centre, tip)))
        return found

    def _decode(self, raw: Floats, seen: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Boxes (n, 4) as corners and keypoints (n, 4, 2), in pixels of the network's input."""
        centres = self._centres[seen] * SIDE
        middle, size = raw[:, :2] + centres, raw[:, 2:4]
        boxes = np.concatenate([middle - size / 2, middle + size / 2], axis=1)
        points = raw[:, 4:].reshape(-1, 4, 2) + centres[:, None, :]
        return boxes, points


def _turned_back(point: Floats, shape: tuple[int, ...], turned: int) -> Floats:
    """A point (x, y) of the image turned by quarters, in the unturned image of this shape (height, width)."""
    height, width = shape
    x, y = point
    places = ((x, y), (width - y, x), (width - x, height - y), (y, height - x))
    return np.array(places[turned % 4], np.float32)


def _letterbox(image: npt.NDArray[np.uint8]) -> tuple[Floats, float, Floats]:
    """The image in a black square, −1 to 1; image pixels per input pixel; and the padding (x, y), input pixels."""
    height, width = image.shape[:2]
    long = max(height, width)
    scale = long / SIDE
    pad = np.array([(long - width) / 2, (long - height) / 2], np.float32) / np.float32(scale)
    to_picture = np.array([[scale, 0, -pad[0] * scale], [0, scale, -pad[1] * scale]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    square = cv2.warpAffine(image, to_picture, (SIDE, SIDE), flags=flags, borderMode=cv2.BORDER_CONSTANT)
    square = brightened(np.asarray(square, np.uint8), width * height / long**2)
    tensor = square.astype(np.float32)[None] / np.float32(127.5) - np.float32(1)
    return tensor, scale, pad
