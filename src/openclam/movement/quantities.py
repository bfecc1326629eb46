"""The quantities of a posture by the names that an exercise file uses, each with its unit at the end."""

from __future__ import annotations

from openclam.kinematics import Quantity

QUANTITIES = {
    "opening_deg": Quantity.OPENING,
    "hip_flexion_deg": Quantity.HIP_FLEXION,
    "hip_abduction_deg": Quantity.HIP_ABDUCTION,
    "hip_external_rotation_deg": Quantity.HIP_EXTERNAL_ROTATION,
    "knee_flexion_deg": Quantity.KNEE_FLEXION,
    "pelvic_roll_deg": Quantity.PELVIC_ROLL,
    "pelvic_tilt_deg": Quantity.PELVIC_TILT,
    "trunk_rotation_deg": Quantity.TRUNK_ROTATION,
    "trunk_lean_deg": Quantity.TRUNK_LEAN,
    "side_lying_deg": Quantity.SIDE_LYING,
    "feet_distance_cm": Quantity.FEET_DISTANCE,
    "head_to_arm_cm": Quantity.HEAD_TO_ARM,
    "top_hand_forward_cm": Quantity.TOP_HAND_FORWARD,
    "knees_apart_cm": Quantity.KNEES_APART,
}
