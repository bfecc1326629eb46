"""Make the lifter's standard deviations true on the bench's development sessions.

    python -m training.calibration

Split conformal prediction: the scale of a quantity is the one at which nine in ten of its per-rep errors lie within the
stated 90 % interval (Lei et al. 2018, J Am Stat Assoc 113:1094-1111). The reps of a session are of one body before one
camera and share their errors, so sessions are counted, not reps. Each session weighs the same, and the rank is that
among sessions (Dunn, Wasserman and Ramdas 2022, J Am Stat Assoc, doi 10.1080/01621459.2022.2060112). Quantities that no
measure of a rep shows get the median scale of their committee. The roll has a scale for each group of rolls and of
openings read, since what it may be off by hangs on both (Mondrian conformal prediction: Vovk 2012, JMLR W&CP
25:475-490). Rewrites `lifter.npz`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.accuracy import TWO_SIDED_90, measure
from bench.against_truth import Error
from bench.pelvis import RepRoll, of_sessions
from bench.sessions import plans
from openclam.kinematics.lifter import ABSOLUTE, CHANGE, PELVIS, Lifter, Widening
from training import LIFTER
from training.pelvis import unwidened

COVERED = 0.9
OPENINGS_READ_DEG = ((-90.0, 30.0), (30.0, 60.0), (60.0, 180.0))
ROLLS_READ_DEG = ((-90.0, 8.0), (8.0, 16.0), (16.0, 90.0))
"""Groups of openings and of rolls read; each has its own scale, which holds at the group's median."""
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


@dataclass(frozen=True, slots=True)
class _Known:
    """A rep's opening and roll as read, its true roll, and how far the latter is off."""

    opening_deg: float
    read_deg: float
    true_deg: float
    error: Error

    def wider(self, factor: float) -> _Known:
        return replace(self, error=replace(self.error, sd=self.error.sd * factor))


def _known(rows: list[RepRoll]) -> list[_Known]:
    return [
        _Known(row.opening_deg, read, true, Error("pelvic_roll_deg", row.name, row.azimuth_deg, read - true, sd))
        for row in rows
        if (read := row.read_deg) is not None and (true := row.roll_deg) is not None and (sd := row.sd_deg) is not None
    ]


def _by(groups: Iterable[list[_Known]], values: Callable[[_Known], float]) -> Widening:
    at, scale = zip(
        *((np.median([values(one) for one in of]), scale_of([one.error for one in of])) for of in groups), strict=True
    )
    return Widening(np.array(at), np.array(scale))


def widened(rows: list[RepRoll]) -> tuple[Widening, Widening]:
    """The scales by roll and by opening; those by roll widen what those by opening have widened.

    Beyond the first group of rolls they are raised until the intervals of clear rolls hold as often.
    """
    known = _known(rows)
    by_opening = _by(
        ([one for one in known if low <= one.opening_deg < high] for low, high in OPENINGS_READ_DEG),
        lambda one: one.opening_deg,
    )
    known = [one.wider(by_opening.of(one.opening_deg)) for one in known]
    by_roll = _by(
        ([one for one in known if low <= one.read_deg < high] for low, high in ROLLS_READ_DEG), lambda one: one.read_deg
    )
    clear = [one.wider(by_roll.of(one.read_deg)).error for one in known if one.true_deg >= CLEAR_DEG]
    raised = np.maximum(1.0, [1.0, *[scale_of(clear)] * (len(ROLLS_READ_DEG) - 1)])
    return replace(by_roll, scale=by_roll.scale * raised), by_opening


def main() -> None:
    """Measure, scale, write."""
    with np.load(LIFTER) as stored:
        tables = dict(stored)
    for name in SHOWN_BY:
        tables[f"{name}.sd_scale"] = np.ones_like(tables[f"{name}.sd_scale"])
    tables |= unwidened()
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
    found = zip(("roll", "opening"), widened(of_sessions("development", quick=False)), strict=True)
    for name, widening in found:
        tables |= {f"pelvis.by_{name}_at_deg": widening.at_deg, f"pelvis.by_{name}_scale": widening.scale}
        for at, factor in zip(widening.at_deg, widening.scale, strict=True):
            table.add_row("pelvic_roll", f"{name} read about {at:.0f}°", "", f"{factor:.2f}")
    np.savez_compressed(LIFTER, allow_pickle=False, **tables)
    Console().print(table)
    print(f"Written: {LIFTER}", file=sys.stderr)


if __name__ == "__main__":
    main()
