"""What reading both ways brings: people read as they are, and in the mean with their mirror image.

    python -m bench.both_ways FOLDER [--people 700] [--workers 2]

Renders so many people, each before another camera, closed and in four open moments, drawn as the bench's sessions are (other seeds), reads every
picture as it is and mirrored, and keeps that in FOLDER/00123.npz; what is there already is left alone. Prints how far off the change since the
closed picture and the hip angles are, one way and both, and the mean difference with its standard error. A session takes a minute and is
one person before one camera; a person here takes two seconds. Needs `pip install 'openclam[synth]'`; with `--people 12` it takes half a minute.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.sessions import SIZE_ODDS, SIZES, USUAL, likely_start
from openclam.errors import UsageError
from openclam.kinematics.features import Features, features
from openclam.kinematics.lifter import ABSOLUTE, CHANGE, Lifter
from openclam.pose.alike import legs_apart, mean_of
from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker, Reading
from openclam.pose.landmarks import COUNT
from openclam.pose.lying import side_lying
from openclam.pose.weights import weight_path
from openclam.synthesis.body import BodyMesh, build_body
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.document import EarPoints
from openclam.synthesis.looks import random_phenotype, random_scene
from openclam.synthesis.picture import Effects
from openclam.synthesis.render import Renderer, Scene
from openclam.synthesis.truth import joint_centres, measure
from training.targets import targets_of

FIRST_SEED = 5_000_000
BANDS = ((0.0, 40.0), (40.0, 70.0))
SHOWN = ("opening", "hip_external_rotation", "hip_abduction", "pelvic_roll", "knee_flexion")
_AS_IT_IS = ("hip_external_rotation", "hip_abduction", "knee_flexion")
"""Told as it is and not as it has changed: the closed picture's by itself, and what has changed since."""
_IN_CHANGE = np.array([ABSOLUTE.index(name) for name in CHANGE])
_SETTLED = 2

Rows = npt.NDArray[np.float32]


def draw(number: int) -> tuple[BodyMesh, Clam, Scene, list[ClamPose]]:
    """A person, how they lie, what is around them, and their moments, the closed one first."""
    rng = np.random.default_rng([FIRST_SEED + number])
    body = build_body(*random_phenotype(rng))
    clam = _lying(rng, body)
    helpers = [build_body(*random_phenotype(rng))] if rng.random() < 0.12 else []
    odds = np.array(SIZE_ODDS[:-1])
    size = SIZES[int(rng.choice(len(odds), p=odds / odds.sum()))]
    scene = random_scene(rng, size=size, texels=512, pillow=clam.start.head_support == "pillow", bystanders=helpers)
    low, high = BANDS[0] if number % 3 else BANDS[1]
    camera = replace(scene.camera, azimuth_deg=float(rng.uniform(low, high)) * float(rng.choice([-1, 1])))
    effects = Effects(read_noise=2.0) if rng.random() < USUAL else scene.effects
    occluders = () if rng.random() < USUAL else scene.occluders
    return body, clam, replace(scene, camera=camera, effects=effects, occluders=occluders), _moments(rng)


def _lying(rng: np.random.Generator, body: BodyMesh) -> Clam:
    while True:
        try:
            return Clam(body.skeleton, likely_start(rng))
        except UsageError:  # this body cannot lie so
            continue


def _moments(rng: np.random.Generator) -> list[ClamPose]:
    """Closed; twice open in full, twice less; a fifth with the pelvis rolled, a tenth with the foot lifted."""
    full, along = rng.uniform(18, 55), rng.uniform(0, 8)
    moments = [ClamPose(*rng.normal(0, 0.4, 3))]
    for row in range(4):
        opening = full * (1 if row < 2 else rng.uniform(0.3, 1))
        moments.append(
            ClamPose(
                opening_deg=float(opening + rng.normal(0, 1)),
                pelvic_roll_deg=float(along * opening / full + (rng.uniform(10, 28) if rng.random() < 0.2 else 0)),
                pelvic_tilt_deg=float(rng.normal(0, 1)),
                foot_lift_cm=float(rng.uniform(5, 12)) if rng.random() < 0.1 else 0.0,
            )
        )
    return moments


@cache
def _networks() -> tuple[Detector, Landmarker]:
    cv2.setNumThreads(1)
    return Detector(weight_path("detector"), 1), Landmarker(weight_path("heavy"), 1)


def _read(image: npt.NDArray[np.uint8]) -> Rows:
    """(2, 33, 8) the landmarks as the picture is, and in the mean with its mirror image; NaN where nobody is seen."""
    detector, landmarker = _networks()
    rows = np.full((2, COUNT, 8), np.nan, np.float32)
    found = [landmarker.read(image, person.region, 0, 0.0) for person in detector.find(image)[:3]]
    lying = max((one for one in found if one is not None), key=lambda one: side_lying(one.landmarks), default=None)
    if lying is None:
        return rows
    region = lying.region
    for _ in range(_SETTLED):
        again = landmarker.read(image, region, 0, 0.0)
        if again is None:
            break
        region = again.region
    one, other = (landmarker.read(image, region, 0, 0.0, mirrored=mirrored) for mirrored in (False, True))
    if one is None or other is None:
        return rows
    turned = replace(other, landmarks=other.landmarks.mirrored())
    rows[:] = _row(one), _row(mean_of(one, min(other, turned, key=lambda reading: legs_apart(one, reading))))
    return rows


def _row(reading: Reading) -> Rows:
    seen = reading.landmarks
    return np.column_stack([seen.image, seen.world, seen.visibility, seen.presence]).astype(np.float32)


def make(number: int, path: Path) -> None:
    """Render one person, read every moment, keep both beside the truth."""
    body, clam, scene, moments = draw(number)
    head, landmarks, truths = EarPoints(body), [], []
    with Renderer(body, scene) as renderer:
        for moment in moments:
            try:
                posed = clam.pose(moment)
            except UsageError:  # a moment that this body cannot reach
                continue
            landmarks.append(_read(renderer.draw(posed)))
            joints = joint_centres(posed) | head.of(posed)
            truths.append(targets_of(measure(posed, clam.closed), joints, scene.camera, clam.start, body.height_cm))
    partial = path.with_suffix(".part.npz")
    np.savez_compressed(
        partial, landmarks=np.stack(landmarks), truth=np.array(truths), size=np.array((scene.width, scene.height)),
        mirrored=scene.mirrored, azimuth_deg=scene.camera.azimuth_deg,
    )  # fmt: skip
    partial.replace(path)


def errors(path: Path) -> tuple[float, npt.NDArray[np.float64]] | None:
    """The camera's azimuth, and the person's mean absolute errors (2, SHOWN), one way and both; None where too little was seen."""
    with np.load(path) as stored:
        landmarks, truth, size = stored["landmarks"], stored["truth"], stored["size"].astype(float)
        flip, azimuth = bool(stored["mirrored"]), abs(float(stored["azimuth_deg"]))
    seen = ~np.isnan(landmarks[:, 0, 0, 0])
    if not seen[0] or seen.sum() < 2:
        return None
    marks, truth, count = landmarks[seen], truth[seen], int(seen.sum())
    sizes, flips = np.tile(size, (count, 1)), np.full(count, flip)
    ways = [features(way[..., :3], way[..., 3:6], way[..., 6], sizes, flips) for way in marks.swapaxes(0, 1)]
    return azimuth, np.array([_errors(way, truth) for way in ways])


def _errors(seen: Features, truth: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    lifter = Lifter.load()
    changed = np.array([lifter.change(row, seen[0]).value for row in seen[1:]])
    off = changed - (truth[1:] - truth[0])[:, _IN_CHANGE]
    closed_off = (lifter.absolute(seen[0]).value - truth[0])[_IN_CHANGE]
    off += np.where([name in _AS_IT_IS for name in CHANGE], closed_off, 0.0)
    return np.asarray(np.abs(off).mean(axis=0)[[CHANGE.index(name) for name in SHOWN]])


def show(found: list[tuple[float, npt.NDArray[np.float64]]]) -> None:
    """Print errors one way and both, by the camera's azimuth."""
    table = Table(
        "measure", *(f"{low:g}–{high:g}°" for low, high in BANDS), title="One way → both ways (difference ± its error)"
    )
    for column, name in enumerate(SHOWN):
        cells = []
        for low, high in BANDS:
            one, both = np.array([off[:, column] for azimuth, off in found if low <= azimuth < high]).T
            apart = both - one
            error = apart.std() / max(len(apart), 1) ** 0.5
            cells.append(
                f"{one.mean():.2f} → {both.mean():.2f} ({apart.mean():+.2f} ± {error:.2f}, {len(apart)} people)"
            )
        table.add_row(name, *cells)
    Console(width=130).print(table)


def main() -> None:
    """Render what is missing, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--people", type=int, default=700)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    paths = [options.folder / f"{number:05d}.npz" for number in range(options.people)]
    with Progress(console=Console(stderr=True)) as bar, ProcessPoolExecutor(options.workers) as pool:
        missing = [(number, path) for number, path in enumerate(paths) if not path.exists()]
        task = bar.add_task("people", total=len(missing))
        for done in as_completed(pool.submit(make, number, path) for number, path in missing):
            done.result()
            bar.advance(task)
    found = [one for one in map(errors, paths) if one is not None]
    print(
        f"{options.folder}: {len(found)} of {len(paths)} people were seen closed and open, both ways", file=sys.stderr
    )
    show(found)


if __name__ == "__main__":
    main()
