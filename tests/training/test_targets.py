"""What the lifter is taught is what the truth says."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.synthesis.body import Skeleton
from openclam.synthesis.camera import Camera
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.start import Start
from openclam.synthesis.truth import joint_centres, measure
from training.targets import TARGETS, head_to_arm, targets_of, top_hand_forward


def targets(skeleton: Skeleton, start: Start, moment: ClamPose, azimuth_deg: float = 0.0) -> dict[str, float]:
    clam = Clam(skeleton, start)
    posed = clam.pose(moment)
    joints = joint_centres(posed) | {"right_ear": posed.head("head"), "left_ear": posed.head("head")}
    row = targets_of(measure(posed, clam.closed), joints, Camera(azimuth_deg=azimuth_deg), start, 170.0)
    return dict(zip(TARGETS, row, strict=True))


def test_roll_and_opening_are_absolute(skeleton: Skeleton) -> None:
    rolled = targets(skeleton, Start(pelvic_roll_deg=10), ClamPose(pelvic_roll_deg=12))
    assert rolled["pelvic_roll"] == pytest.approx(22, abs=1e-6)
    closed, opened = targets(skeleton, Start(), ClamPose()), targets(skeleton, Start(), ClamPose(opening_deg=30))
    assert opened["opening"] - closed["opening"] == pytest.approx(30, abs=1e-6)


def test_heading_is_the_camera_as_the_tilted_pelvis_sees_it(skeleton: Skeleton) -> None:
    assert targets(skeleton, Start(pelvic_tilt_deg=5), ClamPose(pelvic_tilt_deg=7), 20.0)["heading"] == pytest.approx(
        32, abs=1e-6
    )


def test_a_hand_before_the_chest_lies_forward_and_one_on_the_hip_does_not(skeleton: Skeleton) -> None:
    assert targets(skeleton, Start(top_hand="floor"), ClamPose())["top_hand_forward"] > 10
    assert targets(skeleton, Start(top_hand="hip"), ClamPose())["top_hand_forward"] < 8


def test_distances_by_hand() -> None:
    joints = {
        "right_ear": np.array([0.0, 0.0, 0.3]), "right_shoulder": np.array([-1.0, 0.0, 0.0]),
        "right_elbow": np.array([1.0, 0.0, 0.0]), "right_wrist": np.array([1.0, 5.0, 0.0]),
        "left_shoulder": np.array([0.0, -1.0, 0.4]), "left_hip": np.zeros(3), "right_hip": np.zeros(3),
        "left_wrist": np.array([0.25, -1.0, 0.0]),
    }  # fmt: skip
    assert head_to_arm(joints) == pytest.approx(0.3)
    level = {**joints, "right_shoulder": np.array([0.0, -1.0, 0.0])}
    assert top_hand_forward(level) == pytest.approx(0.25)
