"""The person's own clean range, and each rep's opening held against that of the set."""

from __future__ import annotations

import numpy as np

from openclam.assessment.measures.angles import opening_deg
from openclam.assessment.measures.registry import rep_measure, set_measure
from openclam.assessment.measures.views import NOTHING, RepView, SetView
from openclam.assessment.model import Measured


@rep_measure("deg", in_table=False)
def clean_range_deg(rep: RepView) -> Measured:
    """Largest opening reached before the pelvis helps: the clean range that this rep shows.

    The mean and the spread of its outcomes.
    """
    opening, outcomes = opening_deg(rep), rep.clean_outcomes
    if opening.sd is None or np.isnan(outcomes).any():
        return NOTHING
    return Measured(value=float(outcomes.mean()), sd=float(np.hypot(outcomes.std(), opening.sd)))


@set_measure("%", in_table=False)
def opening_of_clean_pct(of_set: SetView) -> Measured:
    """Largest opening as a share of the person's own clean range, 100 at most."""
    opening, clean = of_set.rep["opening_deg"], of_set.clean_outcomes
    if opening.value is None or opening.sd is None or np.isnan(clean).any():
        return NOTHING
    share = np.minimum(100.0, 100 * opening.value / np.maximum(clean, 1.0))
    relative = opening.sd / max(opening.value, 1.0)
    return Measured(value=float(share.mean()), sd=float(np.hypot(share.std(), share.mean() * relative)))


@set_measure("deg", in_table=False)
def beyond_clean_range_deg(of_set: SetView) -> Measured:
    """Largest opening less the person's own clean range."""
    opening, clean = of_set.rep["opening_deg"], of_set.clean_outcomes
    if opening.value is None or opening.sd is None or np.isnan(clean).any():
        return NOTHING
    beyond = opening.value - clean
    return Measured(value=float(beyond.mean()), sd=float(np.hypot(beyond.std(), opening.sd)))
