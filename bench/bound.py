"""How exactly joints would have to be known: angles from joint centres that are right, or wrong by so much.

    python -m bench.bound FOLDER [--people 16000] [--workers 2] [--quick]

No frame is drawn and no landmark network asked. So many people lie and move as in the bench's sessions (other seeds),
each before another camera; the fourteen joint centres of every moment are put into its frame, with an error that all
moments of a person share and one of each moment's own (standard deviations of each coordinate, cm at the body's
distance). A network learns the angles from a closed moment and an open one, and is tried on people kept out: what is
left where the joints are right is what one camera does not show, since nobody's limbs have known lengths. Prints the
mean absolute errors by the camera's azimuth, writes `bench/results/bound.json`. People are kept in FOLDER; those there
already are not made again. Ten minutes; needs `pip install 'openclam[synth]'`. `--quick` takes a thousand people and
half a minute, and writes nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import results
from bench.both_ways import BANDS, MOMENTS, moments_of
from bench.kept import keep
from bench.moves import likely_start
from openclam.errors import UsageError
from openclam.kinematics.lifter import ABSOLUTE
from openclam.synthesis.body import build_body
from openclam.synthesis.document import EarPoints
from openclam.synthesis.looks import random_camera, random_phenotype
from openclam.synthesis.truth import joint_centres, measure
from training.as_in_sessions import picture_size
from training.rendered import lying
from training.targets import targets_of

FIRST_SEED = 777
CHUNK, QUICK_PEOPLE = 500, 1000
SINCE_CLOSED, AS_IT_IS = ("opening", "pelvic_roll"), ("hip_external_rotation", "hip_abduction", "knee_flexion")
TOLD = np.array([ABSOLUTE.index(name) for name in (*SINCE_CLOSED, *AS_IT_IS)])
JOINTS = tuple(
    f"{side}_{joint}"
    for side in ("left", "right")
    for joint in ("ankle", "ear", "elbow", "hip", "knee", "shoulder", "wrist")
)
KNEE, LEGS = ("left_knee",), tuple(name for name in JOINTS if name.endswith(("hip", "knee", "ankle")))
"""The top knee, since everybody lies on the right side here; and both legs."""
EPOCHS, BATCH, RATE, WIDTH = 60, 512, 2e-3, 512
_KEPT_OUT = 0.1

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Errors:
    """Standard deviations, cm, of the error that a person's moments share and of each moment's own.

    Joints that are `exact` have none.
    """

    shared_cm: float
    own_cm: float
    exact: tuple[str, ...] = ()

    def __str__(self) -> str:
        right = {(): "", KNEE: ", top knee right", LEGS: ", legs right"}[self.exact]
        return f"{self.shared_cm:g} and {self.own_cm:g} cm{right}"

    def drawn(self, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Errors (count, 14, 2) m of two moments of each of so many people."""
        told = torch.tensor([[joint not in self.exact] for joint in JOINTS], dtype=torch.float32) / 100
        shape = (count, len(JOINTS), 2)
        shared = self.shared_cm * torch.randn(shape)
        one, other = (told * (shared + self.own_cm * torch.randn(shape)) for _ in range(2))
        return one, other


TRIED = (
    *(Errors(*sizes) for sizes in ((0.0, 0.0), (0.5, 0.3), (1.0, 0.5), (1.5, 0.7), (2.0, 1.0), (3.0, 1.5))),
    Errors(2.0, 1.0, KNEE),
    Errors(2.0, 1.0, LEGS),
)


@dataclass(frozen=True)
class People:
    """People before their cameras.

    `joints` (n, MOMENTS, 14, 2) metres at the body's distance, from the frame's middle; `angles` (n, MOMENTS, TOLD)
    degrees; `azimuth` (n,) degrees off the front; `width` (n,) of the frame, metres.
    """

    joints: torch.Tensor
    angles: torch.Tensor
    azimuth: Floats
    width: torch.Tensor


def draw(number: int) -> tuple[Floats, Floats, float, float] | None:
    """One person's joints, angles, azimuth and frame's width, as in `People`; None who cannot reach every moment."""
    rng = np.random.default_rng([FIRST_SEED, number])
    body = build_body(*random_phenotype(rng))
    clam = lying(body.skeleton, lambda: likely_start(rng))
    ears = EarPoints(body)
    width, height = picture_size(rng)
    low, high = BANDS[0] if number % 3 < 2 else BANDS[1]
    camera = replace(random_camera(rng), azimuth_deg=float(rng.uniform(low, high) * rng.choice([-1, 1])))
    focal = height / 2 / np.tan(np.radians(camera.fov_deg) / 2)
    joints, angles = [], []
    for moment in moments_of(rng):
        try:
            posed = clam.pose(moment)
        except UsageError:
            return None
        centres = joint_centres(posed) | ears.of(posed)
        angles.append(targets_of(measure(posed, clam.closed), centres, camera, clam.start, body.height_cm))
        places = np.array([centres[joint] for joint in JOINTS])
        away = float(np.linalg.norm(places.mean(axis=0) - camera.position()))
        joints.append((camera.project(places, width, height) - (width / 2, height / 2)) / focal * away)
    told = np.array(angles, np.float32)[:, TOLD]
    return np.array(joints, np.float32), told, abs(camera.azimuth_deg), max(width, height) / focal * away


def make(first: int, path: Path) -> None:
    """Draw `CHUNK` people and keep them."""
    found = [one for number in range(first, first + CHUNK) if (one := draw(number)) is not None]
    joints, angles, azimuth, width = (np.array(column, np.float32) for column in zip(*found, strict=True))
    keep(path, joints=joints, angles=angles, azimuth=azimuth, width=width)


def read(paths: list[Path]) -> People:
    """The people of these files."""
    tables = []
    for path in paths:
        with np.load(path) as stored:
            tables.append([stored[name] for name in ("joints", "angles", "azimuth", "width")])
    joints, angles, azimuth, width = (np.concatenate(column) for column in zip(*tables, strict=True))
    return People(torch.tensor(joints), torch.tensor(angles), azimuth, torch.tensor(width))


class Trial:
    """Learning from people whose joints are known up to an error, and what it brings on others."""

    def __init__(self, people: People, errors: Errors) -> None:
        torch.manual_seed(0)
        self._people, self._errors = people, errors
        count = len(people.azimuth)
        kept_out = max(int(count * _KEPT_OUT), 1)
        self._taught, self._kept_out = torch.arange(count - kept_out), torch.arange(count - kept_out, count)

    def off(self, epochs: int = EPOCHS) -> Floats:
        """Mean absolute errors (kept out, TOLD) after learning."""
        network, scale = self._learned(epochs)
        off = []
        for moment in range(1, MOMENTS):
            seen, true = self._shown(self._kept_out, torch.full_like(self._kept_out, moment))
            with torch.no_grad():
                off.append((network(seen) * scale[1] + scale[0] - true).abs())
        return np.asarray(torch.stack(off).mean(dim=0), np.float32)

    @property
    def azimuth(self) -> Floats:
        """(kept out,) degrees off the front."""
        return np.asarray(self._people.azimuth[self._kept_out.numpy()], np.float32)

    def _learned(self, epochs: int) -> tuple[torch.nn.Module, tuple[torch.Tensor, torch.Tensor]]:
        first, true = self._shown(self._taught, torch.ones_like(self._taught))
        middle, spread, scale = first.mean(0), first.std(0) + 1e-3, (true.mean(0), true.std(0))
        layers = torch.nn.Sequential(
            torch.nn.Linear(first.shape[1], WIDTH), torch.nn.SiLU(),
            torch.nn.Linear(WIDTH, WIDTH), torch.nn.SiLU(), torch.nn.Linear(WIDTH, len(TOLD)),
        )  # fmt: skip
        network = torch.nn.Sequential(_Scaled(middle, spread), layers)
        optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-3)
        steps = max(epochs * len(self._taught) // BATCH, 10)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
        for _ in range(steps):
            rows = self._taught[torch.randint(len(self._taught), (BATCH,))]
            seen, true = self._shown(rows, torch.randint(1, MOMENTS, (BATCH,)))
            loss = torch.nn.functional.smooth_l1_loss(network(seen), (true - scale[0]) / scale[1], beta=0.1)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        network.eval()
        return network, scale

    def _shown(self, rows: torch.Tensor, moments: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What a network is shown of these people's moments beside their closed one, and what is true."""
        joints, angles, width = self._people.joints, self._people.angles, self._people.width[rows]
        open_one, closed = (
            _features(joints[rows, moment] + error, width)
            for moment, error in zip((moments, torch.zeros_like(moments)), self._errors.drawn(len(rows)), strict=True)
        )
        true = angles[rows, moments].clone()
        true[:, : len(SINCE_CLOSED)] -= angles[rows, 0, : len(SINCE_CLOSED)]
        return torch.cat([open_one - closed, closed], dim=1), true


class _Scaled(torch.nn.Module):  # type: ignore[misc]  # torch is looked at by nobody here
    def __init__(self, middle: torch.Tensor, spread: torch.Tensor) -> None:
        super().__init__()
        self._middle, self._spread = middle, spread

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        return (seen - self._middle) / self._spread


def _features(joints: torch.Tensor, width: torch.Tensor) -> torch.Tensor:
    """Joints (n, 14, 2) about the hips' middle with the trunk level, in their own spread; and what that takes away."""
    hips = joints[:, [JOINTS.index("left_hip"), JOINTS.index("right_hip")]].mean(dim=1)
    trunk = joints[:, [JOINTS.index("left_shoulder"), JOINTS.index("right_shoulder")]].mean(dim=1) - hips
    cos, sin = (trunk / trunk.norm(dim=1, keepdim=True)).T[:, :, None]
    x, y = (joints - hips[:, None]).unbind(dim=2)
    along, across = cos * x + sin * y, cos * y - sin * x
    spread = (along**2 + across**2).mean(dim=1, keepdim=True).sqrt()
    return torch.cat([along / spread, across / spread, cos, sin, hips / width[:, None], spread / width[:, None]], dim=1)


def figures(people: People, epochs: int = EPOCHS) -> dict[str, dict[str, dict[str, float]]]:
    """By the errors of the joints and the camera's band: mean absolute error of each angle, degrees."""
    found = {}
    for errors in track(TRIED, "errors", console=Console(stderr=True), transient=True):
        trial = Trial(people, errors)
        off, azimuth = trial.off(epochs), trial.azimuth
        found[str(errors)] = {
            f"{low:g}–{high:g}°": {
                ABSOLUTE[told]: float(off[(azimuth >= low) & (azimuth < high), row].mean())
                for row, told in enumerate(TOLD)
            }
            for low, high in BANDS
        }
    return found


def show(found: dict[str, dict[str, dict[str, float]]]) -> None:
    """Print them."""
    names = [ABSOLUTE[told] for told in TOLD]
    table = Table("shared and own", *names, title="MAE, degrees: camera 0–40° / 40–70° off the front")
    for errors, bands in found.items():
        table.add_row(errors, *(" / ".join(f"{row[name]:.1f}" for row in bands.values()) for name in names))
    Console(width=130).print(table)


def main() -> None:
    """Draw who is missing, learn, show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--people", type=int, default=16000)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_PEOPLE} people; nothing is written")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    torch.set_num_threads(options.workers)
    options.folder.mkdir(parents=True, exist_ok=True)
    firsts = range(0, QUICK_PEOPLE if options.quick else options.people, CHUNK)
    paths = [options.folder / f"{first:06d}.npz" for first in firsts]
    missing = [(first, path) for first, path in zip(firsts, paths, strict=True) if not path.exists()]
    with ProcessPoolExecutor(options.workers) as pool:
        made = pool.map(make, *zip(*missing, strict=True)) if missing else iter(())
        for _ in track(made, "people", total=len(missing), console=Console(stderr=True)):
            pass
    people = read(paths)
    print(f"{options.folder}: {len(people.azimuth)} people", file=sys.stderr)
    found: dict[str, Any] = figures(people)
    show(found)
    if not options.quick:
        print(f"Written: {results.write('bound', {'people': len(people.azimuth), **found})}", file=sys.stderr)


if __name__ == "__main__":
    main()
