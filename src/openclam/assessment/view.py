"""What the camera's place allowed, in words."""

from __future__ import annotations

import numpy as np

from openclam.assessment.engine import SetResult
from openclam.assessment.findings import bad_view, circumstances, reason
from openclam.assessment.model import View
from openclam.assessment.verdicts import Reason
from openclam.exercise import Language


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
    elif around.feet_out:
        why = reason(Reason.FEET_OUT_OF_PICTURE, lang)
    elif around.knee_hidden:
        why = reason(Reason.KNEE_HIDDEN, lang)
    return View(azimuth_deg=azimuth, elevation_deg=elevation, judgeable=why is None, why=why)
