"""The leg as a mechanism: MuJoCo's bones, joints and muscle paths, scaled to a body and placed in a posture.

Bones, joints and the main set of muscle paths are `myolegs` of the package `myo-sim` (Apache-2.0), a conversion of
Rajagopal et al. 2016 (doi 10.1109/TBME.2016.2586891). It lacks the deep rotators of the hip, and in the conversion four
hip muscles lost the surfaces that they bend over: these come from `paths/gpk.toml`. How much the paths matter shows in
two other sets of them, `gait2392` and the whole of `gpk`, whose gluteus medius and minimus are the revised ones of
RajagopalLaiUhlrich2023. The pelvis stands still and its frame is the model's: X forward, Y to the head, Z right.
The right leg moves.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from openclam.kinetics.body import FOOT, SHANK, THIGH, Body, Segment
from openclam.kinetics.muscles import PathSet, Wrap, load_paths
from openclam.kinetics.optional import load_part
from openclam.kinetics.posture import HipPosture, Matrix, Vector

Indices = npt.NDArray[np.intp]

COORDINATES = ("hip_flexion_r", "hip_adduction_r", "hip_rotation_r", "knee_angle_r", "ankle_angle_r")
"""The joint angles that must be in balance; OpenSim's names and signs: + flexion, + adduction, + internal rotation."""

GRAVITY = 9.80665
PATH_SETS = ("rajagopal", "gait2392", "gpk")
"""The sets of muscle paths, the main one first."""

_MENDED = ("glmax1", "glmax2", "iliacus", "psoas")
"""Muscles of the main set whose paths come from gpk, with the surfaces that they bend over."""

_ORIGINAL_FORCE_N = {"piri": 1030.0, "tfl": 411.0}
"""Strengths of Rajagopal 2016 that the conversion to `myolegs` lowered to 819 and 266 N."""

_SEPARATOR = "@"
_BODIES = {"pelvis": "pelvis", "femur": "femur_r", "tibia": "tibia_r", "patella": "patella_r"}


class LegModel:
    """The mechanism of one body. Not for use by two threads at once.

    `muscles` (n,) are the names of all muscle elements of all path sets, `force_n` (n,) their maximal isometric
    forces for this body, and `rows` says which of them make up each path set.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        mujoco = self._mujoco = _mujoco()
        self.model = _compile()
        _scale_lengths(self.model, body.scale)
        _set_masses(self.model, body)
        self.data = mujoco.MjData(self.model)
        # Masses and lengths were changed by hand: what MuJoCo derives from them is derived anew.
        mujoco.mj_setConst(self.model, self.data)
        names = [self.model.actuator(index).name for index in range(self.model.nu)]
        self.muscles = tuple("".join(name.rsplit("_r", 1)) for name in names)
        self.force_n: Vector = self.model.actuator_gainprm[:, 2] * body.strength
        self.rows = _rows(self.muscles)
        self._own = [row for row, name in enumerate(self.muscles) if name == plain_name(name)]
        self._parts = [self.model.body(name).id for name in _LEG]
        self._coordinates = _Coordinates(self.model)
        self._tendons: Matrix = np.zeros((self.model.ntendon, self.model.nv))
        self._point: Matrix = np.zeros((3, self.model.nv))
        self._bias: Vector = np.zeros(self.model.nv)

    def place(self, posture: HipPosture, speed: Vector | None = None) -> None:
        """Bring the leg into a posture; `speed` (5,) are the speeds of `COORDINATES`, rad/s, at rest unless given."""
        angles = np.radians(
            [
                posture.hip_flexion_deg,
                -posture.hip_abduction_deg,
                -posture.hip_external_rotation_deg,
                posture.knee_flexion_deg,
                0.0,
            ]
        )
        self._coordinates.write(self.data, angles, np.zeros(5) if speed is None else speed)
        self.model.opt.gravity[:] = -GRAVITY * posture.up
        mujoco = self._mujoco
        mujoco.mj_kinematics(self.model, self.data)
        mujoco.mj_comPos(self.model, self.data)
        mujoco.mj_tendon(self.model, self.data)
        mujoco.mj_comVel(self.model, self.data)

    def moment_arms(self) -> Matrix:
        """Moment arms (5, n), m, of every muscle about `COORDINATES`, in the posture that the leg was placed in."""
        model = self.model
        self._mujoco.mju_sparse2dense(
            self._tendons, self.data.ten_J, model.ten_J_rownnz, model.ten_J_rowadr, model.ten_J_colind
        )
        return np.asarray(-(self._tendons @ self._coordinates.slopes).T)

    def passive_moments(self, arms: Matrix) -> Vector:
        """Moments (5,), N·m, of muscles that are stretched and do nothing, by the curves that came with `myolegs`.

        `arms` (5, n) are those of `moment_arms` in the same posture.

        They were fitted in the conversion from Rajagopal's model and checked by nobody since; the upper gluteus maximus
        has as much as 185 N in the closed clam.
        """
        model, own = self.model, self._own
        # Length ranges are those of the model's own size.
        lengths = self.data.ten_length[own] / self.body.scale
        force = [
            -self._mujoco.mju_muscleBias(
                length, model.actuator_lengthrange[row], model.actuator_acc0[row], model.actuator_biasprm[row, :9, None]
            )
            for row, length in zip(own, lengths, strict=True)
        ]
        return np.asarray(arms[:, own] @ force * self.body.strength)

    def weight_moments(self, acceleration: Vector | None = None) -> Vector:
        """Moments (5,), N·m, that hold the leg against gravity (and give it an `acceleration` (5,), rad/s²)."""
        if acceleration is not None:
            self._coordinates.accelerate(self.data, acceleration)
        self._mujoco.mj_rne(self.model, self.data, int(acceleration is not None), self._bias)
        return np.asarray(self._coordinates.slopes.T @ self._bias)

    def force_columns(self, body: str, point: Vector) -> Matrix:
        """Moments (5, 3) about `COORDINATES` per newton along X, Y, Z of a force at a `point` (3,), m, of a body."""
        self._mujoco.mj_jac(self.model, self.data, self._point, None, point, self.model.body(body).id)
        return np.asarray((self._point @ self._coordinates.slopes).T)

    def place_of(self, body: str, offset: Vector | None = None) -> Vector:
        """A point (3,), m, in the pelvis frame: a body's origin, moved by `offset` (3,) in the body's own frame."""
        found = self.data.body(body)
        at: Vector = np.array(found.xpos)
        return at if offset is None else at + found.xmat.reshape(3, 3) @ offset

    def mass_centre(self) -> tuple[float, Vector]:
        """Mass of the moving leg, kg, and its centre (3,), m."""
        masses = self.model.body_mass[self._parts]
        return float(masses.sum()), np.asarray(masses @ self.data.xipos[self._parts] / masses.sum())


_LEG = ("femur_r", "patella_r", "tibia_r", "talus_r", "calcn_r", "toes_r")


class _Coordinates:
    """The five angles, and the joints that follow the knee by MuJoCo's polynomials.

    `slopes` (nv, 5) is how fast every joint of the model moves with each of the five.
    """

    def __init__(self, model: Any) -> None:
        self._at = [model.joint(name).qposadr[0] for name in COORDINATES]
        self._dof = [model.joint(name).dofadr[0] for name in COORDINATES]
        self._leader = COORDINATES.index("knee_angle_r")
        coupled = [row for row in range(model.neq) if model.eq_obj2id[row] == model.joint("knee_angle_r").id]
        joints = [model.joint(model.eq_obj1id[row]) for row in coupled]
        self._coupled_at = [joint.qposadr[0] for joint in joints]
        self._coupled_dof = [joint.dofadr[0] for joint in joints]
        self._powers: Matrix = np.array([model.eq_data[row, :5] for row in coupled])
        self.slopes: Matrix = np.zeros((model.nv, len(COORDINATES)))
        self.slopes[self._dof, range(len(COORDINATES))] = 1.0
        self._bend: Vector = np.zeros(len(coupled))
        self._rest: Vector = np.array([model.qpos0[at] for at in self._coupled_at])

    def write(self, data: Any, angles: Vector, speed: Vector) -> None:
        knee = angles[self._leader]
        powers = knee ** np.arange(5)
        data.qpos[self._at] = angles
        data.qpos[self._coupled_at] = self._rest + self._powers @ powers
        slope = self._powers[:, 1:] @ (powers[:4] * np.arange(1, 5))
        self.slopes[self._coupled_dof, self._leader] = slope
        self._bend = self._powers[:, 2:] @ (powers[:3] * np.array([2.0, 6.0, 12.0]))
        data.qvel[:] = self.slopes @ speed
        self._speed = speed

    def accelerate(self, data: Any, acceleration: Vector) -> None:
        data.qacc[:] = self.slopes @ acceleration
        data.qacc[self._coupled_dof] += self._bend * self._speed[self._leader] ** 2


@dataclass(frozen=True, slots=True)
class _Bones:
    """Where the bones of the model lie: the hip centre in the pelvis (3,), m, and the femur's length, m."""

    hip_centre: Vector
    femur_length: float

    def laid_on(self, paths: PathSet, body: str, point: Vector) -> Vector:
        """A point of a path set in the frame of the model's own bone."""
        if body == "pelvis":
            return np.asarray(self.hip_centre + point - np.array(paths.hip_centre))
        return np.asarray(point * (self.femur_length / paths.femur_length)) if body == "femur" else point


def plain_name(muscle: str) -> str:
    """A muscle's name without that of the path set that it comes from: "glmed1" of "glmed1@gait2392"."""
    return muscle.split(_SEPARATOR)[0]


@cache
def _spec() -> Any:
    """The description of the mechanism, of the model's own size."""
    with warnings.catch_warnings():
        # MuJoCo warns that the description could not be saved; it never is.
        warnings.simplefilter("ignore", UserWarning)
        spec = load_part("myo_sim").FRAGMENT_SPEC_BUILDERS["myolegs"]()
    for name in ("myolegs_root", "pelvis"):
        body = spec.body(name)
        body.quat, body.pos = [1, 0, 0, 0], [0, 0, 0]
        body.alt.euler = [0, 0, 0]
    for part in [*spec.actuators, *spec.tendons]:
        if not part.name.removesuffix("_tendon").endswith("_r"):
            spec.delete(part)
    for sensor in list(spec.sensors):
        spec.delete(sensor)
    for muscle, force in _ORIGINAL_FORCE_N.items():
        spec.actuator(f"{muscle}_r").gainprm[2] = force
    bones = _Bones(np.array(spec.body("femur_r").pos), float(np.linalg.norm(spec.body("tibia_r").pos)))
    for name in PATH_SETS[1:]:
        _add(spec, load_paths(name), bones)
    return spec


def _add(spec: Any, paths: PathSet, bones: _Bones) -> None:
    for muscle in paths.muscles:
        name = f"{muscle.name}_r{_SEPARATOR}{paths.name}"
        tendon = spec.add_tendon(name=f"{name}_tendon")
        for number, (bone, *point) in enumerate(muscle.path, start=1):
            site = f"{name}-P{number}"
            spec.body(_BODIES[bone]).add_site(name=site, pos=bones.laid_on(paths, bone, np.array(point)))
            tendon.wrap_site(site)
            if muscle.wrap is not None and muscle.wrap.after == number:
                # Without a side site MuJoCo takes the shorter way round, as OpenSim does here.
                tendon.wrap_geom(_surface(spec, f"{name}_wrap", paths, muscle.wrap, bones), "")
        actuator = spec.add_actuator(name=name, target=tendon.name, trntype=_mujoco().mjtTrn.mjTRN_TENDON)
        actuator.gainprm[2] = muscle.force_n


def _surface(spec: Any, name: str, paths: PathSet, wrap: Wrap, bones: _Bones) -> str:
    """Add the surface that a muscle bends over; gives its name."""
    geom = spec.body(_BODIES[wrap.body]).add_geom(name=name, pos=bones.laid_on(paths, wrap.body, np.array(wrap.at)))
    kinds = _mujoco().mjtGeom
    geom.contype, geom.conaffinity, geom.mass, geom.group = 0, 0, 0, 5
    if wrap.axis is None:
        geom.type, geom.size = kinds.mjGEOM_SPHERE, [wrap.radius, 0, 0]
        return name
    geom.type, geom.size = kinds.mjGEOM_CYLINDER, [wrap.radius, wrap.length / 2, 0]
    geom.alt.type, geom.alt.zaxis = _mujoco().mjtOrientation.mjORIENTATION_ZAXIS, list(wrap.axis)
    return name


def _compile() -> Any:
    return _spec().copy().compile()


def _scale_lengths(model: Any, scale: float) -> None:
    """Make every length of the mechanism `scale` times as long."""
    for table in (model.body_pos, model.body_ipos, model.jnt_pos, model.site_pos, model.geom_pos, model.geom_size):
        table *= scale
    model.mesh_vert[:] *= scale
    model.mesh_pos[:] *= scale
    slides = [joint for joint in range(model.njnt) if model.jnt_type[joint] == 2]
    for joint in slides:
        model.qpos0[model.jnt_qposadr[joint]] *= scale
    # The polynomials of sliding joints give metres.
    for row in range(model.neq):
        if model.eq_obj1id[row] in slides:
            model.eq_data[row, :5] *= scale


def _set_masses(model: Any, body: Body) -> None:
    """Give the moving leg the masses of the published table; the rest of the mechanism weighs nothing."""
    model.body_mass[:] = 0.0
    model.body_inertia[:] = 0.0
    knee, ankle = (np.array(model.body(name).pos) for name in ("tibia_r", "talus_r"))
    _weigh(model, "femur_r", THIGH, body, knee)
    _weigh(model, "tibia_r", SHANK, body, ankle)
    heel, toe = np.zeros(3), np.array(model.body("toes_r").pos) * 1.35
    _weigh(model, "calcn_r", FOOT, body, toe - heel)


def _weigh(model: Any, name: str, segment: Segment, body: Body, far: Vector) -> None:
    """Mass, mass centre and inertia of a segment that reaches from its own origin to `far` (3,)."""
    at = model.body(name).id
    length = float(np.linalg.norm(far))
    mass = segment.mass * body.mass_kg
    across, along = (mass * (share * length) ** 2 for share in segment.gyration)
    model.body_mass[at] = mass
    model.body_ipos[at] = segment.centre * far
    # The long axis lies along the bone's own Y (thigh, shank) or X (foot), within a few degrees.
    long_axis = int(np.argmax(np.abs(far)))
    model.body_inertia[at] = [along if axis == long_axis else across for axis in range(3)]
    model.body_iquat[at] = [1.0, 0.0, 0.0, 0.0]


def _rows(muscles: tuple[str, ...]) -> dict[str, Indices]:
    """Which muscles make up each path set."""
    at = {name: index for index, name in enumerate(muscles)}
    own = {name for name in muscles if _SEPARATOR not in name}
    from_gpk = {muscle.name for muscle in load_paths("gpk").muscles if muscle.name in _MENDED or muscle.name not in own}
    main = {name: at[name] for name in own} | {name: at[f"{name}{_SEPARATOR}gpk"] for name in from_gpk}
    sets = {PATH_SETS[0]: main}
    for name in PATH_SETS[1:]:
        paths = load_paths(name)
        kept = {muscle: index for muscle, index in main.items() if muscle not in paths.replaces}
        sets[name] = kept | {muscle.name: at[f"{muscle.name}{_SEPARATOR}{name}"] for muscle in paths.muscles}
    return {name: np.array(sorted(members.values())) for name, members in sets.items()}


def _mujoco() -> Any:
    return load_part("mujoco")
