"""Measured reps of the clam, and their loads, for tests of what comes after."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openclam.kinematics import Posture, Quantity
from openclam.kinematics.posture import COUNT
from openclam.kinetics.advice import SetDone
from openclam.kinetics.band import load_band
from openclam.kinetics.body import Body
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.loop import Thigh
from openclam.kinetics.motion import RepMotion
from openclam.kinetics.set_loads import SetLoads, Wearer, loads_of_set
from openclam.pose.landmarks import FrameLandmarks

WEARER = Wearer(Body(168, 62), assumed=False, band=load_band("red", 61), thigh=Thigh.measured(40))


def posture(time_s: float, opening: float, *, flexion: float = 45.0, feet: float = 9.0, roll: float = 0.0) -> Posture:
    """What the camera measures of a clam at one time."""
    clam = clam_posture(opening, flexion, roll_deg=roll)
    value = np.zeros(COUNT)
    value[Quantity.OPENING] = opening
    value[Quantity.HIP_FLEXION] = clam.hip_flexion_deg
    value[Quantity.HIP_ABDUCTION] = clam.hip_abduction_deg
    value[Quantity.HIP_EXTERNAL_ROTATION] = clam.hip_external_rotation_deg
    value[Quantity.KNEE_FLEXION] = 90.0
    value[Quantity.PELVIC_ROLL] = roll
    value[Quantity.FEET_DISTANCE] = feet
    value[Quantity.KNEES_APART] = 11.0 + 0.6 * opening
    sd = np.full(COUNT, 3.0)
    return Posture(time_s, "left", 1.0, value, sd, sd, np.zeros(COUNT), None, FrameLandmarks(0, time_s, 640, 360, None))


def rep(number: int = 1, most: float = 30.0, **how: float) -> RepMotion:
    times = np.linspace(0, 4, 41)
    openings = most * np.sin(np.pi * times / 4) ** 2
    postures = [posture(4 * number + time, opening, **how) for time, opening in zip(times, openings, strict=True)]
    return RepMotion(number, postures, posture(0, 0, **how).value)


def figures(motions: Sequence[RepMotion], wearer: Wearer = WEARER) -> SetLoads:
    found = loads_of_set(wearer, motions, SetDone((0,) * len(motions)), "en")
    assert found is not None
    return found
