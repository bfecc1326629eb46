"""Crops of the pelvis show it level, wherever and however large it lies in the frame."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.pose.landmarks import Point
from openclam.pose.region import crop
from training.crops import SIDE, packed, unpacked, window


def _lying(angle: float) -> np.ndarray:
    """Landmarks (33, 8) of a trunk of 100 px about (200, 150), its head to the left, turned by `angle`."""
    marks = np.zeros((33, 8), np.float32)
    for name in ("LEFT_HIP", "RIGHT_HIP"):
        marks[Point[name], :2] = 200, 150
    for name in ("LEFT_SHOULDER", "RIGHT_SHOULDER"):
        marks[Point[name], :2] = 200 - 100 * np.cos(angle), 150 - 100 * np.sin(angle)
    return marks


@pytest.mark.parametrize("angle", [0.0, 0.3, -0.3])
def test_the_trunk_lies_level_with_the_hips_in_the_middle(angle: float) -> None:
    marks = _lying(angle)
    image = np.zeros((300, 400, 3), np.uint8)
    x, y = marks[[Point.LEFT_HIP, Point.LEFT_SHOULDER], :2].mean(axis=0).round().astype(int)  # the waist
    image[y - 4 : y + 5, x - 4 : x + 5] = 255
    seen = crop(image, window(marks, mirrored=False), SIDE, replicate=True)
    row, column = np.argwhere(seen[..., 0] > 128).mean(axis=0)
    assert row == pytest.approx(SIDE / 2, abs=2)
    assert column == pytest.approx(SIDE / 2 - SIDE / 3.4, abs=2)


def test_a_strip_gives_back_its_images() -> None:
    rng = np.random.default_rng(0)
    images = [np.full((300, 400, 3), rng.integers(0, 255, 3), np.uint8) for _ in range(4)]
    found = unpacked(packed(images, window(_lying(0.0), mirrored=False)))
    assert found.shape == (4, SIDE, SIDE, 3)
    assert np.abs(found[2].astype(int).mean(axis=(0, 1)) - images[2][0, 0]).max() < 6
