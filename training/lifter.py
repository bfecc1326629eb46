"""Learn the lifter from rendered frames.

    python -m training.lifter FRAMES [--epochs 24] [--seed 0] [--threads 1]

FRAMES is what `training.frames` wrote. Writes `src/openclam/kinematics/lifter.npz` with standard deviations
as learned; `python -m training.calibration` then makes them true on the bench's development sessions.
Prints errors on every twentieth scene, which is kept out of the learning. Needs torch (CPU will do) and some minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table

from openclam.kinematics.features import COUNT, PLACES, SLOPE, USED, VISIBLE, features
from openclam.kinematics.lifter import ABSOLUTE, CHANGE, CHANGE_IN_ABSOLUTE, PARTS
from training import LIFTER
from training.targets import TARGETS

KEPT_LIFTER = 20
"""Every twentieth scene is kept out of the training."""

MEMBERS, WIDTH = 3, 384
SOUGHT, SOUGHT_WEIGHT = ("opening", "pelvic_roll", "hip_external_rotation"), 3.0
"""What most statements hang on, and is hardest to read, counts so many times."""
BATCH, RATE, DECAY, DROPLIFTER = 256, 3e-3, 2e-2, 0.1
SAME = 0.06
"""Share of the lessons in which the frame is its own resting body: nothing has changed."""
STILL_PELVIS_DEG, STILL_PELVIS_WEIGHT = 1.5, 0.35
"""Moments with the pelvis as it lay at rest are taken so much more seldom: chance made most of the first scenes so, and
who learns that most pelves are still reads small rolls as none."""
AXES, USUAL_SHARE = 40, 0.99

NEAR_CLOSED_DEG = 10.0
"""Any moment this near to closed may stand for the resting body."""

SHAKE, OFFSET = 0.01, 0.012
"""Noise of places in a frame, and error of places that a whole scene shares, in body spreads (world places and
depths have more): people are not rendered bodies, and the lifter may not lean on what only the latter share."""
_DEPTH, _WORLD = 3.0, 1.5
ROLL_RAD = 0.07
"""How far a camera may be turned about its axis beyond what was rendered."""

Table32 = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Frames:
    """Everything rendered: features (n, COUNT), targets (n, t), scene numbers (n,), row of the closed position (n,)."""

    inputs: Table32
    targets: Table32
    scene: Rows
    closed: Rows
    near_closed: list[Rows]

    @staticmethod
    def read(folder: Path) -> Frames:
        """Read the scenes of `folder`, by every pose network; those whose closed position is unseen are left out."""
        inputs, targets, scene, closed, near = [], [], [], [], []
        row = 0
        for number, network, path in _looks(folder):
            with np.load(path) as stored:
                if tuple(stored["names"]) != TARGETS:
                    raise SystemExit(f"{path} holds other targets; render the frames again")
                seen = ~np.isnan(stored["landmarks"][:, network, 0, 0])
                if not seen[0] or seen.sum() < 2:
                    continue
                marks, truth = stored["landmarks"][seen, network], stored["targets"][seen]
                count = len(marks)
                size, flip = np.tile(stored["size"].astype(float), (count, 1)), np.full(count, bool(stored["mirrored"]))
            inputs.append(features(marks[..., :3], marks[..., 3:6], marks[..., 6], size, flip))
            targets.append(truth)
            scene.append(np.full(count, number))
            closed.append(np.full(count, row))
            opening = truth[:, TARGETS.index("opening")]
            near += [row + np.flatnonzero(opening < opening[0] + NEAR_CLOSED_DEG)] * count
            row += count
        if not inputs:
            raise SystemExit(f"no scenes in {folder}; make some with: python -m training.frames {folder}")
        return Frames(
            np.concatenate(inputs), np.concatenate(targets), np.concatenate(scene), np.concatenate(closed), near
        )


def _looks(folder: Path) -> Iterator[tuple[int, int, Path]]:
    """Every scene with every pose network that read it: number of the scene, of the network, and the file."""
    for number, path in enumerate(sorted(folder.glob("[0-9]*.npz"))):
        with np.load(path) as stored:
            networks = stored["landmarks"].shape[1]
        yield from ((number, network, path) for network in range(networks))


class Committee(torch.nn.Module):  # type: ignore[misc]  # torch is looked at by nobody here
    """Like networks side by side; each answers values and logarithms of standard deviations."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.outputs = outputs
        sizes = [(inputs, WIDTH, 1.0), (WIDTH, WIDTH, 1.0), (WIDTH, 2 * outputs, 0.3)]
        self.weights = torch.nn.ParameterList(torch.randn(MEMBERS, a, b) * gain / a**0.5 for a, b, gain in sizes)
        self.biases = torch.nn.ParameterList(torch.zeros(MEMBERS, 1, b) for _, b, _ in sizes)

    def forward(self, inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(members, batch, outputs) twice, from (members, batch, inputs)."""
        hidden = inputs
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            hidden = torch.nn.functional.silu(torch.baddbmm(bias, hidden, weight))
            hidden = torch.nn.functional.dropout(hidden, DROPLIFTER, self.training)
        answer = torch.baddbmm(self.biases[-1], hidden, self.weights[-1])
        return answer[..., : self.outputs], answer[..., self.outputs :].clamp(-6, 3)


@dataclass(frozen=True)
class Scales:
    """In what units the networks count: middle and spread of the features (COUNT,) and of the targets."""

    middle: torch.Tensor
    scale: torch.Tensor
    shown_middle: torch.Tensor
    shown_scale: torch.Tensor
    change_scale: torch.Tensor

    @staticmethod
    def of(frames: Frames, taught: Rows) -> Scales:
        """Those of the frames that are `taught`."""
        inputs, targets = torch.tensor(frames.inputs), torch.tensor(frames.targets)
        change = (targets - targets[frames.closed])[taught][:, CHANGE_IN_ABSOLUTE]
        seen, shown = inputs[taught], targets[taught]
        return Scales(seen.mean(0), seen.std(0) + 0.02, shown.mean(0), shown.std(0), change.std(0))


class Teacher:
    """Learns both committees from the scenes that are not kept out."""

    def __init__(self, frames: Frames, seed: int, scales: Scales | None = None) -> None:
        self.frames = frames
        self.taught = frames.scene % KEPT_LIFTER != 0
        self.rows = np.flatnonzero(self.taught)
        self.odds = self._odds()
        self.random = np.random.default_rng(seed)
        torch.manual_seed(seed)
        self.inputs, self.targets = torch.tensor(frames.inputs), torch.tensor(frames.targets)
        self.scales = scales or Scales.of(frames, self.rows)
        self.shake, self.offset = _noise(SHAKE), _noise(OFFSET)

    def _odds(self) -> npt.NDArray[np.float64]:
        """How often each of `rows` is taken, as shares of all."""
        roll = self.frames.targets[:, ABSOLUTE.index("pelvic_roll")]
        rolled = np.abs(roll - roll[self.frames.closed])[self.rows]
        weight = np.where(rolled < STILL_PELVIS_DEG, STILL_PELVIS_WEIGHT, 1.0)
        return np.asarray(weight / weight.sum())

    def absolute(self, epochs: int, begun: Committee | None = None, rate: float = RATE) -> Committee:
        """Learn what single pictures show; `begun` goes on from what it knows."""
        committee = begun or Committee(COUNT, len(ABSOLUTE))

        def batch(rows: Rows) -> tuple[torch.Tensor, torch.Tensor]:
            (seen,) = self._disturbed(rows)
            return seen, (self.targets[rows] - self.scales.shown_middle) / self.scales.shown_scale

        return self._learn(committee, batch, epochs, rate, ABSOLUTE, "absolute")

    def change(self, epochs: int, begun: Committee | None = None, rate: float = RATE) -> Committee:
        """Learn what has changed since rest; `begun` goes on from what it knows."""
        committee = begun or Committee(2 * COUNT, len(CHANGE))

        def batch(rows: Rows) -> tuple[torch.Tensor, torch.Tensor]:
            kind = self.random.random(len(rows))
            rest = np.where(kind < 0.5, self.frames.closed[rows], self._any_near(rows))
            rest = np.where(kind > 1 - SAME, rows, rest)
            now, then = self._disturbed(rows, rest)
            change = (self.targets[rows] - self.targets[rest])[:, CHANGE_IN_ABSOLUTE] / self.scales.change_scale
            return torch.cat([now - then, then], -1), change

        return self._learn(committee, batch, epochs, rate, CHANGE, "change")

    def _any_near(self, rows: Rows) -> Rows:
        return np.array([self.random.choice(self.frames.near_closed[row]) for row in rows])

    def _disturbed(self, *choices: Rows) -> list[torch.Tensor]:
        """The inputs of rows (members, batch, COUNT), scaled; those of one scene share their offset and turn."""
        shape = (MEMBERS, len(choices[0]), COUNT)
        shared, turn = self.offset * torch.randn(shape), ROLL_RAD * torch.randn(shape[:2])
        return [
            self.scaled(_turned(self.inputs[rows] + shared + self.shake * torch.randn(shape), turn)) for rows in choices
        ]

    def scaled(self, inputs: torch.Tensor) -> torch.Tensor:
        """Features in the networks' units."""
        return (inputs - self.scales.middle) / self.scales.scale

    def _learn(
        self, committee: Committee, batch: Any, epochs: int, rate: float, names: tuple[str, ...], name: str
    ) -> Committee:
        weight = torch.tensor([SOUGHT_WEIGHT if quantity in SOUGHT else 1.0 for quantity in names])
        weight = weight / weight.mean()
        committee.train()
        optimiser = torch.optim.AdamW(committee.parameters(), lr=rate, weight_decay=DECAY)
        steps = max(epochs * len(self.rows) // BATCH, 10)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps)
        for _ in track(range(steps), name, console=Console(stderr=True)):
            seen, true = batch(self.random.choice(self.rows, BATCH, p=self.odds))
            value, log_sd = committee(seen)
            loss = (weight * _loss(value, log_sd, true)).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        committee.eval()
        return committee


def _noise(size: float) -> torch.Tensor:
    """Standard deviation of a disturbance for each feature (COUNT,)."""
    noise, points = np.zeros(COUNT, np.float32), len(USED)
    picture, world = np.split(np.arange(PLACES.stop), 2)
    noise[picture], noise[picture[2 * points :]] = size, _DEPTH * size
    noise[world] = _WORLD * size
    noise[VISIBLE] = 5 * size
    noise[SLOPE.stop :] = size / 2
    return torch.tensor(noise)


def _turned(inputs: torch.Tensor, angle: torch.Tensor) -> torch.Tensor:
    """The inputs as a camera turned about its axis gives them: only the trunk's slope is another."""
    cos, sin = inputs[..., SLOPE.start].clone(), inputs[..., SLOPE.start + 1].clone()
    inputs = inputs.clone()
    inputs[..., SLOPE.start] = cos * torch.cos(angle) - sin * torch.sin(angle)
    inputs[..., SLOPE.start + 1] = sin * torch.cos(angle) + cos * torch.sin(angle)
    return inputs


def _loss(value: torch.Tensor, log_sd: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    """Negative log likelihood of a normal distribution, weighted by its standard deviation; one for each value.

    Without the weight what is hard to tell is given up early: Seitzer et al. 2022, "On the pitfalls of
    heteroscedastic uncertainty estimation with probabilistic neural networks" (β = 0.5), arXiv 2203.09168.
    """
    variance = torch.exp(2 * log_sd)
    return variance.detach().sqrt() * (0.5 * (value - true) ** 2 / variance + log_sd)


def stored(committee: Committee, middle: torch.Tensor, scale: torch.Tensor) -> dict[str, npt.NDArray[Any]]:
    """A committee as `Networks` reads it; large tables in half precision."""
    first, second, last = (weight.detach() for weight in committee.weights)
    biases = [bias.detach() for bias in committee.biases]
    tables = {
        "first": first.permute(1, 0, 2).reshape(first.shape[1], -1).half(),
        "first_bias": biases[0].reshape(-1),
        "second": second.half(),
        "second_bias": biases[1],
        "last": last.half(),
        "last_bias": biases[2],
        "out_middle": middle,
        "out_scale": scale,
        "sd_scale": torch.ones(committee.outputs),
    }
    assert tables.keys() == PARTS
    return {name: table.numpy() for name, table in tables.items()}


def learned(scales: Scales, absolute: Committee, change: Committee) -> dict[str, npt.NDArray[Any]]:
    """Both committees' tables, by the names that they have in the lifter's file."""
    tables = {
        "absolute": stored(absolute, scales.shown_middle, scales.shown_scale),
        "change": stored(change, torch.zeros(change.outputs), scales.change_scale),
    }
    return {f"{name}.{part}": table for name, parts in tables.items() for part, table in parts.items()}


def save(teacher: Teacher, absolute: Committee, change: Committee, path: Path) -> None:
    """Write the lifter; the committee for the pelvis stays what it was until `training.pelvis` teaches it anew."""
    with np.load(path) as file:
        pelvis = {name: table for name, table in file.items() if name.startswith("pelvis.")}
    scaled, scales = teacher.scaled(teacher.inputs).numpy()[teacher.taught], teacher.scales
    spread, axes = np.linalg.eigh(np.cov(scaled.T))
    axes = (axes[:, -AXES:] / np.sqrt(spread[-AXES:])).astype(np.float32)
    np.savez_compressed(
        path,
        allow_pickle=False,
        middle=scales.middle.numpy(),
        scale=scales.scale.numpy(),
        axes=axes,
        usual=np.quantile(np.linalg.norm(scaled @ axes, axis=1), USUAL_SHARE),
        **learned(scales, absolute, change),
        **pelvis,
    )


@torch.no_grad()  # type: ignore[untyped-decorator]  # as above
def show(teacher: Teacher, absolute: Committee, change: Committee) -> None:
    """Print errors on the scenes that were kept out, single pictures."""
    kept = np.flatnonzero(~teacher.taught)
    now, then = (teacher.scaled(teacher.inputs[rows]) for rows in (kept, teacher.frames.closed[kept]))
    scales = teacher.scales
    shown = absolute(now.expand(MEMBERS, -1, -1))[0].mean(0) * scales.shown_scale + scales.shown_middle
    changed = change(torch.cat([now - then, then], -1).expand(MEMBERS, -1, -1))[0].mean(0) * scales.change_scale
    true = teacher.targets[kept]
    since = (true - teacher.targets[teacher.frames.closed[kept]])[:, CHANGE_IN_ABSOLUTE]
    table = Table("quantity", "single picture", "change", title=f"MAE on {len(kept)} pictures that were kept out")
    for row, name in enumerate(ABSOLUTE):
        error = float((shown - true)[:, row].abs().mean())
        at = CHANGE.index(name) if name in CHANGE else None
        table.add_row(
            name, f"{error:.2f}", "–" if at is None else f"{float((changed - since)[:, at].abs().mean()):.2f}"
        )
    Console().print(table)


def main() -> None:
    """Learn, show, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("frames", type=Path, metavar="FRAMES")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    teacher = Teacher(Frames.read(options.frames), options.seed)
    print(f"{len(teacher.rows)} pictures of {len(set(teacher.frames.scene))} scenes", file=sys.stderr)
    change, absolute = teacher.change(options.epochs), teacher.absolute(options.epochs)
    show(teacher, absolute, change)
    save(teacher, absolute, change, LIFTER)
    print(f"Written: {LIFTER} ({LIFTER.stat().st_size / 1e6:.1f} MB)", file=sys.stderr)


if __name__ == "__main__":
    main()
