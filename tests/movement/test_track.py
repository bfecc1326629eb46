"""What the assessment keeps of postures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openclam.assessment.findings import circumstances
from openclam.kinematics import Quantity
from openclam.movement.track import FOLLOWED, Recent, RepCurves, Track
from openclam.pose.landmarks import Point
from tests.sessions import follow, session

POSTURES = follow(session().landmarks_by_frame[:120])


def test_a_track_tells_what_the_postures_tell() -> None:
    track = Track.of(POSTURES)
    assert len(track) == len(POSTURES)
    for name in ("time_s", "on_side"):
        assert getattr(track, name).tolist() == [getattr(posture, name) for posture in POSTURES]
    for name in ("value", "sd", "change_sd", "speed"):
        assert np.array_equal(getattr(track, name), [getattr(one, name) for one in POSTURES], equal_nan=True)
    assert [track.top(at) for at in range(len(track))] == [posture.top for posture in POSTURES]
    assert np.isnan(track.band).all() == all(posture.frame_landmarks.band is None for posture in POSTURES)


def test_feet_that_leave_the_picture_and_a_knee_that_is_hidden_are_noticed() -> None:
    seen = POSTURES[60]
    landmarks = seen.frame_landmarks.landmarks
    assert landmarks is not None
    image, visibility = landmarks.image.copy(), np.ones(33, np.float32)
    image[Point.LEFT_ANKLE, 0] = landmarks.width + 5
    image[Point.RIGHT_ANKLE] = (10, 10, 0)
    knee = Point.LEFT_KNEE if seen.top == "left" else Point.RIGHT_KNEE
    visibility[knee] = 0.1
    changed = replace(
        seen,
        frame_landmarks=replace(seen.frame_landmarks, landmarks=replace(landmarks, image=image, visibility=visibility)),
    )
    track = Track.of([changed])
    assert track.feet_out.tolist() == [0.5]
    assert track.knee_seen.tolist() == [pytest.approx(0.1)]
    assert circumstances([changed]).knee_hidden
    assert not circumstances([changed]).feet_out


def test_hips_and_knees_that_leave_the_picture_are_noticed() -> None:
    seen = POSTURES[60]
    landmarks = seen.frame_landmarks.landmarks
    assert landmarks is not None
    assert not circumstances([seen]).hips_out
    image = landmarks.image.copy()
    image[Point.RIGHT_KNEE, 1] = landmarks.height + 5
    changed = replace(seen, frame_landmarks=replace(seen.frame_landmarks, landmarks=replace(landmarks, image=image)))
    assert Track.of([changed]).hips_out.tolist() == [0.25]
    assert circumstances([changed]).hips_out


def test_a_posture_without_a_body_is_kept_as_unseen() -> None:
    nobody = replace(
        POSTURES[0], top=None, view=None, frame_landmarks=replace(POSTURES[0].frame_landmarks, landmarks=None)
    )
    track = Track.of([nobody])
    assert (track.top(0), track.feet_out[0], track.knee_seen[0]) == (None, 1.0, 0.0)
    assert np.isnan([track.azimuth_deg[0], track.elevation_deg[0], track.knee_bend_deg[0]]).all()


def test_recent_postures_are_those_of_the_last_while_however_long_it_goes_on() -> None:
    recent = Recent()
    for again in range(10):
        for posture in POSTURES:
            time_s = posture.time_s + 100 * again
            recent.append(replace(posture, time_s=time_s))
            recent.forget_before(time_s - 2.0)
            assert len(recent) <= 2.0 * 30 + 2
    track = recent.track()
    assert track.time_s[-1] == POSTURES[-1].time_s + 900
    assert (np.diff(track.time_s) > 0).all()
    assert track.time_s[0] >= track.time_s[-1] - 2.0
    recent.append(POSTURES[0])
    recent.clear()
    assert len(recent) == 0
    assert len(track) > 10  # a track that was taken stays as it is


def test_the_gist_holds_what_the_loads_need_and_reps_can_be_put_together() -> None:
    curves = Track.of(POSTURES).curves()
    both = RepCurves.of_all([curves, curves])
    assert len(both.time_s) == 2 * len(POSTURES)
    for moment, posture in zip(curves.moments(), POSTURES, strict=True):
        assert moment.time_s == posture.time_s
        assert np.array_equal(moment.value[[*FOLLOWED]], posture.value[[*FOLLOWED]], equal_nan=True)
    assert np.isnan(curves.moments()[0].value[Quantity.HEAD_TO_ARM])
