"""What OpenSim says at a few postures, as a file that the fast tests read: tests/kinetics/golden.json."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from openclam.kinetics.model import GRAVITY, LegModel

FILE = Path(__file__).parents[1] / "tests" / "kinetics" / "golden.json"
POSTURES = ((0.0, 0.0), (0.0, 30.0), (30.0, 15.0), (45.0, 0.0), (45.0, 30.0), (60.0, 15.0))
"""Hip flexion and opening, degrees."""
BANDS_N = (0.0, 60.0)


def write() -> Path:
    """Ask OpenSim, and write.

    Raises:
        UsageError: OpenSim or GPK_generic.osim is not installed.
    """
    # Only here: these modules need OpenSim.
    from bench import kinetics_compare as compare
    from bench import opensim_side as side
    from bench.opensim_gpk import ORIGINAL, Gpk
    from bench.opensim_leg import OpenSimLeg

    leg, gpk = LegModel(compare.BODY), Gpk()
    listed = compare.hip_muscles(leg)
    strengths = {name: float(leg.force_n[row]) for name, row in listed}
    gravity = np.array([0.0, 0.0, -GRAVITY])
    cases: list[dict[str, Any]] = []
    hips = [side.clam_hip(*posture) for posture in POSTURES]
    for band_n in BANDS_N:
        push = compare.band_push(band_n)
        still = OpenSimLeg(compare.parts_of(leg), gravity, push)
        moving = OpenSimLeg(compare.parts_of(leg), gravity, push, strengths)
        found, names = moving.at_rest(hips)
        columns = [names.index(name) for name, _ in listed]
        for (flexion, opening), hip, activation in zip(POSTURES, hips, found, strict=True):
            gpk.place(hip)
            muscles = gpk.model.getMuscles()
            arms = {name: gpk.arms(muscles.get(f"{ORIGINAL.get(name, name)}_r")) for name, _ in listed}
            cases.append(
                {
                    "clam": {"hip_flexion_deg": flexion, "opening_deg": opening},
                    "hip_deg": [round(math.degrees(angle), 6) for angle in hip],
                    "band_n": band_n,
                    "moments_nm": [round(float(v), 4) for v in still.moments(hip)],
                    "arms_mm": {name: [round(1000 * float(v), 2) for v in arm] for name, arm in arms.items()},
                    "activation": {
                        name: round(float(activation[at]), 4) for (name, _), at in zip(listed, columns, strict=True)
                    },
                }
            )
    made = {
        "made_by": "python -m bench.kinetics --golden",
        "opensim": side.version(),
        "model": side.GPK,
        "height_cm": compare.BODY.height_cm,
        "mass_kg": compare.BODY.mass_kg,
        "knee_deg": 90.0,
        "band_point_m": compare.BAND_POINT.tolist(),
        "hip_deg": "flexion, adduction, internal rotation: OpenSim's signs, also those of moments and arms",
        "strength_n": {name: round(value, 3) for name, value in strengths.items()},
        "cases": cases,
    }
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    return FILE
