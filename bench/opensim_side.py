"""OpenSim, the yardstick: everything that the kinetics bench asks of the real `opensim` package, behind types.

OpenSim has no type stubs and is no part of OpenClam. `opensim()` imports it, and says in words what to install when it
is not there; all other benches and tests run without it.
"""

from __future__ import annotations

import importlib
import math
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from openclam.errors import UsageError

Array = npt.NDArray[np.float64]
Hip = tuple[float, float, float]
"""Hip flexion, adduction and rotation in radians, OpenSim's signs: adduction and internal rotation positive."""

GPK = "GPK_generic.osim"
INSTALL = "pip install opensim==4.6, and, for the model's file alone, pip install --no-deps msk_modelling_python==0.4.2"
HIP = ("hip_flexion_r", "hip_adduction_r", "hip_rotation_r")


def available() -> bool:
    """Whether `opensim` and the model file can be had here."""
    return find_spec("opensim") is not None and gpk_file() is not None


def opensim() -> Any:
    """The `opensim` module, its log turned down to errors.

    Raises:
        UsageError: it is not installed.
    """
    if find_spec("opensim") is None:
        raise UsageError(
            f"expected OpenSim to compare with, found no 'opensim' package; install it beside OpenClam: {INSTALL}"
        )
    module = importlib.import_module("opensim")
    module.Logger.setLevelString("Error")
    return module


def gpk_file() -> Path | None:
    """GPK_generic.osim as `msk_modelling_python` (MIT) carries it; None where that package is not installed.

    The package is only looked up, never imported: importing it starts a user interface.
    """
    spec = find_spec("msk_modelling_python")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "models" / GPK
        if path.exists():
            return path
    return None


def gpk() -> Any:
    """A fresh OpenSim model of GPK_generic.osim, its system not yet made.

    Raises:
        UsageError: opensim or the model file is missing.
    """
    path = gpk_file()
    if path is None:
        raise UsageError(
            f"expected the model {GPK}, found no 'msk_modelling_python' package that carries it; install it: {INSTALL}"
        )
    return opensim().Model(str(path))


def vector(v: Any) -> Array:
    """A SimTK Vec3 (3,) as an array."""
    return np.array([v[i] for i in range(3)], dtype=np.float64)


def matrix(r: Any) -> Array:
    """A SimTK Rotation (3, 3) as an array."""
    return np.array([[r.get(i, j) for j in range(3)] for i in range(3)], dtype=np.float64)


FLEXIONS_DEG = (0.0, 30.0, 45.0, 60.0)
OPENINGS_DEG = (0.0, 15.0, 30.0, 45.0)


def turned(xyz: Array) -> Array:
    """Rotation matrix (3, 3) of OpenSim's body-fixed X-Y-Z angles (radians)."""
    x, y, z = xyz
    about_x = np.array([[1, 0, 0], [0, math.cos(x), -math.sin(x)], [0, math.sin(x), math.cos(x)]])
    about_y = np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]])
    about_z = np.array([[math.cos(z), -math.sin(z), 0], [math.sin(z), math.cos(z), 0], [0, 0, 1]])
    return np.asarray(about_x @ about_y @ about_z, dtype=np.float64)


def hip_matrix(hip: Hip) -> Array:
    """Rotation (3, 3) of the femur in the pelvis at flexion, adduction, rotation: about Z, the new X, the new Y."""
    flexion, adduction, rotation = hip
    z, y = turned(np.array([0.0, 0.0, flexion])), turned(np.array([0.0, rotation, 0.0]))
    return np.asarray(z @ turned(np.array([adduction, 0.0, 0.0])) @ y, dtype=np.float64)


def clam_hip(flexion_deg: float, opening_deg: float, thigh_m: float = 0.404, shank_m: float = 0.40) -> Hip:
    """Hip angles (radians: flexion, adduction, rotation) of a clam with the knee at 90 degrees, by geometry.

    The thigh turns outward about the line from the hip centre to the ankle, written here on its own so that the bench
    does not take the core's word for its postures.
    """
    closed = hip_matrix((math.radians(flexion_deg), 0.0, 0.0))
    ankle = closed @ np.array([-shank_m, -thigh_m, 0.0])
    u = ankle / np.linalg.norm(ankle)
    cross = np.array([[0, -u[2], u[1]], [u[2], 0, -u[0]], [-u[1], u[0], 0]])
    turn = math.radians(opening_deg)

    def about_line(angle: float) -> Array:
        about = np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross
        return np.asarray(about @ closed, dtype=np.float64)

    femur = max((about_line(turn), about_line(-turn)), key=lambda r: float(-r[2, 1]))  # the knee goes outward, to +Z
    return (
        math.atan2(-femur[0, 1], femur[1, 1]),
        math.asin(float(femur[2, 1])),
        math.atan2(-femur[2, 0], femur[2, 2]),
    )


def clam_hips() -> list[Hip]:
    """The 16 postures of the comparison: hip flexion 0, 30, 45, 60 by opening 0, 15, 30, 45 degrees."""
    return [clam_hip(flexion, opening) for flexion in FLEXIONS_DEG for opening in OPENINGS_DEG]


def straight_arms(via: Array, insertion: Array, hip_centre: Array, hip: Hip) -> Array:
    """Moment arms (3,) in m of a straight line from a pelvis point to a femur point, by statics, OpenSim's signs."""
    flexion, adduction, _ = hip
    femur = hip_matrix(hip)
    lever = femur @ insertion
    pull = via - (hip_centre + lever)
    moment = np.cross(lever, pull / np.linalg.norm(pull))
    adduction_axis = hip_matrix((flexion, adduction, 0.0))[:, 0]
    return np.array([moment[2], moment @ adduction_axis, moment @ femur[:, 1]], dtype=np.float64)


def version() -> str:
    """OpenSim's own version."""
    return str(opensim().GetVersion())
