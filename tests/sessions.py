"""Rendered sessions as the tests use them: landmarks as the pose stage saw them, beside the truth."""

from __future__ import annotations

from functools import cache

import numpy as np

from bench.against_truth import postures
from bench.recorded import Recorded, read
from bench.sessions import FOLDER
from openclam.kinematics import Kinematics, Posture, Quantity
from openclam.pose.landmarks import Sighting

FRONTAL = "deve-frontal-00"
"""Four reps before a camera some 27° toward the feet, 15 pictures a second."""


@cache
def session(name: str = FRONTAL) -> Recorded:
    """One session of the accuracy bench."""
    return read(FOLDER / f"{name}.npz")


def follow(sightings: tuple[Sighting, ...] | list[Sighting], height_cm: float = 170) -> list[Posture]:
    """The postures of a session."""
    return list(postures(sightings, Kinematics(height_cm)))


def curve(followed: list[Posture], quantity: Quantity) -> np.ndarray:
    """One quantity over time."""
    return np.array([posture.value[quantity] for posture in followed])
