"""The clam's own geometry: with the feet together, opening is about half rotation and half abduction."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.kinetics.clam import clam_posture, hip_to_ankle
from openclam.kinetics.posture import HipPosture, hip_angles, turn


@pytest.mark.parametrize(
    ("opening", "knee", "abduction", "rotation"),
    [(10, 90, 7, 7), (20, 90, 14, 15), (30, 90, 20, 23), (40, 90, 26, 31), (50, 90, 32, 41), (30, 60, 14, 27)],
)
def test_opening_is_shared_between_abduction_and_rotation(
    opening: float, knee: float, abduction: float, rotation: float
) -> None:
    posture = clam_posture(opening, 45, knee)
    assert posture.hip_abduction_deg == pytest.approx(abduction, abs=1)
    assert posture.hip_external_rotation_deg == pytest.approx(rotation, abs=1)


@given(opening=st.floats(0, 50), flexion=st.floats(0, 80), knee=st.floats(50, 110), roll=st.floats(0, 35))
def test_the_ankle_stays_where_it_is_while_the_knee_opens(
    opening: float, flexion: float, knee: float, roll: float
) -> None:
    closed, opened = clam_posture(0, flexion, knee), clam_posture(opening, flexion, knee, roll)
    assert opened.pelvis @ hip_to_ankle(opened) == pytest.approx(hip_to_ankle(closed), abs=1e-9)


def test_a_pelvis_that_rolls_takes_its_part_of_the_opening() -> None:
    still, rolled = clam_posture(30), clam_posture(30, roll_deg=20)
    assert rolled.hip_external_rotation_deg < still.hip_external_rotation_deg / 2
    assert rolled.hip_abduction_deg < still.hip_abduction_deg / 2


@given(
    flexion=st.floats(-20, 110),
    abduction=st.floats(-40, 60),
    rotation=st.floats(-60, 60),
    roll=st.floats(-30, 60),
    further=st.floats(-30, 60),
)
def test_angles_and_rotation_are_one_and_the_same(
    flexion: float, abduction: float, rotation: float, roll: float, further: float
) -> None:
    posture = HipPosture(flexion, abduction, rotation, 90, roll)
    assert hip_angles(posture.rotation) == pytest.approx((flexion, abduction, rotation), abs=1e-6)
    rolled = posture.rolled(further)
    assert rolled.pelvis @ rolled.rotation == pytest.approx(posture.pelvis @ posture.rotation, abs=1e-9)
    assert rolled.rolled(-further).rotation == pytest.approx(posture.rotation, abs=1e-9)


def test_up_follows_the_rolling_pelvis() -> None:
    assert HipPosture(45, 0, 0, 90).up == pytest.approx([0, 0, 1])
    assert HipPosture(45, 0, 0, 90, roll_deg=90).up == pytest.approx([1, 0, 0])
    assert HipPosture(45, 0, 0, 90, roll_deg=20).pelvis @ HipPosture(45, 0, 0, 90, roll_deg=20).up == pytest.approx(
        [0, 0, 1]
    )


def test_a_turn_is_a_rotation() -> None:
    turned = turn(np.array([0.0, 0.6, 0.8]), 37)
    assert turned @ turned.T == pytest.approx(np.eye(3))
    assert np.trace(turned) == pytest.approx(1 + 2 * np.cos(np.radians(37)))
