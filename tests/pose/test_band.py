"""The band in the picture: two thighs drawn before a wall, with and without a strip between them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from openclam.pose.band import band_chance
from openclam.pose.landmarks import COUNT, Landmarks, Point

HIPS = np.array([[420, 180], [420, 230]])
KNEES_APART = np.array([[250, 80], [240, 260]])
KNEES_TOGETHER = np.array([[245, 215], [240, 255]])
WALL, LEGGINGS, RED, GREEN = (205, 200, 190), (40, 42, 60), (206, 40, 52), (60, 160, 70)

Colour = tuple[int, int, int]


def scene(
    knees: np.ndarray, band: Colour | None, *, place: float = 0.85, width: int = 16
) -> tuple[np.ndarray, Landmarks]:
    """A picture of two thighs, a band of a colour (or none) at a share of their length, and where the joints are."""
    image = np.full((360, 640, 3), WALL, np.uint8)
    for hip, knee in zip(HIPS, knees, strict=True):
        cv2.line(image, hip.tolist(), knee.tolist(), LEGGINGS, 44)
    if band is not None:
        ends = np.round(HIPS + place * (knees - HIPS)).astype(int)
        cv2.line(image, ends[0].tolist(), ends[1].tolist(), band, width)
    rough = image + np.random.default_rng(5).normal(0, 3, image.shape)
    points = np.zeros((COUNT, 3), np.float32)
    points[[Point.LEFT_HIP, Point.RIGHT_HIP], :2] = HIPS
    points[[Point.LEFT_KNEE, Point.RIGHT_KNEE], :2] = knees
    ones = np.ones(COUNT, np.float32)
    return np.clip(rough, 0, 255).astype(np.uint8), Landmarks(0, 0.0, 640, 360, points, points, ones, ones, 1.0)


@pytest.mark.parametrize("place", [0.7, 0.85, 0.98])
@pytest.mark.parametrize("colour", [RED, GREEN])
def test_a_band_above_the_knees_is_seen(colour: Colour, place: float) -> None:
    chance = band_chance(*scene(KNEES_APART, colour, place=place))
    assert chance is not None
    assert chance > 0.8


def test_no_band_is_seen_where_the_wall_shows() -> None:
    chance = band_chance(*scene(KNEES_APART, None))
    assert chance is not None
    assert chance < 0.2


def test_a_band_so_wide_that_it_fills_most_of_the_gap_is_not_denied() -> None:
    image, landmarks = scene(KNEES_APART, RED, place=0.9, width=56)
    chance = band_chance(image, landmarks)
    assert chance is not None
    assert chance >= 0.4


def test_a_patterned_wall_is_no_band() -> None:
    image, landmarks = scene(KNEES_APART, None)
    wall = (np.abs(image.astype(int) - WALL) < 20).all(axis=2)
    image[wall & (np.indices(wall.shape)[0] // 9 % 2 == 0)] = (140, 60, 50)
    chance = band_chance(image, landmarks)
    assert chance is not None
    assert chance < 0.5


def test_a_strip_of_the_leggings_colour_is_left_open() -> None:
    """It may be a band of that colour, or cloth stretched between the legs."""
    chance = band_chance(*scene(KNEES_APART, LEGGINGS))
    assert chance == pytest.approx(0.5, abs=0.15)


def test_knees_together_say_nothing() -> None:
    assert band_chance(*scene(KNEES_TOGETHER, RED)) is None


def test_the_two_thighs_are_exchangeable() -> None:
    image, landmarks = scene(KNEES_APART, RED)
    assert band_chance(image, landmarks.mirrored()) == pytest.approx(band_chance(image, landmarks), abs=0.05)


def test_legs_half_out_of_the_picture_are_no_error() -> None:
    image, landmarks = scene(KNEES_APART, RED)
    chance = band_chance(np.ascontiguousarray(image[:, 300:]), _moved(landmarks, -300))
    assert chance is not None
    assert 0 <= chance <= 1


def test_joints_on_one_point_say_nothing() -> None:
    image, landmarks = scene(KNEES_APART, RED)
    assert band_chance(image, _moved(landmarks, 0, scale=0)) is None


def _moved(landmarks: Landmarks, x: float, scale: float = 1) -> Landmarks:
    points = landmarks.image * np.float32(scale) + np.array([x, 0, 0], np.float32)
    return Landmarks(0, 0.0, 340, 360, points, points, landmarks.visibility, landmarks.presence, 1.0)
