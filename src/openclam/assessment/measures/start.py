"""How the body lies at the still start."""

from __future__ import annotations

from openclam.assessment.measures.registry import start_measure
from openclam.assessment.measures.views import StartView
from openclam.assessment.model import Measured
from openclam.kinematics import Quantity


@start_measure("deg")
def side_lying_deg(start: StartView) -> Measured:
    """Angle between the line through both hips and the vertical."""
    return start.value(Quantity.SIDE_LYING)


@start_measure("deg")
def hip_flexion_deg(start: StartView) -> Measured:
    """Hip flexion of the moving leg."""
    return start.value(Quantity.HIP_FLEXION)


@start_measure("deg")
def knee_flexion_deg(start: StartView) -> Measured:
    """Knee flexion of the moving leg, 0 straight."""
    return start.value(Quantity.KNEE_FLEXION)


@start_measure("cm")
def head_to_arm_cm(start: StartView) -> Measured:
    """Distance from the ear to the nearest point of the lower arm."""
    return start.value(Quantity.HEAD_TO_ARM)


@start_measure("cm")
def top_hand_forward_cm(start: StartView) -> Measured:
    """How far the top wrist lies in front of the chest."""
    return start.value(Quantity.TOP_HAND_FORWARD)
