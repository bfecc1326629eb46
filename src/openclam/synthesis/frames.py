"""Rotations, segment frames and the hip angles that a physiotherapist names.

A segment frame follows ISB (Wu et al. 2002, J Biomech 35:543-548): X forward, Y to the head, Z to the
person's right, for both legs. Rotation matrices hold these axes as columns and act on column vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
LegSide = Literal["left", "right"]


def turn(axis: Array, angle_deg: float) -> Array:
    """Rotation matrix (3, 3) about `axis` (3,), right-handed, by `angle_deg` (Rodrigues' formula)."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = np.radians(angle_deg)
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * (cross @ cross))


X = np.array([1.0, 0.0, 0.0])
Y = np.array([0.0, 1.0, 0.0])
Z = np.array([0.0, 0.0, 1.0])


def unit(vector: Array) -> Array:
    """`vector` (3,) at length 1."""
    return np.asarray(vector / np.linalg.norm(vector))


def segment_frame(long_axis: Array, right: Array) -> Array:
    """Frame (3, 3) whose Y is `long_axis` and whose Z is the part of `right` at a right angle to it."""
    y = unit(long_axis)
    z = unit(right - np.dot(right, y) * y)
    return np.column_stack([np.cross(y, z), y, z])


def cardan_zxy_deg(rotation: Array) -> tuple[float, float, float]:
    """Angles (about Z, about X, about Y) in degrees with rotation = Rz @ Rx @ Ry.

    Z belongs to the proximal segment, Y to the distal one, X floats: the joint coordinate system of
    Grood & Suntay (1983, J Biomech Eng 105:136-144).
    """
    about_x = np.arcsin(np.clip(rotation[2, 1], -1.0, 1.0))
    about_z = np.arctan2(-rotation[0, 1], rotation[1, 1])
    about_y = np.arctan2(-rotation[2, 0], rotation[2, 2])
    return float(np.degrees(about_z)), float(np.degrees(about_x)), float(np.degrees(about_y))


@dataclass(frozen=True, slots=True)
class HipAngles:
    """Hip angles in degrees: + flexion, + abduction, + external rotation, for either leg."""

    flexion_deg: float
    abduction_deg: float
    external_rotation_deg: float


def hip_angles(pelvis: Array, thigh: Array, side: LegSide) -> HipAngles:
    """Hip angles from the pelvis frame and the thigh frame, both (3, 3) in the same space."""
    flexion, about_x, about_y = cardan_zxy_deg(pelvis.T @ thigh)
    outward = 1.0 if side == "left" else -1.0
    return HipAngles(flexion, outward * about_x, outward * about_y)


def thigh_frame_of(hip: Array, knee: Array, ankle: Array) -> Array:
    """Thigh frame from joint centres, the knee being a pure hinge that is bent.

    Y runs from knee to hip; Z is the knee's hinge, at a right angle to the plane of hip, knee and
    ankle, pointing to the person's right. Undefined for a straight knee.
    """
    thigh, shank = knee - hip, ankle - knee
    return segment_frame(-thigh, -np.cross(thigh, shank))


def angle_between_deg(a: Array, b: Array) -> float:
    """Unsigned angle in degrees between two vectors (3,)."""
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b)), np.dot(a, b))))
