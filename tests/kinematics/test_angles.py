"""Hip and knee angles against geometry that is known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.kinematics.angles import hip_angles
from openclam.synthesis.legs import open_about_ankle_line


@pytest.mark.parametrize(
    ("opening", "abduction", "rotation"), [(10, 7, 7), (20, 14, 15), (30, 20, 23), (40, 26, 31), (50, 32, 41)]
)
def test_clam_is_half_rotation_half_abduction(opening: float, abduction: float, rotation: float) -> None:
    hip, knee, ankle = open_about_ankle_line(45, 90, opening)
    _, got_abduction, got_rotation = hip_angles(np.eye(3), hip, knee, ankle, "left")
    assert got_abduction == pytest.approx(abduction, abs=1)
    assert got_rotation == pytest.approx(rotation, abs=1)


@pytest.mark.parametrize("flexion", [0, 30, 45, 60])
def test_closed_leg_has_only_flexion(flexion: float) -> None:
    hip, knee, ankle = open_about_ankle_line(flexion, 90, 0)
    assert hip_angles(np.eye(3), hip, knee, ankle, "left") == pytest.approx((flexion, 0, 0), abs=1e-6)


def test_right_leg_is_the_left_leg_mirrored() -> None:
    mirror = np.diag([1, 1, -1])
    points = open_about_ankle_line(45, 80, 25)
    left = hip_angles(np.eye(3), *points, "left")
    right = hip_angles(np.eye(3), *(mirror @ point for point in points), "right")
    assert right == pytest.approx(left)


def test_straight_leg_has_no_rotation_to_speak_of() -> None:
    hip, knee, ankle = np.zeros(3), np.array([0, -0.4, 0]), np.array([0, -0.8, 0])
    assert np.isnan(hip_angles(np.eye(3), hip, knee, ankle, "right")[2])
