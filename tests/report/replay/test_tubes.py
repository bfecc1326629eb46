"""Muscles as tubes: closed, thicker at work, and no vertex wanders while the muscle moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openclam.report.replay.colours import linear, shade_rgb
from openclam.report.replay.scene import ReplayScene
from openclam.report.replay.tubes import RINGS, SIDES, band_tube, muscle_tube, resampled, smoothed


def volumes(positions: np.ndarray, faces: np.ndarray) -> np.ndarray:
    a, b, c = (positions[:, faces[:, corner]] for corner in range(3))
    return np.asarray(np.sum(a * np.cross(b, c), axis=(1, 2)) / 6)


def edges_met_twice(faces: np.ndarray) -> bool:
    """Whether every edge is met once in each direction: the surface has no hole and one outside."""
    edges = [tuple(face[[i, (i + 1) % 3]]) for face in faces for i in range(3)]
    return len(set(edges)) == len(edges) and {(b, a) for a, b in edges} == set(edges)


def test_a_tube_is_whole_and_its_outside_is_outside(scene: ReplayScene) -> None:
    assert scene.band is not None
    for tube in (muscle_tube(scene.muscles[0]), band_tube(scene.band)):
        assert edges_met_twice(tube.faces)
        assert np.all(volumes(tube.positions, tube.faces) > 0)
        np.testing.assert_allclose(np.linalg.norm(tube.normals, axis=2), 1.0, atol=1e-9)


def test_a_muscle_that_works_most_is_thicker_and_darker(scene: ReplayScene) -> None:
    def drawn(shade: float) -> tuple[float, np.ndarray]:
        tube = muscle_tube(replace(scene.muscles[0], shade=shade))
        ring = tube.positions[:, RINGS // 2 * SIDES : (RINGS // 2 + 1) * SIDES]
        return float(np.linalg.norm(ring - ring.mean(axis=1, keepdims=True), axis=2).mean()), tube.colours

    (thin, pale), (thick, dark) = drawn(0.0), drawn(1.0)
    assert thick > 1.5 * thin
    np.testing.assert_allclose(pale[:, 0], np.broadcast_to(linear(shade_rgb(0.0)), pale[:, 0].shape))
    assert dark.max() < pale.max()


def test_a_muscle_is_thinnest_at_its_ends(scene: ReplayScene) -> None:
    tube = muscle_tube(scene.muscles[1])
    rings = tube.positions[0, : RINGS * SIDES].reshape(RINGS, SIDES, 3)
    thickness = np.linalg.norm(rings - rings.mean(axis=1, keepdims=True), axis=2).mean(axis=1)
    assert np.argmax(thickness) == RINGS // 2
    assert thickness[0] == pytest.approx(thickness[-1], rel=1e-6)
    assert thickness[0] < 0.4 * thickness[RINGS // 2]


def test_no_vertex_jumps_from_frame_to_frame(scene: ReplayScene) -> None:
    muscle = scene.muscles[0]
    moved = np.linalg.norm(np.diff(muscle_tube(muscle).positions, axis=0), axis=2).max()
    path_moved = np.linalg.norm(np.diff(muscle.paths, axis=0), axis=2).max()
    assert moved < 1.5 * path_moved


def test_two_path_points_in_one_place_do_no_harm(scene: ReplayScene) -> None:
    paths = scene.muscles[0].paths.copy()
    paths[:, 1] = paths[:, 2]
    tube = muscle_tube(replace(scene.muscles[0], paths=paths))
    assert np.all(np.isfinite(tube.positions))
    assert np.all(np.isfinite(tube.normals))


def test_resampling_spreads_points_evenly_and_keeps_the_ends() -> None:
    corner = np.array([[0.0, 0, 0], [1, 0, 0], [1, 3, 0]])
    points = resampled(corner, 9)
    np.testing.assert_allclose(np.linalg.norm(np.diff(points, axis=0), axis=1), 0.5)
    np.testing.assert_allclose(points[[0, -1]], corner[[0, -1]])


def test_smoothing_rounds_a_corner_and_keeps_the_ends() -> None:
    corner = resampled(np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0]]), 9)
    rounded = smoothed(corner)
    np.testing.assert_allclose(rounded[[0, -1]], corner[[0, -1]])
    assert np.linalg.norm(rounded[4] - corner[4]) > 0.05
