from __future__ import annotations

import numpy as np
import pytest

from openclam.errors import UsageError
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.frames import Array, hip_angles, thigh_frame_of, turn
from openclam.synthesis.legs import knee_turn_deg
from openclam.synthesis.start import Start
from openclam.synthesis.truth import leg_of, measure


def open_about_ankle_line(
    hip_flexion_deg: float, knee_flexion_deg: float, opening_deg: float, thigh_m: float = 0.42, shank_m: float = 0.40
) -> tuple[Array, Array, Array]:
    """Hip, knee and ankle of a left leg that starts in the sagittal plane and opens with the foot held.

    Points (3,) in the pelvis frame (X forward, Y head, Z right), metres, hip at the origin. This is the
    bare clam, without the width of the pelvis: the case that textbooks and `docs/synthesis.md` tabulate.
    """
    flexion, knee_angle = np.radians(hip_flexion_deg), np.radians(knee_flexion_deg)
    knee = thigh_m * np.array([np.sin(flexion), -np.cos(flexion), 0.0])
    down = flexion - knee_angle
    ankle = knee + shank_m * np.array([np.sin(down), -np.cos(down), 0.0])
    # The left knee opens to -Z: about the line that runs down to the ankle that is a negative turn.
    return np.zeros(3), turn(ankle, -opening_deg) @ knee, ankle


@pytest.mark.parametrize(
    ("opening", "abduction", "external_rotation", "flexion_change", "lift_cm"),
    [(10, 7, 7, 0, 5), (20, 14, 15, -2, 10), (30, 20, 23, -4, 14), (40, 26, 31, -7, 19), (50, 32, 41, -12, 22)],
)
def test_bare_geometry_of_the_clam(opening, abduction, external_rotation, flexion_change, lift_cm):
    hip, knee, ankle = open_about_ankle_line(45.0, 90.0, opening)
    angles = hip_angles(np.eye(3), thigh_frame_of(hip, knee, ankle), "left")
    assert angles.abduction_deg == pytest.approx(abduction, abs=1.0)
    assert angles.external_rotation_deg == pytest.approx(external_rotation, abs=1.0)
    assert angles.flexion_deg - 45.0 == pytest.approx(flexion_change, abs=1.0)
    assert -knee[2] * 100.0 == pytest.approx(lift_cm, abs=1.0)


@pytest.mark.parametrize(("knee_flexion", "external_rotation", "abduction"), [(60, 27, 14), (105, 20, 23)])
def test_the_knee_angle_shifts_the_share_of_rotation(knee_flexion, external_rotation, abduction):
    angles = hip_angles(np.eye(3), thigh_frame_of(*open_about_ankle_line(45.0, knee_flexion, 30.0)), "left")
    assert angles.external_rotation_deg == pytest.approx(external_rotation, abs=1.0)
    assert angles.abduction_deg == pytest.approx(abduction, abs=1.0)


def test_the_closed_position_is_the_one_asked_for(skeleton):
    clam = Clam(skeleton, Start(hip_flexion_deg=50.0, knee_flexion_deg=80.0))
    found = measure(clam.closed, clam.closed)
    assert found["hip_flexion_deg"] == pytest.approx(50.0, abs=0.05)
    assert found["knee_flexion_deg"] == pytest.approx(80.0, abs=0.05)
    assert found["opening_deg"] == found["feet_gap_cm"] == 0.0


@pytest.mark.parametrize("opening", [5.0, 20.0, 35.0, 50.0])
@pytest.mark.parametrize("roll", [0.0, 22.0])
@pytest.mark.parametrize("tilt", [-8.0, 0.0, 8.0])
def test_truth_reads_back_what_was_posed(clam, opening, roll, tilt):
    found = measure(clam.pose(ClamPose(opening, roll, tilt, trunk_rotation_deg=7.0, trunk_lean_deg=4.0)), clam.closed)
    assert found["opening_deg"] == pytest.approx(opening, abs=1e-6)
    assert found["pelvic_roll_deg"] == pytest.approx(roll, abs=1e-6)
    assert found["pelvic_tilt_deg"] == pytest.approx(tilt, abs=1e-6)
    assert found["trunk_rotation_deg"] == pytest.approx(7.0, abs=0.1)
    assert found["trunk_lean_deg"] == pytest.approx(4.0, abs=0.1)


def test_feet_together_gives_no_gap_and_a_lifted_foot_its_height(clam):
    assert measure(clam.pose(ClamPose(40.0, 15.0)), clam.closed)["feet_gap_cm"] == pytest.approx(0.0, abs=1e-9)
    assert measure(clam.pose(ClamPose(30.0, foot_lift_cm=10.0)), clam.closed)["feet_gap_cm"] == pytest.approx(10.0)


def test_a_rolling_pelvis_opens_the_knee_but_not_the_hip(clam):
    still = measure(clam.pose(ClamPose(35.0)), clam.closed)
    rolled = measure(clam.pose(ClamPose(35.0, pelvic_roll_deg=20.0)), clam.closed)
    assert rolled["opening_deg"] == pytest.approx(still["opening_deg"])
    assert rolled["hip_abduction_deg"] < still["hip_abduction_deg"] - 5.0
    assert rolled["hip_external_rotation_deg"] < still["hip_external_rotation_deg"] - 5.0


def test_rolling_back_takes_the_top_hip_backward_and_leaves_the_lower_one(clam):
    rolled = clam.pose(ClamPose(pelvic_roll_deg=20.0))
    assert leg_of(rolled, "left").hip[0] < leg_of(clam.closed, "left").hip[0] - 0.03
    assert leg_of(rolled, "right").hip == pytest.approx(leg_of(clam.closed, "right").hip)


def test_forward_tilt_takes_the_head_forward(clam):
    assert clam.pose(ClamPose(pelvic_tilt_deg=10.0)).head("head")[0] > clam.closed.head("head")[0] + 0.05


def test_bones_keep_their_length(clam):
    for pose in (ClamPose(), ClamPose(45.0, 25.0, 5.0, foot_lift_cm=12.0)):
        posed = clam.pose(pose)
        for row, parent in enumerate(clam.skeleton.parents):
            if parent >= 0:
                rest = np.linalg.norm(clam.skeleton.heads[row] - clam.skeleton.heads[parent])
                assert np.linalg.norm(posed.heads[row] - posed.heads[parent]) == pytest.approx(rest)


def test_the_bone_chain_ends_where_the_leg_was_solved(clam):
    """The chain of bone rotations and the solved circle must agree, or truth and picture would differ."""
    leg = leg_of(clam.pose(ClamPose(33.0, 10.0, foot_lift_cm=6.0)), "left")
    assert leg.ankle - leg_of(clam.closed, "left").ankle == pytest.approx([0.0, 0.0, 0.06], abs=1e-9)


def test_the_other_side_is_a_mirror_image_with_the_same_angles(clam):
    pose = ClamPose(34.0, 18.0, 4.0, 6.0, 3.0, 8.0)
    posed, closed = clam.pose(pose), clam.closed
    mirrored = posed.mirrored
    assert mirrored.side == "right"
    assert leg_of(mirrored, "right").knee == pytest.approx(leg_of(posed, "left").knee * [1.0, -1.0, 1.0])
    assert np.linalg.det(mirrored.rotations) == pytest.approx(np.ones(len(mirrored.names)))
    assert measure(mirrored, closed.mirrored) == pytest.approx(measure(posed, closed))
    assert mirrored.mirrored.heads == pytest.approx(posed.heads)


def test_the_legs_lie_on_each_other(clam):
    top, below = leg_of(clam.closed, "left"), leg_of(clam.closed, "right")
    assert top.ankle[:2] == pytest.approx(below.ankle[:2])
    assert 0.1 < top.knee[2] - below.knee[2] < 0.2
    higher = top.knee + np.array([0.0, 0.0, 0.1])
    assert knee_turn_deg(top.hip, top.knee, top.ankle) < knee_turn_deg(top.hip, higher, top.ankle)


def test_a_foot_out_of_reach_is_refused(clam):
    with pytest.raises(UsageError, match=r"cannot reach an ankle .* lower the foot lift"):
        clam.pose(ClamPose(foot_lift_cm=90.0))


@pytest.mark.parametrize(("hip", "knee", "name"), [(45.0, 5.0, "knee_flexion_deg"), (130.0, 90.0, "hip_flexion_deg")])
def test_an_angle_no_clam_has_is_refused_by_name(skeleton, hip, knee, name):
    with pytest.raises(UsageError, match=f"{name} must lie between"):
        Clam(skeleton, Start(hip_flexion_deg=hip, knee_flexion_deg=knee))
