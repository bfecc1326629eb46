"""What reading both ways brings: people read as they are, and in the mean with their mirror image.

    python -m bench.both_ways FOLDER [--people 700] [--workers 2] [--quick]

Renders so many people, each before another camera, closed and in four open moments, drawn as the bench's sessions are
(other seeds), reads every frame as it is and mirrored, and keeps that in FOLDER/00123.npz; what is there already is
left alone. Prints how far off the change since the closed frame and the hip angles are, one way and both, and the
mean difference with its standard error; writes that to `bench/results/both_ways.json`. A session takes a minute and is
one person before one camera; a person here takes two seconds. Needs `pip install 'openclam[synth]'`; `--quick` takes
twelve people and half a minute, and writes nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import Progress
from rich.table import Table as Printed

from bench import results
from bench.kept import keep
from bench.sessions import BANDS as ALL_BANDS
from openclam.capture.frame import Frame
from openclam.kinematics.features import Features, features
from openclam.kinematics.lifter import CHANGE, CHANGE_IN_ABSOLUTE, Lifter
from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker
from openclam.pose.landmarks import COUNT
from openclam.pose.mirror_reading import mirror_reading
from openclam.pose.weights import weight_path
from openclam.synthesis.body import BodyMesh
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.render import Scene
from training.as_in_sessions import who_and_where
from training.rendered import Image, Table, drawn, row_of, who_lies

FIRST_SEED = 5_000_000
QUICK_PEOPLE = 12
MOMENTS = 5
BANDS = ALL_BANDS["frontal"], ALL_BANDS["oblique"]
SHOWN = ("opening", "hip_external_rotation", "hip_abduction", "pelvic_roll", "knee_flexion")
_AS_IT_IS = ("hip_external_rotation", "hip_abduction", "knee_flexion")
"""Told as it is and not as it has changed: the closed frame's by itself, and what has changed since."""
_SETTLED = 2


def draw(number: int) -> tuple[BodyMesh, Clam, Scene, list[ClamPose]]:
    """A person, how they lie, what is around them, and their moments, the closed one first."""
    rng = np.random.default_rng([FIRST_SEED + number])
    return *who_and_where(rng, BANDS[0] if number % 3 else BANDS[1]), moments_of(rng)


def moments_of(rng: np.random.Generator) -> list[ClamPose]:
    """`MOMENTS` postures: closed; twice open, twice less; a fifth with pelvis rolled, a tenth with foot lifted."""
    full, along = rng.uniform(18, 55), rng.uniform(0, 8)
    moments = [ClamPose(*rng.normal(0, 0.4, 3))]
    for row in range(MOMENTS - 1):
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


def _read(image: Image) -> Table:
    """(2, 33, 8) the landmarks as the frame is, and in the mean with its mirror image; NaN where nobody is seen."""
    detector, landmarker = _networks()
    nobody = np.full((2, COUNT, 8), np.nan, np.float32)
    seen = who_lies(detector, landmarker, image)
    for _ in range(_SETTLED):
        again = None if seen is None else landmarker.read(image, seen.region, 0, 0.0)
        seen = again or seen
    if seen is None:
        return nobody
    both = mirror_reading(landmarker, Frame(0, 0.0, image), seen.region)
    return nobody if both is None else np.stack([row_of(both.as_it_is), row_of(both.reading)])


def make(number: int, path: Path) -> None:
    """Render one person, read every moment, keep both beside the truth."""
    body, clam, scene, moments = draw(number)
    pairs = [(_read(picture), truth) for picture, truth in drawn(body, clam, scene, moments)]
    landmarks, truths = zip(*pairs, strict=True)
    keep(
        path, landmarks=np.stack(landmarks), truth=np.array(truths), size=np.array((scene.width, scene.height)),
        mirrored=scene.mirrored, azimuth_deg=scene.camera.azimuth_deg,
    )  # fmt: skip


def errors(path: Path) -> tuple[float, npt.NDArray[np.float64]] | None:
    """The camera's azimuth and the person's mean absolute errors (2, SHOWN), one way and both.

    None where too little was seen.
    """
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
    off = changed - (truth[1:] - truth[0])[:, CHANGE_IN_ABSOLUTE]
    closed_off = (lifter.absolute(seen[0]).value - truth[0])[CHANGE_IN_ABSOLUTE]
    off += np.where([name in _AS_IT_IS for name in CHANGE], closed_off, 0.0)
    return np.asarray(np.abs(off).mean(axis=0)[[CHANGE.index(name) for name in SHOWN]])


def compared(found: list[tuple[float, npt.NDArray[np.float64]]]) -> dict[str, dict[str, dict[str, float]]]:
    """By band of azimuths and measure: people, errors one way and both, the mean difference and its standard error."""
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for low, high in BANDS:
        off = np.array([off for azimuth, off in found if low <= azimuth < high])
        one, both = off.mean(axis=0)
        apart = off[:, 1] - off[:, 0]
        error = apart.std(axis=0) / len(apart) ** 0.5
        figures[f"{low:g}–{high:g}°"] = {
            name: {
                "people": len(off),
                "one_way": float(one[row]),
                "both_ways": float(both[row]),
                "difference": float(apart[:, row].mean()),
                "its_error": float(error[row]),
            }
            for row, name in enumerate(SHOWN)
        }
    return figures


def show(figures: dict[str, dict[str, dict[str, float]]]) -> None:
    """Print them."""
    table = Printed("measure", *figures, title="One way → both ways (difference ± its error)")
    for name in SHOWN:
        rows = [band[name] for band in figures.values()]
        cells = [
            f"{row['one_way']:.2f} → {row['both_ways']:.2f} ({row['difference']:+.2f} ± {row['its_error']:.2f},"
            f" {row['people']} people)"
            for row in rows
        ]
        table.add_row(name, *cells)
    Console(width=130).print(table)


def main() -> None:
    """Render what is missing, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--people", type=int, default=700)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_PEOPLE} people; nothing is written")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    paths = [
        options.folder / f"{number:05d}.npz" for number in range(QUICK_PEOPLE if options.quick else options.people)
    ]
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
    figures = compared(found)
    show(figures)
    if not options.quick:
        print(f"Written: {results.write('both_ways', figures)}", file=sys.stderr)


if __name__ == "__main__":
    main()
