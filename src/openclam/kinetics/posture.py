"""Where the moving leg is, as the loads need it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HipPosture:
    """The moving (upper) leg of a person lying on the other side; degrees.

    Angles as in `openclam.kinematics`: + flexion, + abduction, + external rotation, knee 0 straight. `roll_deg` is
    how far the pelvis has rolled back from hips that lie over each other, + top hip backward. `foot_supported` is
    whether the foot rests on the lower one. The body is told as one that lies on its left side: everything here is
    the same, mirrored, for the other.
    """

    hip_flexion_deg: float
    hip_abduction_deg: float
    hip_external_rotation_deg: float
    knee_flexion_deg: float
    roll_deg: float = 0.0
    foot_supported: bool = True

    @property
    def up(self) -> Vector:
        """The room's upward direction (3,) in the pelvis frame (X forward, Y to the head, Z right)."""
        roll = math.radians(self.roll_deg)
        return np.array([math.sin(roll), 0.0, math.cos(roll)])

    @property
    def rotation(self) -> Matrix:
        """The femur in the pelvis (3, 3): flexion, then adduction, then rotation, each about the turned axis."""
        return (
            _about_z(self.hip_flexion_deg)
            @ _about_x(-self.hip_abduction_deg)
            @ _about_y(-self.hip_external_rotation_deg)
        )

    @property
    def pelvis(self) -> Matrix:
        """The pelvis in the room (3, 3), the room's axes being those of a pelvis that has not rolled."""
        return _about_y(-self.roll_deg)

    def rolled(self, further_deg: float) -> HipPosture:
        """The same leg in the room under a pelvis that has rolled back `further_deg` more."""
        roll = self.roll_deg + further_deg
        flexion, abduction, external = hip_angles(_about_y(-roll).T @ self.pelvis @ self.rotation)
        return replace(
            self,
            hip_flexion_deg=flexion,
            hip_abduction_deg=abduction,
            hip_external_rotation_deg=external,
            roll_deg=roll,
        )


def hip_angles(rotation: Matrix) -> tuple[float, float, float]:
    """Flexion, abduction and external rotation (degrees) of a femur turned by `rotation` (3, 3) in the pelvis."""
    adduction = math.asin(max(-1.0, min(1.0, float(rotation[2, 1]))))
    flexion = math.atan2(-rotation[0, 1], rotation[1, 1])
    internal = math.atan2(-rotation[2, 0], rotation[2, 2])
    return math.degrees(flexion), -math.degrees(adduction), -math.degrees(internal)


def turn(axis: Vector, angle_deg: float) -> Matrix:
    """The rotation (3, 3) by an angle about a unit `axis` (3,) (Rodrigues' formula)."""
    angle = math.radians(angle_deg)
    x, y, z = axis
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    turned: Matrix = np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross
    return turned


def _about_x(angle_deg: float) -> Matrix:
    return turn(np.array([1.0, 0.0, 0.0]), angle_deg)


def _about_y(angle_deg: float) -> Matrix:
    return turn(np.array([0.0, 1.0, 0.0]), angle_deg)


def _about_z(angle_deg: float) -> Matrix:
    return turn(np.array([0.0, 0.0, 1.0]), angle_deg)
