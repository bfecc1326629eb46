"""Make the lifter's standard deviations true on the bench's development sessions.

    python -m training.calibration

Split conformal prediction: the scale of a quantity is the one at which nine in ten of its per-rep errors lie within the
stated 90 % interval (Lei et al. 2018, J Am Stat Assoc 113:1094-1111). The reps of a session are of one body before one
camera and share their errors, so sessions are counted, not reps. Each session weighs the same, and the rank is that
among sessions (Dunn, Wasserman and Ramdas 2022, J Am Stat Assoc, doi 10.1080/01621459.2022.2060112). Quantities that no
measure of a rep shows get the median scale of their committee. The roll has a scale for each group of rolls read, since
what it may be off by grows with it (Mondrian conformal prediction: Vovk 2012, JMLR W&CP 25:475-490). Rewrites
`lifter.npz`.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.accuracy import TWO_SIDED_90, measure
from bench.against_truth import Error
from bench.pelvis import RepRoll, of_sessions
from bench.sessions import plans
from openclam.kinematics.lifter import ABSOLUTE, CHANGE, PELVIS, Lifter, Widening
from training import LIFTER

COVERED = 0.9
ROLLS_READ_DEG = ((-90.0, 8.0), (8.0, 16.0), (16.0, 90.0))
"""Groups of rolls read; each has its own scale, which holds at the group's median."""
CLEAR_DEG = 15.0
"""Rolls from here on are read too small by some; where they may be read, intervals widen until they hold as often."""

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


def widened_by_roll(rows: list[RepRoll]) -> Widening:
    """The scale of each group of rolls read; beyond the first, raised until intervals of clear rolls hold as often."""
    known = [
        (read, true, Error("pelvic_roll_deg", row.name, row.azimuth_deg, read - true, sd))
        for row in rows
        if (read := row.read_deg) is not None and (true := row.roll_deg) is not None and (sd := row.sd_deg) is not None
    ]
    groups = [[one for one in known if low <= one[0] < high] for low, high in ROLLS_READ_DEG]
    by_read = Widening(
        np.array([np.median([read for read, *_ in group]) for group in groups]),
        np.array([scale_of([error for *_, error in group]) for group in groups]),
    )
    clear = [replace(error, sd=error.sd * by_read.of(read)) for read, true, error in known if true >= CLEAR_DEG]
    raised = np.maximum(1.0, [1.0, *[scale_of(clear)] * (len(groups) - 1)])
    return replace(by_read, scale=by_read.scale * raised)


def main() -> None:
    """Measure, scale, write."""
    with np.load(LIFTER) as stored:
        tables = dict(stored)
    for name in SHOWN_BY:
        tables[f"{name}.sd_scale"] = np.ones_like(tables[f"{name}.sd_scale"])
    tables |= {"pelvis.wider_at_deg": np.zeros(1), "pelvis.wider_scale": np.ones(1)}
    np.savez_compressed(LIFTER, allow_pickle=False, **tables)
    Lifter.load.cache_clear()
    table = Table("quantity", "measure", "values", "scale", title="Standard deviations, development sessions")
    outcome = measure([plan for plan in plans() if plan.split == "development"])
    for name, names in (("change", CHANGE), ("pelvis", PELVIS), ("absolute", ABSOLUTE)):
        found = {}
        for quantity, shown in SHOWN_BY[name].items():
            errors = [error for error in outcome.errors if error.measure == shown]
            found[quantity] = scale_of(errors)
            table.add_row(quantity, shown, str(len(errors)), f"{found[quantity]:.2f}")
        usual = float(np.median(list(found.values())))
        tables[f"{name}.sd_scale"] = np.array([found.get(quantity, usual) for quantity in names], np.float32)
    tables["pelvis.sd_scale"][PELVIS.index("pelvic_roll")] = 1.0
    np.savez_compressed(LIFTER, allow_pickle=False, **tables)
    Lifter.load.cache_clear()
    widening = widened_by_roll(of_sessions("development", quick=False))
    for roll, factor in zip(widening.at_deg, widening.scale, strict=True):
        table.add_row("pelvic_roll", f"read about {roll:.0f}°", "", f"{factor:.2f}")
    tables |= {"pelvis.wider_at_deg": widening.at_deg, "pelvis.wider_scale": widening.scale}
    np.savez_compressed(LIFTER, allow_pickle=False, **tables)
    Console().print(table)
    print(f"Written: {LIFTER}", file=sys.stderr)


if __name__ == "__main__":
    main()
