"""Landmarks: the decoding of the heat maps, and where the joints are found in a picture whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker, refine
from openclam.pose.landmarks import COUNT, MIRROR, Landmarks, Point
from openclam.pose.region import Region
from openclam.pose.weights import weight_path
from tests.demo_clip import CLOSED, OPEN, dimmed, picture, truth

MAPS = 64


def heat_at(column: int, row: int, count: int = 1) -> np.ndarray:
    """Heat maps (logits) with one sure cell each."""
    heat = np.full((MAPS, MAPS, count), -1000.0, np.float32)
    heat[row, column] = 9.0
    return heat


def test_a_point_moves_to_the_middle_of_its_heat() -> None:
    points = np.array([[30.4 / MAPS, 20.9 / MAPS, 0.7]], np.float32)
    moved = refine(points, heat_at(32, 18))
    assert moved[0] == pytest.approx([32 / MAPS, 18 / MAPS, 0.7], abs=1e-4)
    assert points[0, 0] == np.float32(30.4 / MAPS), "the points given are left as they were"


def test_two_equal_cells_draw_it_between_them() -> None:
    heat = heat_at(30, 20)
    heat[20, 33] = 9.0
    moved = refine(np.array([[31 / MAPS, 20 / MAPS, 0]], np.float32), heat)
    assert moved[0, :2] == pytest.approx([31.5 / MAPS, 20 / MAPS], abs=1e-4)


def test_heat_out_of_reach_does_not_draw() -> None:
    point = np.array([[30 / MAPS, 20 / MAPS, 0]], np.float32)
    assert (refine(point, heat_at(34, 20)) == point).all()


def test_an_unsure_map_does_not_draw() -> None:
    heat = heat_at(32, 18)
    heat[18, 32] = -0.5
    point = np.array([[30 / MAPS, 20 / MAPS, 0]], np.float32)
    assert (refine(point, heat) == point).all()


@pytest.mark.parametrize("place", [(-0.2, 0.5), (0.5, 1.3), (1.0, 0.5), (0.5, 1.0)])
def test_a_point_outside_the_crop_stays(place: tuple[float, float]) -> None:
    point = np.array([[*place, 0]], np.float32)
    assert (refine(point, np.full((MAPS, MAPS, 1), 9.0, np.float32)) == point).all()


@pytest.mark.parametrize("corner", [(0, 0), (MAPS - 1, 0), (0, MAPS - 1), (MAPS - 1, MAPS - 1)])
def test_in_a_corner_the_window_is_cut_off(corner: tuple[int, int]) -> None:
    column, row = corner
    point = np.array([[(column + 0.5) / MAPS, (row + 0.5) / MAPS, 0]], np.float32)
    assert refine(point, heat_at(column, row))[0, :2] == pytest.approx([column / MAPS, row / MAPS], abs=1e-4)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(weight_path("detector"), threads=2)


@pytest.fixture(scope="module")
def heavy() -> Landmarker:
    return Landmarker(weight_path("heavy"), threads=2)


def read(detector: Detector, landmarker: Landmarker, image: np.ndarray) -> Landmarks:
    """Landmarks of the one person in a picture, with the crop settled as it does after a few pictures."""
    region = detector.find(image)[0].region
    for _ in range(4):
        reading = landmarker.read(image, region, 7, 0.25)
        assert reading is not None
        region = Region.from_points(*reading.anchor)
    return reading.landmarks


@pytest.mark.networks
@pytest.mark.parametrize(("light", "noise"), [(1.0, 0.0), (0.1, 2.0)])
@pytest.mark.parametrize("index", [CLOSED, OPEN])
def test_joints_lie_where_they_are(
    detector: Detector, heavy: Landmarker, index: int, light: float, noise: float
) -> None:
    """A landmark sits near its joint, not in it: knees are marked on the kneecap, hips towards the skin."""
    landmarks = read(detector, heavy, dimmed(picture(index), light, noise))
    for joint, most in {"ankle": 12, "hip": 20, "knee": 25, "shoulder": 25}.items():
        for side in ("left", "right"):
            at = landmarks.image[Point[f"{side}_{joint}".upper()], :2]
            true = truth()["joints_px"][f"{side}_{joint}"][index]
            assert np.hypot(*(at - true)) < most, f"{side} {joint}"
    assert (landmarks.index, landmarks.time_s, landmarks.width, landmarks.height) == (7, 0.25, 854, 480)
    assert landmarks.score > 0.9
    assert ((landmarks.visibility >= 0) & (landmarks.visibility <= 1)).all()
    assert ((landmarks.presence >= 0) & (landmarks.presence <= 1)).all()


@pytest.mark.networks
def test_world_points_are_metres_with_the_pictures_axes(detector: Detector, heavy: Landmarker) -> None:
    """Head to the left and the left side up: the shoulders lie left of the hips, the left hip above the right."""
    world = read(detector, heavy, picture(CLOSED)).world
    middle = world[[Point.LEFT_HIP, Point.RIGHT_HIP]].mean(axis=0)
    shoulders = world[[Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER]].mean(axis=0)
    assert middle == pytest.approx([0, 0, 0], abs=0.05)
    assert -0.7 < shoulders[0] - middle[0] < -0.3
    assert abs(shoulders[1] - middle[1]) < 0.2
    assert world[Point.LEFT_HIP, 1] < world[Point.RIGHT_HIP, 1] - 0.1


@pytest.mark.networks
def test_when_the_picture_turns_the_landmarks_turn_with_it(detector: Detector, heavy: Landmarker) -> None:
    image = picture(CLOSED)
    straight, turned = read(detector, heavy, image), read(detector, heavy, np.rot90(image))
    x, y = straight.image[:, 0], straight.image[:, 1]
    expected = np.stack([y, image.shape[1] - 1 - x], axis=1)
    apart = np.hypot(*(turned.image[:, :2] - expected).T)
    assert np.median(apart) < 3
    limbs = [Point[f"{side}_{joint}"] for side in ("LEFT", "RIGHT") for joint in ("HIP", "KNEE", "ANKLE")]
    assert apart[limbs].max() < 8, "under 1 % of the picture's width, as in a picture of its own"
    world = np.stack([straight.world[:, 1], -straight.world[:, 0], straight.world[:, 2]], axis=1)
    assert np.abs(turned.world - world).max() < 0.05


@pytest.mark.networks
@pytest.mark.parametrize("index", [CLOSED, OPEN])
def test_reading_mirrored_is_reading_the_mirror_image(detector: Detector, heavy: Landmarker, index: int) -> None:
    image = picture(index)
    region = detector.find(image)[0].region
    width = image.shape[1]
    mirror = Region(width - 1 - region.x, region.y, region.size, -region.angle)
    here = heavy.read(image, region, 7, 0.25, mirrored=True)
    there = heavy.read(np.ascontiguousarray(image[:, ::-1]), mirror, 7, 0.25)
    assert here is not None
    assert there is not None
    exchanged = there.landmarks.mirrored()
    flipped = exchanged.image * np.array([-1, 1, 1], np.float32) + np.array([width - 1, 0, 0], np.float32)
    apart = np.hypot(*(here.landmarks.image - flipped)[:, :2].T)
    assert np.median(apart) < 3, "one cell of the crop, whose pixels lie otherwise"
    assert here.landmarks.world == pytest.approx(exchanged.world * np.array([-1, 1, 1]), abs=0.03)
    assert here.landmarks.visibility == pytest.approx(exchanged.visibility, abs=0.2)


@pytest.mark.networks
@pytest.mark.parametrize("index", [CLOSED, OPEN])
def test_both_ways_of_reading_find_the_joints_in_the_same_places(
    detector: Detector, heavy: Landmarker, index: int
) -> None:
    image = picture(index)
    region = detector.find(image)[0].region
    for _ in range(4):
        ways = [heavy.read(image, region, 7, 0.25, mirrored=mirrored) for mirrored in (False, True)]
        straight, mirrored = (way for way in ways if way is not None)
        region = Region.from_points(*straight.anchor)
    apart = np.hypot(*(straight.landmarks.image - mirrored.landmarks.image)[:, :2].T)
    assert np.median(apart) < 6


@pytest.mark.networks
def test_nobody_is_read_where_there_is_nobody(heavy: Landmarker) -> None:
    empty = np.full((240, 320, 3), 90, np.uint8)
    assert heavy.read(empty, Region(160, 120, 200, 0), 0, 0.0) is None


def test_exchanging_left_and_right_twice_changes_nothing() -> None:
    assert (MIRROR[MIRROR] == np.arange(COUNT)).all()
    assert MIRROR[Point.NOSE] == Point.NOSE
    names = [point.name for point in Point]
    for point in Point:
        assert names[MIRROR[point]] == point.name.replace("LEFT", "?").replace("RIGHT", "LEFT").replace("?", "RIGHT")
