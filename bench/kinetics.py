"""The hip's loads beside OpenSim's, against published findings, and their speed.

    python -m bench.kinetics [--quick] [--golden]

OpenSim is the yardstick and runs in this same process: moment arms on GPK_generic.osim at 16 clam postures, hip moments
by its inverse dynamics, activations by its static optimisation, and its time per frame. Where it is not installed those
parts are left out, in words, and the rest runs. `--golden` writes what OpenSim says at a few postures to
tests/kinetics/golden.json, which the fast tests hold our own model against.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import (
    kinetics_emg,
    kinetics_golden,
    kinetics_picture,
    kinetics_signs,
    kinetics_validation,
    opensim_side,
    results,
)
from bench.kinetics_validation import as_table
from bench.kinetics_work import LOOP_CM, Row
from openclam.kinetics.band import load_band
from openclam.kinetics.body import Body
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.loads import Loads

TARGET_MS = 1.0
TARGET_RATIO = 100.0


def our_time(frames: int) -> dict[str, float]:
    """Milliseconds for the full loads of one frame: joint angles in; moments, band and activations out.

    Processor time of one core, warm, over a clam with a red band that goes up and down.
    """
    loads = Loads(Body(170.0, 70.0), load_band("red", LOOP_CM), clam_posture(0.0))
    postures = [clam_posture(float(35 * share)) for share in 0.5 * (1 - np.cos(np.linspace(0, 4 * np.pi, frames)))]
    for posture in postures[:20]:
        loads.of(posture)
    single, whole = [], []
    for posture in postures:
        began = time.process_time()
        loads.of(posture)
        single.append(time.process_time() - began)
    for posture in postures[:: max(1, frames // 50)]:
        began = time.process_time()
        loads.over_variants(posture)
        whole.append(time.process_time() - began)
    return {
        "frames": frames,
        "median_ms": 1000 * statistics.median(single),
        "p95_ms": 1000 * float(np.quantile(single, 0.95)),
        "variants": len(loads.variants()),
        "all_variants_median_ms": 1000 * statistics.median(whole),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer frames of our own, OpenSim's arms and moments only")
    parser.add_argument("--golden", action="store_true", help="write tests/kinetics/golden.json from OpenSim and stop")
    options = parser.parse_args()
    if options.golden:
        print(f"Written: {kinetics_golden.write()}", file=sys.stderr)
        return
    out = Console(width=150)
    ours = our_time(60 if options.quick else 400)
    tables = {
        "What the report's picture and words say": kinetics_picture.rows() + kinetics_signs.rows(),
        "Static optimisation, which no report shows": kinetics_validation.rows(),
    }
    tried = kinetics_emg.tried()
    shown, shared = tables.values()
    figures: dict[str, Any] = {
        "ours": ours,
        "target_ms": TARGET_MS,
        "validation": as_table(shown),
        "static_optimisation": as_table(shared),
        "emg_informed": kinetics_emg.as_table(tried),
    }
    if opensim_side.available():
        figures["opensim"] = _beside_opensim(out, optimise=not options.quick)
    else:
        out.print(f"OpenSim or {opensim_side.GPK} is not installed: no comparison. To have it: {opensim_side.INSTALL}")
        figures["opensim"] = None
    _print_speed(out, figures)
    for title, table in tables.items():
        _print_rows(out, title, table)
    _print_tried(out, tried)
    if options.quick:
        print("A quick run: nothing written.", file=sys.stderr)
    else:
        print(f"Written: {results.write('kinetics', figures)}", file=sys.stderr)


def _beside_opensim(out: Console, *, optimise: bool) -> dict[str, Any]:
    # Only here: these modules need OpenSim.
    from bench import kinetics_compare as compare

    figures: dict[str, Any] = {"version": opensim_side.version(), "model": opensim_side.GPK}
    figures["moment_arms"] = arms = compare.moment_arms()
    table = Table("muscle", "median, mm", "largest, mm", "flexion", "adduction", "rotation", "why above 3 mm")
    table.title = f"Moment arms on {opensim_side.GPK}, {arms['postures']} clam postures: difference from OpenSim"
    for name, row in arms["muscles"].items():
        by_angle = (f"{value:.1f}" for value in row["largest_by_angle_mm"])
        table.add_row(name, f"{row['median_mm']:.2f}", f"{row['largest_mm']:.1f}", *by_angle, row["reason"] or "")
    out.print(table)
    figures["dynamics"] = moments = compare.dynamics()
    beside = Table("quantity", "found", "wanted", "", title="Beside OpenSim")
    beside.add_row(
        "moment arm, gluteus medius, minimus, TFL, piriformis: largest median difference",
        f"{arms['judged_median_mm']:.2f} mm",
        f"≤ {compare.TARGET_MM:g} mm",
        _said(arms["passed"]),
    )
    beside.add_row(
        f"hip moment by inverse dynamics, {moments['cases']} cases: largest difference (median)",
        f"{moments['whole_moment_largest_pct']:.1f} % ({moments['whole_moment_median_pct']:.1f} %)",
        f"≤ {moments['target_pct']:g} %",
        _said(moments["passed"]),
    )
    if optimise:
        figures["optimisation"] = shared = compare.optimisation()
        beside.add_row(
            f"activation, {shared['frames']} frames, {shared['muscles']} muscles: root mean square difference",
            f"{shared['rms']:.3f}",
            f"≤ {shared['target_rms']:g}",
            _said(shared["passed"]),
        )
        turns = [(our_time(200)["median_ms"], compare.whole_leg()) for _ in range(3)]
        figures["whole_leg"] = leg = turns[0][1]
        leg["opensim_ms_per_frame"] = statistics.median(run["opensim_ms_per_frame"] for _, run in turns)
        # Turn by turn, since absolute times drift on a shared machine; the ratio is the figure to quote.
        leg["ratio"] = statistics.median(run["opensim_ms_per_frame"] / ours for ours, run in turns)
        beside.add_row(
            f"the same with knee and ankle in balance too, {leg['muscles']} muscles (another knee in each model)",
            f"{leg['rms']:.3f}",
            f"≤ {shared['target_rms']:g}",
            _said(leg["rms"] <= shared["target_rms"]),
        )
    out.print(beside)
    return figures


def _print_speed(out: Console, figures: dict[str, Any]) -> None:
    ours = figures["ours"]
    table = Table("quantity", "found", "wanted", "", title="Speed, one core")
    fast = ours["median_ms"] <= TARGET_MS
    table.add_row("full loads of a picture, median", f"{ours['median_ms']:.2f} ms", f"≤ {TARGET_MS:g} ms", _said(fast))
    table.add_row(f"the same for all {ours['variants']} variants", f"{ours['all_variants_median_ms']:.1f} ms", "", "")
    beside = figures["opensim"] or {}
    for key, what in (("whole_leg", "5 joint angles"), ("optimisation", "3 joint angles, hip muscles only")):
        if key not in beside:
            continue
        theirs = beside[key]
        ratio = theirs.setdefault("ratio", theirs["opensim_ms_per_frame"] / ours["median_ms"])
        table.add_row(
            f"OpenSim's static optimisation, a frame: {theirs['muscles']} muscles, {what}",
            f"{theirs['opensim_ms_per_frame']:.1f} ms",
            "",
            "",
        )
        wanted = key == "whole_leg"
        table.add_row(
            f"our full loads against that{', the same size' if wanted else ''}",
            f"{ratio:.0f} ×",
            f"≥ {TARGET_RATIO:g} ×" if wanted else "",
            _said(ratio >= TARGET_RATIO) if wanted else "",
        )
    out.print(table)


def _print_rows(out: Console, title: str, table_rows: list[Row]) -> None:
    heads = ("", "finding", "wanted", "found", "", "why")
    table = Table(*heads, title=f"{title}, against published findings", show_lines=True)
    for row in table_rows:
        table.add_row(row.id, row.finding, row.wanted, row.found, _said(row.passed), "" if row.passed else row.why)
    out.print(table)


def _print_tried(out: Console, tried: list[kinetics_emg.Verdict]) -> None:
    table = Table("way", "of V1 to V6 failed", "studies left out, outside their spread", "unbalanced", show_lines=True)
    table.title = "EMG-informed estimates, tried and not used"
    for verdict in tried:
        outside = [
            f"{one.study}, {one.muscle}: {one.predicted:.0f} not in {one.low:.0f}-{one.high:.0f} %"
            for one in verdict.studies
            if not one.within
        ]
        said = f"{len(outside)} of {len(verdict.studies)}: {'; '.join(outside)}" if outside else "none"
        table.add_row(str(verdict.way), ", ".join(verdict.failed) or "none", said, f"{verdict.unbalanced_pct:.2f} %")
    out.print(table)


def _said(passed: bool) -> str:
    return "[green]passed[/]" if passed else "[red]failed[/]"


if __name__ == "__main__":
    main()
