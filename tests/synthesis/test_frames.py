from __future__ import annotations

import numpy as np
import pytest

from openclam.synthesis.frames import X, Y, Z, cardan_zxy_deg, hip_angles, thigh_frame_of, turn


def test_a_turn_is_right_handed():
    assert turn(Z, 90.0) @ X == pytest.approx(Y)


@pytest.mark.parametrize(("side", "outward"), [("left", 1.0), ("right", -1.0)])
def test_hip_angles_read_back_what_was_put_in_for_either_leg(side, outward):
    thigh = turn(Z, 40.0) @ turn(X, outward * 15.0) @ turn(Y, outward * 25.0)
    found = hip_angles(np.eye(3), thigh, side)
    assert (found.flexion_deg, found.abduction_deg, found.external_rotation_deg) == pytest.approx((40.0, 15.0, 25.0))


def test_a_left_knee_taken_to_the_left_is_abduction():
    found = hip_angles(np.eye(3), turn(X, 20.0), "left")
    assert (turn(X, 20.0) @ -Y)[2] < 0.0  # to the left: Z points right
    assert found.abduction_deg == pytest.approx(20.0)


def test_a_left_foot_turned_out_is_external_rotation():
    assert (turn(Y, 30.0) @ X)[2] < 0.0
    assert hip_angles(np.eye(3), turn(Y, 30.0), "left").external_rotation_deg == pytest.approx(30.0)


def test_cardan_angles_do_not_depend_on_the_room():
    room = turn(np.array([1.0, 2.0, 3.0]), 70.0)
    pelvis, thigh = turn(Y, 12.0), turn(Z, 33.0) @ turn(X, 8.0)
    assert cardan_zxy_deg((room @ pelvis).T @ room @ thigh) == pytest.approx(cardan_zxy_deg(pelvis.T @ thigh))


def test_thigh_frame_of_a_leg_bent_in_the_sagittal_plane_points_right():
    hip, knee, ankle = np.zeros(3), np.array([0.3, -0.3, 0.0]), np.array([0.0, -0.6, 0.0])
    frame = thigh_frame_of(hip, knee, ankle)
    assert frame[:, 2] == pytest.approx(Z)
    assert np.linalg.det(frame) == pytest.approx(1.0)
