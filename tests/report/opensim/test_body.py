"""Names, signs and the way the body lies in OpenSim's ground."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.kinematics.posture import Side
from openclam.report.opensim.body import (
    joint_angles,
    joint_centres,
    marker,
    muscle_activations,
    pelvis_angles,
    side_lying_pelvis,
)

TWO_S = np.array([0.0, 0.1])
STACKED = side_lying_pelvis("right", np.zeros(2))


def angles_of(top: Side, roll_deg: float, tilt_deg: float = 0.0) -> tuple[float, float, float]:
    """Tilt, list and rotation of one side-lying pelvis."""
    tilt, sideways, rotation = pelvis_angles(side_lying_pelvis(top, np.array([roll_deg]), tilt_deg)).values()
    return float(tilt[0]), float(sideways[0]), float(rotation[0])


@pytest.mark.parametrize(("top", "up"), [("right", 1), ("left", -1)])
def test_top_hip_lies_above_the_other_and_the_head_at_minus_x(top: Side, up: int) -> None:
    forward, head, right = side_lying_pelvis(top, np.zeros(1))[0].T
    np.testing.assert_allclose(head, [-1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(right, [0, up, 0], atol=1e-12)
    np.testing.assert_allclose(forward, [0, 0, -up], atol=1e-12)


@pytest.mark.parametrize("top", ["right", "left"])
def test_rolling_back_turns_the_belly_up(top: Side) -> None:
    forward = side_lying_pelvis(top, np.array([20.0]))[0, :, 0]
    assert forward[1] == pytest.approx(np.sin(np.deg2rad(20)))


def test_lying_on_the_back_is_ninety_degrees_of_tilt_and_the_sides_are_ninety_of_rotation() -> None:
    assert angles_of("right", 90) == pytest.approx((90, 0, 0), abs=1e-9)
    assert angles_of("right", 0) == pytest.approx((90, 0, 90), abs=1e-9)
    assert angles_of("left", 0) == pytest.approx((90, 0, -90), abs=1e-9)


@pytest.mark.parametrize(("top", "sign"), [("right", 1), ("left", -1)])
def test_rolling_back_is_rotation_alone(top: Side, sign: int) -> None:
    assert angles_of(top, 25) == pytest.approx((90, 0, sign * 65), abs=1e-9)


@pytest.mark.parametrize("top", ["right", "left"])
def test_anterior_tilt_takes_the_head_to_where_the_belly_faces(top: Side) -> None:
    before, after = side_lying_pelvis(top, np.zeros(2), np.array([0.0, 10.0]))
    belly = before[:, 0]
    assert after[:, 1] @ belly == pytest.approx(np.sin(np.deg2rad(10)))
    np.testing.assert_allclose(after[:, 2], before[:, 2], atol=1e-12)  # it is a turn about the side-to-side axis


@given(st.sampled_from(["right", "left"]), st.floats(-60, 80), st.floats(-40, 40))
def test_sides_are_mirror_images(top: Side, roll: float, tilt: float) -> None:
    """What the other side is on top of has its list and rotation turned."""
    other: Side = "left" if top == "right" else "right"
    one, mirrored = angles_of(top, roll, tilt), angles_of(other, roll, tilt)
    assert mirrored == pytest.approx((one[0], -one[1], -one[2]), abs=1e-6)


def test_rotation_runs_on_through_half_a_turn() -> None:
    roll = np.array([-80.0, -88.0, np.nan, -96.0, -104.0])
    rotation = pelvis_angles(side_lying_pelvis("right", roll))["pelvis_rotation"]
    np.testing.assert_allclose(rotation, 90 - roll, atol=1e-9)


def test_pelvis_that_was_not_seen_has_no_angle_at_all() -> None:
    for turn in (side_lying_pelvis("right", np.array([np.nan])), side_lying_pelvis("left", np.zeros(1), np.nan)):
        assert np.isnan(list(pelvis_angles(turn).values())).all()


def test_long_axis_along_z_is_refused_because_tilt_and_rotation_are_one_there() -> None:
    along_z = np.array([[[0.0, 1, 0], [0, 0, 1], [1, 0, 0]]]).transpose(0, 2, 1)
    with pytest.raises(ValueError, match="ground's Z"):
        pelvis_angles(along_z)


@pytest.mark.parametrize("wrong", [np.full((2, 3, 3), 0.5), np.tile(np.diag([1.0, 1, -1]), (2, 1, 1))])
def test_what_is_no_rotation_is_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="must hold rotations"):
        pelvis_angles(wrong)
    with pytest.raises(ValueError, match="must hold rotations"):
        joint_centres(TWO_S, wrong, {"RHJC": np.zeros((2, 3))})


def test_one_matrix_is_no_row_of_them() -> None:
    with pytest.raises(ValueError, match=r"\(n, 3, 3\); it is \(3, 3\)"):
        pelvis_angles(np.eye(3))


def test_pelvis_is_left_out_where_it_is_not_known() -> None:
    still = np.zeros(2)
    curves = joint_angles(
        "left", TWO_S, hip_flexion_deg=still, hip_abduction_deg=still, hip_external_rotation_deg=still,
        knee_flexion_deg=still,
    )  # fmt: skip
    assert list(curves.columns) == ["hip_flexion_l", "hip_adduction_l", "hip_rotation_l", "knee_angle_l"]


def test_points_keep_their_distances_in_the_ground() -> None:
    knee = np.array([[0.3, -0.1, 0.2], [0.25, -0.1, 0.3]])
    ground = joint_centres(TWO_S, side_lying_pelvis("left", np.array([5.0, 30.0])), {"LKJC": knee}).columns["LKJC"]
    np.testing.assert_allclose(np.linalg.norm(ground, axis=1), np.linalg.norm(knee, axis=1))


def test_points_of_another_length_than_the_clock_are_refused() -> None:
    with pytest.raises(ValueError, match=r"RHJC must be \(2,\) or \(2, 3\)"):
        joint_centres(TWO_S, STACKED, {"RHJC": np.zeros((3, 3))})


def test_joint_centres_have_the_names_of_the_field() -> None:
    assert [marker(side, joint) for side in ("right", "left") for joint in ("hip", "knee", "ankle")] == [
        "RHJC", "RKJC", "RAJC", "LHJC", "LKJC", "LAJC"
    ]  # fmt: skip


def test_muscles_are_named_for_the_leg_that_moved() -> None:
    given_names = ("glmed1_r", "obturator_internus")
    for side, names in (
        ("right", ["glmed1_r", "obturator_internus_r"]),
        ("left", ["glmed1_l", "obturator_internus_l"]),
    ):
        side_: Side = "right" if side == "right" else "left"
        curves = muscle_activations(side_, TWO_S, given_names, np.array([[0.1, 0.2], [0.3, 0.4]]))
        assert list(curves.columns) == names
        np.testing.assert_array_equal(curves.columns[names[1]], [0.2, 0.4])


def test_activations_in_per_cent_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        muscle_activations("right", TWO_S, ("glmed1_r",), np.array([[12.0], [40.0]]))


def test_muscle_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="glmed1_r comes twice"):
        muscle_activations("right", TWO_S, ("glmed1_r", "glmed1_l"), np.zeros((2, 2)))


def test_activations_must_be_rows_of_time_by_muscles() -> None:
    with pytest.raises(ValueError, match=r"must be \(2, 1\).*it is \(1, 2\)"):
        muscle_activations("right", TWO_S, ("glmed1_r",), np.zeros((1, 2)))
