"""A few shapes give back every frame, nearer than anybody can see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openclam.report.replay.scene import ReplayScene
from openclam.report.replay.shapes import COLOUR, MOST, POSITION_M, principal_shapes
from openclam.report.replay.tubes import Tube, band_tube, muscle_tube


def mixed(parts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What a viewer draws: the first shape and so much of each other."""
    return np.asarray(parts[0] + np.tensordot(weights, parts[1:], axes=1))


def tubes(scene: ReplayScene) -> list[Tube]:
    assert scene.band is not None
    return [*map(muscle_tube, scene.muscles), band_tube(scene.band)]


def test_every_frame_comes_back(scene: ReplayScene) -> None:
    for tube in tubes(scene):
        shapes = principal_shapes(tube, scene.top)
        assert shapes.weights.shape[1] <= 5
        assert np.abs(mixed(shapes.positions, shapes.weights) - tube.positions).max() <= POSITION_M
        assert np.abs(mixed(shapes.colours, shapes.weights) - tube.colours).max() <= COLOUR


def test_at_the_top_nothing_is_mixed_in(scene: ReplayScene) -> None:
    for tube in tubes(scene):
        shapes = principal_shapes(tube, scene.top)
        np.testing.assert_allclose(shapes.weights[scene.top], 0.0, atol=1e-9)
        np.testing.assert_array_equal(shapes.positions[0], tube.positions[scene.top])
        assert np.abs(shapes.weights).max() <= 1.0 + 1e-12


def test_what_does_not_move_needs_no_other_shape(scene: ReplayScene) -> None:
    muscle = scene.muscles[1]
    still = replace(muscle, paths=np.repeat(muscle.paths[:1], len(muscle.paths), axis=0))
    shapes = principal_shapes(muscle_tube(still), scene.top)
    assert shapes.weights.shape == (len(scene.time_s), 0)
    assert len(shapes.positions) == 1


def test_however_wild_the_motion_there_are_no_more_shapes_than_programs_read(scene: ReplayScene) -> None:
    tube = muscle_tube(scene.muscles[0])
    shaken = replace(tube, positions=np.random.default_rng(1).normal(size=tube.positions.shape))
    assert principal_shapes(shaken, scene.top).weights.shape[1] == MOST
