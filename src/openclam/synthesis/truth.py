"""What is true of a rendered clip: every angle of `openclam.kinematics`, from posed joints and frames.

Truth is computed from the skeleton alone, with the product's definitions, and by no code of the product's
own measuring: a mistake on one side shows as a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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

MEASURES = (
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

_STILL_DEG_S = 5.0
"""Slower than this is at rest (design: `up_s`, `down_s`)."""

_STEP_S = 0.002
"""Step of the curve on which a rep's times are read."""


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
    """Every measure of one moment, keyed by `MEASURES`; `start` is the set's closed position."""
    side, sign = posed.side, 1.0 if posed.side == "left" else -1.0
    leg, first = leg_of(posed, side), leg_of(start, side)
    other = "right" if side == "left" else "left"
    below, first_below = leg_of(posed, other), leg_of(start, other)
    hip = hip_angles(posed.pelvis, thigh_frame_of(leg.hip, leg.knee, leg.ankle), side)
    tilt_back, _, roll = cardan_zxy_deg(start.pelvis.T @ posed.pelvis)
    trunk = (start.pelvis.T @ start.thorax).T @ (posed.pelvis.T @ posed.thorax)
    _, bend, rotation = cardan_zxy_deg(trunk)
    gap = np.linalg.norm(leg.ankle - below.ankle) - np.linalg.norm(first.ankle - first_below.ankle)
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
        float(gap) * 100.0,
        float(leg.knee[2] - first.knee[2]) * 100.0,
    )
    return dict(zip(MEASURES, values, strict=True))


def measure_set(clam: Clam, plan: SetPlan, times_s: Array) -> dict[str, Array]:
    """Every measure at every time, each (n,). The same for either side."""
    rows = [measure(clam.pose(plan.pose_at(float(time))), clam.closed) for time in times_s]
    return {name: np.array([row[name] for row in rows]) for name in MEASURES}


@dataclass(frozen=True, slots=True)
class RepTimes:
    """When a rep starts, is at its top, leaves it and ends, seconds; and its peak opening, degrees."""

    start_s: float
    top_s: float
    top_end_s: float
    end_s: float
    opening_deg: float


def rep_times(times_s: Array, opening_deg: Array) -> RepTimes:
    """The times of one rep by the design's definitions, read off its opening curve.

    The top is where the opening is at least its peak less max(3 degrees, 10 % of the excursion). Start
    and end are the nearest moments outside the top that are slower than 5 degrees a second.
    """
    peak, excursion = float(opening_deg.max()), float(np.ptp(opening_deg))
    top = np.flatnonzero(opening_deg >= peak - max(3.0, 0.1 * excursion))
    still = np.abs(np.gradient(opening_deg, times_s)) < _STILL_DEG_S
    before, after = np.flatnonzero(still[: top[0]]), np.flatnonzero(still[top[-1] + 1 :])
    first = int(before[-1]) if len(before) else 0
    last = int(top[-1] + 1 + after[0]) if len(after) else len(times_s) - 1
    start_s, top_s, top_end_s, end_s = (float(times_s[row]) for row in (first, top[0], top[-1], last))
    return RepTimes(start_s, top_s, top_end_s, end_s, peak)


def rep_table(clam: Clam, plan: SetPlan) -> list[dict[str, Any]]:
    """One row a rep, as a truth file holds it: times, peaks, faults."""
    rows = []
    for number, (start, rep) in enumerate(zip(plan.rep_starts_s, plan.reps, strict=True), start=1):
        times = np.arange(start - 0.1, start + rep.length_s, _STEP_S)
        opening = np.array([plan.pose_at(float(time)).opening_deg for time in times])
        found = rep_times(times, opening)
        curves = measure_set(clam, plan, times[::20])
        row = {
            "number": number,
            "start_s": round(found.start_s, 3),
            "top_s": round(found.top_s, 3),
            "top_end_s": round(found.top_end_s, 3),
            "end_s": round(found.end_s, 3),
            **{name: round(_peak(name, curve), 2) for name, curve in curves.items()},
            "opening_deg": round(found.opening_deg, 2),
            "up_s": round(found.top_s - found.start_s, 3),
            "hold_s": round(found.top_end_s - found.top_s, 3),
            "down_s": round(found.end_s - found.top_end_s, 3),
            "peak_speed_deg_s": round(float(np.abs(np.gradient(opening, times)).max()), 1),
        }
        rows.append({**row, "faults": faults(row)})
    return rows


def _peak(name: str, curve: Array) -> float:
    """Largest value, or the one furthest from zero where both directions count."""
    either_way = name in ("pelvic_tilt_deg", "trunk_rotation_deg", "trunk_lean_deg")
    return float(curve[(np.abs(curve) if either_way else curve).argmax()]) + 0.0


def faults(rep: dict[str, Any]) -> list[str]:
    """Codes of the page's lines that a rep clearly breaks, by the default limits of the exercise file."""
    broken = {
        "N1": rep["pelvic_roll_deg"] > 15.0,
        "N2": rep["feet_gap_cm"] > 7.0,
        "N3": rep["up_s"] < 0.7 or rep["down_s"] < 1.0,
        "N4": abs(rep["pelvic_tilt_deg"]) > 15.0,
        "N5": max(abs(rep["trunk_rotation_deg"]), abs(rep["trunk_lean_deg"])) > 15.0,
        "I6": rep["hold_s"] < 0.5,
    }
    return [code for code, is_broken in broken.items() if is_broken]
