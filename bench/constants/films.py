"""Films of real people, and clips of another generator, with the number of reps that is right for each.

They are not ours to publish and lie beside the checkout; without them the other evidence stands alone. Their landmarks
are read once with the product's networks, and kept in `out/`, which git ignores.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from rich.progress import track

from bench.recorded import Recorded, read, write
from openclam.capture import VideoFile
from openclam.demo import CLIP
from openclam.pose import follow, open_tracker

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "out" / "constants"
BESIDE = ROOT.parent / "shared"

REPS = {
    "data/clips/front-red-band.mp4": 6,
    "data/clips/two-people-no-band.mp4": 5,
    "data/clips/not-clam-leg-lift.mp4": 0,
    "data/clips/not-clam-banded-bridge.mp4": 0,
    **{f"data/rendered/roll{n}-follow{f}.mp4": 4 for n, f in ((201, "000"), (202, "025"), (203, "050"))},
    **{f"data/rendered/roll{n}-follow{f}.mp4": 4 for n, f in ((204, "075"), (205, "100"), (206, "040"))},
    "cases/recordings/00_not_a_clam_side_plank.mp4": 0,
    "cases/recordings/02_head_propped_on_forearm_x3.mp4": 3,
    "cases/recordings/04_real_clam_refused.gif": 1,
    "cases/recordings/11_first_rep_missed_foot_met.gif": 2,
    "cases/recordings/14_all_fours.gif": 0,
}
"""Films by their place in the folder beside the checkout, and the reps counted by eye or known by construction."""


def films(folder: Path = BESIDE) -> dict[Path, int]:
    """The films that are here, and their reps; the clip that the package ships is always among them."""
    here = {folder / name: count for name, count in REPS.items() if (folder / name).is_file()}
    return {CLIP: 6, **here}


def landmarks(folder: Path = BESIDE) -> list[Recorded]:
    """The landmarks of every film that is here, read by *heavy* where that has not been done before."""
    KEPT.mkdir(parents=True, exist_ok=True)
    return [
        _landmarks_of(film, count)
        for film, count in track(films(folder).items(), "films", transient=True, console=_stderr())
    ]


def _landmarks_of(film: Path, count: int) -> Recorded:
    path = KEPT / f"{film.stem}.npz"
    if not path.exists():
        with VideoFile(film) as frames:
            seen = tuple(follow(frames, partial(VideoFile, film), open_tracker()))
        write(path, Recorded(seen, {"frames": {}}, {"name": film.stem}))
    stored = read(path)
    return replace(stored, about={**stored.about, "true_reps": count})


def _stderr() -> Any:
    from rich.console import Console

    return Console(file=sys.stderr)
