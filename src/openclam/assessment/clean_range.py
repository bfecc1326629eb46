"""How far the hip goes before the pelvis helps: the person's own clean range.

The roll that decides it is uncertain. So the clean range is worked out for many errors that the roll may
have, each the same for the whole recording, and what is given is the mean and the spread of the outcomes.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from openclam.exercise.definitions import CLEAN_ROLL_DEG
from openclam.kinematics.posture import Values

OUTCOMES = 21
_NORMAL = tuple(NormalDist().inv_cdf((i + 0.5) / OUTCOMES) for i in range(OUTCOMES))


def clean_outcomes(opening: Values, roll: Values, roll_sd: Values) -> Values:
    """The clean range (OUTCOMES,) of one rep, degrees, for each error that the roll may have.

    NaN where the opening was not seen.

    Args:
        opening: (n,) on the way up, degrees since the closed position, as it lasted.
        roll: (n,) of the pelvis, likewise.
        roll_sd: (n,) its standard deviation.
    """
    if not np.isfinite(opening).any():
        return np.full(OUTCOMES, np.nan)
    return np.array([_reached(opening, roll + z * roll_sd) for z in _NORMAL])


def largest(outcomes: Sequence[Values]) -> Values:
    """The set's clean range (OUTCOMES,): the largest of its reps, error by error."""
    return np.asarray(np.max(np.stack(outcomes), axis=0))


def _reached(opening: Values, roll: Values) -> float:
    clean = opening[(roll <= CLEAN_ROLL_DEG) & np.isfinite(opening)]
    return max(float(clean.max()), 0.0) if clean.size else 0.0
