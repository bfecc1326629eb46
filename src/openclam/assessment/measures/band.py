"""The band: whether it is worn, and whether it still pulls where the rep closes."""

from __future__ import annotations

import numpy as np

from openclam.assessment.measures.registry import rep_measure, start_measure
from openclam.assessment.measures.views import NOTHING, RepView, StartView
from openclam.assessment.model import Measured
from openclam.kinematics import Quantity
from openclam.kinematics.posture import Values
from openclam.kinetics.loop import KNEES_READ_TOO_FAR_CM
from openclam.movement.sustained import sustained


@start_measure("probability", needs=("band",))
def start_band_seen(start: StartView) -> Measured:
    """Chance that a band is on the thighs.

    Told by the frames of all reps, since closed knees show none.
    """
    return _chance(start.band)


@rep_measure("probability", needs=("band",), in_table=False)
def band_seen(rep: RepView) -> Measured:
    """Chance that a band is on the thighs during the rep."""
    return _chance(rep.span.postures.band)


@rep_measure("%", needs=("view", "loop"), in_table=False)
def band_elongation_closed_pct(rep: RepView) -> Measured:
    """Stretch of the band where the rep closes, below 0 slack.

    The knees' least distance after the top tells it. That distance is taken as it is and not as it has changed, since
    the person may rest with the knees apart.
    """
    if rep.loop is None:
        return NOTHING
    closing = rep.span.postures[rep.span.top_end :]
    apart = sustained(closing.time_s, closing.value[:, Quantity.KNEES_APART])
    if np.isnan(apart).all():
        return NOTHING
    at = int(np.nanargmin(apart))
    knees_cm = float(apart[at]) - KNEES_READ_TOO_FAR_CM
    value, sd = rep.loop.elongation_pct(knees_cm, float(closing.sd[at, Quantity.KNEES_APART]))
    return Measured(value=value, sd=sd)


def _chance(chances: Values) -> Measured:
    """The mean of the chances (n,) over the frames in which a band was looked for, those that are not NaN."""
    seen = chances[~np.isnan(chances)]
    return Measured(value=float(np.mean(seen)), sd=0.0) if len(seen) else NOTHING
