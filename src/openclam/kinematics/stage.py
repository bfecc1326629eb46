"""The kinematics stage: sightings in, postures out, a fixed moment later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.kinematics.angles import measure
from openclam.kinematics.camera import Camera
from openclam.kinematics.clam import fit_leg
from openclam.kinematics.posture import COUNT, Posture, Side, Values, View
from openclam.kinematics.skeleton import FEET_NEARER_M, BodyScale
from openclam.kinematics.smoothing import LAG_S, LocalParabola, Smoothed
from openclam.kinematics.uncertainty import standard_deviation
from openclam.pose.landmarks import Landmarks, Point, Sighting
from openclam.pose.lying import side_lying

USUAL_HEIGHT_CM = 170.0
_TOP_MEMORY_S = 0.5
_FEET_MEMORY_S = 1.0
_UPPER = np.array([Point.LEFT_SHOULDER, Point.LEFT_HIP]), np.array([Point.RIGHT_SHOULDER, Point.RIGHT_HIP])


@dataclass(frozen=True, slots=True)
class _Seen:
    sighting: Sighting
    top: Side | None
    on_side: float
    view: View | None
    sd: Values


class Kinematics:
    """Turns landmarks into postures. One instance follows one person through one recording.

    `lag_s` is how far a posture comes behind its picture.
    """

    lag_s = LAG_S

    def __init__(self, height_cm: float = USUAL_HEIGHT_CM) -> None:
        self._scale = BodyScale(height_cm / 100)
        self._camera = Camera()
        self._smooth: LocalParabola[_Seen] = LocalParabola()
        self._left_higher = 0.0
        self._feet_depth: float | None = None
        self._time_s: float | None = None

    def step(self, sighting: Sighting) -> list[Posture]:
        """The postures that are ready once this picture has been seen; none at first."""
        value, seen = self._measure(sighting)
        return [_posture(row) for row in self._smooth.step(sighting.time_s, value, seen)]

    def flush(self) -> list[Posture]:
        """The postures still waiting when the stream ends."""
        return [_posture(row) for row in self._smooth.flush()]

    def _measure(self, sighting: Sighting) -> tuple[Values, _Seen]:
        landmarks = sighting.landmarks
        nothing = np.full(COUNT, np.nan)
        if landmarks is None:
            return nothing, _Seen(sighting, None, 0.0, None, nothing)
        dt = 0.0 if self._time_s is None else max(0.0, sighting.time_s - self._time_s)
        top = self._top_side(landmarks, dt)
        skeleton = self._scale.step(landmarks, top)
        up, view = self._camera.step(skeleton, sighting.time_s)
        depth = (skeleton.joint("ANKLE", top=True)[2] + skeleton.joint("ANKLE", top=False)[2]) / 2 - FEET_NEARER_M
        share = 1.0 if self._feet_depth is None else dt / (_FEET_MEMORY_S + dt)
        self._feet_depth = depth if self._feet_depth is None else self._feet_depth + share * (depth - self._feet_depth)
        self._time_s = sighting.time_s
        value = measure(skeleton, fit_leg(skeleton, up, self._feet_depth), up)
        seen = _Seen(sighting, top, side_lying(landmarks), view, standard_deviation(view, landmarks))
        return value, seen

    def _top_side(self, landmarks: Landmarks, dt: float) -> Side:
        """The side nearer the ceiling, steadied so that one bad picture does not turn the body over."""
        left, right = (float(landmarks.image[side, 1].mean()) for side in _UPPER)
        size = float(np.ptp(landmarks.image[:, :2], axis=0).max())
        higher = (right - left) / max(size, 1.0)
        share = 1.0 if self._time_s is None else dt / (_TOP_MEMORY_S + dt)
        self._left_higher += share * (higher - self._left_higher)
        return "left" if self._left_higher > 0 else "right"


def _posture(row: Smoothed[_Seen]) -> Posture:
    seen = row.item
    return Posture(row.time_s, seen.top, seen.on_side, row.value, seen.sd, row.speed, seen.view, seen.sighting)
