"""Teach the lifter further, on people who lie and move as in sessions.

    python -m training.refine FRAMES [--epochs 12] [--rate 0.0005] [--share 0.5] [--seed 0] [--threads 1]

`training.lifter` trains on everything that a body can do, each as often as any other. This goes on from there, slowly,
with the scenes from number 20,000 on (`training.as_in_sessions`). Of what is learned `share` is taken over: each weight
of the networks becomes the mean of its old and its new value. That keeps what sessions seldom show, and is better on
sessions too (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", arXiv 2109.01903). Rewrites `lifter.npz`
with standard deviations as learned; `python -m training.calibration` then calibrates them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

from openclam.kinematics.lifter import Lifter, Networks
from training import LIFTER
from training.lifter import Committee, Frames, Scales, Teacher, learned, show


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


def between(before: Committee, after: Committee, share: float) -> Committee:
    """A committee whose weights lie `share` of the way (0 to 1) from those of one to those of the other."""
    mixed = Committee(before.weights[0].shape[1], before.outputs)
    for weight, old, new in zip(mixed.parameters(), before.parameters(), after.parameters(), strict=True):
        weight.data = torch.lerp(old.data, new.data, share)
    mixed.eval()
    return mixed


def main() -> None:
    """Go on learning, show, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("frames", type=Path, metavar="FRAMES")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--share", type=float, default=0.5, help="how much of what is learned is taken over, 0 to 1")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    lifter = Lifter.load()
    teacher = Teacher(Frames.read(options.frames), options.seed, scales_of(lifter))
    print(f"{len(teacher.rows)} pictures of {len(set(teacher.frames.scene))} scenes", file=sys.stderr)
    before = [begun(networks).eval() for networks in (lifter.change_networks, lifter.absolute_networks)]
    show(teacher, change=before[0], absolute=before[1])
    after = [
        teacher.change(options.epochs, begun(lifter.change_networks), options.rate),
        teacher.absolute(options.epochs, begun(lifter.absolute_networks), options.rate),
    ]
    change, absolute = (between(old, new, options.share) for old, new in zip(before, after, strict=True))
    show(teacher, change=change, absolute=absolute)
    with np.load(LIFTER) as file:
        tables = dict(file)  # what counts as strange stays what it was: unlike anything that was ever learned from
    tables |= learned(teacher.scales, absolute, change)
    np.savez_compressed(LIFTER, allow_pickle=False, **tables)
    print(f"Written: {LIFTER} ({LIFTER.stat().st_size / 1e6:.1f} MB)", file=sys.stderr)


if __name__ == "__main__":
    main()
