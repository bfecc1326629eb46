"""Frames to landmarks: takes `Frame`s, gives the `FrameLandmarks` of the person who lies on the side.

`openclam.pose.weights` holds the networks, `openclam.pose.person` chooses the person.
"""

from __future__ import annotations

import os
from typing import Literal, get_args

from openclam.pose.backtrack_start import follow
from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker
from openclam.pose.landmarks import FrameLandmarks, Landmarks, Point
from openclam.pose.person import PersonTracker
from openclam.pose.tracker import Tracker
from openclam.pose.weights import weight_path

__all__ = [
    "POSE_MODELS",
    "FrameLandmarks",
    "Landmarks",
    "PersonTracker",
    "Point",
    "PoseModel",
    "Tracker",
    "follow",
    "open_tracker",
]

PoseModel = Literal["heavy", "full", "lite"]
POSE_MODELS: tuple[PoseModel, ...] = get_args(PoseModel)

MOST_THREADS = 4
"""Separates threads that make the landmark network faster from those that hardly do."""


def open_tracker(model: PoseModel = "heavy", *, look_for_band: bool = True, mirror: bool = True) -> PersonTracker:
    """The pose stage, its networks loaded and checked; without `mirror` it reads every frame as it is.

    Raises:
        ModelError: a weight file is missing or damaged; the message names the command that mends it.
    """
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    detector = Detector(weight_path("detector"), threads)
    return PersonTracker(detector, Landmarker(weight_path(model), threads), look_for_band=look_for_band, mirror=mirror)
