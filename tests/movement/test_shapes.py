"""What is seen well enough to be called a rep of this exercise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openclam.exercise import load_exercise
from openclam.kinematics import CameraView, Quantity
from openclam.movement.reps import RepFinder
from tests.movement.curves import at_rate, postures
from tests.stick_body import exercise

CLAM = load_exercise().movement

OPENING_DEG = 40.0


@pytest.mark.parametrize(
    ("camera_deg", "turns_deg", "counted"), [(-60.0, 0.0, 3), (-60.0, 18.0, 3), (175.0, 18.0, 3), (-60.0, 45.0, 0)]
)
def test_a_body_that_seems_to_turn_about_with_its_knee_is_misread(
    camera_deg: float, turns_deg: float, counted: int
) -> None:
    """By 18° it may tilt; the camera does not go round it by 45° and come back with every rep."""
    finder = RepFinder(CLAM)
    found = 0
    for posture in postures(exercise(3, size=OPENING_DEG), at_rate(19)):
        share = float(posture.value[Quantity.OPENING]) / OPENING_DEG
        azimuth_deg = (camera_deg + turns_deg * share + 180) % 360 - 180
        found += finder.step(replace(posture, view=CameraView(azimuth_deg, 10.0))) is not None
    assert (found, finder.doubtful) == (counted, 3 - counted)
