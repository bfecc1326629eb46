from __future__ import annotations

import numpy as np
import pytest

from openclam.errors import UsageError
from openclam.synthesis.camera import Camera


def test_the_aim_lands_in_the_middle_and_up_is_up():
    camera = Camera(azimuth_deg=30.0, elevation_deg=20.0)
    aim = camera.aim()
    middle, above = camera.project(aim + np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.1]]), 640, 480)
    assert middle == pytest.approx([320.0, 240.0])
    assert above[0] == pytest.approx(320.0)
    assert above[1] < 240.0


def test_the_field_of_view_spans_the_height():
    camera = Camera(elevation_deg=0.0, distance_m=2.0, fov_deg=40.0, target=(0.0, 0.0, 0.0))
    edge = 2.0 * np.tan(np.radians(20.0))
    assert camera.project(np.array([[0.0, 0.0, edge], [0.0, 0.0, -edge]]), 640, 480)[:, 1] == pytest.approx(
        [0.0, 480.0]
    )


def test_positive_azimuth_goes_to_the_head_end_and_positive_elevation_up():
    assert Camera(azimuth_deg=60.0).position()[1] < -1.0  # the head lies at -Y
    assert Camera(azimuth_deg=60.0).position(mirrored=True)[1] > 1.0
    assert Camera(elevation_deg=40.0).position()[2] > 1.0
    assert Camera(azimuth_deg=0.0).position()[0] > 2.0


def test_a_mirrored_person_gives_a_mirrored_picture():
    camera = Camera(azimuth_deg=25.0, elevation_deg=15.0)
    points = np.array([[0.1, 0.4, 0.3], [-0.2, -0.5, 0.1]])
    right = camera.project(points, 640, 480)
    left = camera.project(points * [1.0, -1.0, 1.0], 640, 480, mirrored=True)
    assert left == pytest.approx(np.column_stack([640.0 - right[:, 0], right[:, 1]]))


def test_a_point_behind_the_camera_has_no_pixel():
    camera = Camera()
    behind = camera.position() + (camera.position() - camera.aim())
    assert np.isnan(camera.project(behind[None, :], 640, 480)).all()


@pytest.mark.parametrize("setting", [{"distance_m": 0.0}, {"fov_deg": 170.0}, {"elevation_deg": 95.0}])
def test_an_impossible_camera_is_refused(setting):
    with pytest.raises(UsageError, match="must lie between"):
        Camera(**setting)


def test_a_camera_turned_clockwise_sees_the_picture_turned_anticlockwise():
    level, turned = Camera(azimuth_deg=20.0), Camera(azimuth_deg=20.0, roll_deg=90.0)
    right_of_the_middle = level.aim() + 0.1 * level.axes()[:, 0]
    pixel = turned.project(right_of_the_middle[None, :], 640, 480)[0]
    assert pixel[0] == pytest.approx(320.0)
    assert pixel[1] < 240.0
    assert turned.axes().T @ turned.axes() == pytest.approx(np.eye(3))


def test_a_turned_camera_mirrors_with_the_person():
    camera = Camera(azimuth_deg=-40.0, elevation_deg=30.0, roll_deg=12.0)
    points = np.array([[0.1, 0.4, 0.3], [-0.2, -0.5, 0.1]])
    right = camera.project(points, 640, 480)
    left = camera.project(points * [1.0, -1.0, 1.0], 640, 480, mirrored=True)
    assert left == pytest.approx(np.column_stack([640.0 - right[:, 0], right[:, 1]]))
