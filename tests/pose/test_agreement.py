"""How far two readings agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from openclam.pose.agreement import SAME_BODY, SAME_PLACE, legs_apart, mean_of, same_person, same_place, size_px
from openclam.pose.landmarker import NetworkOutput
from openclam.pose.landmarks import Landmarks, Point
from tests.stick_body import Pose, sight


def reading(*, moved: float = 0.0, score: float = 1.0) -> NetworkOutput:
    landmarks = sight(Pose(opening=20), 1.0).landmarks
    assert landmarks is not None
    image = landmarks.image + np.array([moved, 0, 0], np.float32)
    anchor = np.array([[300 + moved, 200], [300 + moved, 0]], np.float32)
    return NetworkOutput(replace(landmarks, image=image, score=score), anchor)


SIZE = 200.0


def test_the_size_of_a_body_reaches_from_the_hips_to_its_tip() -> None:
    assert size_px(reading()) == SIZE


@pytest.mark.parametrize(("alike", "limit"), [(same_person, SAME_BODY), (same_place, SAME_PLACE)])
def test_what_lies_within_its_limit_is_the_same(
    alike: Callable[[NetworkOutput, NetworkOutput], bool], limit: float
) -> None:
    assert alike(reading(), reading(moved=0.9 * limit * SIZE))
    assert not alike(reading(), reading(moved=1.1 * limit * SIZE))


def test_the_other_way_round_is_the_same_place_but_not_the_same_body() -> None:
    one = reading()
    trunk = [Point.LEFT_HIP, Point.RIGHT_HIP, Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER]
    image = one.landmarks.image.copy()
    image[:, 0] = 2 * image[trunk, 0].mean() - image[:, 0]
    other = replace(one, landmarks=replace(one.landmarks, image=image))
    assert same_place(one, other)
    assert not same_person(one, other)


@pytest.mark.parametrize("point", list(Point))
def test_legs_are_apart_by_their_own_points_alone(point: Point) -> None:
    def moved(landmarks: Landmarks) -> Landmarks:
        image = landmarks.image.copy()
        image[point, 1] += 60
        return replace(landmarks, image=image)

    one = reading()
    other = replace(one, landmarks=moved(one.landmarks))
    counts = Point.LEFT_HIP <= point <= Point.RIGHT_ANKLE
    assert legs_apart(one, other) == pytest.approx(60 / SIZE / 6 if counts else 0.0)


def test_the_mean_is_of_the_newest_picture_and_of_both_readings() -> None:
    one, other = reading(score=0.8), reading(moved=10, score=1.0)
    newest = replace(one, landmarks=replace(one.landmarks, time_s=1.1, index=7))
    mean = mean_of(newest, other)
    assert mean.landmarks.time_s == 1.1
    assert mean.landmarks.index == 7
    assert mean.landmarks.score == pytest.approx(0.9)
    assert mean.landmarks.image == pytest.approx(one.landmarks.image + np.array([5, 0, 0]))
    assert mean.anchor == pytest.approx(one.anchor + np.array([5, 0]))
