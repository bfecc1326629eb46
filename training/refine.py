"""Teach the lifter further, on scenes as sessions are.

    python -m training.refine FRAMES [--epochs 8] [--rate 0.0003] [--seed 0] [--threads 1]

`training.lifter` has learned from everything that a body can do, each as often as any other; this goes on from there
with the scenes from number 20,000 on (`training.as_in_sessions`), slowly, so that what is known is kept. Rewrites
`lifter.npz` with standard deviations as learned; `python -m training.calibration` then makes them true.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

from openclam.kinematics.lifter import Lifter, Networks
from training import LIFTER
from training.lifter import Committee, Frames, Scales, Teacher, show, stored


def begun(networks: Networks) -> Committee:
    """A committee that knows what these networks know."""
    members, width, _ = networks.second.shape
    inputs, outputs = networks.first.shape[0], len(networks.out_scale)
    committee = Committee(inputs, outputs)
    first = networks.first.reshape(inputs, members, width).transpose(1, 0, 2)
    known = {
        "weights": (first, networks.second, networks.last),
        "biases": (networks.first_bias.reshape(members, 1, width), networks.second_bias, networks.last_bias),
    }
    for name, tables in known.items():
        for parameter, table in zip(getattr(committee, name), tables, strict=True):
            parameter.data = torch.tensor(np.ascontiguousarray(table))
    return committee


def scales_of(lifter: Lifter) -> Scales:
    """The units in which a lifter counts."""
    shown, change = lifter.absolute_networks, lifter.change_networks
    tables = (lifter.middle, lifter.scale, shown.out_middle, shown.out_scale, change.out_scale)
    return Scales(*(torch.tensor(table) for table in tables))


def main() -> None:
    """Go on learning, show, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("frames", type=Path, metavar="FRAMES")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    lifter = Lifter.load()
    teacher = Teacher(Frames.read(options.frames), options.seed, scales_of(lifter))
    print(f"{len(teacher.rows)} pictures of {len(set(teacher.frames.scene))} scenes", file=sys.stderr)
    before = begun(lifter.change_networks).eval(), begun(lifter.absolute_networks).eval()
    show(teacher, absolute=before[1], change=before[0])
    change = teacher.change(options.epochs, begun(lifter.change_networks), options.rate)
    absolute = teacher.absolute(options.epochs, begun(lifter.absolute_networks), options.rate)
    show(teacher, absolute=absolute, change=change)
    with np.load(LIFTER) as file:
        tables = dict(file)  # what counts as strange stays what it was: unlike anything that was ever learned from
    learned = {
        "absolute": stored(absolute, teacher.scales.shown_middle, teacher.scales.shown_scale),
        "change": stored(change, torch.zeros(change.outputs), teacher.scales.change_scale),
    }
    tables |= {f"{name}.{part}": table for name, parts in learned.items() for part, table in parts.items()}
    np.savez_compressed(LIFTER, allow_pickle=False, **tables)
    print(f"Written: {LIFTER} ({LIFTER.stat().st_size / 1e6:.1f} MB)", file=sys.stderr)


if __name__ == "__main__":
    main()
