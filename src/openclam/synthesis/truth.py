"""What is true of a rendered picture: every angle of `openclam.kinematics`, from posed joints and frames.

Truth is computed from the skeleton alone, with the product's definitions, and by no code of the product's
own measuring: a mistake on one side shows as a difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.synthesis.clam import Clam, Posed
from openclam.synthesis.frames import Array, angle_between_deg, cardan_zxy_deg, hip_angles, thigh_frame_of
from openclam.synthesis.legs import knee_turn_deg
from openclam.synthesis.motion import SetPlan

JOINTS = {
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
}
"""Truth's joint names and the bones that begin there. Ears are found on the surface."""

TRUE_MEASURES = (
    "opening_deg",
    "pelvic_roll_deg",
    "pelvic_tilt_deg",
    "hip_flexion_deg",
    "hip_abduction_deg",
    "hip_external_rotation_deg",
    "knee_flexion_deg",
    "trunk_rotation_deg",
    "trunk_lean_deg",
    "feet_gap_cm",
    "knee_lift_cm",
)

ABSOLUTE = (
    "opening_abs_deg",
    "pelvic_roll_abs_deg",
    "side_lying_deg",
    "trunk_rotation_abs_deg",
    "trunk_lean_abs_deg",
    "feet_distance_cm",
    "knees_apart_cm",
)
"""Measures of a single picture, which need no closed position to count from."""


@dataclass(frozen=True, slots=True)
class Leg:
    """Joint centres (3,) of one leg in the room, metres."""

    hip: Array
    knee: Array
    ankle: Array


def leg_of(posed: Posed, side: str) -> Leg:
    """Hip, knee and ankle centre of the leg on `side`."""
    letter = side[0].upper()
    return Leg(*(posed.head(f"{bone}.{letter}") for bone in ("upperleg01", "lowerleg01", "foot")))


def measure(posed: Posed, start: Posed) -> dict[str, float]:
    """Every measure of one moment, keyed by `TRUE_MEASURES` and `ABSOLUTE`; `start` is the set's closed position."""
    return _since_start(posed, start) | measure_absolute(posed)


def _since_start(posed: Posed, start: Posed) -> dict[str, float]:
    """The angles of the moving leg, and what has changed since the set began (`TRUE_MEASURES`)."""
    side, sign = posed.side, _outward(posed)
    leg, first = leg_of(posed, side), leg_of(start, side)
    hip = hip_angles(posed.pelvis, thigh_frame_of(leg.hip, leg.knee, leg.ankle), side)
    tilt_back, _, roll = cardan_zxy_deg(start.pelvis.T @ posed.pelvis)
    trunk = (start.pelvis.T @ start.thorax).T @ (posed.pelvis.T @ posed.thorax)
    _, bend, rotation = cardan_zxy_deg(trunk)
    values = (
        knee_turn_deg(leg.hip, leg.knee, leg.ankle) - knee_turn_deg(first.hip, first.knee, first.ankle),
        sign * roll,
        -tilt_back,
        hip.flexion_deg,
        hip.abduction_deg,
        hip.external_rotation_deg,
        angle_between_deg(leg.knee - leg.hip, leg.ankle - leg.knee),
        sign * rotation,
        -sign * bend,
        100.0 * (_between_ankles(posed) - _between_ankles(start)),
        100.0 * float(leg.knee[2] - first.knee[2]),
    )
    return dict(zip(TRUE_MEASURES, values, strict=True))


def measure_absolute(posed: Posed) -> dict[str, float]:
    """What one posture tells by itself, keyed by `ABSOLUTE`.

    `opening_abs_deg` is the thigh's turn about the line from hip to ankle, 0 where the knee is level with
    that line. `pelvic_roll_abs_deg` is 0 where the pelvis' own left-right axis lies in the upright plane
    through its long axis, + backward; `side_lying_deg` the angle between the line through both hips and
    the vertical. `trunk_rotation_abs_deg` and `trunk_lean_abs_deg` are counted from the standing body.
    `feet_distance_cm` is the distance between the ankle centres, `knees_apart_cm` the height of the top
    knee's centre above the lower one's.
    """
    sign, leg, below = _outward(posed), leg_of(posed, posed.side), leg_of(posed, _other(posed))
    down = posed.pelvis.T @ np.array([0.0, 0.0, -1.0])
    _, bend, rotation = cardan_zxy_deg(posed.pelvis.T @ posed.thorax)
    values = (
        knee_turn_deg(leg.hip, leg.knee, leg.ankle),
        float(np.degrees(np.arctan2(-down[0], sign * down[2]))),
        angle_between_deg(leg.hip - below.hip, np.array([0.0, 0.0, 1.0])),
        sign * rotation,
        -sign * bend,
        100.0 * _between_ankles(posed),
        100.0 * float(leg.knee[2] - below.knee[2]),
    )
    return dict(zip(ABSOLUTE, values, strict=True))


def _outward(posed: Posed) -> float:
    return 1.0 if posed.side == "left" else -1.0


def _other(posed: Posed) -> str:
    return "right" if posed.side == "left" else "left"


def _between_ankles(posed: Posed) -> float:
    """Distance between the ankle centres, metres."""
    return float(np.linalg.norm(leg_of(posed, posed.side).ankle - leg_of(posed, _other(posed)).ankle))


def joint_centres(posed: Posed) -> dict[str, Array]:
    """Joint centres (3,) in the room by name, such as `left_hip`, metres."""
    return {
        f"{side}_{joint}": posed.head(f"{bone}.{side[0].upper()}")
        for side in ("left", "right")
        for joint, bone in JOINTS.items()
    }


def measure_set(clam: Clam, plan: SetPlan, times_s: Array) -> dict[str, Array]:
    """Every measure at every time, each (n,). The same for either side."""
    rows = [measure(clam.pose(plan.pose_at(float(time))), clam.closed) for time in times_s]
    return {name: np.array([row[name] for row in rows]) for name in (*TRUE_MEASURES, *ABSOLUTE)}
