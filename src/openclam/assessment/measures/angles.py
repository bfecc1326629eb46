"""Angles of a rep: how far the leg opened, and what pelvis and trunk did meanwhile."""

from __future__ import annotations

from openclam.assessment.measures.registry import rep_measure
from openclam.assessment.measures.views import RepView
from openclam.assessment.model import Measured
from openclam.kinematics import Quantity


@rep_measure("deg")
def opening_deg(rep: RepView) -> Measured:
    """Largest opening of the rep."""
    return rep.largest(Quantity.OPENING)


@rep_measure("deg")
def hip_external_rotation_deg(rep: RepView) -> Measured:
    """External rotation of the moving hip, mean over the top."""
    return rep.mean_at_top(Quantity.HIP_EXTERNAL_ROTATION)


@rep_measure("deg")
def hip_abduction_deg(rep: RepView) -> Measured:
    """Abduction of the moving hip, mean over the top."""
    return rep.mean_at_top(Quantity.HIP_ABDUCTION)


@rep_measure("deg", needs=("view", "hips"), shown_at="peak roll")
def pelvic_roll_deg(rep: RepView) -> Measured:
    """Largest backward turn of the pelvis over the rep."""
    return rep.largest(Quantity.PELVIC_ROLL)


@rep_measure("deg")
def pelvic_tilt_deg(rep: RepView) -> Measured:
    """Largest forward or backward tilt of the pelvis over the rep, unsigned."""
    return rep.largest(Quantity.PELVIC_TILT, signed=False)


@rep_measure("deg", in_table=False)
def trunk_rotation_deg(rep: RepView) -> Measured:
    """Largest turn of the shoulders against the pelvis, unsigned."""
    return rep.largest(Quantity.TRUNK_ROTATION, signed=False)


@rep_measure("deg", in_table=False)
def trunk_lean_deg(rep: RepView) -> Measured:
    """Largest side-bend of the trunk against the pelvis, unsigned."""
    return rep.largest(Quantity.TRUNK_LEAN, signed=False)
