"""A body to pose: surface, joint centres and skinning weights, made once and kept as an .npz.

Axes of a resting body are those of its pelvis (ISB): X forward, Y to the head, Z to its right; metres;
the origin lies midway between the hip centres. The body stands with its arms held out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from openclam.errors import InputError
from openclam.synthesis.frames import Array
from openclam.synthesis.optional import load_part

Integers = npt.NDArray[np.int64]
Sex = Literal["female", "male"]

_ANNY_TO_ISB = np.array([[0.0, -1.0, 0.0], [0.0, 0.0, 1.0], [-1.0, 0.0, 0.0]])
"""anny stands in Z up, faces -Y, and has its left at +X."""

_WEIGHTS_KEPT = 6
"""Bones that may pull at one vertex; the rest carry under 1 % together."""


@dataclass(frozen=True, slots=True)
class Phenotype:
    """What anny's sliders are set to; each runs from 0 to 1.

    `gender` 0 male, 1 female. `age` 0.33 child, 0.67 young adult, 1 old. `weight` and `muscle` 0.5 are
    average for the age. `height` 0.5 is average for the gender.
    """

    gender: float = 1.0
    age: float = 0.67
    muscle: float = 0.5
    weight: float = 0.45
    height: float = 0.5
    proportions: float = 0.6

    @property
    def sex(self) -> Sex:
        """The nearer of the two ends of `gender`."""
        return "female" if self.gender >= 0.5 else "male"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Joint centres at rest, and how far the skin lies from some of them.

    `heads` (b, 3) metres is where each bone begins, `parents` (b,) its parent's row, -1 for the root.
    `clearance_m` is the distance sideways from a joint centre to the skin: hip, knee, ankle, shoulder.
    """

    names: tuple[str, ...]
    parents: Integers
    heads: Array
    clearance_m: dict[str, float]

    def head(self, name: str) -> Array:
        """Where bone `name` begins (3,), metres."""
        return np.asarray(self.heads[self.names.index(name)])


@dataclass(frozen=True, slots=True)
class BodyMesh:
    """A resting body.

    `vertices` (n, 3) metres, `triangles` (t, 3), `uv` (m, 2) and `uv_triangles` (t, 3) for its picture,
    `bones` and `weights` (n, k) which bones pull at a vertex and how much (rows sum to 1).
    """

    skeleton: Skeleton
    vertices: Array
    triangles: Integers
    uv: Array
    uv_triangles: Integers
    bones: Integers
    weights: Array
    sex: Sex

    @property
    def height_cm(self) -> float:
        """SessionStatus height, cm."""
        return float(np.ptp(self.vertices[:, 1]) * 100.0)

    def save(self, path: Path) -> None:
        """Write to an .npz file."""
        joints = self.skeleton
        np.savez_compressed(
            path,
            names=np.array(joints.names),
            parents=joints.parents,
            heads=joints.heads,
            clearance_names=np.array(list(joints.clearance_m)),
            clearance=np.array(list(joints.clearance_m.values())),
            vertices=self.vertices,
            triangles=self.triangles,
            uv=self.uv,
            uv_triangles=self.uv_triangles,
            bones=self.bones,
            weights=self.weights,
            sex=np.array(self.sex),
        )

    @staticmethod
    def load(path: Path) -> BodyMesh:
        """Read a file that `save` wrote.

        Raises:
            InputError: no such file, or not a body.
        """
        try:
            with np.load(path) as stored:
                clearance = dict(zip(stored["clearance_names"].tolist(), stored["clearance"].tolist(), strict=True))
                skeleton = Skeleton(tuple(stored["names"].tolist()), stored["parents"], stored["heads"], clearance)
                sex: Sex = "female" if str(stored["sex"]) == "female" else "male"
                return BodyMesh(
                    skeleton,
                    stored["vertices"],
                    stored["triangles"],
                    stored["uv"],
                    stored["uv_triangles"],
                    stored["bones"],
                    stored["weights"],
                    sex,
                )
        except (OSError, KeyError, ValueError) as error:
            raise InputError(
                f"expected a body that openclam.synthesis.body wrote (.npz), but {path} could not be read as one "
                f"({error}). Make it again with build_body(...).save(path)."
            ) from error


def build_body(phenotype: Phenotype, height_cm: float) -> BodyMesh:
    """Make a body with anny, scaled to stand `height_cm` tall.

    Its first use on a machine takes a minute and writes a cache of 0.8 GB.

    Raises:
        UsageError: anny or torch is not installed.
    """
    torch = load_part("torch")
    model = load_part("anny").Anny()
    sliders = {name: getattr(phenotype, name) for name in Phenotype.__dataclass_fields__}
    with torch.no_grad():
        rest = model(phenotype_kwargs=sliders)
    vertices = rest["rest_vertices"][0].double().numpy() @ _ANNY_TO_ISB.T
    heads = rest["rest_bone_poses"][0, :, :3, 3].double().numpy() @ _ANNY_TO_ISB.T
    names = tuple(str(label) for label in model.bone_labels)
    middle = (heads[names.index("upperleg01.L")] + heads[names.index("upperleg01.R")]) / 2.0
    scale = height_cm / 100.0 / np.ptp(vertices[:, 1])
    vertices, heads = (vertices - middle) * scale, (heads - middle) * scale
    bones, weights = strongest(model.vertex_bone_indices.numpy(), model.vertex_bone_weights.double().numpy())
    return BodyMesh(
        Skeleton(names, np.array(model.bone_parents, np.int64), heads, clearance_m(names, heads, vertices)),
        vertices,
        model.faces.numpy().astype(np.int64),
        model.texture_coordinates.double().numpy(),
        model.face_texture_coordinate_indices.numpy().astype(np.int64),
        bones,
        weights,
        phenotype.sex,
    )


def strongest(bones: Integers, weights: Array) -> tuple[Integers, Array]:
    """Those bones (n, k) that pull most at each vertex, of all (n, b), and how much; rows sum to 1."""
    order = np.argsort(-weights, axis=1)[:, :_WEIGHTS_KEPT]
    kept = np.take_along_axis(weights, order, axis=1)
    return np.take_along_axis(bones, order, axis=1).astype(np.int64), kept / kept.sum(axis=1, keepdims=True)


def clearance_m(names: tuple[str, ...], heads: Array, vertices: Array) -> dict[str, float]:
    """Distance sideways from joint centres, of `heads` (b, 3), to the skin, `vertices` (n, 3); metres, by joint."""
    found = {}
    bones = {"hip": "upperleg01.R", "knee": "lowerleg01.R", "ankle": "foot.R", "shoulder": "upperarm01.R"}
    for joint, bone in bones.items():
        centre = heads[names.index(bone)]
        near = vertices[(np.abs(vertices[:, 1] - centre[1]) < 0.04) & (np.linalg.norm(vertices - centre, axis=1) < 0.2)]
        found[joint] = float((near[:, 2] - centre[2]).max())
    return found
