"""The sessions of the accuracy bench: who does what before which camera, all from seeds.

    python -m bench.sessions [--workers 2] [--videos FOLDER]

renders each session that is missing to a video, reads its landmarks with the product's pose stage and
keeps those in `bench/landmarks/` (see `bench.recorded`). Needs `pip install 'openclam[synth]'` and a
minute or two a session.

No body, no clothes and no camera of the test split occur in the development split, nor any of either in
what the lifter learned from (`training.frames` draws from other seeds).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from rich.console import Console
from rich.progress import Progress

from bench.moves import USUAL, former_moves, moves_of_people
from bench.recorded import Recorded, write
from openclam.capture import VideoFile
from openclam.errors import UsageError
from openclam.pose import PersonTracker, follow
from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker
from openclam.pose.weights import weight_path
from openclam.synthesis.body import BodyMesh, build_body
from openclam.synthesis.clip import write_clip
from openclam.synthesis.clip_plan import ClipPlan
from openclam.synthesis.lamps import random_lamps
from openclam.synthesis.looks import random_phenotype, random_scene
from openclam.synthesis.picture import Effects
from openclam.synthesis.session import Session, plan_session

FOLDER = Path(__file__).with_name("landmarks")

Split = Literal["former", "development", "test"]
Band = Literal["frontal", "oblique", "end on"]

BANDS: dict[Band, tuple[float, float]] = {"frontal": (0.0, 40.0), "oblique": (40.0, 70.0), "end on": (70.0, 90.0)}
"""Camera azimuths off the frontal, degrees."""

COUNTS: dict[Split, dict[Band, int]] = {
    "former": {"frontal": 30, "oblique": 20, "end on": 6},
    "development": {"frontal": 40, "oblique": 30, "end on": 4},
    "test": {"frontal": 44, "oblique": 34, "end on": 4},
}
"""Sessions of each split. In `former` the trunk always rolls along with the pelvis, and reps are those of a bench that
knew no real person's; the other two move as people do (`bench.moves`)."""
_SEEDS: dict[Split, int] = {"former": 700_000, "development": 500_000, "test": 400_000}
"""Seeds from 800,000 and from 600,000 on made test splits that have been looked at; they are no longer used."""
_PREFIX: dict[Split, str] = {"former": "deve", "development": "tune", "test": "proof"}
"""How a session's name begins."""
SIZES = ((640, 480), (640, 360), (854, 480), (480, 640), (1280, 720), (1920, 1080))
SIZE_ODDS = (0.33, 0.25, 0.22, 0.1, 0.07, 0.03)
_RATES = (12.0, 15.0, 20.0, 30.0)
_RATE_ODDS = (0.35, 0.4, 0.17, 0.08)


@dataclass(frozen=True, slots=True)
class Plan:
    """One session of the bench."""

    name: str
    split: Split
    band: Band
    seed: int


def plans() -> list[Plan]:
    """Every session, split by split."""
    return [
        Plan(
            f"{_PREFIX[split]}-{band.replace(' ', '-')}-{number:02d}", split, band, _SEEDS[split] + 1000 * row + number
        )
        for split, counts in COUNTS.items()
        for row, (band, count) in enumerate(counts.items())
        for number in range(count)
    ]


def draws(plan: Plan) -> Iterator[tuple[BodyMesh, ClipPlan, Session]]:
    """Bodies and clips of a session, and what is done there; the first that a body can do is the session."""
    for attempt in range(50):
        rng = np.random.default_rng([plan.seed, attempt])
        yield build_body(*random_phenotype(rng)), *_clip(rng, plan)


def _clip(rng: np.random.Generator, plan: Plan) -> tuple[ClipPlan, Session]:
    as_people = plan.split != "former"
    session, start = moves_of_people(rng) if as_people else former_moves(rng)
    movement = plan_session(session, start, int(rng.integers(2**31)))
    size = SIZES[int(rng.choice(len(SIZES), p=SIZE_ODDS))]
    other = build_body(*random_phenotype(rng))
    pillow = movement.start.head_support == "pillow"
    scene = random_scene(rng, size=size, pillow=pillow, bystanders=[other])
    low, high = BANDS[plan.band]
    azimuth = float(rng.uniform(low, high) * rng.choice([-1.0, 1.0]))
    # A video's compression comes from its encoder, not from single pictures.
    effects = Effects(read_noise=2.0) if rng.random() < USUAL else replace(scene.effects, jpeg_quality=None)
    occluders = () if rng.random() < USUAL else scene.occluders
    camera = replace(scene.camera, azimuth_deg=azimuth)
    lamps = random_lamps(rng) if as_people else scene.lamps
    scene = replace(scene, camera=camera, effects=effects, occluders=occluders, lamps=lamps)
    return ClipPlan(movement, scene, float(rng.choice(_RATES, p=_RATE_ODDS)), int(rng.integers(20, 33))), session


def _render(plan: Plan, video: Path) -> Session:
    """Write the session's clip and its truth."""
    for body, clip, session in draws(plan):
        try:
            write_clip(body, clip, video)
        except UsageError:  # a posture that this body cannot take
            continue
        return session
    raise RuntimeError(f"{plan.name}: no draw of fifty could be done")


def record(plan: Plan, videos: Path | None = None) -> None:
    """Render a session, watch it, keep what was seen; its video too where there is a folder for `videos`."""
    with tempfile.TemporaryDirectory() as folder:
        video = (videos or Path(folder)) / f"{plan.name}.mp4"
        session = _render(plan, video)
        truth = json.loads(video.with_suffix(".truth.json").read_text("utf-8"))
        # One thread: as many sessions as cores are recorded side by side.
        tracker = PersonTracker(Detector(weight_path("detector"), 1), Landmarker(weight_path("heavy"), 1))
        with VideoFile(video) as frames:
            landmarks_by_frame = tuple(follow(frames, lambda: VideoFile(video), tracker))
    about = {
        "name": plan.name,
        "split": plan.split,
        "band": plan.band,
        "seed": plan.seed,
        "trunk_follows": session.trunk_follows,
    }
    write(FOLDER / f"{plan.name}.npz", Recorded(landmarks_by_frame, truth, about))


def _work(plan: Plan, videos: Path | None) -> None:
    cv2.setNumThreads(1)
    record(plan, videos)


def main() -> None:
    """Record what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--videos", type=Path, help="folder in which the rendered videos are kept")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    missing = [plan for plan in plans() if not (FOLDER / f"{plan.name}.npz").exists()]
    with Progress(console=Console(stderr=True)) as bar, ProcessPoolExecutor(options.workers) as pool:
        task = bar.add_task("sessions", total=len(missing))
        for done in as_completed(pool.submit(_work, plan, options.videos) for plan in missing):
            done.result()
            bar.advance(task)
    print(f"{FOLDER}: {len(plans()) - len(missing)} were there, {len(missing)} made", file=sys.stderr)


if __name__ == "__main__":
    main()
