"""Which pictures are read mirrored, and what is made of two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openclam.pose.both_ways import MEMORY_S, MOST_APART_S, TURNED_DEG, BothWays, trunk_turned_deg
from openclam.pose.landmarker import Reading
from openclam.pose.landmarks import Landmarks
from tests.stick_body import Camera, Pose, sight

FPS = 20
IN_FRONT, TURNED = Camera(azimuth=10), Camera(azimuth=-60)


def stick(index: int, camera: Camera, *, moved: float = 0.0) -> Landmarks:
    landmarks = sight(Pose(opening=20), index / FPS, camera=camera, index=index).landmarks
    assert landmarks is not None
    image = landmarks.image + np.array([moved, 0, 0], np.float32)
    return replace(landmarks, image=image)


def read(landmarks: Landmarks) -> Reading:
    return Reading(landmarks, np.array([[0, 0], [0, 200]], np.float32))


def follow(ways: BothWays, camera: Camera, pictures: range) -> list[bool]:
    """Which of these pictures of a still body are read mirrored."""
    mirrored = []
    for index in pictures:
        mirrored.append(ways.mirrors(index / FPS))
        ways.step(read(stick(index, camera)))
    return mirrored


@pytest.mark.parametrize("azimuth", [0, 30, -30, 60, -60])
def test_how_far_a_trunk_is_turned(azimuth: float) -> None:
    assert trunk_turned_deg(stick(0, Camera(azimuth=azimuth))) == pytest.approx(abs(azimuth), abs=12)


def test_a_body_seen_from_in_front_is_read_as_it_is() -> None:
    ways = BothWays()
    assert not any(follow(ways, IN_FRONT, range(20)))
    newest = stick(20, IN_FRONT, moved=4)
    assert ways.step(read(newest)) is newest


def test_every_other_picture_of_a_turned_body_is_read_mirrored() -> None:
    ways = BothWays()
    assert follow(ways, TURNED, range(7)) == [False, True, False, True, False, True, False]
    assert ways.both


def test_two_pictures_of_a_turned_body_become_one() -> None:
    ways = BothWays()
    follow(ways, TURNED, range(5))
    newest = replace(stick(5, TURNED, moved=6), score=0.8)
    mean = ways.step(read(newest))
    assert mean.image == pytest.approx(stick(5, TURNED, moved=3).image, abs=1e-3)
    assert mean.world == pytest.approx(newest.world, abs=1e-5)
    assert mean.score == pytest.approx(0.9)
    assert (mean.index, mean.time_s) == (5, 5 / FPS)
    assert mean.image.dtype == np.float32


def test_another_body_or_one_that_was_lost_is_no_half_of_a_mean() -> None:
    ways = BothWays()
    follow(ways, TURNED, range(5))
    elsewhere = stick(5, TURNED, moved=150)
    assert ways.step(read(elsewhere)) is elsewhere
    ways.lost()
    back = stick(6, TURNED, moved=152)
    assert ways.step(read(back)) is back


def test_pictures_far_apart_stand_for_themselves() -> None:
    ways = BothWays()
    slow = [round(FPS * (MOST_APART_S + 0.05)) * number for number in range(6)]
    for index in slow:
        assert not ways.mirrors(index / FPS)
        landmarks = stick(index, TURNED)
        assert ways.step(read(landmarks)) is landmarks
    assert ways.both


def test_one_misread_picture_does_not_change_how_a_body_is_read() -> None:
    ways = BothWays()
    follow(ways, IN_FRONT, range(round(MEMORY_S * FPS)))
    ways.step(read(stick(0, Camera(azimuth=90))))
    assert not ways.both
    assert trunk_turned_deg(stick(0, Camera(azimuth=90))) > TURNED_DEG
