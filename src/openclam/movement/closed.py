"""The set's closed position: what opening, roll, tilt and the feet gap are counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from openclam.exercise.definitions import LOW_SHARE, STILL_DEG_S
from openclam.kinematics import Posture, Quantity
from openclam.kinematics.posture import Values
from openclam.movement.span import RepSpan
from openclam.movement.track import Track

NEW_SET_S = 30.0
"""After a rest this long the closed position is taken anew, as the person may have moved."""
LOOK_S, _A_MOMENT_S = 1.0, 1e-6
"""The closed position is the last still second before the first rep; sums of times are exact to a moment."""
BACK_S = 0.2
"""Length of the end of a rep over which the resting leg is read."""
_BENDS = [Quantity.HIP_FLEXION, Quantity.KNEE_FLEXION]


@dataclass(frozen=True, slots=True)
class Closed:
    """The still body before a set: mean of each quantity (COUNT,), its standard deviation, and the postures."""

    value: Values
    sd: Values
    postures: Track


def closed_position(before: Track | Sequence[Posture], first: Track | Posture, signal: Quantity) -> Closed:
    """The last still second before a rep; the moment at which the rep begins where there was none.

    Args:
        before: the postures that lead up to the first rep, oldest first.
        first: the beginning of the rep.
        signal: the body is still while the speed of this quantity is at most `STILL_DEG_S`.
    """
    track = before if isinstance(before, Track) else Track.of(before)
    times, speeds = track.time_s.tolist(), track.speed[:, signal].tolist()
    end = len(times)
    while end > 0 and abs(speeds[end - 1]) > STILL_DEG_S:
        end -= 1
    begin = end
    while (
        begin > 0
        and abs(speeds[begin - 1]) <= STILL_DEG_S
        and times[end - 1] - times[begin - 1] <= LOOK_S + _A_MOMENT_S
    ):
        begin -= 1
    beginning = first[:1] if isinstance(first, Track) else Track.of([first])
    # A copy, and not a part of something larger, which would be kept with it.
    chosen = Track((track[begin:end] if begin < end else beginning).rows.copy())
    return Closed(np.nanmean(chosen.value, axis=0), np.nanmean(chosen.sd, axis=0), chosen)


def closed_of_set(first: RepSpan) -> Closed:
    """The closed position of the set that begins with this rep.

    Hip and knee flexion are read where the leg has come back. By then the frames of the open leg have corrected them
    (`openclam.kinematics.rest`).
    """
    closed, rep = closed_position(first.before, first.postures, first.signal), first.postures
    signal = rep.value[:, first.signal]
    if signal[-1] - signal[0] > LOW_SHARE * first.excursion_deg:
        return closed
    value = closed.value.copy()
    value[_BENDS] = np.nanmean(rep.value[rep.time_s >= first.end_s - BACK_S][:, _BENDS], axis=0)
    return replace(closed, value=value)
