"""Teach the lifter's committee for the pelvis, on people whose trunk does not tell how far the pelvis rolls.

    python -m training.pelvis FRAMES [--epochs 12] [--rate 0.001] [--seed 0] [--threads 1]

FRAMES holds scenes from number 40,000 on (`training.frames`, `training.rolling`). The committee begins with what the
one for changes knows. In its lessons head, arms and shoulders are at times another person's, each by its own chance,
so that hips, thighs and waist must tell the roll. Rewrites `lifter.npz` with standard deviations as learned;
`python -m training.calibration` then calibrates them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from rich.console import Console
from rich.table import Table

from openclam.kinematics.features import COUNT, PLACES, USED
from openclam.kinematics.lifter import ABSOLUTE, CHANGE, CHANGE_IN_ABSOLUTE, PELVIS, Lifter
from openclam.pose.landmarks import Point
from training import LIFTER
from training.lifter import MEMBERS, Committee, Frames, Rows, Scales, Teacher, stored
from training.refine import begun, scales_of

_IN_CHANGE = [CHANGE.index(name) for name in PELVIS]
_IN_ABSOLUTE = CHANGE_IN_ABSOLUTE[_IN_CHANGE]
OTHERS_SHARE = 0.3
"""How often each group of features is another person's."""
NOISE = 0.25
"""Part of the other committees' noise in the lessons: hips move by less than that noise where a pelvis rolls."""
BINS, MOST = 10, 4.0
"""Steps of both turns in which they are made independent, and how much more often a moment is taken at most."""
_GROUPS = (
    (Point.NOSE, Point.LEFT_EAR, Point.RIGHT_EAR),
    (Point.LEFT_ELBOW, Point.LEFT_WRIST),
    (Point.RIGHT_ELBOW, Point.RIGHT_WRIST),
    (Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER),
)
"""Head, the arms, and the shoulders."""


def apart(roll_deg: npt.NDArray[Any], chest_deg: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Shares (n,) with which both turns are independent of each other, as far as each share stays below `MOST`.

    What is seen as often as the two alone would have it, times what they are together.
    """
    edges = [np.unique(np.quantile(turn, np.linspace(0, 1, BINS + 1))) for turn in (roll_deg, chest_deg)]
    row, column = (
        np.clip(np.searchsorted(of, turn, "right") - 1, 0, len(of) - 2)
        for of, turn in zip(edges, (roll_deg, chest_deg), strict=True)
    )
    both = np.zeros([len(of) - 1 for of in edges])
    np.add.at(both, (row, column), 1)
    alone = both.sum(1, keepdims=True) * both.sum(0, keepdims=True) / both.sum()
    weight = np.minimum(alone[row, column] / both[row, column], MOST)
    return np.asarray(weight / weight.sum())


def columns(points: tuple[Point, ...]) -> Rows:
    """The features that are places of these landmarks."""
    coordinates = PLACES.stop // len(USED)
    rows = [list(USED).index(point) + coordinate * len(USED) for coordinate in range(coordinates) for point in points]
    return np.array(rows)


class PelvisTeacher(Teacher):
    """Teaches the committee for the pelvis."""

    def __init__(self, frames: Frames, seed: int, scales: Scales) -> None:
        super().__init__(frames, seed, scales)
        self.shake, self.offset = NOISE * self.shake, NOISE * self.offset

    def _odds(self) -> npt.NDArray[np.float64]:
        """How often each of `rows` is taken: so that any turn of the chest goes with any roll of the pelvis."""
        change = (self.frames.targets - self.frames.targets[self.frames.closed])[self.rows]
        roll, rotation = (change[:, ABSOLUTE.index(name)] for name in ("pelvic_roll", "trunk_rotation"))
        return apart(roll, roll + rotation)

    def pelvis(self, epochs: int, committee: Committee, rate: float) -> Committee:
        """Learn on from what the committee knows."""
        scale = self.scales.change_scale[_IN_CHANGE]

        def batch(rows: Rows) -> tuple[torch.Tensor, torch.Tensor]:
            rest = self.frames.closed[rows]
            now, then = self._disturbed(rows, rest)
            change = (self.targets[rows] - self.targets[rest])[:, _IN_ABSOLUTE] / scale
            return torch.cat([self._mixed(now - then), then], -1), change

        return self._learn(committee, batch, epochs, rate, PELVIS, "pelvis")

    def _mixed(self, changed: torch.Tensor) -> torch.Tensor:
        """The changes (members, batch, COUNT) with groups that are another lesson's."""
        members, count, _ = changed.shape
        mixed = changed.clone()
        for group in map(columns, _GROUPS):
            other = changed[:, torch.randperm(count)][..., group]
            is_other = torch.rand(members, count, 1) < OTHERS_SHARE
            mixed[..., group] = torch.where(is_other, other, mixed[..., group])
        return mixed

    def expectation(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Middle and standard deviation (k,) of what is taught, degrees."""
        closed = self.frames.closed[self.rows]
        taught = (self.frames.targets[self.rows] - self.frames.targets[closed])[self.rows != closed][:, _IN_ABSOLUTE]
        return taught.mean(axis=0), taught.std(axis=0)


def begun_with(changes: Committee) -> Committee:
    """A committee for the pelvis that answers as the one for changes does."""
    committee = Committee(2 * COUNT, len(PELVIS))
    kept = [*_IN_CHANGE, *(len(CHANGE) + row for row in _IN_CHANGE)]
    for own, known in zip(committee.parameters(), changes.parameters(), strict=True):
        own.data = known.data.clone() if own.shape == known.shape else known.data[..., kept].clone()
    return committee


@torch.no_grad()  # type: ignore[untyped-decorator]  # torch is looked at by nobody here
def show(teacher: PelvisTeacher, before: Committee, after: Committee) -> None:
    """Print how far both are off on the scenes that were kept out, by the size of the roll."""
    kept = np.flatnonzero(~teacher.taught & (teacher.frames.closed != np.arange(len(teacher.frames.closed))))
    now, then = (teacher.scaled(teacher.inputs[rows]) for rows in (kept, teacher.frames.closed[kept]))
    seen = torch.cat([now - then, then], -1).expand(MEMBERS, -1, -1)
    true = (teacher.targets[kept] - teacher.targets[teacher.frames.closed[kept]])[:, _IN_ABSOLUTE[0]].numpy()
    table = Table("roll", "pictures", "before", "after", title="Pictures kept out: MAE (bias), without the prior taken")
    reads = [
        (one(seen)[0].mean(0)[:, 0] * teacher.scales.change_scale[_IN_CHANGE[0]]).numpy() for one in (before, after)
    ]
    for low, high in ((-45.0, 5.0), (5.0, 15.0), (15.0, 60.0)):
        of = (true >= low) & (true < high)
        errors = [(read - true)[of] for read in reads]
        cells = [f"{np.abs(error).mean():.1f}° ({error.mean():+.1f}°)" for error in errors]
        table.add_row(f"{low:g} to {high:g}°", str(of.sum()), *cells)
    Console().print(table)


def learned(teacher: PelvisTeacher, committee: Committee) -> dict[str, npt.NDArray[Any]]:
    """The committee's tables and its prior, by the names that they have in the lifter's file."""
    scale = teacher.scales.change_scale[_IN_CHANGE]
    tables = stored(committee, torch.zeros(len(PELVIS)), scale)
    middle, sd = teacher.expectation()
    tables |= {"prior_middle": middle, "prior_sd": sd}
    return {f"pelvis.{part}": table for part, table in tables.items()}


def main() -> None:
    """Learn, show, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("frames", type=Path, metavar="FRAMES")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    lifter = Lifter.load()
    teacher = PelvisTeacher(Frames.read(options.frames), options.seed, scales_of(lifter))
    print(f"{len(teacher.rows)} pictures of {len(set(teacher.frames.scene))} scenes", file=sys.stderr)
    before = begun_with(begun(lifter.change_networks)).eval()
    after = teacher.pelvis(options.epochs, begun_with(begun(lifter.change_networks)), options.rate)
    show(teacher, before, after)
    with np.load(LIFTER) as file:
        tables = dict(file)
    np.savez_compressed(LIFTER, allow_pickle=False, **(tables | learned(teacher, after)))
    print(f"Written: {LIFTER} ({LIFTER.stat().st_size / 1e6:.1f} MB)", file=sys.stderr)


if __name__ == "__main__":
    main()
