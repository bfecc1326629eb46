"""Reps, angles, times and verdicts against rendered sessions whose truth is known.

    python -m bench.accuracy [--split test|development|former] [--ablation] [--quick]

The sessions are those of `bench.sessions`; their landmarks lie in `bench/landmarks/`, so that neither
renderer nor networks are needed. Prints per-rep errors, how often the stated 90 % interval covers the truth,
and how often verdicts are right where they are given, by the camera's azimuth; writes
`bench/results/accuracy.json` and draws `docs/error-by-azimuth.svg`. With `--ablation` it also measures with
parts of the measurement left out.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import ablation, results
from bench.against_truth import COMPARED, Error, Outcome, compare, follow
from bench.recorded import read
from bench.sessions import BANDS, FOLDER, Plan, plans
from openclam.kinematics import Kinematics

PLOT = Path(__file__).parents[1] / "docs" / "error-by-azimuth.svg"
TWO_SIDED_90 = 1.645


def figures(outcome: Outcome) -> dict[str, Any]:
    """The figures of each band of azimuths."""
    return {band: _figures(outcome, low, high) for band, (low, high) in BANDS.items()}


def _figures(outcome: Outcome, low: float, high: float) -> dict[str, Any]:
    def inside(azimuth: float) -> bool:
        return low <= abs(azimuth) < high

    sessions = [row for row in outcome.sessions if inside(row["azimuth_deg"])]
    errors = [error for error in outcome.errors if inside(error.azimuth_deg)]
    judged: dict[str, dict[str, int]] = defaultdict(lambda: {"right": 0, "wrong": 0, "cannot judge": 0})
    for code, azimuth, kind in outcome.verdicts:
        if inside(azimuth):
            for row in (code, "all"):
                judged[row][kind] += 1
    return {
        "sessions": len(sessions),
        "rep_count_right": sum(row["reps"] == row["true_reps"] for row in sessions),
        "rep_count_cannot_judge": sum(row["reps"] != row["true_reps"] and not row["relied_on"] for row in sessions),
        "measures": {name: _spread([error for error in errors if error.measure == name]) for name in COMPARED},
        "covered_90": _covered(errors),
        "verdicts": {code: _share(counts) for code, counts in sorted(judged.items())},
    }


def _spread(errors: list[Error]) -> dict[str, float] | None:
    if not errors:
        return None
    error, sd = np.array([(e.error, e.sd) for e in errors]).T
    return {
        "values": len(error),
        "mae": float(np.abs(error).mean()),
        "bias": float(error.mean()),
        "rmse": float(np.sqrt((error**2).mean())),
        "stated_sd": float(np.sqrt((sd**2).mean())),
        "covered_90": _covered(errors),
    }


def _covered(errors: list[Error]) -> float:
    """The share of these values whose stated 90 % interval holds the truth; NaN of none."""
    inside = [abs(error.error) <= TWO_SIDED_90 * error.sd for error in errors]
    return sum(inside) / len(inside) if inside else float("nan")


def _share(counts: dict[str, int]) -> dict[str, float]:
    given = counts["right"] + counts["wrong"]
    return {
        **counts,
        "right_where_given": counts["right"] / given if given else float("nan"),
        "cannot_judge": counts["cannot judge"] / (given + counts["cannot judge"]),
    }


def measure(chosen: list[Plan], kinematics: Callable[[float], Kinematics] = Kinematics) -> Outcome:
    """Follow and compare every session."""
    outcome = Outcome()
    for plan in track(chosen, "sessions", console=Console(stderr=True), transient=True):
        recorded = read(FOLDER / f"{plan.name}.npz")
        compare(recorded, follow(recorded, kinematics), outcome)
    return outcome


def show(found: dict[str, Any]) -> None:
    """Print the tables."""
    out = Console(width=130)
    counts = Table("camera", "sessions", "rep count right", "cannot judge", title="Reps")
    for band, row in found.items():
        right = f"{row['rep_count_right']} of {row['sessions']}"
        counts.add_row(_named(band), str(row["sessions"]), right, str(row["rep_count_cannot_judge"]))
    out.print(counts)
    errors = Table("measure", *(_named(band) for band in found), title="Per rep: MAE (bias; 90 % interval covers)")
    for name in COMPARED:
        errors.add_row(name, *(_error(row["measures"][name]) for row in found.values()))
    errors.add_section()
    errors.add_row("all intervals", *(f"{100 * row['covered_90']:.0f} %" for row in found.values()))
    out.print(errors)
    given = Table("line", *(_named(band) for band in found), title="Verdicts: right where given (cannot judge)")
    for code in sorted({code for row in found.values() for code in row["verdicts"]}):
        given.add_row(code, *(_verdict(row["verdicts"].get(code)) for row in found.values()))
    out.print(given)


def _named(band: str) -> str:
    low, high = BANDS[band]  # type: ignore[index]  # the keys of `found` are those of BANDS
    return f"{low:g}–{high:g}°"


def _error(row: dict[str, float] | None) -> str:
    if row is None:
        return "–"
    return f"{row['mae']:.2f} ({row['bias']:+.1f}; {100 * row['covered_90']:.0f} %)"


def _verdict(row: dict[str, float] | None) -> str:
    if row is None:
        return "–"
    given = int(row["right"] + row["wrong"])
    right = "–" if not given else f"{100 * row['right_where_given']:.1f} % of {given}"
    return f"{right} ({100 * row['cannot_judge']:.0f} %)"


def draw(outcome: Outcome, path: Path) -> None:
    """Error against the camera's azimuth: one dot a rep, for the angles that matter most."""
    # Here, since nothing else of the bench draws.
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    shown = {
        "opening_deg": "opening",
        "pelvic_roll_deg": "pelvic roll",
        "hip_external_rotation_deg": "hip ext. rotation",
    }
    figure = Figure(figsize=(8, 6.2), layout="constrained")
    for axes, (name, label) in zip(figure.subplots(len(shown), sharex=True), shown.items(), strict=True):
        rows = [(e.azimuth_deg, e.error) for e in outcome.errors if e.measure == name]
        azimuth, error = np.array(rows).T
        axes.axhline(0, color="0.6", linewidth=0.8)
        axes.plot(azimuth, error, "o", color="#1f5f8b", alpha=0.55, markersize=3.5, markeredgewidth=0)
        for edge in (-70, -40, 40, 70):
            axes.axvline(edge, color="0.8", linewidth=0.8, linestyle="--")
        axes.set(ylabel=f"{label} (°)", xlim=(-92, 92), ylim=(-32, 32))
        axes.spines[["top", "right"]].set_visible(False)
    axes.set(xlabel="camera azimuth (°): 0 in front of the hips, + toward the head")
    figure.suptitle("Measured less true, per rep", fontsize=11)
    with rc_context({"svg.hashsalt": "openclam"}):  # the same file for the same figures
        figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure, print, write, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("test", "development", "former"), default="test")
    parser.add_argument("--ablation", action="store_true", help="also measure with parts left out")
    parser.add_argument("--quick", action="store_true", help="every fourth session; nothing is written")
    options = parser.parse_args()
    chosen = [plan for plan in plans() if plan.split == options.split]
    if options.quick:
        chosen = chosen[::4]
    outcome = measure(chosen)
    found = figures(outcome)
    show(found)
    document: dict[str, Any] = {"split": options.split, "bands": found, "sessions": outcome.sessions}
    if options.ablation:
        document["ablation"] = {name: figures(measure(chosen, without)) for name, without in ablation.WITHOUT.items()}
        ablation.show({"all of it": found, **document["ablation"]})
    if options.quick:
        return
    name = "accuracy" if options.split == "test" else f"accuracy-{options.split}"
    print(f"Written: {results.write(name, document)}", file=sys.stderr)
    if options.split == "test":
        draw(outcome, PLOT)
        print(f"Drawn: {PLOT}", file=sys.stderr)


if __name__ == "__main__":
    main()
