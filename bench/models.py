"""The same sessions read by each landmark network, both ways and one way: how far off, and how much wider.

    python -m bench.models VIDEOS [--split development|test|former] [--seen FOLDER] [--workers 2] [--every 1]

VIDEOS is the folder in which `bench.sessions --videos` kept the rendered sessions. A recording is read by *heavy*, each
second frame mirrored, unless its user chooses otherwise; the browser reads by *full*, or *lite* where that is slow, and
one way. What each sees is kept in SEEN, so that the command can be stopped and run again. Prints how far angles and
times are off, how often the stated 90 % interval holds the truth, how much wider it would have to be to hold nine in
ten, and what is said of the pelvis. Writes `bench/results/models.json`.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any, get_args

import cv2
import numpy as np
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench import results
from bench.accuracy import TWO_SIDED_90
from bench.against_truth import Error, Outcome, compare, follow
from bench.pelvis import RepRoll, figures, rows_of
from bench.recorded import Recorded, read, write
from bench.sessions import FOLDER, Plan, Split, plans
from openclam.capture import VideoFile
from openclam.kinematics import Kinematics
from openclam.pose import PoseModel, open_tracker
from openclam.pose import follow as watch

Way = tuple[PoseModel, bool]
WAYS: tuple[Way, ...] = (("heavy", True), ("full", True), ("lite", True), ("full", False), ("lite", False))
"""Network, and whether frames are read mirrored in turn: of a recording, then in the browser."""
RECORDED: Way = ("heavy", True)
"""How `bench.sessions` read the sessions."""
SHOWN = (
    "opening_deg", "pelvic_roll_deg", "pelvic_tilt_deg", "feet_gap_cm", "hip_external_rotation_deg", "up_s", "down_s",
)  # fmt: skip


def name_of(model: PoseModel, both: bool) -> str:
    """How a way of reading is named in files and tables."""
    return f"{model}, {'both ways' if both else 'one way'}"


def see(plan: Plan, video: Path, path: Path, model: PoseModel, both: bool) -> None:
    """Watch one session's video in one way, and keep what is seen beside the session's truth."""
    cv2.setNumThreads(1)
    known = read(FOLDER / f"{plan.name}.npz")
    with VideoFile(video) as frames:
        landmarks = tuple(watch(frames, lambda: VideoFile(video), open_tracker(model, mirror=both)))
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, Recorded(landmarks, known.truth, known.about))


def _missing(chosen: list[Plan], seen: Path) -> list[tuple[Plan, Path, PoseModel, bool]]:
    ways = [way for way in WAYS if way != RECORDED]
    rows = [(plan, _folder(way, seen) / f"{plan.name}.npz", *way) for way in ways for plan in chosen]
    return [row for row in rows if not row[1].exists()]


def _folder(way: Way, seen: Path) -> Path:
    return FOLDER if way == RECORDED else seen / name_of(*way)


def outcome_of(chosen: list[Plan], folder: Path) -> tuple[Outcome, list[RepRoll]]:
    """Errors, and what is said of the pelvis, of the sessions as they lie in `folder`."""
    outcome, rolls = Outcome(), []
    for plan in chosen:
        recorded = read(folder / f"{plan.name}.npz")
        result = follow(recorded, Kinematics)
        compare(recorded, result, outcome)
        rolls += rows_of(recorded, result)
    return outcome, rolls


def figures_of(outcome: Outcome, rolls: list[RepRoll]) -> dict[str, Any]:
    """What one way of reading gave."""
    measures = {name: _of([error for error in outcome.errors if error.measure == name]) for name in SHOWN}
    right = sum(row["reps"] == row["true_reps"] for row in outcome.sessions)
    counts = {"sessions": len(outcome.sessions), "rep_count_right": right}
    pelvis = {name: of for name, of in figures(rolls).items() if name in ("clear", "small")}
    return {**counts, "measures": measures, "pelvis": pelvis}


def _of(errors: list[Error]) -> dict[str, float] | None:
    if not errors:
        return None
    size = np.array([abs(error.error) for error in errors])
    share = size / (TWO_SIDED_90 * np.array([error.sd for error in errors]))
    return {
        "mae": float(size.mean()),
        "covered_90": float((share <= 1).mean()),
        "wider": float(np.quantile(share, 0.9)),
    }


def show(found: dict[str, dict[str, Any]], out: Console) -> None:
    """Print the tables."""
    table = Table("measure", *found, title="MAE (90 % interval holds; nine in ten if so many times as wide)")
    for name in SHOWN:
        table.add_row(name, *(_cell(of["measures"][name]) for of in found.values()))
    table.add_section()
    table.add_row("counted right", *(f"{of['rep_count_right']} of {of['sessions']}" for of in found.values()))
    for group in ("clear", "small"):
        for verdict in ("met", "not met"):
            table.add_row(
                f"{group} rolls called {verdict}",
                *(f"{of['pelvis'][group][verdict]} of {of['pelvis'][group]['reps']}" for of in found.values()),
            )
    out.print(table)


def _cell(of: dict[str, float] | None) -> str:
    return "–" if of is None else f"{of['mae']:.2f} ({100 * of['covered_90']:.0f} %; {of['wider']:.2f})"


def main() -> None:
    """See what is missing, follow, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("videos", type=Path, metavar="VIDEOS")
    parser.add_argument("--split", choices=get_args(Split), default="development")
    parser.add_argument("--seen", type=Path, default=Path("out/models"))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask every Nth session only")
    options = parser.parse_args()
    chosen = _with_videos(options.split, options.videos)[:: options.every]
    missing = _missing(chosen, options.seen)
    with Progress(console=Console(stderr=True)) as bar, ProcessPoolExecutor(options.workers) as pool:
        task = bar.add_task("watched", total=len(missing))
        jobs = [
            pool.submit(see, plan, options.videos / f"{plan.name}.mp4", path, model, both)
            for plan, path, model, both in missing
        ]
        for done in as_completed(jobs):
            done.result()
            bar.advance(task)
    found = {name_of(*way): figures_of(*outcome_of(chosen, _folder(way, options.seen))) for way in WAYS}
    show(found, Console(width=200))
    path = results.write("models", {"split": options.split, "every": options.every, "ways": found})
    print(f"Written: {path}", file=sys.stderr)


def _with_videos(split: Split, videos: Path) -> list[Plan]:
    chosen = [plan for plan in plans() if plan.split == split and plan.band != "end on"]
    there = [plan for plan in chosen if (videos / f"{plan.name}.mp4").is_file()]
    if not there:
        raise SystemExit(
            f"{videos} holds no session's video; make some with: python -m bench.sessions --videos {videos}"
        )
    if len(there) < len(chosen):
        print(f"{len(there)} of {len(chosen)} sessions have their video in {videos}", file=sys.stderr)
    return there


if __name__ == "__main__":
    main()
