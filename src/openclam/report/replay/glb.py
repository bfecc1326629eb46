"""The replay as a GLB file: glTF 2.0 in one binary, which browsers, Blender and slide programs open.

Format: Khronos Group, glTF 2.0 Specification (ISO/IEC 12113:2022), sections 3 (contents) and 4 (binary file).
Bones are rigid nodes that move; muscles and the band are meshes with morph targets (see `shapes`), whose colour
changes with them.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from openclam._version import __version__
from openclam.report.replay.colours import BONE, linear, rgb
from openclam.report.replay.scene import Array, Bone, Index, ReplayScene
from openclam.report.replay.shapes import Shapes, principal_shapes
from openclam.report.replay.tubes import band_tube, muscle_tube

_FLOAT, _UINT16, _UINT32 = 5126, 5123, 5125
_VERTICES, _INDICES = 34962, 34963
_TYPES = {1: "SCALAR", 3: "VEC3", 4: "VEC4"}
_BONE_MATERIAL, _MUSCLE_MATERIAL = 0, 1


def glb(scene: ReplayScene, title: str, copyright_notice: str = "") -> bytes:
    """The scene as the bytes of a GLB file, with one animation over the rep; at rest it shows the top.

    Args:
        scene: what is shown.
        title: name of the scene and of its animation.
        copyright_notice: whose bones and muscle lines they are, as programs show it.
    """
    file = _File(scene.time_s - scene.time_s[0])
    bones = [file.add_bone(bone, scene.top) for bone in scene.bones]
    groups: dict[str, list[int]] = {}
    for muscle in scene.muscles:
        tube = muscle_tube(muscle)
        node = file.add_surface(muscle.name, principal_shapes(tube, scene.top), tube.faces)
        groups.setdefault(muscle.group, []).append(node)
    parts = []
    # glTF allows no node whose list of children is empty.
    if bones:
        parts.append(file.add_group("bones", bones))
    if groups:
        parts.append(file.add_group("muscles", [file.add_group(group, nodes) for group, nodes in groups.items()]))
    if scene.band is not None:
        tube = band_tube(scene.band)
        parts.append(file.add_surface("band", principal_shapes(tube, scene.top), tube.faces))
    return file.packed(title, copyright_notice, parts)


class _File:
    """A glTF file in the making: its lists, and the binary that they point into."""

    def __init__(self, time_s: Array) -> None:
        self._binary = bytearray()
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self._meshes: list[dict[str, Any]] = []
        self._nodes: list[dict[str, Any]] = []
        self._samplers: list[dict[str, Any]] = []
        self._channels: list[dict[str, Any]] = []
        self._indices: dict[bytes, int] = {}
        self._time = self._floats(time_s, bounds=True)

    def add_bone(self, bone: Bone, top: int) -> int:
        """A rigid node that turns and shifts, where it does."""
        attributes = {
            "POSITION": self._floats(bone.vertices, bounds=True, target=_VERTICES),
            "NORMAL": self._floats(vertex_normals(bone.vertices, bone.faces), target=_VERTICES),
        }
        rotation, translation = quaternions(bone.transforms[:, :3, :3]), bone.transforms[:, :3, 3]
        node = self._add_node(
            name=bone.name,
            mesh=self._mesh(bone.name, attributes, bone.faces, _BONE_MATERIAL),
            rotation=rotation[top].tolist(),
            translation=translation[top].tolist(),
        )
        if np.ptp(rotation, axis=0).max() > 1e-5:
            self._animate(node, "rotation", rotation)
        if np.ptp(translation, axis=0).max() > 1e-5:
            self._animate(node, "translation", translation)
        return node

    def add_surface(self, name: str, shapes: Shapes, faces: Index) -> int:
        """A node whose mesh changes its shape and colour."""
        attributes, *targets = (
            {
                "POSITION": self._floats(positions, bounds=True, target=_VERTICES),
                "NORMAL": self._floats(normals, target=_VERTICES),
                # With alpha (1, and nothing added): three.js r183 has no working shader for targets of three channels.
                "COLOR_0": self._floats(np.insert(colours, 3, float(shape == 0), axis=1), target=_VERTICES),
            }
            for shape, (positions, normals, colours) in enumerate(
                zip(shapes.positions, shapes.normals, shapes.colours, strict=True)
            )
        )
        mesh = self._mesh(name, attributes, faces, _MUSCLE_MATERIAL)
        if targets:
            self._meshes[mesh]["primitives"][0]["targets"] = targets
            self._meshes[mesh]["weights"] = [0.0] * len(targets)
        node = self._add_node(name=name, mesh=mesh)
        if targets:
            self._animate(node, "weights", shapes.weights.reshape(-1))
        return node

    def add_group(self, name: str, children: Sequence[int]) -> int:
        """A node that holds others."""
        return self._add_node(name=name, children=list(children))

    def packed(self, title: str, copyright_notice: str, roots: list[int]) -> bytes:
        """The whole file."""
        asset = {"version": "2.0", "generator": f"OpenClam {__version__}"}
        if copyright_notice:
            asset["copyright"] = copyright_notice
        document: dict[str, Any] = {
            "asset": asset,
            "scene": 0,
            "scenes": [{"name": title, "nodes": roots}],
            "nodes": self._nodes,
            "meshes": self._meshes,
            "materials": [_material("bone", (*linear(rgb(BONE)).tolist(), 1.0)), _material("muscle", (1, 1, 1, 1))],
            "accessors": self._accessors,
            "bufferViews": self._views,
            "buffers": [{"byteLength": len(self._binary)}],
        }
        if self._channels:
            document["animations"] = [{"name": title, "samplers": self._samplers, "channels": self._channels}]
        text = json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-len(text) % 4)
        chunks = _chunk(b"JSON", text) + _chunk(b"BIN\0", bytes(self._binary))
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks

    def _mesh(self, name: str, attributes: dict[str, int], faces: Index, material: int) -> int:
        primitive = {"attributes": attributes, "indices": self._faces(faces), "material": material}
        self._meshes.append({"name": name, "primitives": [primitive]})
        return len(self._meshes) - 1

    def _add_node(self, **node: Any) -> int:
        self._nodes.append(node)
        return len(self._nodes) - 1

    def _animate(self, node: int, path: str, values: Array) -> None:
        self._samplers.append({"input": self._time, "output": self._floats(values), "interpolation": "LINEAR"})
        self._channels.append({"sampler": len(self._samplers) - 1, "target": {"node": node, "path": path}})

    def _floats(self, values: Array, *, bounds: bool = False, target: int | None = None) -> int:
        """An accessor of numbers (m,) or vectors (m, 3 or 4)."""
        data = np.ascontiguousarray(values, dtype="<f4")
        rows = data.reshape(len(data), -1)
        accessor = {"componentType": _FLOAT, "count": len(rows), "type": _TYPES[rows.shape[1]]}
        if bounds:
            # float() of a float32 is exact, so that a reader finds no vertex outside.
            accessor |= {"min": rows.min(axis=0).astype(float).tolist(), "max": rows.max(axis=0).astype(float).tolist()}
        return self._accessor(accessor, data.tobytes(), target)

    def _faces(self, faces: Index) -> int:
        """An accessor of indices; surfaces with the same faces share one."""
        wide = faces.max() > 65534
        data = faces.reshape(-1).astype("<u4" if wide else "<u2").tobytes()
        if data not in self._indices:
            accessor = {"componentType": _UINT32 if wide else _UINT16, "count": faces.size, "type": "SCALAR"}
            self._indices[data] = self._accessor(accessor, data, _INDICES)
        return self._indices[data]

    def _accessor(self, accessor: dict[str, Any], data: bytes, target: int | None) -> int:
        view = {"buffer": 0, "byteOffset": len(self._binary), "byteLength": len(data)}
        self._views.append(view if target is None else {**view, "target": target})
        self._binary += data + b"\0" * (-len(data) % 4)
        self._accessors.append({"bufferView": len(self._views) - 1, **accessor})
        return len(self._accessors) - 1


def vertex_normals(vertices: Array, faces: Index) -> Array:
    """Unit normals (v, 3): the mean of the faces round a vertex, by area; upward for a vertex of no face."""
    corners = vertices[faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    total = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(total, faces[:, corner], across)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    return np.where(length > 1e-12, total / np.maximum(length, 1e-12), np.array([0.0, 1.0, 0.0]))


def quaternions(rotations: Array) -> Array:
    """Unit quaternions (n, 4) as x, y, z, w of rotations (n, 3, 3); neighbours on the same half of the sphere.

    By the eigenvector of the largest eigenvalue of a 4 x 4 matrix (Bar-Itzhack 2000, J Guid Control Dyn 23:1085),
    which also serves rotations that rounding has left a little askew.
    """
    r = np.asarray(rotations)
    xx, yy, zz = r[:, 0, 0], r[:, 1, 1], r[:, 2, 2]
    matrix = np.empty((len(r), 4, 4))
    rows = (
        (xx - yy - zz, r[:, 1, 0] + r[:, 0, 1], r[:, 2, 0] + r[:, 0, 2], r[:, 2, 1] - r[:, 1, 2]),
        (r[:, 1, 0] + r[:, 0, 1], yy - xx - zz, r[:, 2, 1] + r[:, 1, 2], r[:, 0, 2] - r[:, 2, 0]),
        (r[:, 2, 0] + r[:, 0, 2], r[:, 2, 1] + r[:, 1, 2], zz - xx - yy, r[:, 1, 0] - r[:, 0, 1]),
        (r[:, 2, 1] - r[:, 1, 2], r[:, 0, 2] - r[:, 2, 0], r[:, 1, 0] - r[:, 0, 1], xx + yy + zz),
    )
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            matrix[:, i, j] = value
    found: npt.NDArray[np.float64] = np.linalg.eigh(matrix)[1][:, :, -1]
    turns = np.sum(found[1:] * found[:-1], axis=1) < 0
    found[1:] *= np.where(np.cumsum(turns) % 2 == 1, -1.0, 1.0)[:, None]
    return found


def _material(name: str, colour: tuple[float, ...]) -> dict[str, Any]:
    surface = {"baseColorFactor": list(colour), "metallicFactor": 0.0, "roughnessFactor": 0.7}
    return {"name": name, "pbrMetallicRoughness": surface}


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("<I4s", len(data), kind) + data
