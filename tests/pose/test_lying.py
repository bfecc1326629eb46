"""Who lies on the side: bodies turned every way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openclam.pose.landmarks import Landmarks
from openclam.pose.lying import ON_THE_SIDE, side_lying
from tests.stick_body import Camera, Pose, sight, turn


def body(pose: Pose | None = None, **options: object) -> Landmarks:
    landmarks = sight(pose or Pose(), 0.0, **options).landmarks
    assert landmarks is not None
    return landmarks


def turned(landmarks: Landmarks, axis: str, degrees: float) -> Landmarks:
    """The body turned about an axis of the picture (x right, y down, z away)."""
    rotation = turn(np.eye(3)["xyz".index(axis)], degrees)
    return replace(landmarks, world=(landmarks.world @ rotation.T).astype(np.float32))


@pytest.mark.parametrize("top", ["left", "right"])
@pytest.mark.parametrize("azimuth", [-60, -30, 0, 30, 60])
@pytest.mark.parametrize("elevation", [0, 20, 40])
def test_on_the_side_from_wherever_it_is_filmed(top: str, azimuth: float, elevation: float) -> None:
    camera = Camera(azimuth=azimuth, elevation=elevation)
    assert side_lying(body(camera=camera, top=top)) >= ON_THE_SIDE


@pytest.mark.parametrize("azimuth", [-60, 0, 60])
@pytest.mark.parametrize("elevation", [40, 50, 60])
def test_a_camera_whose_height_is_known_loses_nobody(azimuth: float, elevation: float) -> None:
    seen = body(camera=Camera(azimuth=azimuth, elevation=elevation))
    assert side_lying(seen, elevation) == pytest.approx(
        side_lying(body(camera=Camera(azimuth=azimuth, elevation=0))), abs=0.02
    )
    assert side_lying(seen, elevation) > side_lying(seen) + 0.1


@pytest.mark.parametrize("roll", [-20, 20, 30])
def test_a_rolled_pelvis_is_still_on_the_side(roll: float) -> None:
    assert side_lying(body(Pose(roll=roll), camera=Camera(elevation=0))) >= ON_THE_SIDE


@pytest.mark.parametrize("degrees", [90, -90])
def test_standing_and_upside_down_are_not(degrees: float) -> None:
    assert side_lying(turned(body(camera=Camera(elevation=0)), "z", degrees)) < 0.1


@pytest.mark.parametrize("degrees", [90, -90])
def test_on_the_back_and_on_the_belly_are_not(degrees: float) -> None:
    assert side_lying(turned(body(camera=Camera(elevation=0)), "x", degrees)) < 0.1


def test_a_body_propped_up_halfway_is_not() -> None:
    assert side_lying(turned(body(camera=Camera(elevation=0)), "z", 50)) < ON_THE_SIDE


def test_points_that_fall_together_give_zero() -> None:
    assert side_lying(replace(body(), world=np.zeros((33, 3), np.float32))) == 0
