"""Joints to angles: pure geometry, after the definitions in `posture`."""

from __future__ import annotations

import numpy as np

from openclam.kinematics.clam import Leg
from openclam.kinematics.posture import Quantity, Side, Values
from openclam.kinematics.skeleton import Skeleton

CM_PER_M = 100.0


def unit(vector: Values) -> Values:
    """The vector at length 1 (zero stays zero)."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))


def pelvis_frame(right_from_left: Values, long_axis: Values) -> Values:
    """(3, 3) rows X forward, Y to the head, Z to the right, of hip line and trunk direction."""
    z = unit(right_from_left)
    y = unit(long_axis - z * (long_axis @ z))
    return np.stack([np.cross(y, z), y, z])


def hip_angles(pelvis: Values, hip: Values, knee: Values, ankle: Values, side: Side) -> tuple[float, float, float]:
    """Flexion, abduction, external rotation (deg) of one hip.

    Args:
        pelvis: (3, 3) from `pelvis_frame`.
        hip: joint centre (3,), in the axes in which `pelvis` is given; likewise knee and ankle.
        knee: joint centre; must not lie on the line hip–ankle, or rotation is undefined (NaN).
        ankle: joint centre.
        side: which leg.

    Returns:
        Grood and Suntay's angles with a physiotherapist's signs.
    """
    outward = 1.0 if side == "right" else -1.0
    thigh, shank = unit(pelvis @ (knee - hip)), unit(pelvis @ (ankle - knee))
    flexion = np.degrees(np.arctan2(thigh[0], -thigh[1]))
    abduction = np.degrees(np.arcsin(np.clip(outward * thigh[2], -1, 1)))
    hinge = np.cross(shank, thigh)
    if np.linalg.norm(hinge) < 1e-6:
        return float(flexion), float(abduction), float("nan")
    long_axis = -thigh
    forward = np.cross(long_axis, unit(hinge))
    floating = unit(np.cross(long_axis, np.array([0.0, 0.0, 1.0])))
    sideways = np.cross(floating, long_axis)
    internal = np.degrees(np.arctan2(-forward @ sideways, forward @ floating))
    return float(flexion), float(abduction), float(-outward * internal)


def measure(skeleton: Skeleton, leg: Leg, up: Values) -> Values:
    """Every quantity (COUNT,) of one picture; see `posture` for units and signs."""
    right = skeleton.top == "right"
    top_hip, bottom_hip = skeleton.joint("HIP", top=True), skeleton.joint("HIP", top=False)
    top_shoulder, bottom_shoulder = skeleton.joint("SHOULDER", top=True), skeleton.joint("SHOULDER", top=False)
    long_axis = unit((top_shoulder + bottom_shoulder - top_hip - bottom_hip) / 2)
    hips, shoulders = top_hip - bottom_hip, top_shoulder - bottom_shoulder
    pelvis = pelvis_frame(hips if right else -hips, long_axis)
    level_up = unit(up - long_axis * (up @ long_axis))
    ahead = np.cross(long_axis, level_up) if right else np.cross(level_up, long_axis)
    roll, shoulder_roll = (_turn(line, level_up, ahead) for line in (hips, shoulders))
    flexion, abduction, rotation = hip_angles(pelvis, leg.hip, leg.knee, leg.ankle, skeleton.top)
    value = np.empty(len(Quantity))
    value[Quantity.OPENING] = np.degrees(leg.opening)
    value[Quantity.HIP_FLEXION] = flexion
    value[Quantity.HIP_ABDUCTION] = abduction
    value[Quantity.HIP_EXTERNAL_ROTATION] = rotation
    value[Quantity.KNEE_FLEXION] = leg.knee_flexion_deg
    value[Quantity.PELVIC_ROLL] = roll
    value[Quantity.PELVIC_TILT] = _slope_in_level(long_axis, up, right=right)
    value[Quantity.TRUNK_ROTATION] = _wrapped(shoulder_roll - roll)
    value[Quantity.TRUNK_LEAN] = 90 - np.degrees(np.arccos(np.clip(unit(hips) @ long_axis, -1, 1)))
    value[Quantity.SIDE_LYING] = np.degrees(np.arccos(np.clip(unit(hips) @ up, -1, 1)))
    ankles = skeleton.joint("ANKLE", top=True) - skeleton.joint("ANKLE", top=False)
    value[Quantity.FEET_DISTANCE] = CM_PER_M * float(np.hypot(ankles[0], ankles[1]))
    knees = skeleton.joint("KNEE", top=True) - skeleton.joint("KNEE", top=False)
    value[Quantity.KNEES_APART] = CM_PER_M * -float(knees[1])
    value[Quantity.HEAD_TO_ARM] = CM_PER_M * _head_to_arm(skeleton)
    value[Quantity.TOP_HAND_FORWARD] = CM_PER_M * float(
        (skeleton.joint("WRIST", top=True) - (top_shoulder + bottom_shoulder) / 2) @ ahead
    )
    return value


def _turn(line: Values, up: Values, ahead: Values) -> float:
    """How far a bottom-to-top line has turned backward from upright (deg)."""
    return float(np.degrees(np.arctan2(-(line @ ahead), line @ up)))


def _slope_in_level(long_axis: Values, up: Values, *, right: bool) -> float:
    """Direction of the trunk in the level plane (deg), + as the pelvis tips forward."""
    flat = long_axis - up * (long_axis @ up)
    angle = np.degrees(np.arctan2(flat[2], flat[0]))
    return float(angle if right else _wrapped(180 - angle))


def _wrapped(degrees: float) -> float:
    return float((degrees + 180) % 360 - 180)


def _head_to_arm(skeleton: Skeleton) -> float:
    """From the ear to the nearest point of the lower arm, across the picture (m)."""
    ear = skeleton.joint("EAR", top=False)[:2]
    shoulder, elbow, wrist = (skeleton.joint(name, top=False)[:2] for name in ("SHOULDER", "ELBOW", "WRIST"))
    return min(_to_segment(ear, shoulder, elbow), _to_segment(ear, elbow, wrist))


def _to_segment(point: Values, start: Values, end: Values) -> float:
    along = end - start
    share = np.clip((point - start) @ along / max(float(along @ along), 1e-9), 0, 1)
    return float(np.linalg.norm(point - start - share * along))
