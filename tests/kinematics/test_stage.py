"""The kinematics stage on rendered sessions whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.recorded import read
from openclam.kinematics import Kinematics, Quantity
from openclam.pose.landmarks import MIRROR, FrameLandmarks, Landmarks, Point
from tests.sessions import curve, follow, session

FIXTURES = Path(__file__).parents[1] / "fixtures"


def mirrored(frame_landmarks: FrameLandmarks) -> FrameLandmarks:
    """What a mirror beside the camera would show."""
    seen = frame_landmarks.landmarks
    if seen is None:
        return frame_landmarks
    image, world = seen.image[MIRROR].copy(), seen.world[MIRROR].copy()
    image[:, 0] = seen.width - image[:, 0]
    world[:, 0] *= -1
    return replace(
        frame_landmarks, landmarks=replace(seen, image=image, world=world, visibility=seen.visibility[MIRROR])
    )


def changed(frame_landmarks: FrameLandmarks, landmarks: Landmarks | None) -> FrameLandmarks:
    return replace(frame_landmarks, landmarks=landmarks)


def moved(frame_landmarks: FrameLandmarks, points: list[Point], down: float) -> FrameLandmarks:
    """With these points seen lower, by so many lengths of the body."""
    seen = frame_landmarks.landmarks
    assert seen is not None
    image, world = seen.image.copy(), seen.world.copy()
    image[points, 1] += down * np.ptp(image[:, 0])
    world[points, 1] += down * np.ptp(world[:, 0])
    return changed(frame_landmarks, replace(seen, image=image, world=world))


@pytest.mark.parametrize(
    ("quantity", "true", "off"),
    [
        (Quantity.OPENING, "opening_deg", 6.0),
        (Quantity.PELVIC_ROLL, "pelvic_roll_deg", 4.0),
        (Quantity.FEET_DISTANCE, "feet_gap_cm", 2.0),
        (Quantity.KNEE_FLEXION, "knee_flexion_deg", 12.0),
    ],
)
def test_curves_follow_the_truth(quantity: Quantity, true: str, off: float) -> None:
    recorded = session()
    truth, times = recorded.truth["frames"][true], recorded.truth["frames"]["time_s"]
    first_s = recorded.truth["reps"][0]["start_s"]
    closed = (first_s - 0.6 < times) & (times < first_s - 0.1)
    measured = curve(follow(recorded.landmarks_by_frame, recorded.truth["body"]["height_cm"]), quantity)
    from_start = measured - (0.0 if quantity is Quantity.KNEE_FLEXION else (measured - truth)[closed].mean())
    assert np.abs(from_start - truth).mean() < off


def test_the_other_side_is_the_mirror_image() -> None:
    landmarks_by_frame = session().landmarks_by_frame[:150]
    one, other = (
        follow(landmarks_by_frame),
        follow([mirrored(frame_landmarks) for frame_landmarks in landmarks_by_frame]),
    )
    assert {posture.top for posture in one} != {posture.top for posture in other}
    for quantity in Quantity:
        assert curve(other, quantity) == pytest.approx(curve(one, quantity), abs=1e-3, nan_ok=True)


def test_one_posture_a_picture_in_order_after_the_stated_lag() -> None:
    landmarks_by_frame = session().landmarks_by_frame[:60]
    kinematics = Kinematics()
    for frame_landmarks in landmarks_by_frame:
        for posture in kinematics.step(frame_landmarks):
            assert frame_landmarks.time_s - posture.time_s >= kinematics.lag_s - 1e-9
            assert frame_landmarks.time_s - posture.time_s < kinematics.lag_s + 2 / 15
    assert [posture.time_s for posture in follow(landmarks_by_frame)] == [
        frame_landmarks.time_s for frame_landmarks in landmarks_by_frame
    ]


def test_a_taller_person_has_larger_distances_and_the_same_angles() -> None:
    landmarks_by_frame = session().landmarks_by_frame[:60]
    short, tall = follow(landmarks_by_frame, 150), follow(landmarks_by_frame, 180)
    for distance in (Quantity.FEET_DISTANCE, Quantity.HEAD_TO_ARM, Quantity.TOP_HAND_FORWARD, Quantity.KNEES_APART):
        assert curve(tall, distance) == pytest.approx(1.2 * curve(short, distance), rel=1e-6)
    assert curve(tall, Quantity.OPENING) == pytest.approx(curve(short, Quantity.OPENING))


def test_camera_azimuth_and_elevation_follow_the_truth() -> None:
    recorded = session()
    camera = recorded.truth["camera"]
    views = [posture.view for posture in follow(recorded.landmarks_by_frame) if posture.view is not None]
    assert np.median([view.azimuth_deg for view in views]) == pytest.approx(camera["azimuth_deg"], abs=15)
    assert np.median([view.elevation_deg for view in views]) == pytest.approx(camera["elevation_deg"], abs=12)


def test_landmarks_unlike_any_body_widen_the_uncertainty() -> None:
    landmarks_by_frame = session().landmarks_by_frame[:30]
    random = np.random.default_rng(0)
    torn = [
        changed(s, replace(s.landmarks, image=s.landmarks.image + random.normal(0, 60, (33, 3)).astype(np.float32)))
        for s in landmarks_by_frame
        if s.landmarks is not None
    ]
    usual, odd = follow(landmarks_by_frame)[-1], follow(torn)[-1]
    assert odd.change_sd[Quantity.PELVIC_ROLL] > 1.5 * usual.change_sd[Quantity.PELVIC_ROLL]


def test_an_outlier_frame_shows_as_slip_and_is_smoothed_away() -> None:
    recorded = session()
    landmarks_by_frame = list(recorded.landmarks_by_frame)
    usual = follow(landmarks_by_frame)
    assert max(posture.slip_deg for posture in usual) < 4
    first_s = recorded.truth["reps"][0]["start_s"]
    at, top = (
        int(np.searchsorted(recorded.truth["frames"]["time_s"], t))
        for t in (first_s - 0.3, recorded.truth["reps"][0]["top_s"])
    )
    landmarks_by_frame[at] = changed(landmarks_by_frame[at], landmarks_by_frame[top].landmarks)
    leaping = follow(landmarks_by_frame)
    assert leaping[at].slip_deg > 8
    assert curve(leaping, Quantity.OPENING)[at] == pytest.approx(curve(usual, Quantity.OPENING)[at], abs=3)


def test_nobody_gives_postures_without_values() -> None:
    postures = follow([FrameLandmarks(i, i / 30, 640, 360, None) for i in range(30)])
    assert len(postures) == 30
    assert not any(posture.seen for posture in postures)


def test_a_gap_in_the_pictures_leaves_a_gap_and_nothing_else() -> None:
    landmarks_by_frame = session().landmarks_by_frame[:200]
    holes = [changed(s, None) if 100 <= s.index < 106 else s for s in landmarks_by_frame]
    postures = follow(holes)
    assert [posture.seen for posture in postures] == [not 100 <= i < 106 for i in range(len(holes))]
    far = np.abs(np.arange(len(holes)) - 102.5) > 10
    whole = curve(follow(landmarks_by_frame), Quantity.OPENING)
    assert curve(postures, Quantity.OPENING)[far] == pytest.approx(whole[far], abs=3)


def test_a_person_who_lies_down_anew_after_a_long_absence_is_measured_from_there() -> None:
    landmarks_by_frame = session().landmarks_by_frame
    away = [FrameLandmarks(1000 + i, landmarks_by_frame[-1].time_s + 0.1 * i, 640, 360, None) for i in range(1, 40)]
    begin_s = away[-1].time_s + 0.1
    again = [replace(s, time_s=begin_s + s.time_s) for s in landmarks_by_frame]
    later = follow([*landmarks_by_frame, *away, *again])[-len(again) :]
    assert curve(later, Quantity.OPENING) == pytest.approx(
        curve(follow(landmarks_by_frame), Quantity.OPENING), abs=1e-6
    )


@pytest.mark.parametrize("displaced", [-0.15, 0.15])
def test_a_misread_first_picture_is_not_what_the_body_is_compared_with(displaced: float) -> None:
    """The upper body is seen elsewhere at first, and the knees are not still for another second."""
    upper = [point for point in Point if point < Point.LEFT_HIP]
    seen = []
    for number, frame_landmarks in enumerate(session().landmarks_by_frame[:60]):
        if frame_landmarks.time_s < 0.25:
            frame_landmarks = moved(frame_landmarks, upper, displaced)
        if frame_landmarks.time_s < 1.0:
            frame_landmarks = moved(frame_landmarks, [Point.LEFT_KNEE, Point.RIGHT_KNEE], 0.04 * np.sin(1.2 * number))
        seen.append(frame_landmarks)
    postures = follow(seen)
    unsteady = [0.45 < posture.time_s < 0.8 for posture in postures]
    for quantity in (Quantity.OPENING, Quantity.TRUNK_LEAN):
        told = curve(postures, quantity)
        assert told[unsteady].mean() == pytest.approx(told[-1], abs=6), "told against the first picture it is 30° off"
    for posture in np.array(postures, dtype=object)[unsteady]:
        assert posture.change_sd[Quantity.OPENING] == posture.sd[Quantity.OPENING], "as unsure as one picture is"


def test_somebody_else_who_is_seen_first_is_not_what_the_body_is_compared_with() -> None:
    """A helper kneels beside the mat, and is followed for a second and a half before the person on the mat is found."""
    recorded, helper = session("deve-oblique-13"), read(FIXTURES / "helper-seen-first.npz").landmarks_by_frame
    landmarks_by_frame = [*helper, *recorded.landmarks_by_frame[len(helper) :]]
    followed = follow(landmarks_by_frame, recorded.truth["body"]["height_cm"])
    assert max(posture.on_side for posture in followed[: len(helper) - 3]) < 0.1
    rep = recorded.truth["reps"][1]
    opening = np.interp([rep["start_s"], rep["top_s"]], [p.time_s for p in followed], curve(followed, Quantity.OPENING))
    # Told against the helper it would be 29° too little.
    assert opening[1] - opening[0] == pytest.approx(rep["opening_deg"], abs=12)
