"""What the pose stage makes of the first seconds of a few clips, for constants that need frames and networks.

The *lite* network reads them, since the question is which body is followed and which side is which, not where a knee
lies to a centimetre.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from itertools import takewhile
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import numpy.typing as npt

from bench.constants.films import BESIDE
from bench.constants.listed import Class, Constant
from bench.constants.patch import Value, current, patch, scaled
from bench.constants.sweep import named, written
from openclam.capture import Frame, VideoFile
from openclam.demo import CLIP
from openclam.pose import FrameLandmarks, follow, open_tracker
from openclam.pose.lying import ON_THE_SIDE, side_lying
from openclam.pose.network import Network

SECONDS = 6.0
EVERY_FRAME_S = 0.06
"""Frames nearer in time are passed over: half of the usual rate, so that each clip takes some three seconds."""
CLIPS = (
    "data/clips/two-people-no-band.mp4",
    "data/clips/front-red-band.mp4",
    "data/clips/not-clam-leg-lift.mp4",
    "data/clips/not-clam-banded-bridge.mp4",
    "data/rendered/roll203-follow050.mp4",
    "cases/recordings/00_not_a_clam_side_plank.mp4",
    "cases/recordings/02_head_propped_on_forearm_x3.mp4",
    "cases/recordings/04_real_clam_refused.gif",
    "cases/recordings/06_head_cut_off_portrait.mp4",
    "cases/recordings/09_picture_turned_90.mp4",
    "cases/recordings/11_first_rep_missed_foot_met.gif",
    "cases/recordings/14_all_fours.gif",
)
"""A helper who kneels behind, legs with a band, other exercises, a rendered person, a propped head, a head outside the
frame, a frame turned by 90°, somebody on all fours; the demo clip comes first."""
FACTORS = (0.5, 2.0)
HARDLY_MOVED = 0.005
"""Landmarks that lie this near each other in the mean, as a share of the body's size, are the same."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of one clip."""

    seen: int
    on_the_side: int
    looks: int
    turned_back: int
    legs_exchanged: int
    feet_exchanged: int
    feet_held: int
    band: float
    """Mean chance that a band is worn, 0 to 1, to two places; 0 where it was not looked for."""
    moved: float = 0.0
    """Mean distance of the landmarks from where they lie with the constant as it stands, as a share of the body's
    size."""


def here(folder: Path = BESIDE) -> list[Path]:
    """The clips that are here; the shipped one always is."""
    return [CLIP, *(folder / name for name in CLIPS if (folder / name).is_file())]


@cache
def clips(folder: Path = BESIDE) -> dict[str, list[Frame]]:
    """The frames of every clip that is here."""
    return {path.stem: _frames(path) for path in here(folder)}


def _frames(path: Path) -> list[Frame]:
    kept: list[Frame] = []
    with VideoFile(path) as video:
        for frame in takewhile(lambda frame: frame.time_s < SECONDS, video):
            if not kept or frame.time_s - kept[-1].time_s >= EVERY_FRAME_S:
                kept.append(frame)
    return kept


def ask(folder: Path, chosen: dict[Constant, Class], also: list[tuple[Constant, Value]]) -> Iterator[dict[str, Any]]:
    """The evidence for each constant, those of `also` set first.

    It is asked in a spawned process, since the networks' threads do not outlive a fork.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), _set, (also,)) as pool:
        for constant, said in chosen.items():
            yield pool.submit(evidence, folder, constant, said).result()


def _set(constants: list[tuple[Constant, Value]]) -> None:
    for constant, value in constants:
        patch(constant, value)


def evidence(folder: Path, constant: Constant, said: Class) -> dict[str, Any]:
    """What comes of every clip at half and at double the value, beside what comes of it now."""
    value, now = current(constant), _as_it_stands(folder)
    rows: list[dict[str, Any]] = []
    for factor in FACTORS:
        other = scaled(value, factor)
        patch(constant, other)
        try:
            with _known_outputs():
                found = {name: asdict(_against(now[name], _follow(frames))) for name, frames in clips(folder).items()}
        except ValueError as error:  # a share beyond 1
            print(f"{constant.name} cannot be {written(other)}: {error}", file=sys.stderr)
            continue
        finally:
            patch(constant, value)
        rows += [{"factor": factor, "value": other, "clip": name, **row} for name, row in found.items()]
    counts = {name: asdict(counted) for name, (counted, _) in now.items()}
    changed = sorted({row["clip"] for row in rows if _changes(row, counts[row["clip"]])})
    rows += [{"factor": 1.0, "value": value, "clip": name, **row} for name, row in counts.items()]
    one, another = said.apart
    finding = f"separates {one} from {another} in {len(changed)} of {len(now)} clips" if changed else "moves nothing"
    clip_rows = sorted(rows, key=lambda row: (row["clip"], row["factor"]))
    return named(constant, said, value) | {"clips": clip_rows, "cases_that_change": changed, "finding": finding}


@cache
def _as_it_stands(folder: Path) -> dict[str, tuple[Followed, list[FrameLandmarks]]]:
    """What comes of every clip with each constant as it stands, worked out once for all that are asked."""
    with _known_outputs(learn=True):
        return {name: _follow(frames) for name, frames in clips(folder).items()}


_known: dict[tuple[str, ...], tuple[npt.NDArray[np.float32], ...]] = {}


@contextmanager
def _known_outputs(*, learn: bool = False) -> Iterator[None]:
    """Networks give an output that is known for this input, since most other values change few inputs, if any.

    With `learn` they remember what they work out. One landmark network and the detector tell themselves apart by their
    inputs' sizes and outputs' names.
    """
    run = Network.run

    def known(network: Network, tensor: npt.NDArray[np.float32], *names: str) -> tuple[npt.NDArray[np.float32], ...]:
        key = (*names, str(tensor.shape), blake2b(tensor.tobytes()).hexdigest())
        found = _known.get(key)
        if found is None:
            found = run(network, tensor, *names)
            if learn:
                _known[key] = found
        return tuple(part.copy() for part in found)

    with mock.patch.object(Network, "run", known):
        yield


def _follow(frames: list[Frame]) -> tuple[Followed, list[FrameLandmarks]]:
    tracker = open_tracker("lite")
    seen = list(follow(iter(frames), lambda: nullcontext(iter(frames)), tracker))
    bodies = [frame.landmarks for frame in seen if frame.landmarks is not None]
    counts = tracker.guard_counts
    bands = [frame.band for frame in seen if frame.band is not None]
    lying = sum(side_lying(body) >= ON_THE_SIDE for body in bodies)
    return (
        Followed(
            len(bodies), lying, tracker.detector_calls,
            counts.bodies_turned_back, counts.legs_exchanged, counts.feet_exchanged, counts.feet_held,
            round(float(np.mean(bands)), 2) if bands else 0.0,
        ),
        seen,
    )  # fmt: skip


def _against(now: tuple[Followed, list[FrameLandmarks]], other: tuple[Followed, list[FrameLandmarks]]) -> Followed:
    """What came, and how far its landmarks lie from where they do now, over the frames that show a body both times."""
    gaps = [
        float(np.linalg.norm(one.landmarks.image[:, :2] - two.landmarks.image[:, :2], axis=1).mean())
        / max(float(np.ptp(one.landmarks.image[:, :2], axis=0).max()), 1.0)
        for one, two in zip(now[1], other[1], strict=True)
        if one.landmarks is not None and two.landmarks is not None
    ]
    return Followed(**{**asdict(other[0]), "moved": float(np.mean(gaps)) if gaps else 0.0})


def _changes(row: dict[str, Any], now: dict[str, Any]) -> bool:
    return row["moved"] > HARDLY_MOVED or any(row[name] != now[name] for name in now if name not in ("moved", "looks"))
