"""Angles, times and verdicts against rendered clips whose truth is known.

    python -m bench.angles [FOLDER ...] [--quick]

Each folder holds `NAME.mp4` beside `NAME.truth.json`, as `openclam.synthesis` writes them; without
one, the demo clip is measured. Prints, over all reps, the mean absolute error, the bias and the
root-mean-square error of each measure beside the standard deviation that was stated for it, how
often the stated 90 % interval covers the truth, and how often the ankles changed sides.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import results
from openclam import NobodyError
from openclam.assessment.model import Assessment, Measured, Rep, Verdict
from openclam.exercise import load_exercise
from openclam.pose import PoseModel
from openclam.recording import assess

DEMO = Path(__file__).parents[1] / "src" / "openclam" / "demo"
REP_MEASURES = ("opening_deg", "pelvic_roll_deg", "feet_gap_cm", "up_s", "hold_s", "down_s")
TOP_MEASURES = ("hip_external_rotation_deg", "hip_abduction_deg")
START_MEASURES = {"hips-bent": "hip_flexion_deg", "knees-bent": "knee_flexion_deg"}
TWO_SIDED_90 = 1.645
APART_SHARE = 0.12
"""Ankles nearer to each other than this share of the body's extent cannot be told apart by place."""


@dataclass
class Tally:
    """Errors of one measure: (measured − true, stated sd)."""

    pairs: list[tuple[float, float]] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        """The figures to print."""
        error, sd = np.array(self.pairs).T
        return {
            "values": len(error),
            "mae": float(np.abs(error).mean()),
            "bias": float(error.mean()),
            "rmse": float(np.sqrt((error**2).mean())),
            "stated_sd": float(np.sqrt((sd**2).mean())),
            "covered_90": float((np.abs(error) <= TWO_SIDED_90 * sd).mean()),
        }


def clips(folders: list[Path]) -> list[tuple[Path, dict[str, Any]]]:
    """Every clip with its truth."""
    found = []
    for folder in folders:
        for truth in sorted(folder.glob("*.truth.json")):
            video = truth.with_name(truth.name.replace(".truth.json", ".mp4"))
            if video.exists():
                found.append((video, json.loads(truth.read_text("utf-8"))))
    if not found:
        raise SystemExit(f"No NAME.mp4 beside NAME.truth.json in: {', '.join(map(str, folders))}")
    return found


def compare(assessment: Assessment, truth: dict[str, Any], tallies: dict[str, Tally]) -> None:
    """Add one clip's reps and start to the tallies; the reps are those of the truth, in order."""
    frames = truth["frames"]
    times = np.array(frames["time_s"])
    for rep, true in zip(assessment.reps, truth["reps"], strict=True):
        for name in REP_MEASURES:
            _add(tallies[name], _value(rep, name), true[name])
        top = (times >= true["top_s"]) & (times <= true["top_end_s"])
        for name in TOP_MEASURES:
            _add(tallies[name], _value(rep, name), float(np.mean(np.array(frames[name])[top])))
    for finding in assessment.start_position:
        start = START_MEASURES.get(finding.statement)
        if start is not None:
            _add(tallies[start], Measured(value=finding.value, sd=finding.sd), float(frames[start][0]))


def _value(rep: Rep, name: str) -> Measured:
    """A rep's measure; of a time, its finding holds the standard deviation."""
    value = getattr(rep, name)
    if isinstance(value, Measured):
        return value
    slug = {"up_s": "controlled-opening", "hold_s": "brief-hold", "down_s": "controlled-return"}[name]
    finding = next(finding for finding in rep.findings if finding.statement == slug)
    return Measured(value=value, sd=finding.sd)


def _add(tally: Tally, measured: Measured, true: float) -> None:
    if measured.value is not None and measured.sd is not None:
        tally.pairs.append((measured.value - true, measured.sd))


def judge(assessment: Assessment, truth: dict[str, Any], verdicts: dict[str, Counter[str]]) -> None:
    """Count each statement's verdicts as right, wrong or not given, where the truth is clearly one or the other."""
    frames, exercise = truth["frames"], load_exercise()
    times = np.array(frames["time_s"])
    for rep, true in zip(assessment.reps, truth["reps"], strict=True):
        during = (times >= true["start_s"]) & (times <= true["end_s"])
        for finding in rep.findings:
            statement = exercise.statement(finding.statement)
            value = _true_value(statement.measure or "", true, frames, during)
            if value is None or statement.limits is None:
                continue
            fault = statement.limits.fault(value)
            if finding.verdict is Verdict.CANNOT_JUDGE:
                verdicts[statement.slug]["cannot judge"] += 1
            elif fault in (0.0, 1.0):
                right = (finding.verdict is Verdict.NOT_MET) == (fault == 1.0)
                verdicts[statement.slug]["right" if right else "wrong"] += 1


def _true_value(measure: str, true: dict[str, Any], frames: dict[str, Any], during: np.ndarray) -> float | None:
    if measure in true:
        return float(true[measure])
    if measure in frames:
        return float(np.abs(np.array(frames[measure])[during] - frames[measure][0]).max())
    return None


def swapped_share(assessment: Assessment, truth: dict[str, Any]) -> tuple[int, int]:
    """Pictures in which an ankle lies on the other foot, and pictures in which that can be told."""
    points = assessment.series.landmarks_px
    left, right = (np.array(truth["joints_px"][f"{side}_ankle"]) for side in ("left", "right"))
    every = np.stack([np.array(value) for value in truth["joints_px"].values()])
    extent = float(np.ptp(every.reshape(-1, 2), axis=0).max())
    frames = min(len(points), len(left))
    told = np.linalg.norm(left - right, axis=1)[:frames] > APART_SHARE * extent
    wrong = np.zeros(frames, bool)
    for index, own, other in ((27, left, right), (28, right, left)):
        seen = points[:frames, index]
        wrong |= np.linalg.norm(seen - other[:frames], axis=1) < np.linalg.norm(seen - own[:frames], axis=1)
    return int((wrong & told).sum()), int(told.sum())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER")
    parser.add_argument("--quick", action="store_true", help="the first three clips, with the lite network")
    options = parser.parse_args()
    tallies: dict[str, Tally] = defaultdict(Tally)
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    rows, swapped, told = [], 0, 0
    found = clips(options.folders or [DEMO])
    for video, truth in found[:3] if options.quick else found:
        row: dict[str, Any] = {"clip": video.stem, "azimuth_deg": truth["camera"]["azimuth_deg"]}
        row["true_reps"], row["reps"] = len(truth["reps"]), 0
        rows.append(row)
        try:
            model: PoseModel = "lite" if options.quick else "heavy"
            assessment = assess(video, height_cm=truth["body"]["height_cm"], pose_model=model)
        except NobodyError as error:
            row["error"] = str(error)
            continue
        row["reps"], row["estimated_azimuth_deg"] = len(assessment.reps), assessment.view.azimuth_deg
        clip_swapped, clip_told = swapped_share(assessment, truth)
        swapped, told = swapped + clip_swapped, told + clip_told
        if row["reps"] == row["true_reps"]:
            compare(assessment, truth, tallies)
            judge(assessment, truth, verdicts)
    figures = {
        "clips": rows,
        "rep_count_right": sum(row["reps"] == row["true_reps"] for row in rows),
        "ankles_swapped_share": swapped / told if told else None,
        "ankle_pictures": told,
        "verdicts": {slug: dict(counts) for slug, counts in verdicts.items()},
        "measures": {name: tally.row() for name, tally in tallies.items()},
    }
    _print(figures)
    print(f"Written: {results.write('angles', figures)}", file=sys.stderr)


def _print(figures: dict[str, Any]) -> None:
    out = Console(width=120)
    counts = Table("clip", "azimuth", "estimated", "reps", "counted", title="Reps")
    for row in figures["clips"]:
        seen = row.get("estimated_azimuth_deg")
        counts.add_row(
            row["clip"], f"{row['azimuth_deg']:.0f}°", "–" if seen is None else f"{seen:.0f}°",
            str(row["true_reps"]), str(row["reps"]),
        )  # fmt: skip
    out.print(counts)
    errors = Table("measure", "values", "MAE", "bias", "RMSE", "stated sd", "90 % covers", title="Errors")
    for name, row in figures["measures"].items():
        errors.add_row(
            name, str(row["values"]), f"{row['mae']:.2f}", f"{row['bias']:+.2f}", f"{row['rmse']:.2f}",
            f"{row['stated_sd']:.2f}", f"{100 * row['covered_90']:.0f} %",
        )  # fmt: skip
    out.print(errors)
    given = Table("statement", "right", "wrong", "cannot judge", title="Verdicts on reps")
    for slug, counted in figures["verdicts"].items():
        given.add_row(slug, *(str(counted.get(kind, 0)) for kind in ("right", "wrong", "cannot judge")))
    out.print(given)
    share = figures["ankles_swapped_share"]
    told = figures["ankle_pictures"]
    out.print(
        "Ankles on the other foot: "
        + ("cannot be told" if share is None else f"{100 * share:.1f} % of {told} pictures")
    )


if __name__ == "__main__":
    main()
