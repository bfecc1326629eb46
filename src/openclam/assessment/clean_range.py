"""How far the hip goes before the pelvis helps: the person's own clean range.

The roll that decides it is uncertain. So the clean range is worked out for many errors that the roll may
have, each the same for the whole recording, and what is given is the mean and the spread of the outcomes.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from openclam.assessment.measures import NOTHING, Curves
from openclam.assessment.model import Measured
from openclam.exercise.definitions import CLEAN_ROLL_DEG
from openclam.kinematics import Quantity
from openclam.kinematics.posture import Values
from openclam.movement.closed import Closed
from openclam.movement.span import RepSpan

OUTCOMES = 21
_NORMAL = tuple(NormalDist().inv_cdf((i + 0.5) / OUTCOMES) for i in range(OUTCOMES))


def clean_outcomes(span: RepSpan, closed: Closed) -> Values:
    """The clean range (OUTCOMES,) of one rep, degrees, for each error that the roll may have.

    NaN where the opening was not seen.
    """
    curves = Curves.of_rep(span, closed)
    rising = slice(0, span.top + 1)
    opening = curves.sustained(Quantity.OPENING)[rising]
    roll = curves.sustained(Quantity.PELVIC_ROLL)[rising]
    sd = curves.sd[rising, Quantity.PELVIC_ROLL]
    if not np.isfinite(opening).any():
        return np.full(OUTCOMES, np.nan)
    return np.array([_reached(opening, roll + z * sd) for z in _NORMAL])


def clean_range(outcomes: Values, opening: Measured) -> Measured:
    """The clean range of a rep, or of the set: mean and spread of its outcomes."""
    if opening.sd is None or np.isnan(outcomes).any():
        return NOTHING
    return Measured(value=float(outcomes.mean()), sd=float(np.hypot(outcomes.std(), opening.sd)))


def against_clean_range(opening: Measured, of_set: Values) -> dict[str, Measured]:
    """The two measures that hold a rep's opening against the person's own clean range; the share is 100 % at most.

    Args:
        opening: of the rep.
        of_set: the largest clean range (OUTCOMES,) among the set's reps, for each error of the roll.
    """
    if opening.value is None or opening.sd is None or np.isnan(of_set).any():
        return {"beyond_clean_range_deg": NOTHING, "opening_of_clean_pct": NOTHING}
    beyond = opening.value - of_set
    share = np.minimum(100.0, 100 * opening.value / np.maximum(of_set, 1.0))
    relative = opening.sd / max(opening.value, 1.0)
    return {
        "beyond_clean_range_deg": Measured(value=float(beyond.mean()), sd=float(np.hypot(beyond.std(), opening.sd))),
        "opening_of_clean_pct": Measured(
            value=float(share.mean()), sd=float(np.hypot(share.std(), share.mean() * relative))
        ),
    }


def largest(outcomes: Sequence[Values]) -> Values:
    """The set's clean range (OUTCOMES,): the largest of its reps, error by error."""
    return np.asarray(np.max(np.stack(outcomes), axis=0))


def _reached(opening: Values, roll: Values) -> float:
    clean = opening[(roll <= CLEAN_ROLL_DEG) & np.isfinite(opening)]
    return max(float(clean.max()), 0.0) if clean.size else 0.0
