"""Our hip beside OpenSim's in the same run: moment arms, hip moments, activations, and the time that each takes."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench import opensim_side as side
from bench.opensim_gpk import ORIGINAL, Gpk
from bench.opensim_leg import OpenSimLeg, Part, Push
from bench.opensim_side import Array, Hip
from openclam.kinetics.body import Body
from openclam.kinetics.model import GRAVITY, LegModel, plain_name
from openclam.kinetics.muscles import load_paths
from openclam.kinetics.posture import HipPosture
from openclam.kinetics.sharing import Sharing

BODY = Body(170.0, 70.0)
"""As tall as the model's own bones, so that nothing is scaled on either side."""

HIP_ROWS = slice(0, 3)
TARGET_MM = 3.0
JUDGED = ("glmed1", "glmed2", "glmed3", "glmin1", "glmin2", "glmin3", "tfl", "piri")

REASONS = {
    "obturator_internus_1": "GPK bends it over a torus, which MuJoCo lacks; ours has a fitted point there",
    "obturator_internus_2": "as part 1; besides, OpenSim's path leaves the torus when the hip is well flexed and "
    "opened "
    "and then runs straight through the ischium, while ours stays behind it",
    "obturator_internus_3": "GPK bends it over a torus, which MuJoCo lacks; ours has a fitted point there",
    "recfem": "it ends at the patella and the tibia, and the two models' knees move differently",
    "sart": "it ends on the tibia, and the two models' knees move differently",
    "tfl": "it ends on the tibia, and the two models' knees move differently",
    "grac": "it ends on the tibia, and the two models' knees move differently",
    "bflh": "it ends on the tibia, and the two models' knees move differently",
    "semimem": "it ends on the tibia, and the two models' knees move differently",
    "semiten": "it ends on the tibia, and the two models' knees move differently",
}
UNEXPLAINED = "no reason known: look into it"


def posture_of(hip: Hip, knee_deg: float = 90.0) -> HipPosture:
    """The same hip in our words; on its side, pelvis upright."""
    flexion, adduction, rotation = (math.degrees(angle) for angle in hip)
    return HipPosture(flexion, -adduction, -rotation, knee_deg)


def hip_muscles(leg: LegModel) -> list[tuple[str, int]]:
    """Name and place in `leg.muscles` of the hip muscles that have GPK's own paths."""
    named = {muscle.name for muscle in load_paths("gpk").muscles}
    rows = [(plain_name(leg.muscles[row]), int(row)) for row in leg.rows["gpk"]]
    return [(name, row) for name, row in rows if name in named]


def moment_arms() -> dict[str, Any]:
    """Differences in mm at 16 clam postures: by muscle the median and the largest over postures and hip angles."""
    leg, gpk = LegModel(BODY), Gpk()
    listed = hip_muscles(leg)
    muscles = gpk.model.getMuscles()
    theirs, ours = [], []
    for hip in side.clam_hips():
        gpk.place(hip)
        theirs.append([gpk.arms(muscles.get(f"{ORIGINAL.get(name, name)}_r")) for name, _ in listed])
        leg.place(posture_of(hip))
        ours.append(leg.moment_arms()[HIP_ROWS][:, [row for _, row in listed]].T)
    difference = 1000 * np.abs(np.array(ours) - np.array(theirs))
    rows = {}
    for at, (name, _) in enumerate(listed):
        one = difference[:, at]
        rows[name] = {
            "median_mm": float(np.median(one)),
            "largest_mm": float(one.max()),
            "largest_by_angle_mm": [float(v) for v in one.max(axis=0)],
            "reason": None if one.max() <= TARGET_MM else REASONS.get(name, UNEXPLAINED),
        }
    judged = [float(np.median(difference[:, at])) for at, (name, _) in enumerate(listed) if name in JUDGED]
    whole = 1000 * (np.array(ours) - np.array(theirs))
    return {
        "postures": len(side.clam_hips()),
        "target_mm": TARGET_MM,
        "judged_median_mm": max(judged),
        "passed": max(judged) <= TARGET_MM,
        "rms_mm": [float(v) for v in np.sqrt(np.mean(whole**2, axis=(0, 1)))],
        "muscles": rows,
    }


@dataclass(frozen=True, slots=True)
class Case:
    """A load to compare: the hip, and the band's force on the thigh (N, straight down; 0 none)."""

    hip: Hip
    band_n: float


def parts_of(leg: LegModel) -> list[Part]:
    """The masses of our leg as OpenSim is to have them."""
    found = []
    for bone in ("femur_r", "tibia_r", "calcn_r"):
        body = leg.model.body(bone)
        found.append(Part(bone, float(body.mass[0]), np.array(body.ipos), np.array(body.inertia)))
    return found


BAND_POINT = np.array([0.0, -0.36, 0.0])
"""On the femur, above the knee (m)."""


def band_push(band_n: float) -> Push | None:
    """The band as a force toward the lower thigh, which lies at -Z of the upper one."""
    return Push(np.array([0.0, 0.0, -band_n]), BAND_POINT) if band_n else None


def our_moments(leg: LegModel, case: Case) -> Array:
    """Hip moments (3,) N·m that muscles must give, OpenSim's signs."""
    leg.place(posture_of(case.hip))
    push = band_push(case.band_n)
    need = leg.weight_moments()
    if push is not None:
        point = leg.place_of("femur_r", push.point)
        need = need - leg.force_columns("femur_r", point) @ push.force
    return need[HIP_ROWS]


def dynamics() -> dict[str, Any]:
    """Hip moments of both at the 16 postures, without a band and with 60 N, for a lighter and a heavier body."""
    rows = []
    for mass in (50.0, BODY.mass_kg, 100.0):
        leg = LegModel(Body(170.0, mass))
        for band_n in (0.0, 60.0):
            theirs = OpenSimLeg(parts_of(leg), np.array([0.0, 0.0, -GRAVITY]), band_push(band_n))
            for hip in side.clam_hips():
                a, b = our_moments(leg, Case(hip, band_n)), theirs.moments(hip)
                rows.append((mass, band_n, a, b))
    whole = [100 * float(np.linalg.norm(a - b) / np.linalg.norm(b)) for _, _, a, b in rows]
    abduction = [100 * abs(float((a[1] - b[1]) / b[1])) for _, _, a, b in rows]
    root = np.sqrt(np.mean([(a - b) ** 2 for _, _, a, b in rows], axis=0))
    return {
        "cases": len(rows),
        "target_pct": 5.0,
        "whole_moment_median_pct": statistics.median(whole),
        "whole_moment_largest_pct": max(whole),
        "abduction_largest_pct": max(abduction),
        "rms_nm": [float(v) for v in root],
        "passed": max(whole) <= 5.0,
    }


FRAMES = 30


def clam_motion(flexion_deg: float = 45.0, top_deg: float = 30.0) -> list[Hip]:
    """A clam of 30 frames: up to the top and down again."""
    swing = 0.5 * (1 - np.cos(np.linspace(0.0, 2 * math.pi, FRAMES)))
    return [side.clam_hip(flexion_deg, float(top_deg * share)) for share in swing]


def activations(leg: LegModel, cases: list[Case]) -> Array:
    """Our shares (frames, hip muscles) of the three hip moments alone: no foot support, as in OpenSim's model."""
    rows = [row for _, row in hip_muscles(leg)]
    sharing = Sharing(leg.force_n[rows], 3)
    found = []
    for case in cases:
        need = our_moments(leg, case)
        arms = leg.moment_arms()[HIP_ROWS][:, rows]
        found.append(sharing.solve(arms, need, None, 0.0).activation)
    return np.array(found)


def optimisation() -> dict[str, Any]:
    """OpenSim's StaticOptimization through AnalyzeTool over a slow clam beside our shares: differences and time."""
    leg = LegModel(BODY)
    listed = hip_muscles(leg)
    strengths = {name: float(leg.force_n[row]) for name, row in listed}
    runs, times = [], []
    each: dict[str, float] = {}
    for band_n in (0.0, 60.0):
        hips = clam_motion()
        theirs = OpenSimLeg(parts_of(leg), np.array([0.0, 0.0, -GRAVITY]), band_push(band_n), strengths)
        run = theirs.static_optimisation(hips)
        columns = [run.names.index(name) for name, _ in listed]
        ours = activations(leg, [Case(hip, band_n) for hip in hips])
        difference = ours - run.activation[:, columns]
        runs.append(difference)
        times.append(run.seconds_per_frame)
        for at, (name, _) in enumerate(listed):
            each[name] = max(each.get(name, 0.0), float(np.abs(difference[:, at]).max()))
    every = np.concatenate(runs)
    return {
        "frames": len(every),
        "muscles": len(listed),
        "target_rms": 0.05,
        "rms": float(np.sqrt(np.mean(every**2))),
        "largest": dict(sorted(each.items(), key=lambda item: -item[1])[:5]),
        "passed": float(np.sqrt(np.mean(every**2))) <= 0.05,
        "opensim_ms_per_frame": 1000 * statistics.median(times),
    }


def whole_leg() -> dict[str, Any]:
    """A problem of our own size: five joint angles and every muscle of GPK's leg. OpenSim's time and the difference."""
    leg = LegModel(BODY)
    rows = leg.rows["gpk"]
    strengths = {plain_name(leg.muscles[row]): float(leg.force_n[row]) for row in rows}
    hips = clam_motion()
    theirs = OpenSimLeg(parts_of(leg), np.array([0.0, 0.0, -GRAVITY]), None, strengths, pins=True)
    run = theirs.static_optimisation(hips)
    sharing, ours = Sharing(leg.force_n[rows], 5), []
    for hip in hips:
        leg.place(posture_of(hip))
        ours.append(sharing.solve(leg.moment_arms()[:, rows], leg.weight_moments(), None, 0.0).activation)
    difference = np.array(ours) - run.activation[:, [run.names.index(name) for name in strengths]]
    return {
        "frames": FRAMES,
        "muscles": len(strengths),
        "rms": float(np.sqrt(np.mean(difference**2))),
        "largest": float(np.abs(difference).max()),
        "opensim_ms_per_frame": 1000 * run.seconds_per_frame,
    }
