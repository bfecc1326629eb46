"""The replay's scene out of a MuJoCo model of pelvis and moving leg.

The model's pelvis frame is that of `openclam.kinematics`: X forward, Y to the head, Z to the right; the right leg
moves and the person lies on the left side. The other leg is drawn as the mirror image of the moving one in the
first frame, where the legs lie on each other: it stays there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openclam.report.replay.band import band_loop
from openclam.report.replay.scene import Array, BandLoop, Bone, Muscle, ReplayScene
from openclam.report.replay.tubes import resampled

if TYPE_CHECKING:
    import mujoco

BODIES = ("pelvis", "femur_r", "tibia_r", "patella_r", "talus_r", "calcn_r", "toes_r")

PATH_POINTS = 24
"""Points of a muscle's line: enough for the corners of its path."""

THICKEST_M = 0.014
"""Drawn half-thickness of a muscle of `THICKEST_N`; others by the root of their strength."""
THICKEST_N = 1000.0

COPYRIGHT = (
    "Bones and muscle paths: MyoSim (MyoSuite authors, Apache-2.0), after the OpenSim model of Rajagopal et al. 2016"
)

# From the pelvis frame (X forward, Y to the head, Z up where it has not rolled) to the picture's: a viewer in front
# of somebody who lies on the left side has the head at the right hand.
_TO_ROOM = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])


@dataclass(frozen=True, slots=True)
class MuscleLine:
    """A muscle to be drawn: the number of its actuator in the model, name, slug of its group, greatest force in N.

    `shade` is 0 where it works least, 1 where it works most.
    """

    actuator: int
    name: str
    group: str
    force_n: float
    shade: float


@dataclass(frozen=True, slots=True)
class DrawnBand:
    """The band to be drawn: its colour (#rrggbb), and the girth of the thigh that it goes round, m."""

    colour: str
    girth_m: float


def scene_from_model(
    model: mujoco.MjModel,
    data: mujoco.MjData,
    place: Callable[[int], object],
    *,
    time_s: Array,
    roll_deg: Array,
    top: int,
    muscles: Sequence[MuscleLine],
    band: DrawnBand | None = None,
) -> ReplayScene:
    """The scene of one rep, the right leg moving (`ReplayScene.mirrored` gives the left).

    Args:
        model: with the meshes of the bones; bodies that it lacks are left out.
        data: of that model; it is moved.
        place: puts `data` into the posture of a frame, and has MuJoCo compute bodies and muscle paths
            (`mj_kinematics`, `mj_comPos`, `mj_tendon`, or `mj_forward`).
        time_s: (n,) rising.
        roll_deg: (n,) how far the pelvis has rolled back from stacked hips.
        top: the frame of the top of the rep.
        muscles: m muscles.
        band: None without one.

    Raises:
        ValueError: the arrays do not fit each other.
    """
    drawn = [body for body in _bodies(model) if _mesh_geoms(model, body)]
    tendons = [int(model.actuator_trnid[muscle.actuator, 0]) for muscle in muscles]
    transforms = np.empty((len(time_s), len(drawn), 4, 4))
    paths = np.empty((len(time_s), len(tendons), PATH_POINTS, 3))
    pelvis = model.body("pelvis").id
    pivot: Array | None = None
    for frame, roll in enumerate(roll_deg):
        place(frame)
        if pivot is None:
            pivot = _other_hip(model, data)
        room = pelvis_in_room(float(roll), pivot) @ np.linalg.inv(_transform(data, pelvis))
        transforms[frame] = room @ np.stack([_transform(data, body) for body in drawn])
        for index, tendon in enumerate(tendons):
            path = _path(data, tendon) @ room[:3, :3].T + room[:3, 3]
            paths[frame, index] = resampled(path, PATH_POINTS)
    bones = [bone for i, body in enumerate(drawn) for bone in _bones(model, body, transforms[:, i])]
    moving = [bone for bone in bones if bone.name.endswith("_r") and bone.name != "pelvis_r"]
    pelvis_room = pelvis_in_room(float(roll_deg[0]), pivot if pivot is not None else np.zeros(3))
    resting = [_resting(bone, pelvis_room) for bone in moving]
    return ReplayScene(
        time_s=np.asarray(time_s, dtype=np.float64),
        top=top,
        bones=(*bones, *resting),
        muscles=tuple(
            Muscle(line.name, line.group, paths[:, i], line.shade, _radius_m(line.force_n))
            for i, line in enumerate(muscles)
        ),
        band=None if band is None else _band(band, bones, resting),
    )


def bones_of(model: mujoco.MjModel, data: mujoco.MjData, bodies: Sequence[str]) -> list[Bone]:
    """The bones of `bodies`, their `transforms` (1, 4, 4) to the pelvis frame in the posture of `data`."""
    to_pelvis = np.linalg.inv(_transform(data, model.body("pelvis").id))
    found = [int(model.body(name).id) for name in bodies]
    return [bone for body in found for bone in _bones(model, body, (to_pelvis @ _transform(data, body))[None])]


def pelvis_in_room(roll_deg: float, pivot: Array) -> Array:
    """From the pelvis frame to the picture's (4, 4); the pelvis rolls about the hip that it lies on.

    Args:
        roll_deg: + top hip backward.
        pivot: (3,) m, the lower hip's centre in the pelvis frame.
    """
    roll = np.radians(roll_deg)
    rolled = np.array([[np.cos(roll), 0.0, -np.sin(roll)], [0.0, 1.0, 0.0], [np.sin(roll), 0.0, np.cos(roll)]])
    transform = np.eye(4)
    transform[:3, :3] = _TO_ROOM @ rolled
    transform[:3, 3] = _TO_ROOM @ (pivot - rolled @ pivot)
    return transform


def _other_hip(model: mujoco.MjModel, data: mujoco.MjData) -> Array:
    """The lower hip's centre (3,) in the pelvis frame: the moving hip's, on the other side."""
    pelvis = _transform(data, model.body("pelvis").id)
    hip = np.linalg.inv(pelvis) @ _transform(data, model.body("femur_r").id)[:, 3]
    return np.asarray(hip[:3] * [1.0, 1.0, -1.0])


def _resting(bone: Bone, pelvis_room: Array) -> Bone:
    """The bone of the other leg, as it lies under `bone` in the first frame, in every frame."""
    mirror = np.diag([1.0, 1.0, -1.0, 1.0])
    in_pelvis = np.linalg.inv(pelvis_room) @ bone.transforms[0]
    still = pelvis_room @ mirror @ in_pelvis @ mirror
    return Bone(
        name=f"{bone.name[:-2]}_l",
        vertices=bone.vertices * [1.0, 1.0, -1.0],
        faces=bone.faces[:, ::-1],
        transforms=np.broadcast_to(still, bone.transforms.shape).copy(),
    )


def _band(band: DrawnBand, bones: Sequence[Bone], resting: Sequence[Bone]) -> BandLoop:
    upper = next(bone for bone in bones if bone.name == "femur_r")
    lower = next(bone for bone in resting if bone.name == "femur_l")
    return BandLoop(band_loop(upper, lower, band.girth_m), band.colour)


def _radius_m(force_n: float) -> float:
    return THICKEST_M * float(np.sqrt(min(max(force_n, 60.0), 2 * THICKEST_N) / THICKEST_N))


def _bones(model: mujoco.MjModel, body: int, transforms: Array) -> list[Bone]:
    """Every bone of a body, its mesh in the body's frame."""
    bones = []
    for geom in _mesh_geoms(model, body):
        mesh = int(model.geom_dataid[geom])
        first, count = int(model.mesh_vertadr[mesh]), int(model.mesh_vertnum[mesh])
        face, faces = int(model.mesh_faceadr[mesh]), int(model.mesh_facenum[mesh])
        in_body = _rotation(model.geom_quat[geom])
        vertices = np.asarray(model.mesh_vert[first : first + count], np.float64) @ in_body.T + model.geom_pos[geom]
        name = str(model.geom(geom).name)
        bones.append(
            Bone(
                name=str(model.body(body).name) if "_geom_" in name else name,
                vertices=vertices,
                faces=np.asarray(model.mesh_face[face : face + faces], np.int64),
                transforms=transforms,
            )
        )
    return bones


def _mesh_geoms(model: mujoco.MjModel, body: int) -> list[int]:
    """The body's geoms that are meshes of a bone: those that are seen, in MuJoCo's first group."""
    first, count = int(model.body_geomadr[body]), int(model.body_geomnum[body])
    return [
        geom for geom in range(first, first + count) if model.geom_dataid[geom] >= 0 and model.geom_group[geom] == 0
    ]


def _path(data: mujoco.MjData, tendon: int) -> Array:
    """The muscle's line (m, 3) in the world: its path points, and where it meets and leaves what it wraps over."""
    first, count = int(data.ten_wrapadr[tendon]), int(data.ten_wrapnum[tendon])
    points: Array = np.asarray(data.wrap_xpos, np.float64).reshape(-1, 3)[first : first + count]
    return points


def _bodies(model: mujoco.MjModel) -> list[int]:
    """The bodies to be drawn that the model has."""
    numbers = {str(model.body(number).name): number for number in range(model.nbody)}
    return [numbers[name] for name in BODIES if name in numbers]


def _transform(data: mujoco.MjData, body: int) -> Array:
    transform = np.eye(4)
    transform[:3, :3] = np.asarray(data.xmat[body]).reshape(3, 3)
    transform[:3, 3] = data.xpos[body]
    return transform


def _rotation(quaternion: Array) -> Array:
    """The rotation (3, 3) of a unit quaternion in MuJoCo's order w, x, y, z."""
    w, x, y, z = (float(part) for part in quaternion)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
