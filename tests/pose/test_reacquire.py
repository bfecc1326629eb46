"""Looking again at a body that is misread, with networks that are played."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import pytest

from openclam.capture.frame import Frame
from openclam.pose.detector import Detection, Detector
from openclam.pose.landmarker import Landmarker, NetworkOutput
from openclam.pose.landmarks import Landmarks
from openclam.pose.lying import ON_THE_SIDE, side_lying
from openclam.pose.reacquire import MISREAD, MOST_WAIT_S, Reacquirer
from openclam.pose.region import Region
from tests.pose.played import legs_higher, moved, reading_of
from tests.stick_body import Pose, sight, tilted

Reads = Callable[[Region, bool], Landmarks | None]
"""What is read of a place, as it is or mirrored."""


def lying(legs: float = 0.0, x: float = 0.0) -> Landmarks:
    """A body on its side whose legs are read too high by a share of its size, `x` pixels to the right."""
    landmarks = sight(Pose(opening=20), 0.0).landmarks
    assert landmarks is not None
    return legs_higher(moved(landmarks, x), legs)


RIGHT, WRONG = lying(), lying(legs=0.4)
HELPER = tilted(lying(x=250), 90)
HERE = reading_of(RIGHT).region


class Scene:
    """Detector and landmarker in one."""

    def __init__(self, reads: Reads, detected: tuple[Region, ...] = ()) -> None:
        self.reads, self.detected, self.asked = reads, detected, 0

    def find(self, image: np.ndarray) -> list[Detection]:
        return [Detection(0.9, np.zeros(4, np.float32), region) for region in self.detected]

    def read(
        self, image: np.ndarray, region: Region, index: int, time_s: float, *, mirrored: bool = False
    ) -> NetworkOutput | None:
        self.asked += 1
        person = self.reads(region, mirrored)
        return None if person is None else reading_of(person)

    def reacquirer(self) -> Reacquirer:
        return Reacquirer(cast(Detector, self), cast(Landmarker, self))


def look(scene: Scene, apart: float = 0.2, followed: Landmarks = WRONG) -> NetworkOutput | None:
    return scene.reacquirer().step(frame(), HERE, reading_of(followed), apart)


def frame(time_s: float = 0.0) -> Frame:
    return Frame(round(time_s * 30), time_s, np.zeros((360, 640, 3), np.uint8))


def misread_from_here(region: Region, mirrored: bool) -> Landmarks:
    """Legs that only who looks from nearer sees where they are."""
    return RIGHT if region.size < 0.85 * HERE.size or not mirrored else WRONG


def test_the_sticks_are_what_they_are_taken_for() -> None:
    assert side_lying(HELPER) < 0.2
    assert side_lying(RIGHT) >= ON_THE_SIDE


def test_a_body_that_is_read_alike_both_ways_is_not_looked_at_again() -> None:
    scene = Scene(misread_from_here)
    assert look(scene, apart=0.9 * MISREAD) is None
    assert scene.asked == 0


def test_the_place_from_which_both_ways_agree_is_believed() -> None:
    found = look(Scene(misread_from_here))
    assert found is not None
    assert found.landmarks.image == pytest.approx(RIGHT.image)


def test_nothing_is_changed_where_both_ways_agree_nowhere() -> None:
    assert look(Scene(lambda region, mirrored: WRONG if mirrored else RIGHT)) is None


def test_nobody_is_believed_whom_one_way_does_not_show() -> None:
    assert look(Scene(lambda region, mirrored: None if mirrored else RIGHT)) is None


def test_a_mirror_image_that_calls_left_right_is_the_same_body() -> None:
    found = look(Scene(lambda region, mirrored: RIGHT.mirrored() if mirrored else RIGHT))
    assert found is not None
    assert found.landmarks.image == pytest.approx(RIGHT.image)


@pytest.mark.parametrize(("other", "is_taken"), [(HELPER, False), (lying(x=250), True)])
def test_somebody_else_is_taken_only_who_lies_on_the_side(other: Landmarks, is_taken: bool) -> None:
    place = reading_of(other).region

    def reads(region: Region, mirrored: bool) -> Landmarks:
        return other if abs(region.x - place.x) < 100 else misread(mirrored)

    def misread(mirrored: bool) -> Landmarks:
        return WRONG if mirrored else RIGHT

    found = look(Scene(reads, detected=(place,)))
    assert (found is not None) == is_taken


def looked_at_s(scene: Scene, seconds: float) -> list[float]:
    """When a body that is misread in every picture is looked at again."""
    reacquirer, asked = scene.reacquirer(), []
    for index in range(round(seconds * 30) + 1):
        before = scene.asked
        reacquirer.step(frame(index / 30), HERE, reading_of(WRONG), 0.2)
        if scene.asked > before:
            asked.append(index / 30)
    return asked


def test_a_body_that_is_misread_again_is_looked_at_again_soon() -> None:
    assert looked_at_s(Scene(misread_from_here), 2.0) == pytest.approx([0.0, 0.5, 1.0, 1.5, 2.0])


def test_looks_that_bring_nothing_become_rare() -> None:
    asked = looked_at_s(Scene(lambda region, mirrored: WRONG if mirrored else RIGHT), 16.0)
    assert asked == pytest.approx([0.0, 1.0, 3.0, 7.0, 11.0, 15.0])
    assert asked[-1] - asked[-2] == pytest.approx(MOST_WAIT_S)
