"""Targets of the lifter for one frame, from the truth of a rendered body."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from openclam.kinematics.lifter import ABSOLUTE
from openclam.synthesis.camera import Camera
from openclam.synthesis.start import Start

Point = npt.NDArray[np.float64]

TARGETS = ABSOLUTE

_FROM_TRUTH = {
    "opening": "opening_abs_deg",
    "hip_flexion": "hip_flexion_deg",
    "hip_abduction": "hip_abduction_deg",
    "hip_external_rotation": "hip_external_rotation_deg",
    "knee_flexion": "knee_flexion_deg",
    "pelvic_roll": "pelvic_roll_abs_deg",
    "trunk_rotation": "trunk_rotation_abs_deg",
    "trunk_lean": "trunk_lean_abs_deg",
    "side_lying": "side_lying_deg",
}


def targets_of(
    truth: Mapping[str, float], joints: Mapping[str, Point], camera: Camera, start: Start, height_cm: float
) -> list[float]:
    """The targets in the order of `TARGETS`; `joints` (3,) m are of a body on its right side, before any mirroring."""
    height_m = height_cm / 100.0
    values = {name: truth[source] for name, source in _FROM_TRUTH.items()}
    values["heading"] = camera.azimuth_deg + start.pelvic_tilt_deg + truth["pelvic_tilt_deg"]
    values["elevation"] = camera.elevation_deg
    values["feet_distance"] = truth["feet_distance_cm"] / height_m
    values["knees_apart"] = truth["knees_apart_cm"] / height_m
    values["head_to_arm"] = 100.0 * head_to_arm(joints) / height_m
    values["top_hand_forward"] = 100.0 * top_hand_forward(joints) / height_m
    return [values[name] for name in TARGETS]


def head_to_arm(joints: Mapping[str, Point]) -> float:
    """From the lower ear to the nearest point of the lower arm's bones, metres."""
    ear, shoulder, elbow, wrist = (joints[f"right_{name}"] for name in ("ear", "shoulder", "elbow", "wrist"))
    return min(_to_segment(ear, shoulder, elbow), _to_segment(ear, elbow, wrist))


def top_hand_forward(joints: Mapping[str, Point]) -> float:
    """Distance of the top wrist in front of the middle of the shoulders, level and square to the trunk, m."""
    shoulders = (joints["left_shoulder"] + joints["right_shoulder"]) / 2.0
    trunk = shoulders - (joints["left_hip"] + joints["right_hip"]) / 2.0
    ahead = np.cross(np.array([0.0, 0.0, 1.0]), trunk)
    return float((joints["left_wrist"] - shoulders) @ ahead / np.linalg.norm(ahead))


def _to_segment(point: Point, start: Point, end: Point) -> float:
    along = end - start
    share = np.clip((point - start) @ along / (along @ along), 0.0, 1.0)
    return float(np.linalg.norm(point - start - share * along))
