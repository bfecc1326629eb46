"""What the camera's place allowed, in words."""

from __future__ import annotations

import numpy as np

from openclam.assessment.engine import SetResult
from openclam.assessment.findings import bad_view, circumstances, reason
from openclam.assessment.model import View
from openclam.assessment.verdicts import Reason
from openclam.exercise import Language
from openclam.kinematics import Quantity

COUNT_UNSURE = 0.7
"""Standard deviation of the opening, as a share of it, from which on the number of reps is not to be relied on. Development
sessions whose reps are all found have up to 0.6 (`python -m bench.accuracy`)."""


def summarise_view(result: SetResult, lang: Language) -> View:
    """Where the camera stood over the set's reps, and whether verdicts could be given from there."""
    postures = [posture for rep in result.measured for posture in rep.span.postures]
    views = [posture.view for posture in postures if posture.view is not None]
    if not views:
        return View(azimuth_deg=None, elevation_deg=None, judgeable=False, why=reason(Reason.NOT_MEASURED, lang))
    azimuth = float(np.median([view.azimuth_deg for view in views]))
    elevation = float(np.median([view.elevation_deg for view in views]))
    around = circumstances(postures)
    why = None
    bad = bad_view(azimuth)
    if bad is not None:
        why = reason(bad, lang)
    elif _counted_unsurely(result):
        why = reason(Reason.COUNT_UNSURE, lang)
    elif around.feet_out:
        why = reason(Reason.FEET_OUT_OF_PICTURE, lang)
    elif around.knee_hidden:
        why = reason(Reason.KNEE_HIDDEN, lang)
    return View(azimuth_deg=azimuth, elevation_deg=elevation, judgeable=why is None, why=why)


def _counted_unsurely(result: SetResult) -> bool:
    """Whether the reps rise little above the uncertainty of their own opening."""
    shares = [
        rep.span.postures[rep.span.peak].change_sd[Quantity.OPENING] / rep.span.excursion_deg for rep in result.measured
    ]
    return float(np.median(shares)) > COUNT_UNSURE
