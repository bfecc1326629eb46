"""Left stays left: mistakes of the network are turned back, the person's own movement is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openclam.pose.landmarks import Landmarks, Point
from openclam.pose.left_right_guard import FORGET_S, HELD_VISIBILITY, GuardCounts, LeftRightGuard
from tests.sessions import session
from tests.stick_body import Camera, Pose, rep_opening, sight

LEFT_FOOT = [Point.LEFT_ANKLE, Point.LEFT_HEEL, Point.LEFT_FOOT_INDEX]
RIGHT_FOOT = [Point.RIGHT_ANKLE, Point.RIGHT_HEEL, Point.RIGHT_FOOT_INDEX]
APART = Pose(opening=20, lift_cm=15)
"""The feet so far apart that one on the other is a jump."""


def body(time_s: float, pose: Pose = APART, top: str = "right") -> Landmarks:
    landmarks = sight(pose, time_s, camera=Camera(elevation=5), top=top, index=round(time_s * 30)).landmarks
    assert landmarks is not None
    return landmarks


def with_feet(landmarks: Landmarks, left: list[Point], right: list[Point]) -> Landmarks:
    """The network's mistake: left and right foot drawn on the given points."""
    image, world = landmarks.image.copy(), landmarks.world.copy()
    image[LEFT_FOOT], image[RIGHT_FOOT] = landmarks.image[left], landmarks.image[right]
    world[LEFT_FOOT], world[RIGHT_FOOT] = landmarks.world[left], landmarks.world[right]
    return replace(landmarks, image=image, world=world)


def same(one: Landmarks, other: Landmarks) -> bool:
    return bool((one.image == other.image).all() and (one.world == other.world).all())


@pytest.mark.parametrize("top", ["left", "right"])
def test_a_mirrored_body_in_one_picture_is_turned_back(top: str) -> None:
    guard = LeftRightGuard()
    for step in range(6):
        true = body(step / 30, top=top)
        assert same(guard.step(true.mirrored() if step == 3 else true), true)
    assert guard.counts == GuardCounts(frames=6, bodies_turned_back=1)


def test_every_picture_of_a_mirrored_stretch_is_turned_back() -> None:
    guard = LeftRightGuard()
    for step in range(60):
        true = body(step / 30)
        assert same(guard.step(true.mirrored() if step >= 20 else true), true)
    assert guard.counts.bodies_turned_back == 40


def test_feet_exchanged_are_exchanged_back() -> None:
    guard = LeftRightGuard()
    for step in range(6):
        true = body(step / 30)
        seen = with_feet(true, RIGHT_FOOT, LEFT_FOOT) if step == 3 else true
        assert same(guard.step(seen), true)
    assert guard.counts == GuardCounts(frames=6, feet_exchanged=1)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_foot_that_jumps_onto_the_other_is_held_where_it_was(side: str) -> None:
    guard = LeftRightGuard()
    own, other = (LEFT_FOOT, RIGHT_FOOT) if side == "left" else (RIGHT_FOOT, LEFT_FOOT)
    guard.step(body(0))
    true = body(1 / 30)
    seen = with_feet(true, RIGHT_FOOT, RIGHT_FOOT) if side == "left" else with_feet(true, LEFT_FOOT, LEFT_FOOT)
    held = guard.step(seen)
    assert same(held, true)
    assert (held.visibility[own] == np.float32(HELD_VISIBILITY)).all(), "not to be relied on"
    assert (held.visibility[other] == 1).all()
    assert (seen.visibility == 1).all(), "what was given is left as it was"
    assert guard.counts == GuardCounts(frames=2, feet_held=1)


def test_a_foot_that_stays_on_the_other_is_believed_after_a_while() -> None:
    guard = LeftRightGuard()
    guard.step(body(0))
    believed_s = None
    for step in range(1, 60):
        seen = with_feet(body(step / 30), RIGHT_FOOT, RIGHT_FOOT)
        if same(guard.step(seen), seen) and believed_s is None:
            believed_s = step / 30
    assert believed_s == pytest.approx(1 / 30 + FORGET_S, abs=2 / 30)
    assert guard.counts.feet_held == pytest.approx(FORGET_S * 30, abs=2)


def test_a_foot_that_comes_back_in_time_is_as_before() -> None:
    guard = LeftRightGuard()
    for step in range(40):
        true = body(step / 30)
        given_ = guard.step(with_feet(true, RIGHT_FOOT, RIGHT_FOOT) if 10 <= step < 20 else true)
        assert same(given_, true)
        assert (given_.visibility[LEFT_FOOT[0]] == 1) == (not 10 <= step < 20)


def test_after_a_long_absence_the_body_is_taken_as_it_is() -> None:
    guard = LeftRightGuard()
    guard.step(body(0))
    guard.lost()
    seen = body(FORGET_S + 0.1).mirrored()
    assert same(guard.step(seen), seen)
    assert guard.counts.bodies_turned_back == 0


def test_after_a_short_absence_it_is_still_turned_back() -> None:
    guard = LeftRightGuard()
    guard.step(body(0))
    guard.lost()
    assert same(guard.step(body(0.5).mirrored()), body(0.5))


@settings(max_examples=40, deadline=None)
@given(
    up=st.floats(0.25, 2),
    down=st.floats(0.25, 2),
    size=st.floats(5, 60),
    lift=st.floats(0, 25),
    roll=st.floats(-10, 40),
    fps=st.sampled_from([15, 24, 30, 60]),
    top=st.sampled_from(["left", "right"]),
)
def test_the_persons_own_movement_is_left_alone(
    up: float, down: float, size: float, lift: float, roll: float, fps: int, top: str
) -> None:
    """However quick the knee, the foot and the pelvis move."""
    guard = LeftRightGuard()
    for step in range(round((up + down + 0.2) * fps)):
        share = rep_opening(step / fps, up=up, hold=0.1, down=down, size=1)
        seen = body(step / fps, Pose(opening=share * size, lift_cm=share * lift, roll=share * roll), top)
        assert guard.step(seen) is seen
    assert (guard.counts.bodies_turned_back, guard.counts.feet_exchanged, guard.counts.feet_held) == (0, 0, 0)


def test_a_first_picture_taken_for_its_mirror_image_is_turned_back() -> None:
    seen = session("deve-frontal-02").landmarks_by_frame[40].landmarks
    assert seen is not None
    guard = LeftRightGuard()
    assert np.array_equal(guard.step(seen.mirrored()).image, seen.image)
    assert guard.counts.bodies_turned_back == 1
    assert np.array_equal(LeftRightGuard().step(seen).image, seen.image)


def looking(landmarks: Landmarks, *, here: bool = True) -> Landmarks:
    """With a face: the nose on the camera's side of the ears, or beyond them."""
    image = landmarks.image.copy()
    ears = image[[Point.LEFT_EAR, Point.RIGHT_EAR], 2].mean()
    image[Point.NOSE, 2] = ears + (-60 if here else 60)
    return replace(landmarks, image=image)


def test_a_face_that_is_seen_for_a_while_turns_a_body_back_that_was_mirrored_from_the_first() -> None:
    """The first pictures are taken for a body seen from behind, face and all."""
    guard = LeftRightGuard()
    for step in range(3):
        guard.step(looking(body(step / 30).mirrored(), here=False))
    for step in range(3, 10):
        last = guard.step(looking(body(step / 30)))
    assert same(last, looking(body(9 / 30)))


def test_a_face_lost_for_a_moment_turns_nobody_round() -> None:
    guard = LeftRightGuard()
    for step in range(60):
        lost = 30 <= step < 45
        true = looking(body(step / 30))
        seen = looking(body(step / 30).mirrored(), here=False) if lost else true
        kept = guard.step(seen)
        assert np.array_equal(kept.image[LEFT_FOOT], true.image[LEFT_FOOT])


@pytest.mark.parametrize("top", ["left", "right"])
def test_legs_that_are_exchanged_are_exchanged_back(top: str) -> None:
    guard = LeftRightGuard()
    legs = [Point.LEFT_KNEE, *LEFT_FOOT], [Point.RIGHT_KNEE, *RIGHT_FOOT]
    for step in range(6):
        true = body(step / 30, top=top)
        seen = true
        if step in (0, 3):
            image, world = true.image.copy(), true.world.copy()
            for points, own in ((image, true.image), (world, true.world)):
                points[legs[0]], points[legs[1]] = own[legs[1]], own[legs[0]]
            seen = replace(true, image=image, world=world)
        assert same(guard.step(seen), true)
    assert guard.counts.legs_exchanged == 2
