"""A measure held against a statement: met, not met, or honestly undecided."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from statistics import NormalDist

import numpy as np

from openclam.assessment.model import Measured, Verdict
from openclam.exercise import Statement
from openclam.kinematics.posture import Values

SURE = 0.8
"""A verdict is given where the probability of the fault is at least this, or at most 1 less this."""
MOST_HIDDEN = 0.05
"""Nothing is called met where a value beyond *not met* is more probable than this: where the upper end of its 90 %
interval reaches that limit. A wrong "well done" is worse than "cannot judge"."""
_POINTS = 101


class Reason(StrEnum):
    """Why a statement cannot be judged; the words stand in `reasons.toml`."""

    NOT_MEASURED = "not-measured"
    BETWEEN_LIMITS = "between-limits"
    TOO_UNCERTAIN = "too-uncertain"
    VIEW_FROM_HEAD = "view-from-head"
    VIEW_FROM_FEET = "view-from-feet"
    VIEW_FROM_BEHIND = "view-from-behind"
    COUNT_UNSURE = "count-unsure"
    REPS_DOUBTFUL = "reps-doubtful"
    FEET_OUT_OF_PICTURE = "feet-out-of-picture"
    HIPS_OUT_OF_PICTURE = "hips-out-of-picture"
    KNEE_HIDDEN = "knee-hidden"
    BAND_UNCLEAR = "band-unclear"
    NO_BAND = "no-band"
    BAND_LENGTH_UNKNOWN = "band-length-unknown"
    THIGH_GIRTH_UNKNOWN = "thigh-girth-unknown"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Doubt:
    """How probable it is, 0 to 1, that a statement was broken, and that it was broken beyond doubt."""

    fault: float
    certain_fault: float

    @staticmethod
    def of(statement: Statement, measured: Measured) -> Doubt | None:
        """That of a statement; None where nothing was measured.

        The measure is taken as normal about its value. Between the limits of *met* and *not met* a value
        counts as a fault in part, so the probability is the mean of that part over the measure's spread.
        """
        if statement.limits is None or measured.value is None or measured.sd is None:
            return None
        if not (math.isfinite(measured.value) and math.isfinite(measured.sd)):
            return None
        spread = measured.value + measured.sd * _normal_points()
        faults = np.array([statement.limits.fault(float(value)) for value in spread])
        return Doubt(float(faults.mean()), float((faults >= 1).mean()))

    @property
    def verdict(self) -> Verdict:
        """The verdict that it carries."""
        if self.fault >= SURE:
            return Verdict.NOT_MET
        met = self.fault <= 1 - SURE and self.certain_fault <= MOST_HIDDEN
        return Verdict.MET if met else Verdict.CANNOT_JUDGE


@cache
def _normal_points() -> Values:
    """Evenly likely points of the standard normal distribution."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 0.5) / _POINTS) for i in range(_POINTS)])
