"""Whether the feet stay together."""

from __future__ import annotations

from openclam.assessment.measures.registry import rep_measure, start_measure
from openclam.assessment.measures.views import RepView, StartView
from openclam.assessment.model import Measured
from openclam.kinematics import Quantity


@start_measure("cm", needs=("view", "feet"))
def feet_distance_cm(start: StartView) -> Measured:
    """Distance between the ankle centres."""
    return start.value(Quantity.FEET_DISTANCE)


@rep_measure("cm", needs=("view", "feet"))
def feet_gap_cm(rep: RepView) -> Measured:
    """Largest feet gap over the rep."""
    return rep.largest(Quantity.FEET_DISTANCE)
