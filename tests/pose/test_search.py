"""Looking round: a small body on the floor is found beside somebody upright, and nobody is made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from openclam.capture.frame import Frame
from openclam.pose.detector import MIN_SCORE, Detection, Detector
from openclam.pose.landmarker import Landmarker, NetworkOutput
from openclam.pose.landmarks import Landmarks, Point
from openclam.pose.lying import ON_THE_SIDE, side_lying
from openclam.pose.region import Region
from openclam.pose.search import GUESS_EVERY_S, MOST_APART, Search
from tests.pose.played import legs_higher, reading_of
from tests.sessions import session
from tests.stick_body import Pose, sight, tilted

Look = Callable[[float, int], list[Detection]]
"""What the detector sees: by least score and quarter turns."""


def lying(x: float = 0.0, y: float = 0.0) -> Landmarks:
    landmarks = sight(Pose(opening=20), 0.0).landmarks
    assert landmarks is not None
    return replace(landmarks, image=landmarks.image + np.array([x, y, 0], np.float32))


def upright(x: float = 0.0, y: float = 0.0) -> Landmarks:
    """The sticks turned by a quarter, the head up: somebody who kneels."""
    body = lying()
    head = body.image[[Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER]].mean(axis=0)
    hips = body.image[_HIPS].mean(axis=0)
    to_left = head[0] < hips[0]
    image, world = body.image.copy(), body.world.copy()
    for points, centre in ((image, hips), (world, np.zeros(3, np.float32))):
        dx, dy = (points[:, axis] - centre[axis] for axis in (0, 1))
        points[:, 0], points[:, 1] = (centre[0] - dy, centre[1] + dx) if to_left else (centre[0] + dy, centre[1] - dx)
    return replace(body, image=image + np.array([x, y, 0], np.float32), world=world)


_HIPS = [Point.LEFT_HIP, Point.RIGHT_HIP]
_TRUNK = [*_HIPS, Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER]


def seen(person: Landmarks, score: float) -> Detection:
    return Detection(score, np.zeros(4, np.float32), reading_of(person).region)


class Scene:
    """Detector and landmarker in one: what is detected is laid down, who is there is read wherever one looks near."""

    def __init__(self, people: list[Landmarks], look: Look, reach: float = 40) -> None:
        self.people, self.look, self.reach = people, look, reach
        self.otherwise = 0.0
        """How far away from where they are the mirror image shows legs, as a share of body size."""

    def find(self, image: np.ndarray, *, least_score: float = MIN_SCORE, turned: int = 0) -> list[Detection]:
        return self.look(least_score, turned)

    def read(
        self, image: np.ndarray, region: Region, index: int, time_s: float, *, mirrored: bool = False
    ) -> NetworkOutput | None:
        for person in self.people:
            own = reading_of(person).region
            alike = np.cos(own.angle - region.angle) > 0.8
            if alike and np.hypot(own.x - region.x, own.y - region.y) < self.reach:
                return reading_of(legs_higher(person, self.otherwise) if mirrored else person)
        return None

    def search(self) -> Search:
        return Search(cast(Detector, self), cast(Landmarker, self))


def look_round(scene: Scene, followed: NetworkOutput | None = None) -> NetworkOutput | None:
    """What is found in three seconds: an unsure find is believed once it is found again."""
    search, last = scene.search(), None
    for step in range(7):
        last = search.step(frame(step * GUESS_EVERY_S), followed)
        if last is not None and side_lying(last.landmarks) >= ON_THE_SIDE:
            return last
    return last


def frame(time_s: float = 0.0) -> Frame:
    return Frame(round(time_s * 30), time_s, np.zeros((360, 640, 3), np.uint8))


HELPER, SMALL = upright(x=150, y=-60), lying(x=-60, y=40)


def test_the_sticks_are_what_they_are_taken_for() -> None:
    assert side_lying(HELPER) < 0.2
    assert side_lying(SMALL) >= ON_THE_SIDE


@pytest.mark.parametrize("turn", [0, 1, -1])
def test_an_unsure_body_beside_an_upright_one_is_found_in_a_turned_picture(turn: int) -> None:
    def look(least: float, turned: int) -> list[Detection]:
        people = [seen(HELPER, 0.98)] if turned == 0 else []
        return people + ([seen(SMALL, 0.15)] if turned == turn and least <= 0.15 else [])

    found = look_round(Scene([HELPER, SMALL], look))
    assert found is not None
    assert found.landmarks is SMALL


def test_a_body_that_no_detector_sees_is_found_at_the_helpers_knees() -> None:
    knees = HELPER.image[[Point.LEFT_KNEE, Point.RIGHT_KNEE], :2].mean(axis=0)
    place = (knees + HELPER.image[_HIPS, :2].mean(axis=0)) / 2 - lying().image[_HIPS, :2].mean(axis=0)
    hidden = lying(*place)
    found = look_round(Scene([HELPER, hidden], lambda least, turned: [seen(HELPER, 0.98)]))
    assert found is not None
    assert found.landmarks is hidden


def test_nobody_is_found_where_only_the_helper_is() -> None:
    assert look_round(Scene([HELPER], lambda least, turned: [seen(HELPER, 0.98)]), reading_of(HELPER)) is None


def test_a_helper_misread_as_lying_is_not_believed() -> None:
    """A reading whose joints all lie on the helper's, though its own body is level."""
    misread = replace(HELPER, world=SMALL.world)
    misread.image[_HIPS, :2] += 60  # not the same body by its hips

    def look(least: float, turned: int) -> list[Detection]:
        return [seen(misread, 0.2)] if least < MIN_SCORE else []

    helper = upright(x=150, y=-60)
    assert look_round(Scene([misread], look), reading_of(helper)) is None


@pytest.mark.parametrize("trust", [0.75, 1.0])
def test_a_body_read_upside_down_is_believed_only_with_as_much_trust(trust: float) -> None:
    followed = replace(tilted(SMALL, 45), score=1.0)
    image = SMALL.image.copy()
    image[:, 0] = 2 * image[_TRUNK, 0].mean() - image[:, 0]
    other_way_round = replace(SMALL, image=image, score=trust)

    def look(least: float, turned: int) -> list[Detection]:
        return [seen(other_way_round, 0.2)] if least < MIN_SCORE else []

    found = look_round(Scene([other_way_round], look), reading_of(followed))
    assert (found is not None) == (trust == 1.0)


@pytest.mark.parametrize("otherwise", [0.6, 1.5])
def test_a_body_that_the_mirror_image_shows_otherwise_is_not_believed(otherwise: float) -> None:
    def look(least: float, turned: int) -> list[Detection]:
        return [seen(SMALL, 0.2)] if least < MIN_SCORE else []

    scene = Scene([SMALL], look)
    scene.otherwise = otherwise * MOST_APART
    found = look_round(scene)
    assert (found is not None) == (otherwise < 1)


def test_a_body_that_each_reading_finds_elsewhere_is_not_believed() -> None:
    class Restless(Scene):
        moved = 0.0

        def read(
            self, image: np.ndarray, region: Region, index: int, time_s: float, *, mirrored: bool = False
        ) -> NetworkOutput | None:
            self.moved += 60
            return reading_of(lying(x=self.moved))

    def look(least: float, turned: int) -> list[Detection]:
        return [seen(SMALL, 0.2)] if least < MIN_SCORE else []

    assert look_round(Restless([], look)) is None


def test_a_body_that_is_found_once_and_never_again_is_not_believed() -> None:
    looks = 0

    def look(least: float, turned: int) -> list[Detection]:
        nonlocal looks
        looks += turned == 1
        return [seen(SMALL, 0.2)] if least < MIN_SCORE and turned == 1 and looks == 1 else []

    assert look_round(Scene([SMALL], look)) is None
    assert looks > 1


def test_who_lies_for_certain_is_taken_without_guessing() -> None:
    search = Scene([HELPER, SMALL], lambda least, turned: [seen(HELPER, 0.9), seen(SMALL, 0.8)]).search()
    found = search.step(frame(), None)
    assert found is not None
    assert found.landmarks is SMALL
    assert search.detector_calls == 1


def test_guessing_is_not_done_in_every_picture() -> None:
    search = Scene([HELPER], lambda least, turned: []).search()
    seconds = 4
    for step in range(seconds * 30):
        search.step(frame(step / 30), None)
    sure = seconds * 30
    assert search.detector_calls - sure <= 3 + seconds / GUESS_EVERY_S


def test_a_small_person_beside_a_kneeling_one_is_the_one_followed() -> None:
    """A rendered session in which the detector sees the kneeling one alone."""
    landmarks_by_frame = session("deve-frontal-05").landmarks_by_frame
    assert all(s.landmarks is not None and side_lying(s.landmarks) >= ON_THE_SIDE for s in landmarks_by_frame)
