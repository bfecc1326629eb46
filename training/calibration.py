"""Make the lifter's standard deviations true on the bench's development sessions.

    python -m training.calibration FRAMES

Split conformal prediction: the scale of a quantity is the one at which nine in ten of its per-rep errors lie within the
stated 90 % interval (Lei et al. 2018, J Am Stat Assoc 113:1094-1111). The reps of a session are of one body before one
camera and share their errors, so sessions are counted, not reps. Each session weighs the same, and the rank is that
among sessions (Dunn, Wasserman and Ramdas 2022, J Am Stat Assoc, doi 10.1080/01621459.2022.2060112). Quantities that no
measure of a rep shows get the median scale of their committee.

Few sessions roll clearly. So the roll is also asked of people in FRAMES whom its committee did not learn from, and by
its size, in the groups of `bench.pelvis` (Mondrian conformal prediction: Vovk 2012, JMLR W&CP 25:475-490). The group
that needs the widest intervals sets the scale. Rewrites `lifter.npz`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.accuracy import TWO_SIDED_90, measure
from bench.against_truth import Error
from bench.pelvis import SIZES, of_sessions
from bench.sessions import plans
from openclam.kinematics.lifter import ABSOLUTE, CHANGE, PELVIS, Lifter
from training import LIFTER
from training.lifter import KEPT_LIFTER, Frames

COVERED = 0.9
LEAST_OPENING_DEG, MOST_HEADING_DEG = 15.0, 75.0
"""Moments of people kept out that could be of a rep: the leg this open, the camera no further off the front."""

SHOWN_BY: dict[str, dict[str, str]] = {
    "change": {
        "opening": "opening_deg",
        "heading": "pelvic_tilt_deg",
        "trunk_lean": "trunk_lean_deg",
        "feet_distance": "feet_gap_cm",
    },
    "pelvis": {"trunk_rotation": "trunk_rotation_deg"},
    "absolute": {
        "hip_flexion": "hip_flexion_deg",
        "knee_flexion": "knee_flexion_deg",
        "hip_abduction": "hip_abduction_deg",
        "hip_external_rotation": "hip_external_rotation_deg",
    },
}
"""The measure of a rep, or of the start, that shows each quantity."""


def scale_of(errors: list[Error]) -> float:
    """How much wider intervals have to be for nine in ten errors of a session like these to lie inside."""
    sizes = Counter(error.session for error in errors)
    shares = sorted((abs(error.error) / (TWO_SIDED_90 * error.sd), 1 / sizes[error.session]) for error in errors)
    wanted = min((len(sizes) + 1) * COVERED, len(sizes))
    inside = np.cumsum([weight for _, weight in shares])
    return shares[min(int(np.searchsorted(inside, wanted - 1e-9)), len(shares) - 1)][0]


def roll_errors(frames: Frames, lifter: Lifter) -> list[tuple[float, Error]]:
    """True roll, and how far it is off, in moments of people whom the committee for the pelvis did not learn from."""
    found = []
    opening, roll, heading = (ABSOLUTE.index(name) for name in ("opening", "pelvic_roll", "heading"))
    last_look = dict(zip(frames.scene, frames.closed, strict=True))  # of each scene: by heavy, both ways
    for row in np.flatnonzero(frames.scene % KEPT_LIFTER == 0):
        closed = frames.closed[row]
        change = frames.targets[row] - frames.targets[closed]
        could_be = change[opening] >= LEAST_OPENING_DEG and abs(frames.targets[closed, heading]) < MOST_HEADING_DEG
        if row == closed or not could_be or last_look[frames.scene[row]] != closed:
            continue
        read, true = lifter.change(frames.inputs[row], frames.inputs[closed]), float(change[roll])
        value, sd = (float(of[CHANGE.index("pelvic_roll")]) for of in (read.value, read.sd))
        error = Error(
            "pelvic_roll_deg", f"scene {frames.scene[row]}", float(frames.targets[closed, heading]), value - true, sd
        )
        found.append((true, error))
    return found


def session_roll_errors() -> list[tuple[float, Error]]:
    """True roll, and how far it is off, of the reps of the development sessions."""
    return [
        (true, Error("pelvic_roll_deg", row.name, row.azimuth_deg, read - true, sd))
        for row in of_sessions("development", quick=False)
        if (read := row.read_deg) is not None and (true := row.roll_deg) is not None and (sd := row.sd_deg) is not None
    ]


def main() -> None:
    """Measure, scale, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("frames", type=Path, metavar="FRAMES")
    frames = Frames.read(parser.parse_args().frames)
    with np.load(LIFTER) as stored:
        tables = dict(stored)
    for name in SHOWN_BY:
        tables[f"{name}.sd_scale"] = np.ones_like(tables[f"{name}.sd_scale"])
    np.savez_compressed(LIFTER, allow_pickle=False, **tables)
    Lifter.load.cache_clear()
    outcome = measure([plan for plan in plans() if plan.split == "development"])
    table = Table("quantity", "measure", "values", "scale", title="Standard deviations, development sessions")
    for name, names in (("change", CHANGE), ("pelvis", PELVIS), ("absolute", ABSOLUTE)):
        found = {}
        for quantity, shown in SHOWN_BY[name].items():
            errors = [error for error in outcome.errors if error.measure == shown]
            found[quantity] = scale_of(errors)
            table.add_row(quantity, shown, str(len(errors)), f"{found[quantity]:.2f}")
        usual = float(np.median(list(found.values())))
        tables[f"{name}.sd_scale"] = np.array([found.get(quantity, usual) for quantity in names], np.float32)
    rolls = session_roll_errors() + roll_errors(frames, Lifter.load())
    groups = [[error for true, error in rolls if low <= true < high] for low, high in SIZES]
    for (low, high), group in zip(SIZES, groups, strict=True):
        table.add_row("pelvic_roll", f"true rolls {low:g} to {high:g}°", str(len(group)), f"{scale_of(group):.2f}")
    tables["pelvis.sd_scale"][PELVIS.index("pelvic_roll")] = max(map(scale_of, groups))
    np.savez_compressed(LIFTER, allow_pickle=False, **tables)
    Console().print(table)
    print(f"Written: {LIFTER}", file=sys.stderr)


if __name__ == "__main__":
    main()
