"""The GLB file, read as a viewer reads it: by the specification, not by the code that wrote it."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from openclam.report.replay.glb import glb, quaternions, vertex_normals
from openclam.report.replay.scene import Bone, ReplayScene
from openclam.report.replay.shapes import POSITION_M
from openclam.report.replay.tubes import muscle_tube

_COMPONENTS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}
_DTYPES = {5126: np.dtype("<f4"), 5123: np.dtype("<u2"), 5125: np.dtype("<u4")}


class Glb:
    """A GLB file taken apart."""

    def __init__(self, data: bytes) -> None:
        magic, version, length = struct.unpack_from("<4sII", data)
        assert (magic, version, length) == (b"glTF", 2, len(data))
        chunks, at = {}, 12
        while at < length:
            size, kind = struct.unpack_from("<I4s", data, at)
            assert size % 4 == 0
            chunks[kind] = data[at + 8 : at + 8 + size]
            at += 8 + size
        assert list(chunks) == [b"JSON", b"BIN\0"]
        self.json: dict[str, Any] = json.loads(chunks[b"JSON"])
        self.binary = chunks[b"BIN\0"]
        assert self.json["buffers"] == [{"byteLength": len(self.binary)}]

    def array(self, accessor: int) -> np.ndarray:
        what = self.json["accessors"][accessor]
        view, dtype = self.json["bufferViews"][what["bufferView"]], _DTYPES[what["componentType"]]
        assert view["byteOffset"] % dtype.itemsize == 0
        count = what["count"] * _COMPONENTS[what["type"]]
        assert count * dtype.itemsize == view["byteLength"]
        values = np.frombuffer(self.binary, dtype, count, view["byteOffset"])
        return values if what["type"] == "SCALAR" else values.reshape(what["count"], -1)

    def node(self, name: str) -> tuple[int, dict[str, Any]]:
        return next((i, node) for i, node in enumerate(self.json["nodes"]) if node["name"] == name)

    def primitive(self, name: str) -> dict[str, Any]:
        mesh = self.json["meshes"][self.node(name)[1]["mesh"]]
        return dict(mesh["primitives"][0])

    def track(self, name: str, path: str) -> tuple[np.ndarray, np.ndarray] | None:
        """Times and values of a node's animation; None where it does not move."""
        animation, node = self.json["animations"][0], self.node(name)[0]
        for channel in animation["channels"]:
            if channel["target"] == {"node": node, "path": path}:
                sampler = animation["samplers"][channel["sampler"]]
                return self.array(sampler["input"]), self.array(sampler["output"])
        return None


def rotated(quaternion: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    axis, w = quaternion[:3], quaternion[3]
    across = np.cross(axis, vectors)
    return np.asarray(vectors + 2 * (w * across + np.cross(axis, across)))


def test_bones_move_as_the_scene_says(scene: ReplayScene) -> None:
    file, bone = Glb(glb(scene, "Clamshell")), scene.bones[1]
    track = file.track("femur_r", "rotation")
    assert track is not None
    times, turns = track
    np.testing.assert_allclose(times, scene.time_s - scene.time_s[0], atol=1e-6)
    vertices = file.array(file.primitive("femur_r")["attributes"]["POSITION"])
    for frame in (0, 5, scene.top):
        expected = bone.vertices @ bone.transforms[frame, :3, :3].T
        np.testing.assert_allclose(rotated(turns[frame], vertices), expected, atol=1e-6)


def test_a_bone_that_lies_still_has_no_animation_and_its_place(scene: ReplayScene) -> None:
    file = Glb(glb(scene, "Clamshell"))
    assert file.track("pelvis_r", "rotation") is None
    assert file.track("pelvis_r", "translation") is None
    assert file.node("pelvis_r")[1]["translation"] == [-0.15, 0.0, 0.0]


def test_muscles_change_shape_and_colour_as_the_scene_says(scene: ReplayScene) -> None:
    file, tube = Glb(glb(scene, "Clamshell")), muscle_tube(scene.muscles[0])
    primitive = file.primitive("glmed3_r")
    track = file.track("glmed3_r", "weights")
    assert track is not None
    times, flat = track
    targets = primitive["targets"]
    weights = flat.reshape(len(times), len(targets))
    for name, wanted, within in (("POSITION", tube.positions, POSITION_M), ("COLOR_0", tube.colours, 0.01)):
        base = file.array(primitive["attributes"][name])
        added = np.stack([file.array(target[name]) for target in targets])
        for frame in (0, 4, scene.top, len(times) - 1):
            drawn = base + np.tensordot(weights[frame], added, axes=1)
            np.testing.assert_allclose(drawn[:, :3], wanted[frame], atol=within * 1.01)
            if name == "COLOR_0":
                np.testing.assert_allclose(drawn[:, 3], 1.0)


def test_at_rest_the_file_shows_the_top(scene: ReplayScene) -> None:
    file = Glb(glb(scene, "Clamshell"))
    drawn = file.array(file.primitive("glmed3_r")["attributes"]["POSITION"])
    np.testing.assert_allclose(drawn, muscle_tube(scene.muscles[0]).positions[scene.top], atol=1e-6)


def test_programs_find_the_parts_by_name(scene: ReplayScene) -> None:
    file = Glb(glb(scene, "Clamshell", "Bones: somebody"))
    assert file.json["asset"]["copyright"] == "Bones: somebody"
    assert file.json["animations"][0]["name"] == "Clamshell"
    roots = [file.json["nodes"][node]["name"] for node in file.json["scenes"][0]["nodes"]]
    assert roots == ["bones", "muscles", "band"]
    group = file.node("gluteus-medius-posterior")[1]
    assert [file.json["nodes"][child]["name"] for child in group["children"]] == ["glmed3_r"]


def test_the_bounds_that_readers_rely_on_hold(scene: ReplayScene) -> None:
    file = Glb(glb(scene, "Clamshell"))
    bounded = 0
    for number, accessor in enumerate(file.json["accessors"]):
        if "min" in accessor:
            values = file.array(number).reshape(accessor["count"], -1)
            np.testing.assert_array_equal(values.min(axis=0), np.array(accessor["min"], np.float32))
            np.testing.assert_array_equal(values.max(axis=0), np.array(accessor["max"], np.float32))
            bounded += 1
    assert bounded > 5
    for mesh in file.json["meshes"]:
        for primitive in mesh["primitives"]:
            vertices = file.json["accessors"][primitive["attributes"]["POSITION"]]["count"]
            assert file.array(primitive["indices"]).max() < vertices


def test_no_band_no_muscle_no_bone_leave_no_empty_part(scene: ReplayScene) -> None:
    file = Glb(glb(replace(scene, bones=(), muscles=()), "Clamshell"))
    assert [node["name"] for node in file.json["nodes"]] == ["band"]
    file = Glb(glb(replace(scene, band=None), "Clamshell"))
    assert "band" not in [node["name"] for node in file.json["nodes"]]


def test_another_reader_sees_the_same(scene: ReplayScene) -> None:
    trimesh = pytest.importorskip("trimesh")
    import io

    read = trimesh.load_scene(io.BytesIO(glb(scene, "Clamshell")), file_type="glb")
    assert set(read.geometry) == {"pelvis_r", "femur_r", "glmed3_r", "sart_r", "band"}
    femur = read.geometry["femur_r"].copy().apply_transform(read.graph["femur_r"][0])
    bone = scene.bones[1]
    expected = bone.vertices @ bone.transforms[scene.top, :3, :3].T
    np.testing.assert_allclose(femur.vertices.min(axis=0), expected.min(axis=0), atol=1e-5)
    assert femur.volume == pytest.approx(0.4 * 0.04 * 0.04, rel=1e-4)


def test_quaternions_turn_as_the_matrices_do_and_never_leap() -> None:
    rng = np.random.default_rng(3)
    axis = rng.normal(size=3)
    axis /= np.linalg.norm(axis)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    # Twice round, through the half turns where signs and divisions go wrong.
    angles = np.linspace(0, 4 * np.pi, 81)
    turns = np.stack([np.eye(3) + np.sin(a) * cross + (1 - np.cos(a)) * cross @ cross for a in angles])
    found = quaternions(turns)
    vectors = rng.normal(size=(5, 3))
    for turn, quaternion in zip(turns, found, strict=True):
        np.testing.assert_allclose(rotated(quaternion, vectors), vectors @ turn.T, atol=1e-9)
    assert np.linalg.norm(np.diff(found, axis=0), axis=1).max() < 0.2


def test_normals_point_outward_and_a_loose_vertex_has_one(scene: ReplayScene) -> None:
    bone: Bone = scene.bones[0]
    vertices = np.concatenate([bone.vertices, [[9.0, 9.0, 9.0]]])
    normals = vertex_normals(vertices, bone.faces)
    assert np.all(np.sum(normals[:-1] * bone.vertices, axis=1) > 0)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1.0)
