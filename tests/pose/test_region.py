"""The turned square around one person: where it lies, and that the crop shows what lies in it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.pose.region import MARGIN, Region, crop

pixels = st.floats(-2000, 2000)
regions = st.builds(Region, pixels, pixels, st.floats(10, 3000), st.floats(-np.pi, np.pi))


def at(region: Region, x: float, y: float) -> np.ndarray:
    """Where a point of the unit crop lies in the picture."""
    matrix = region.to_picture()
    return np.asarray(matrix[:, :2] @ [x, y] + matrix[:, 2])


@given(regions)
def test_the_crops_middle_is_the_regions_centre_and_its_sides_are_as_long(region: Region) -> None:
    assert at(region, 0.5, 0.5) == pytest.approx([region.x, region.y], abs=1e-6)
    across, down = at(region, 1, 0) - at(region, 0, 0), at(region, 0, 1) - at(region, 0, 0)
    assert np.hypot(*across) == pytest.approx(region.size)
    assert np.hypot(*down) == pytest.approx(region.size)
    assert across @ down == pytest.approx(0, abs=1e-6 * region.size**2)


@given(regions, st.floats(0, 1), st.floats(0, 1))
def test_there_and_back_again(region: Region, x: float, y: float) -> None:
    matrix = region.to_picture()
    back = np.linalg.solve(matrix[:, :2], at(region, x, y) - matrix[:, 2])
    assert back == pytest.approx([x, y], abs=1e-6)


@given(pixels, pixels, st.floats(1, 500), st.floats(-np.pi, np.pi))
def test_the_tip_stands_straight_above_the_hips_in_the_crop(x: float, y: float, length: float, way: float) -> None:
    """However the person lies, the crop shows them upright, with the same margin."""
    centre = np.array([x, y])
    tip = centre + length * np.array([np.cos(way), np.sin(way)])
    region = Region.from_points(centre, tip)
    assert -np.pi <= region.angle <= np.pi
    assert at(region, 0.5, 0.5 - 0.5 / MARGIN) == pytest.approx(tip, abs=1e-6 * (1 + length))


@pytest.mark.parametrize(
    ("tip", "degrees"),
    [((0, -100), 0), ((100, 0), 90), ((-100, 0), -90), ((0, 100), 180)],
    ids=["standing", "head to the right", "head to the left", "upside down"],
)
def test_the_turn_of_a_body(tip: tuple[float, float], degrees: float) -> None:
    region = Region.from_points(np.zeros(2), np.array(tip, float))
    assert abs(np.degrees(region.angle)) == pytest.approx(abs(degrees))
    if abs(degrees) == 90:
        assert np.degrees(region.angle) == pytest.approx(degrees)


def test_a_lying_bodys_crop_stands() -> None:
    """Head to the right in the picture; in the crop the head's colour is on top, the feet's at the bottom."""
    picture = np.zeros((200, 400, 3), np.uint8)
    picture[:, 200:] = (255, 0, 0)
    picture[:, :200] = (0, 0, 255)
    shown = crop(picture, Region.from_points(np.array([200, 100]), np.array([260, 100])), 64, replicate=False)
    assert shown.shape == (64, 64, 3)
    assert (shown[:28] == (255, 0, 0)).all()
    assert (shown[36:] == (0, 0, 255)).all()


def test_outside_the_picture_is_black_or_its_edge_repeated() -> None:
    picture = np.full((50, 50, 3), 200, np.uint8)
    beside = Region(x=0, y=25, size=40, angle=0)
    assert (crop(picture, beside, 32, replicate=False)[:, :12] == 0).all()
    assert (crop(picture, beside, 32, replicate=True) == 200).all()
