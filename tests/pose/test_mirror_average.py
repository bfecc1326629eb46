"""How each picture is read, and what is made of two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openclam.pose.landmarker import NetworkOutput
from openclam.pose.landmarks import Landmarks
from openclam.pose.mirror_average import MOST_APART_S, MirrorAverage
from tests.stick_body import Camera, Pose, sight

FPS = 20


def stick(index: int, *, moved: float = 0.0) -> Landmarks:
    landmarks = sight(Pose(opening=20), index / FPS, camera=Camera(azimuth=10), index=index).landmarks
    assert landmarks is not None
    image = landmarks.image + np.array([moved, 0, 0], np.float32)
    return replace(landmarks, image=image)


def read(landmarks: Landmarks) -> NetworkOutput:
    return NetworkOutput(landmarks, np.array([[0, 0], [0, 200]], np.float32))


def follow(average: MirrorAverage, pictures: range) -> list[bool]:
    """Which of these pictures of a still body are read mirrored."""
    mirrored = []
    for index in pictures:
        mirrored.append(average.mirrors(index / FPS))
        average.step(read(stick(index)))
    return mirrored


def test_every_other_picture_is_read_mirrored() -> None:
    assert follow(MirrorAverage(), range(7)) == [False, True, False, True, False, True, False]


def test_two_pictures_become_one() -> None:
    average = MirrorAverage()
    follow(average, range(5))
    newest = replace(stick(5, moved=6), score=0.8)
    mean = average.step(read(newest))
    assert mean.image == pytest.approx(stick(5, moved=3).image, abs=1e-3)
    assert mean.world == pytest.approx(newest.world, abs=1e-5)
    assert mean.score == pytest.approx(0.9)
    assert (mean.index, mean.time_s) == (5, 5 / FPS)
    assert mean.image.dtype == np.float32
    assert average.apart == pytest.approx(6 / 200, abs=1e-3), "of the body's size, which is 200 px here"


def test_another_body_or_one_that_was_lost_is_no_half_of_a_mean() -> None:
    average = MirrorAverage()
    follow(average, range(5))
    elsewhere = stick(5, moved=150)
    assert average.step(read(elsewhere)) is elsewhere
    assert average.apart == 0.0
    average.lost()
    back = stick(6, moved=152)
    assert average.step(read(back)) is back


def test_pictures_far_apart_are_read_as_they_are_and_stand_for_themselves() -> None:
    average = MirrorAverage()
    slow = [round(FPS * (MOST_APART_S + 0.05)) * number for number in range(6)]
    for index in slow:
        assert not average.mirrors(index / FPS)
        landmarks = stick(index)
        assert average.step(read(landmarks)) is landmarks


def test_a_stream_that_starts_again_begins_with_pictures_as_they_are() -> None:
    average = MirrorAverage()
    follow(average, range(3))
    assert not average.mirrors(0.0)
    again = stick(0, moved=6)
    assert average.step(read(again)) is again, "the last picture of before is no half of a mean"


def test_without_mirror_every_picture_stands_for_itself() -> None:
    average = MirrorAverage(mirror=False)
    assert not any(follow(average, range(6)))
    newest = stick(6, moved=4)
    assert average.step(read(newest)) is newest
