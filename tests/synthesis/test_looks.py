from __future__ import annotations

import numpy as np
import pytest

from openclam.errors import UsageError
from openclam.synthesis.look import Look
from openclam.synthesis.looks import random_band, random_look, random_phenotype, random_scene

DRAWS = 150


@pytest.mark.parametrize("draw", [random_look, random_phenotype, random_scene])
def test_a_seed_fixes_everything(draw):
    assert draw(np.random.default_rng(5)) == draw(np.random.default_rng(5))
    assert draw(np.random.default_rng(5)) != draw(np.random.default_rng(6))


def test_every_camera_stands_above_the_floor_and_within_its_ranges():
    rng = np.random.default_rng(1)
    for camera in (random_scene(rng).camera for _ in range(DRAWS)):
        assert camera.position()[2] > 0.1
        assert abs(camera.azimuth_deg) <= 90.0
        assert 0.0 <= camera.elevation_deg <= 50.0
        assert 1.5 <= camera.distance_m <= 4.0
        assert 35.0 <= camera.fov_deg <= 75.0


def test_things_in_front_stand_between_camera_and_person():
    rng = np.random.default_rng(2)
    scenes = [random_scene(rng) for _ in range(DRAWS)]
    with_things = [scene for scene in scenes if scene.occluders]
    assert 0.15 < len(with_things) / DRAWS < 0.45
    for scene in with_things:
        for thing in scene.occluders:
            eye = scene.camera.position()[:2]
            towards = np.array(thing.place) @ eye / np.linalg.norm(eye)
            assert -0.9 < towards < np.linalg.norm(eye)


def test_every_garment_and_hair_turns_up():
    rng = np.random.default_rng(3)
    looks = [random_look(rng) for _ in range(DRAWS)]
    for name, kinds in (("sleeves", 3), ("legs", 3), ("feet", 3), ("hair_style", 3), ("shirt_pattern", 3)):
        assert len({getattr(look, name) for look in looks}) == kinds
    assert {look.leggings_loose_m > 0.0 for look in looks} == {True, False}
    assert {random_band(rng) is None for _ in range(DRAWS)} == {True, False}


def test_adults_of_both_sexes_and_usual_heights():
    rng = np.random.default_rng(4)
    people = [random_phenotype(rng) for _ in range(DRAWS)]
    assert {person.sex for person, _ in people} == {"female", "male"}
    assert all(150.0 <= height <= 200.0 and 0.6 <= person.age <= 1.0 for person, height in people)
    assert np.ptp([height for _, height in people]) > 30.0


def test_cloth_that_stands_off_too_far_is_refused():
    with pytest.raises(UsageError, match="shirt_loose_m"):
        Look(shirt_loose_m=0.3)
