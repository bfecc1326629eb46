"""OpenClam's angles, moments and points as OpenSim names and signs them.

Names and signs are those of Rajagopal et al. 2016 (doi 10.1109/TBME.2016.2586891; `Rajagopal2016.osim`): hip flexion,
adduction and internal rotation are +, and so is knee flexion. Both legs carry the same signs. (Older models, gait2392
and those after it, bend the knee to minus: turn `knee_angle` for them.) Hip angles need no more than names and signs:
OpenSim's hip turns about flexion (Z), adduction (X) and rotation (Y) in that order, which is the joint coordinate
system of Grood and Suntay that `kinematics/` uses.

OpenSim's ground has X and Z level and Y up. No camera knows which way north is, so a person who lies on the side is
laid with the head toward −X. Lying on the back is then tilt 90, list 0, rotation 0, and from there the body is rolled
over: rotation 90 with the right hip on top, −90 with the left. This keeps the body far from the one orientation that
OpenSim's order of angles cannot name (the long axis along Z).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from openclam.kinematics.posture import Side
from openclam.report.opensim.curves import Array, Curves

Joint = Literal["hip", "knee", "ankle"]

PELVIS_MARKER = "PELVIS"
"""The origin of the pelvis frame."""


def joint_angles(
    side: Side,
    time_s: Array,
    *,
    hip_flexion_deg: Array,
    hip_abduction_deg: Array,
    hip_external_rotation_deg: Array,
    knee_flexion_deg: Array,
    pelvis: Array | None = None,
) -> Curves:
    """The angles of the leg that moved, in degrees with OpenSim's names and signs; every array (n,), NaN not seen.

    Args:
        side: the leg that truly moved.
        time_s: seconds.
        hip_flexion_deg: + flexion.
        hip_abduction_deg: + abduction.
        hip_external_rotation_deg: + external.
        knee_flexion_deg: 0 straight, + flexion.
        pelvis: (n, 3, 3) orientation in the ground (`side_lying_pelvis`), where it is known.

    Raises:
        ValueError: what `Curves` or `pelvis_angles` refuses.
    """
    columns = {} if pelvis is None else pelvis_angles(pelvis)
    leg = {
        "hip_flexion": hip_flexion_deg,
        "hip_adduction": -hip_abduction_deg,
        "hip_rotation": -hip_external_rotation_deg,
        "knee_angle": knee_flexion_deg,
    }
    return Curves(time_s, columns | {f"{name}_{side[0]}": values for name, values in leg.items()})


def joint_moments(
    side: Side,
    time_s: Array,
    *,
    hip_flexion_nm: Array,
    hip_abduction_nm: Array,
    hip_external_rotation_nm: Array,
    knee_flexion_nm: Array,
) -> Curves:
    """The muscles' net moments, N·m, named as OpenSim's inverse dynamics names them; every array (n,), NaN not known.

    What goes in is + where the muscles flex, abduct, turn outward and bend the knee; what comes out is + where they
    flex, adduct, turn inward and bend the knee.

    Raises:
        ValueError: what `Curves` refuses.
    """
    leg = {
        "hip_flexion": hip_flexion_nm,
        "hip_adduction": -hip_abduction_nm,
        "hip_rotation": -hip_external_rotation_nm,
        "knee_angle": knee_flexion_nm,
    }
    return Curves(time_s, {f"{name}_{side[0]}_moment": values for name, values in leg.items()})


def muscle_activations(side: Side, time_s: Array, muscles: Sequence[str], activations: Array) -> Curves:
    """Activations, a column a muscle, named for the leg that truly moved.

    Args:
        side: the leg that truly moved; the model's own ending (`_r`, `_l`) gives way to it.
        time_s: (n,) seconds.
        muscles: m names, such as `glmed1_r`.
        activations: (n, m), 0 to 1; NaN not known.

    Raises:
        ValueError: shapes differ, a name comes twice, an activation lies outside 0 to 1, or what `Curves` refuses.
    """
    if activations.shape != (len(time_s), len(muscles)):
        raise ValueError(
            f"activations must be ({len(time_s)}, {len(muscles)}), rows of time by muscles; it is {activations.shape}"
        )
    if ((activations < 0) | (activations > 1)).any():
        raise ValueError("activations must lie between 0 and 1")
    names = [f"{name.removesuffix('_r').removesuffix('_l')}_{side[0]}" for name in muscles]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice} comes twice; each muscle needs a name of its own")
    return Curves(time_s, dict(zip(names, activations.T, strict=True)))


def marker(side: Side, joint: Joint) -> str:
    """The name of a joint centre: RHJC, RKJC, RAJC, LHJC, LKJC, LAJC."""
    return f"{side[0]}{joint[0]}jc".upper()


def joint_centres(time_s: Array, pelvis: Array, points_m: Mapping[str, Array]) -> Curves:
    """Points given in the pelvis frame, in OpenSim's ground.

    Args:
        time_s: (n,) seconds.
        pelvis: (n, 3, 3) orientation in the ground (`side_lying_pelvis`).
        points_m: by marker, (n, 3) metres in the person's pelvis frame: X forward, Y to the head, Z to the right.
            Of a left leg that was worked out as its mirror image, Z is to be turned first.

    Returns:
        (n, 3) metres in the ground by marker, Y up, the origin in the pelvis's own.

    Raises:
        ValueError: `pelvis` is no row of rotations, or what `Curves` refuses.
    """
    _check_rotations(pelvis)
    in_pelvis = Curves(time_s, points_m)
    return Curves(time_s, {name: np.einsum("nij,nj->ni", pelvis, at) for name, at in in_pelvis.columns.items()})


def side_lying_pelvis(top: Side, roll_deg: Array, forward_tilt_deg: Array | float = 0.0) -> Array:
    """How the pelvis of a side-lying person lies in OpenSim's ground, the head toward −X.

    Args:
        top: the side nearer the ceiling, the leg that moves.
        roll_deg: (n,) turn about the pelvis's long axis from hips that lie over each other, + top hip backward.
        forward_tilt_deg: (n,) turn about the pelvis's side-to-side axis since the set began, + anterior.

    Returns:
        (n, 3, 3) whose columns are the pelvis's X, Y and Z in the ground; NaN where an angle is.
    """
    over = 1.0 if top == "right" else -1.0
    roll, tilt = np.broadcast_arrays(np.asarray(roll_deg, np.float64), np.asarray(forward_tilt_deg, np.float64))
    # From the back, rolled over to the lower side; then the tilt, which OpenSim counts backward.
    return _about("z", np.full(roll.shape, 90.0)) @ _about("y", over * (90 - roll)) @ _about("z", -tilt)


def pelvis_angles(pelvis: Array) -> dict[str, Array]:
    """OpenSim's `pelvis_tilt`, `pelvis_list` and `pelvis_rotation`, degrees, from an orientation in the ground.

    They turn the pelvis about its own Z, then X, then Y: R = Rz(tilt) Rx(list) Ry(rotation). Tilt and rotation run on
    over ±180, so that nothing jumps.

    Args:
        pelvis: (n, 3, 3) whose columns are the pelvis's X, Y and Z in the ground; NaN not seen.

    Returns:
        the three columns, (n,).

    Raises:
        ValueError: a matrix is no rotation, or the pelvis's long axis lies along the ground's Z, where tilt and
            rotation are one and the same.
    """
    _check_rotations(pelvis)
    along_z = pelvis[:, 2, 1]
    if (np.abs(along_z) > 1 - 1e-9).any():
        raise ValueError(
            "the pelvis's long axis lies along the ground's Z; turn the ground about Y so that it does not"
        )
    tilt = np.arctan2(-pelvis[:, 0, 1], pelvis[:, 1, 1])
    rotation = np.arctan2(-pelvis[:, 2, 0], pelvis[:, 2, 2])
    return {
        "pelvis_tilt": np.rad2deg(_unwrapped(tilt)),
        "pelvis_list": np.rad2deg(np.arcsin(along_z)),
        "pelvis_rotation": np.rad2deg(_unwrapped(rotation)),
    }


def _check_rotations(pelvis: Array) -> None:
    if pelvis.ndim != 3 or pelvis.shape[1:] != (3, 3):
        raise ValueError(f"pelvis must be (n, 3, 3); it is {pelvis.shape}")
    seen = pelvis[np.isfinite(pelvis).all(axis=(1, 2))]
    skew = np.abs(seen.transpose(0, 2, 1) @ seen - np.eye(3)).max(initial=0)
    if skew > 1e-6 or (np.linalg.det(seen) < 0).any():
        raise ValueError("pelvis must hold rotations: columns at right angles, of length 1, right-handed")


def _about(axis: Literal["y", "z"], angle_deg: Array) -> Array:
    """(n, 3, 3) rotations about a ground axis."""
    cos, sin = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
    turn = np.zeros((*angle_deg.shape, 3, 3))
    first, second, still = (2, 0, 1) if axis == "y" else (0, 1, 2)
    turn[..., first, first] = turn[..., second, second] = cos
    turn[..., second, first], turn[..., first, second] = sin, -sin
    # A row without an angle has no orientation at all, the axis that stays included.
    turn[..., still, still] = np.where(np.isfinite(angle_deg), 1.0, np.nan)
    return turn


def _unwrapped(angle_rad: Array) -> Array:
    out = angle_rad.copy()
    seen = np.isfinite(angle_rad)
    out[seen] = np.unwrap(angle_rad[seen])
    return out
