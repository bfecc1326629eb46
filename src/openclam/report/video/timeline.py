"""What the annotated video shows at each state, worked out from the assessment before a pixel is drawn."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from openclam.assessment.model import Rep
from openclam.assessment.series import Series
from openclam.movement.phase import Phase, phase_in

CUE_S = 2.5
"""How long a cue stays after its rep: time to read eight words twice from the mat."""


@dataclass(frozen=True, slots=True)
class TimedCue:
    """One thing the coach says, shown from `start_s` until `end_s`."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class FrameState:
    """Everything an annotator may want to know about one frame.

    `landmarks_px` (33, 2) in pixels of the frame, NaN where unseen; `visibility` (33,) 0 to 1.
    `rep` is the rep under way, or the last one finished; 0 before the first.
    """

    time_s: float
    phase: Phase
    rep: int
    reps: int
    opening_deg: float
    cue: str | None
    landmarks_px: npt.NDArray[np.float32]
    visibility: npt.NDArray[np.float32]


def one_at_a_time(cues: Sequence[tuple[float, str]], *, length_s: float = CUE_S) -> tuple[TimedCue, ...]:
    """Cues in time order, each cut short where the next begins, so that two never stand together.

    Args:
        cues: (time in seconds, text), in any order.
        length_s: how long a cue stays when nothing follows it.
    """
    ordered = sorted(cues, key=lambda cue: cue[0])
    return tuple(
        TimedCue(start, min(start + length_s, following), text)
        for (start, text), (following, _) in pairwise([*ordered, (math.inf, "")])
        if following > start
    )


def phase_at(reps: Sequence[Rep], time_s: float) -> tuple[int, Phase]:
    """The number of the rep under way or last done at a time (0 before the first), and the phase."""
    begun = bisect_right([rep.start_s for rep in reps], time_s)
    if begun == 0:
        return 0, Phase.REST
    rep = reps[begun - 1]
    return rep.number, phase_in(rep, time_s)


class Timeline:
    """The moments of one assessed recording."""

    def __init__(self, reps: Sequence[Rep], series: Series, cues: Sequence[TimedCue]) -> None:
        """Take the parts of an assessment that change with time; `reps` in time order."""
        self._reps = reps
        self._series = series
        self._cues = cues
        self._cue_starts = [cue.start_s for cue in cues]
        self._unseen = np.full((33, 2), np.nan, np.float32), np.zeros(33, np.float32)

    def at(self, index: int, time_s: float) -> FrameState:
        """The state of frame `index`, which stands at `time_s` seconds.

        A frame beyond the series (a recording that was assessed in part) has no landmarks and no opening.
        """
        seen = index < len(self._series.time_s)
        number, phase = phase_at(self._reps, time_s)
        return FrameState(
            time_s=time_s,
            phase=phase,
            rep=number,
            reps=len(self._reps),
            opening_deg=float(self._series.opening_deg[index]) if seen else math.nan,
            cue=self._cue_at(time_s),
            landmarks_px=self._series.landmarks_px[index] if seen else self._unseen[0],
            visibility=self._series.visibility[index] if seen else self._unseen[1],
        )

    def _cue_at(self, time_s: float) -> str | None:
        begun = bisect_right(self._cue_starts, time_s)
        if begun == 0 or time_s >= self._cues[begun - 1].end_s:
            return None
        return self._cues[begun - 1].text
