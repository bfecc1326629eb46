"""The set's closed position: what opening, roll, tilt and the feet gap are counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openclam.assessment.reps import SLOW_DEG_S
from openclam.kinematics import Posture, Quantity
from openclam.kinematics.posture import Values

LOOK_S = 1.0
"""The closed position is the last still second before the first rep."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The still body before a set: mean of each quantity, its sd, and the postures it came from."""

    value: Values
    sd: Values
    postures: tuple[Posture, ...]


def closed_position(before: Sequence[Posture], first: Posture) -> Closed:
    """The last still second of `before`; where there was none, the moment at which the rep begins.

    `before` are the postures that lead up to the first rep, oldest first; `first` is its beginning.
    """
    still: list[Posture] = []
    for posture in reversed(before):
        if abs(float(posture.speed[Quantity.OPENING])) > SLOW_DEG_S:
            if still:
                break
            continue
        if still and still[0].time_s - posture.time_s > LOOK_S:
            break
        still.append(posture)
    chosen = tuple(reversed(still)) or (first,)
    values = np.stack([posture.value for posture in chosen])
    spreads = np.stack([posture.sd for posture in chosen])
    return Closed(np.nanmean(values, axis=0), np.nanmean(spreads, axis=0), chosen)
