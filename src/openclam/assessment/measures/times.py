"""How long the parts of a rep last, and how fast it is."""

from __future__ import annotations

import numpy as np

from openclam.assessment.measures.registry import rep_measure
from openclam.assessment.measures.views import RepView
from openclam.assessment.model import Measured

PHASE_SD_S = (0.12, 0.08)
DOWN_SD_S = (0.17, 0.16)
SPEED_SD_SHARE = (0.15, 0.40)
"""Errors of times (s) and of the peak speed (share of it) against rendered people (development sessions of `python
-m bench.accuracy`): from the front, and what a camera at a right angle to that adds."""

HOLD_UNSEEN_S = 0.07
"""By how much a hold is read too short: noise lifts the peak from which the top is counted, and smoothing rounds its
corners. The median over the development sessions (0.07 s with the camera in front, 0.06 s obliquely)."""


@rep_measure("s", needs=(), shown_at="up")
def up_s(rep: RepView) -> Measured:
    """Time from the start of opening to the top."""
    return Measured(value=rep.span.top_s - rep.span.start_s, sd=rep.from_view(PHASE_SD_S))


@rep_measure("s", needs=())
def hold_s(rep: RepView) -> Measured:
    """Time at the top."""
    return Measured(value=rep.span.top_end_s - rep.span.top_s + HOLD_UNSEEN_S, sd=rep.from_view(PHASE_SD_S))


@rep_measure("s", needs=(), shown_at="down")
def down_s(rep: RepView) -> Measured:
    """Time from the top back to rest."""
    return Measured(value=rep.span.end_s - rep.span.top_end_s, sd=rep.from_view(DOWN_SD_S))


@rep_measure("deg/s")
def peak_speed_deg_s(rep: RepView) -> Measured:
    """Highest opening or closing speed."""
    speed = float(np.nanmax(np.abs(rep.span.postures.speed[:, rep.span.signal])))
    return Measured(value=speed, sd=speed * rep.from_view(SPEED_SD_SHARE))
