"""The scene holds its arrays to each other, and its mirror image is a body's other side, not one turned inside out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openclam.report.replay.scene import Bone, ReplayScene


def in_room(bone: Bone, frame: int) -> np.ndarray:
    return np.asarray(bone.vertices @ bone.transforms[frame, :3, :3].T + bone.transforms[frame, :3, 3])


def volume(vertices: np.ndarray, faces: np.ndarray) -> float:
    """Positive where the faces are anticlockwise seen from outside."""
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    return float(np.sum(a * np.cross(b, c)) / 6)


def test_mirroring_exchanges_left_and_right_and_keeps_the_outside_outside(scene: ReplayScene) -> None:
    other = scene.mirrored()
    for bone, mirrored in zip(scene.bones, other.bones, strict=True):
        for frame in (0, scene.top):
            np.testing.assert_allclose(in_room(mirrored, frame), in_room(bone, frame) * [-1, 1, 1], atol=1e-12)
        assert volume(mirrored.vertices, mirrored.faces) == pytest.approx(volume(bone.vertices, bone.faces))
        # A turn, not a reflection: glTF's rotations cannot mirror.
        assert np.linalg.det(mirrored.transforms[scene.top, :3, :3]) == pytest.approx(1.0)
    assert [bone.name for bone in other.bones] == ["pelvis_l", "femur_l"]
    assert [muscle.name for muscle in other.muscles] == ["glmed3_l", "sart_l"]
    np.testing.assert_allclose(other.muscles[0].paths, scene.muscles[0].paths * [-1, 1, 1])


def test_mirroring_twice_changes_nothing(scene: ReplayScene) -> None:
    again = scene.mirrored().mirrored()
    for bone, same in zip(scene.bones, again.bones, strict=True):
        assert same.name == bone.name
        np.testing.assert_allclose(in_room(same, 3), in_room(bone, 3))
        np.testing.assert_array_equal(same.faces, bone.faces)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda s: {"time_s": s.time_s[::-1]}, "must rise"),
        (lambda s: {"top": 99}, "frame 99"),
        (lambda s: {"bones": (replace(s.bones[0], transforms=s.bones[0].transforms[:3]),)}, "pelvis_r: transforms"),
        (lambda s: {"bones": (replace(s.bones[0], faces=s.bones[0].faces + 5),)}, "a vertex that is not there"),
        (lambda s: {"muscles": (replace(s.muscles[0], shade=float("nan")),)}, "not finite"),
        (lambda s: {"muscles": (replace(s.muscles[0], paths=s.muscles[0].paths[2:]),)}, "glmed3_r: paths"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_by_name(scene: ReplayScene, change, why: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=why):
        replace(scene, **change(scene))
