"""Recordings that the stored sessions do not hold, made of those: a knee that is open first, people who lie down anew.

`begun_open` cuts the start off, so that a recording begins at the top of the first rep. `pairs` joins the landmarks of
two sessions of one split and view, with a gap in which nobody is seen, of a length that goes round `GAPS_S`: the body
lies otherwise from then on. The truth is cut and joined likewise. The height given is that of the first, so distances
of the second are off by as much as the two differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, groupby
from typing import Any

import numpy as np

from bench.recorded import Recorded, read
from bench.sessions import FOLDER, plans

OPEN_FOR_S = 0.1
"""Seconds after the knee has reached its top at which a recording is made to begin."""
GAPS_S = (0.0, 0.4, 1.0, 3.0)
"""Seconds without anybody: none, a misread moment, somebody lost, somebody who left."""


def begun_open() -> Iterator[Recorded]:
    """Every session of several reps, from the top of its first rep on."""
    for recorded in (read(FOLDER / f"{plan.name}.npz") for plan in plans()):
        begins_s = next(rep["top_s"] for rep in recorded.truth["reps"] if rep["counts"]) + OPEN_FOR_S
        later = [rep for rep in recorded.truth["reps"] if rep["start_s"] >= begins_s]
        if any(rep["counts"] for rep in later):
            frames = tuple(one for one in recorded.landmarks_by_frame if one.time_s >= begins_s)
            about = {**recorded.about, "name": f"{recorded.about['name']}+open"}
            yield Recorded(frames, {**recorded.truth, "reps": later}, about)


def pairs() -> Iterator[Recorded]:
    """Sessions of one split, band, frame size and moving leg, two by two; each session once."""
    gaps = cycle(GAPS_S)
    for _, group in groupby(plans(), key=lambda plan: (plan.split, plan.band)):
        alike: dict[tuple[Any, ...], list[Recorded]] = defaultdict(list)
        for one in (read(FOLDER / f"{plan.name}.npz") for plan in group):
            alike[(*_size(one), one.truth["moving_leg"])].append(one)
        for of in alike.values():
            for first, second in zip(of[::2], of[1::2], strict=False):
                yield joined(first, second, next(gaps))


def _size(recorded: Recorded) -> tuple[int, int]:
    first = recorded.landmarks_by_frame[0]
    return first.width, first.height


def joined(first: Recorded, second: Recorded, gap_s: float) -> Recorded:
    """One recording of two, `gap_s` seconds without anybody between them.

    Raises:
        ValueError: the frames of the two differ in size.
    """
    a, b = first.landmarks_by_frame, second.landmarks_by_frame
    if _size(first) != _size(second):
        raise ValueError(f"expected two sessions of one frame size, got {_size(first)} and {_size(second)} px")
    step_s = a[-1].time_s - a[-2].time_s
    unseen = [
        replace(a[-1], index=len(a) + k, time_s=a[-1].time_s + (k + 1) * step_s, landmarks=None)
        for k in range(round(gap_s / step_s))
    ]
    later_s = a[-1].time_s + (len(unseen) + 1) * step_s - b[0].time_s
    count = len(a) + len(unseen)
    moved = [replace(one, index=count + one.index, time_s=one.time_s + later_s) for one in b]
    about = {**first.about, "name": f"{first.about['name']}+{second.about['name'].rpartition('-')[2]}"}
    return Recorded((*a, *unseen, *moved), _truth_of_both(first.truth, second.truth, len(unseen), later_s), about)


def _truth_of_both(first: dict[str, Any], second: dict[str, Any], unseen: int, later_s: float) -> dict[str, Any]:
    """The truth of both, the second `later_s` seconds later; the last posture of the first stands in the gap."""
    frames = {
        name: np.concatenate([values, np.repeat(values[-1:], unseen), second["frames"][name]])
        for name, values in first["frames"].items()
    }
    frames["time_s"] = np.concatenate(
        [
            first["frames"]["time_s"],
            np.linspace(first["frames"]["time_s"][-1], second["frames"]["time_s"][0] + later_s, unseen + 2)[1:-1],
            second["frames"]["time_s"] + later_s,
        ]
    )
    reps = [
        {name: value + later_s if name in _MOMENTS else value for name, value in rep.items()} for rep in second["reps"]
    ]
    return {**first, "frames": frames, "reps": [*first["reps"], *reps]}


_MOMENTS = frozenset({"start_s", "top_s", "top_end_s", "end_s"})
