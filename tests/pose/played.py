"""Networks that are played, so that what they see can be laid down picture by picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from openclam.pose import PersonTracker
from openclam.pose.agreement import size_px
from openclam.pose.detector import Detection, Detector
from openclam.pose.landmarker import Landmarker, NetworkOutput
from openclam.pose.landmarks import Landmarks, Point
from openclam.pose.region import Region
from tests.stick_body import Camera, Pose, sight

FPS = 30


class Played:
    """Detector and landmarker in one: everybody in the script is found, and read wherever one looks."""

    def __init__(self, script: Sequence[Sequence[Landmarks]]) -> None:
        self.script = script
        self.mirrored: list[bool] = []
        self.blind_ways: set[bool] = set()
        """The ways (mirrored or not) in which nobody is seen."""

    def tracker(self, *, look_for_band: bool = False) -> PersonTracker:
        """One that sees what is laid down here."""
        return PersonTracker(cast(Detector, self), cast(Landmarker, self), look_for_band=look_for_band)

    def find(self, image: np.ndarray, *, least_score: float = 0.5, turned: int = 0) -> list[Detection]:
        people = self.script[int(image[0, 0, 0])]
        return [Detection(0.9, np.zeros(4, np.float32), _region(person)) for person in people]

    def read(
        self, image: np.ndarray, region: Region, index: int, time_s: float, *, mirrored: bool = False
    ) -> NetworkOutput | None:
        self.mirrored.append(mirrored)
        if mirrored in self.blind_ways:
            return None
        for person in self.script[index]:
            own = _region(person)
            if np.hypot(own.x - region.x, own.y - region.y) < 100:
                return NetworkOutput(person, np.array([[own.x, own.y], [own.x, own.y - own.size / 2.5]], np.float32))
        return None


def _region(person: Landmarks) -> Region:
    x, y = person.image[[Point.LEFT_HIP, Point.RIGHT_HIP], :2].mean(axis=0)
    return Region(float(x), float(y), 400, 0)


def stick(index: int, azimuth: float = 0.0) -> Landmarks:
    landmarks = sight(Pose(opening=40), index / FPS, camera=Camera(azimuth=azimuth), index=index).landmarks
    assert landmarks is not None
    return landmarks


def reading_of(person: Landmarks) -> NetworkOutput:
    """What the landmark network gives for a body: its landmarks, hip centre and tip."""
    hips, shoulders = (
        person.image[[left, left + 1], :2].mean(axis=0) for left in (Point.LEFT_HIP, Point.LEFT_SHOULDER)
    )
    return NetworkOutput(person, np.stack([hips, hips + 1.6 * (shoulders - hips)]))


def legs_higher(person: Landmarks, share: float) -> Landmarks:
    """The same body, its legs higher in the picture by a share of its size."""
    image = person.image.copy()
    image[Point.LEFT_HIP : Point.RIGHT_ANKLE + 1, 1] -= share * size_px(reading_of(person))
    return replace(person, image=image)


def moved(landmarks: Landmarks, x: float) -> Landmarks:
    """The same body so many pixels to the right."""
    return replace(landmarks, image=landmarks.image + np.array([x, 0, 0], np.float32))
