"""Render people in moments of the exercise, and keep the landmarks beside the truth.

    python -m training.frames OUT [--scenes 2000] [--first 0] [--workers 2]

A scene is one person in one place before one camera, all drawn by chance from the scene's number, in twenty (later
eight) unrelated moments; the first two are the closed position. From number 20,000 on people lie and move as in
sessions (`training.as_in_sessions`), in six moments, and are read both ways besides; from number 40,000 on their pelvis
rolls while what lies above it does as it likes (`training.rolling`), in eight moments. Each goes to OUT/000123.npz.
Scenes that exist are left alone, so that the command can be stopped and run again. Some three seconds (later one and a
half) a scene on one core; needs `pip install 'openclam[synth]'`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import Progress

from bench.kept import keep
from openclam.capture.frame import Frame
from openclam.pose import POSE_MODELS
from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker, NetworkOutput
from openclam.pose.landmarks import COUNT
from openclam.pose.mirror_reading import mirror_reading
from openclam.pose.region import Region
from openclam.pose.weights import weight_path
from openclam.synthesis.body import BodyMesh, build_body
from openclam.synthesis.camera import Camera
from openclam.synthesis.chance import random_moment, random_start
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.looks import random_phenotype, random_scene
from openclam.synthesis.render import Scene
from training import as_in_sessions, rolling
from training.rendered import Image, Table, drawn, lying, row_of, who_lies
from training.targets import TARGETS

MOMENTS = 20
SIZES = ((640, 480), (640, 360), (854, 480), (480, 640), (1280, 720))
_SIZE_ODDS = (0.35, 0.25, 0.2, 0.1, 0.1)
_STILL_DEG = 0.7

FILLING = 2014
"""First scene of those that fill what the earlier ones lack.

A pelvis that rolls with the opening by some degrees, as everybody's does: six in ten earlier moments have no roll at
all, and small rolls were then read as none. And cameras off to the side.
"""
_ALONG_DEG, _ALONG_AT_DEG = 10.0, 40.0
"""The pelvis goes along by so much at most where the knee is open this far."""
_OBLIQUE_SHARE, _OBLIQUE_DEG = 0.6, (30.0, 75.0)
MANY, FEWER_MOMENTS = 3360, 8
"""First scene that shows its person in fewer moments.

All frames of a person share what is misread, so that another person teaches more than another moment of the same one.
"""
AS_IN_SESSIONS = 20_000
"""From this scene on people lie and move as in sessions, and are read both ways besides."""
ROLLING = 40_000
"""From this scene on, what lies above the pelvis does not tell its roll (`training.rolling`)."""
_REGION_SHAKE = (0.02, 0.02, 0.02, 0.05)
"""How the region that is followed differs from the ideal: shares of its size twice, of its size, radians."""


@dataclass(frozen=True, slots=True)
class Networks:
    """The pose networks of one process."""

    detector: Detector
    landmarkers: dict[str, Landmarker]

    @staticmethod
    def load() -> Networks:
        """The networks from their weights."""
        return Networks(
            Detector(weight_path("detector"), 1), {name: Landmarker(weight_path(name), 1) for name in POSE_MODELS}
        )

    def read(self, image: Image, shake: npt.NDArray[np.float64]) -> Table:
        """(models, 33, 8): x, y, z px, x, y, z m, visibility, presence, of the person on the side; NaN where unseen.

        The second look follows the first, as from frame to frame of a video.
        """
        seen = who_lies(self.detector, self.landmarkers["heavy"], image)
        if seen is None:
            return _nobody(len(self.landmarkers))
        region = _shaken(seen.region, shake)
        return _rows(network.read(image, region, 0, 0.0) for network in self.landmarkers.values())

    def follow(
        self, image: Image, seen: NetworkOutput | None, shake: npt.NDArray[np.float64]
    ) -> tuple[Table, NetworkOutput | None]:
        """The same (models + 1, 33, 8), the last of *heavy* both ways, and that reading; starts where it was `seen`."""
        heavy, *others = self.landmarkers.values()
        seen = seen or who_lies(self.detector, heavy, image)
        if seen is None:
            return _nobody(len(self.landmarkers) + 1), None
        region = _shaken(seen.region, shake)
        both = mirror_reading(heavy, Frame(0, 0.0, image), region)
        if both is None:
            return _nobody(len(self.landmarkers) + 1), None
        rest = (network.read(image, region, 0, 0.0) for network in others)
        return _rows([both.as_it_is, *rest, both.reading]), both.reading


def _rows(readings: Iterable[NetworkOutput | None]) -> Table:
    return np.concatenate([_nobody(1) if one is None else row_of(one)[None] for one in readings])


def _nobody(looks: int) -> Table:
    return np.full((looks, COUNT, 8), np.nan, np.float32)


def _shaken(region: Region, shake: npt.NDArray[np.float64]) -> Region:
    x, y, size, angle = shake * np.array(_REGION_SHAKE)
    return Region(
        region.x + x * region.size, region.y + y * region.size, region.size * (1 + size), region.angle + angle
    )


def make_scene(number: int, path: Path, networks: Networks) -> None:
    """Render the scene of this number and write what was seen and what is true."""
    rng = np.random.default_rng(number)
    in_session = number >= AS_IN_SESSIONS
    body, clam, scene, moments = _drawn(rng, number)
    landmarks, truths, seen = [], [], None
    for picture, truth in drawn(body, clam, scene, moments):
        shake = rng.normal(size=4)
        if in_session:
            table, seen = networks.follow(picture, seen, shake)
        else:
            table = networks.read(picture, shake)
        landmarks.append(table)
        truths.append(truth)
    keep(
        path,
        landmarks=np.stack(landmarks),
        targets=np.array(truths, np.float32),
        names=np.array(TARGETS),
        size=np.array((scene.width, scene.height)),
        mirrored=scene.mirrored,
        azimuth_deg=scene.camera.azimuth_deg,
        height_cm=body.height_cm,
    )


def _drawn(rng: np.random.Generator, number: int) -> tuple[BodyMesh, Clam, Scene, list[ClamPose]]:
    if number >= ROLLING:
        return rolling.draw(rng)
    return as_in_sessions.draw(rng) if number >= AS_IN_SESSIONS else _draw(rng, number)


def _draw(rng: np.random.Generator, number: int) -> tuple[BodyMesh, Clam, Scene, list[ClamPose]]:
    """A scene that shows anything."""
    body = build_body(*random_phenotype(rng))
    clam = lying(body.skeleton, lambda: random_start(rng))
    others = [build_body(*random_phenotype(rng))]
    size = SIZES[int(rng.choice(len(SIZES), p=_SIZE_ODDS))]
    scene = random_scene(rng, size=size, texels=512, pillow=clam.start.head_support == "pillow", bystanders=others)
    moments = _moments(rng, clam, FEWER_MOMENTS if number >= MANY else MOMENTS)
    if number >= FILLING:
        scene, moments = replace(scene, camera=_off_to_the_side(rng, scene.camera)), _going_along(rng, moments)
    return body, clam, scene, moments


def _moments(rng: np.random.Generator, clam: Clam, count: int) -> list[ClamPose]:
    still = [ClamPose(*rng.normal(0.0, _STILL_DEG, 3)) for _ in range(2)]
    return still + [random_moment(rng, clam.start) for _ in range(count - len(still))]


def _going_along(rng: np.random.Generator, moments: list[ClamPose]) -> list[ClamPose]:
    """The same moments with a pelvis that goes along with the opening."""
    along = [
        rng.uniform(0.0, _ALONG_DEG) * float(np.clip(moment.opening_deg / _ALONG_AT_DEG, 0.0, 1.2))
        for moment in moments
    ]
    return [
        replace(moment, pelvic_roll_deg=min(moment.pelvic_roll_deg + more, 45.0))
        for moment, more in zip(moments, along, strict=True)
    ]


def _off_to_the_side(rng: np.random.Generator, camera: Camera) -> Camera:
    """Most of the time the camera off to the side, toward the head or the feet."""
    if rng.random() >= _OBLIQUE_SHARE:
        return camera
    return replace(camera, azimuth_deg=float(rng.uniform(*_OBLIQUE_DEG) * rng.choice([-1.0, 1.0])))


_networks: Networks | None = None


def _work(number: int, path: Path) -> None:
    global _networks
    if _networks is None:
        cv2.setNumThreads(1)
        _networks = Networks.load()
    make_scene(number, path, _networks)


def main() -> None:
    """Render what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--scenes", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="number of the first scene")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    numbers = range(options.first, options.first + options.scenes)
    missing = [(number, path) for number in numbers if not (path := out / f"{number:06d}.npz").exists()]
    with Progress(console=Console(stderr=True)) as bar, ProcessPoolExecutor(options.workers) as pool:
        task = bar.add_task("scenes", total=len(missing))
        for done in as_completed(pool.submit(_work, number, path) for number, path in missing):
            done.result()
            bar.advance(task)
    print(f"{out}: {len(list(out.glob('[0-9]*.npz')))} scenes", file=sys.stderr)


if __name__ == "__main__":
    main()
