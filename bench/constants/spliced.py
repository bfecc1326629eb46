"""People who lie down anew within one recording: two stored sessions, one after the other.

A person who turns over, moves away or shifts is rare in the stored sessions, which show one set each. So the landmarks
of two sessions of one split and view are joined, with a gap in which nobody is seen, of a length that goes round
`GAPS_S`. Where both show the same leg the body lies otherwise from then on; where they do not it has turned over.
The truth of both is joined likewise. The height told is that of the first, so distances of the second are off by as
much as the two differ.
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

GAPS_S = (0.0, 0.4, 1.0, 3.0)
"""Seconds without anybody: none, a misread moment, somebody lost, somebody who left."""


def pairs() -> Iterator[Recorded]:
    """Sessions of one split, band, frame size and moving leg, two by two; each session once."""
    gaps = cycle(GAPS_S)
    for _, group in groupby(plans(), key=lambda plan: (plan.split, plan.band)):
        alike: dict[tuple[Any, ...], list[Recorded]] = defaultdict(list)
        for one in (read(FOLDER / f"{plan.name}.npz") for plan in group):
            alike[(*_size(one), one.truth["moving_leg"])].append(one)
        for of in alike.values():
            for first, second in zip(of[::2], of[1::2], strict=False):
                yield spliced(first, second, next(gaps))


def _size(recorded: Recorded) -> tuple[int, int]:
    first = recorded.landmarks_by_frame[0]
    return first.width, first.height


def spliced(first: Recorded, second: Recorded, gap_s: float) -> Recorded:
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
    return Recorded((*a, *unseen, *moved), _joined(first.truth, second.truth, len(unseen), later_s), about)


def _joined(first: dict[str, Any], second: dict[str, Any], unseen: int, later_s: float) -> dict[str, Any]:
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
