"""How often an ankle's landmark lies on the other foot, in rendered clips whose truth is known.

    python -m bench.ankles [FOLDER ...] [--quick]

Each folder holds `NAME.mp4` beside `NAME.truth.json`, as `openclam synth` writes them; without one, the
demo clip is looked at. Counted are the frames in which the feet lie far enough apart to tell.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import results
from openclam.capture import VideoFile
from openclam.pose import FrameLandmarks, PoseModel, open_tracker
from openclam.pose.landmarks import Point

DEMO = Path(__file__).parents[1] / "src" / "openclam" / "demo"
APART_SHARE = 0.12
"""Ankles nearer to each other than this share of the body's extent cannot be told apart by place."""


def clips(folders: list[Path]) -> list[tuple[Path, dict[str, Any]]]:
    """Every clip with its truth."""
    truths = [truth for folder in folders for truth in sorted(folder.glob("*.truth.json"))]
    videos = [truth.with_name(truth.name.replace(".truth.json", ".mp4")) for truth in truths]
    found = [
        (video, json.loads(truth.read_text("utf-8")))
        for video, truth in zip(videos, truths, strict=True)
        if video.exists()
    ]
    if not found:
        raise SystemExit(f"No NAME.mp4 beside NAME.truth.json in: {', '.join(map(str, folders))}")
    return found


def swapped(landmarks_by_frame: list[FrameLandmarks], truth: dict[str, Any]) -> tuple[int, int]:
    """Frames in which an ankle lies on the other foot, and frames in which that can be told."""
    left, right = (np.array(truth["joints_px"][f"{side}_ankle"]) for side in ("left", "right"))
    every = np.stack([np.array(value) for value in truth["joints_px"].values()])
    least = APART_SHARE * float(np.ptp(every.reshape(-1, 2), axis=0).max())
    wrong = told = 0
    for frame_landmarks, places in zip(landmarks_by_frame, zip(left, right, strict=True), strict=False):
        if frame_landmarks.landmarks is None or np.linalg.norm(places[0] - places[1]) <= least:
            continue
        seen = frame_landmarks.landmarks.image[[Point.LEFT_ANKLE, Point.RIGHT_ANKLE], :2]
        own, other = np.linalg.norm(seen - places, axis=1), np.linalg.norm(seen - places[::-1], axis=1)
        told += 1
        wrong += bool((other < own).any())
    return wrong, told


def main() -> None:
    """Look, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER")
    parser.add_argument("--quick", action="store_true", help="with the lite network")
    options = parser.parse_args()
    model: PoseModel = "lite" if options.quick else "heavy"
    table, rows = Table("clip", "on the other foot", "pictures", title="Ankles"), []
    for video, truth in clips(options.folders or [DEMO]):
        tracker = open_tracker(model)
        with VideoFile(video) as frames:
            wrong, told = swapped([tracker.step(frame) for frame in frames], truth)
        rows.append({"clip": video.stem, "swapped": wrong, "pictures": told})
        table.add_row(video.stem, str(wrong), str(told))
    Console().print(table)
    print(f"Written: {results.write('ankles', {'pose_model': model, 'clips': rows})}", file=sys.stderr)


if __name__ == "__main__":
    main()
