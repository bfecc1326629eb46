"""What the camera's place allowed, in words."""

from __future__ import annotations

import numpy as np

from openclam.assessment.engine import SetResult
from openclam.assessment.findings import bad_view, circumstances, reason
from openclam.assessment.model import View
from openclam.assessment.verdicts import Reason
from openclam.exercise import Language
from openclam.movement.track import RepCurves

COUNT_UNSURE = 0.38
"""Standard deviation of the opening, as a share of it, from which on the number of reps is not to be relied on. All but
two of the development sessions whose reps are all found have less (0.39, 0.40, else 0.32 at most; `python -m
bench.accuracy`); the two in front in which others are missing have 0.41 and 0.57."""


def summarise_view(result: SetResult, lang: Language) -> View:
    """Where the camera stood over the set's reps, and whether verdicts could be given from there."""
    seen = RepCurves.of_all([rep.curves for rep in result.measured])
    azimuths, elevations = (angles[~np.isnan(angles)] for angles in (seen.azimuth_deg, seen.elevation_deg))
    if not len(azimuths):
        return View(azimuth_deg=None, elevation_deg=None, judgeable=False, why=reason(Reason.NOT_MEASURED, lang))
    azimuth, elevation = float(np.median(azimuths)), float(np.median(elevations))
    around = circumstances(seen)
    why = None
    bad = bad_view(azimuth)
    if bad is not None:
        why = reason(bad, lang)
    elif _hardly_rise(result):
        why = reason(Reason.COUNT_UNSURE, lang)
    elif result.doubtful:
        why = reason(Reason.REPS_DOUBTFUL, lang)
    elif around.feet_out:
        why = reason(Reason.FEET_OUT_OF_PICTURE, lang)
    elif around.knee_hidden:
        why = reason(Reason.KNEE_HIDDEN, lang)
    return View(azimuth_deg=azimuth, elevation_deg=elevation, judgeable=why is None, why=why)


def _hardly_rise(result: SetResult) -> bool:
    """Whether the reps rise little above the uncertainty of their own opening."""
    return float(np.median([rep.unsure for rep in result.measured])) > COUNT_UNSURE
