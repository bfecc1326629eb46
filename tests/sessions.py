"""Rendered sessions as the tests use them: landmarks as the pose stage saw them, beside the truth."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from bench.against_truth import postures
from bench.recorded import Recorded, read
from bench.sessions import FOLDER
from openclam.kinematics import Kinematics, Posture, Quantity
from openclam.pose.landmarks import FrameLandmarks

FRONTAL = "deve-frontal-00"
"""Four reps before a camera some 27° toward the feet, 15 pictures a second."""


FIXTURES = Path(__file__).with_name("fixtures") / "sessions"
"""Sessions that show one thing plainly, which their names tell. They are no part of the bench, and tests may hang on
what they show."""


@cache
def session(name: str = FRONTAL) -> Recorded:
    """One session of the accuracy bench, or of `FIXTURES`."""
    own = FIXTURES / f"{name}.npz"
    return read(own if own.exists() else FOLDER / f"{name}.npz")


def follow(
    landmarks_by_frame: tuple[FrameLandmarks, ...] | list[FrameLandmarks], height_cm: float = 170
) -> list[Posture]:
    """The postures of a session."""
    return list(postures(landmarks_by_frame, Kinematics(height_cm)))


def curve(followed: list[Posture], quantity: Quantity) -> np.ndarray:
    """One quantity over time."""
    return np.array([posture.value[quantity] for posture in followed])
