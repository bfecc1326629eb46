"""The band is a belt round two thighs."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.report.replay.band import PLACE, band_loop
from openclam.report.replay.scene import Bone

LENGTH = 0.4
GIRTH = 0.4


def thigh(height: float, frames: int = 2) -> Bone:
    """A thigh bone that lies along −X at a height, its body's Y pointing to the hip."""
    transform = np.eye(4)
    transform[:3, :3] = np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]])
    transform[:3, 3] = [0.0, height, 0.0]
    vertices = np.array([[0.0, 0, 0], [0.01, -LENGTH, 0], [0, -LENGTH, 0.01]])
    return Bone("femur_r", vertices, np.array([[0, 1, 2]]), np.tile(transform, (frames, 1, 1)))


@pytest.mark.parametrize("apart", [0.15, 0.3])
def test_the_belt_is_as_long_as_geometry_says(apart: float) -> None:
    loop = band_loop(thigh(apart), thigh(0.0), GIRTH)[0]
    length = np.linalg.norm(np.roll(loop, -1, axis=0) - loop, axis=1).sum()
    # Two equal circles: twice their distance and once round one of them.
    assert length == pytest.approx(2 * apart + GIRTH, rel=0.01)


def test_it_lies_above_the_knees_square_to_the_thighs() -> None:
    loop = band_loop(thigh(0.25), thigh(0.0), GIRTH)[0]
    np.testing.assert_allclose(loop[:, 0], -PLACE * LENGTH, atol=1e-9)
    assert loop[:, 1].max() == pytest.approx(0.25 + GIRTH / (2 * np.pi), abs=1e-3)
    assert loop[:, 1].min() == pytest.approx(-GIRTH / (2 * np.pi), abs=1e-3)
