"""The clam as geometry: with the feet together, the thigh turns about the line from hip to ankle."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from openclam.kinetics.posture import HipPosture, Vector, hip_angles, turn

THIGH = 0.42
SHANK = 0.40
"""Lengths for the direction of that line, m; only their ratio counts (`science`: thigh 0.42, shank 0.40)."""


def clam_posture(
    opening_deg: float,
    hip_flexion_deg: float = 45.0,
    knee_flexion_deg: float = 90.0,
    roll_deg: float = 0.0,
    lift_deg: float = 0.0,
) -> HipPosture:
    """The posture of an opening, feet together unless lifted.

    Args:
        opening_deg: how far the thigh has turned in the room about the line from hip to ankle; a pelvis that rolls
            back takes its part of it from the hip.
        hip_flexion_deg: of the closed position, thighs parallel.
        knee_flexion_deg: 0 straight; the same throughout.
        roll_deg: how far the pelvis has rolled back, + top hip backward.
        lift_deg: how far the line from hip to ankle has been lifted off the lower leg.
    """
    closed = HipPosture(hip_flexion_deg, 0.0, 0.0, knee_flexion_deg)
    line = hip_to_ankle(closed)
    sideways = np.cross(line, closed.up)
    femur = turn(sideways / np.linalg.norm(sideways), lift_deg) @ turn(line, opening_deg) @ closed.rotation
    # The pelvis rolls under a thigh that stays where the opening puts it in the room.
    return replace(HipPosture(*hip_angles(femur), knee_flexion_deg).rolled(roll_deg), foot_supported=lift_deg <= 0)


def hip_to_ankle_length(knee_flexion_deg: float) -> float:
    """Distance from the hip centre to the ankle of a thigh of `THIGH`, m."""
    knee = math.radians(knee_flexion_deg)
    return math.hypot(THIGH + SHANK * math.cos(knee), SHANK * math.sin(knee))


def hip_to_ankle(posture: HipPosture) -> Vector:
    """The direction (3,) from the hip centre to the ankle in the pelvis frame; turning about it opens the knee."""
    knee = math.radians(posture.knee_flexion_deg)
    ankle = np.array([0.0, -THIGH, 0.0]) + SHANK * np.array([-math.sin(knee), -math.cos(knee), 0.0])
    line = posture.rotation @ ankle
    return np.asarray(line / np.linalg.norm(line))


def opening_rates(posture: HipPosture, line: Vector) -> Vector:
    """How fast hip flexion, adduction and internal rotation (3,) change as the thigh opens about `line`, rad per rad.

    `line` (3,) is that of `hip_to_ankle`. With the rates, moments about the hip's three angles add up to the moment
    about that line, + opening. Each angle turns about an axis that the ones before it have turned.
    """
    flexion, adduction = math.radians(posture.hip_flexion_deg), -math.radians(posture.hip_abduction_deg)
    x, y, z = (float(part) for part in line)
    rotating = (math.cos(flexion) * y - math.sin(flexion) * x) / math.cos(adduction)
    adducting = math.cos(flexion) * x + math.sin(flexion) * y
    return np.array([z - rotating * math.sin(adduction), adducting, rotating])
