"""The kinematics stage: landmarks in, postures out, a fixed lag later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.kinematics.features import SLOPE, Features, features_of
from openclam.kinematics.lifter import ABSOLUTE, CHANGE, CHANGE_IN_ABSOLUTE, Estimate, Lifter
from openclam.kinematics.posture import COUNT, CameraView, Posture, Quantity, Side, Values, end_on
from openclam.kinematics.rest import Rest
from openclam.kinematics.smoothing import LAG_S, LocalParabola, Smoothed
from openclam.pose.landmarks import FrameLandmarks, Landmarks, Point
from openclam.pose.lying import HALF_LYING, side_lying

USUAL_HEIGHT_CM = 170.0
_TOP_MEMORY_S = 0.5
"""Memory of the upper side: separates a body that turned over (longer) from misread frames (shorter)."""
_LOST_S = 2.0
"""Gap without the body that separates the same rest (shorter) from a rest that starts anew (longer)."""
_NOT_LYING_S = 0.3
"""Time not even half on the side that separates misread frames (shorter) from a person who sits or another (longer).

The latter has no rest to measure changes from.
"""
_BEHIND = 0.5
"""Cosine of the trunk's slope, head to the left being −1, that separates a camera in front (less) from behind (more).

From the front a body with the left side on top has its head to the left; only a camera near head or feet is in doubt.
"""
_UNTRIED = 4.0
"""Factor of the standard deviations for a camera behind, which the lifter was not trained on."""
_UPPER = (
    (int(Point.LEFT_SHOULDER), int(Point.LEFT_HIP)),
    (int(Point.RIGHT_SHOULDER), int(Point.RIGHT_HIP)),
)

_QUANTITY = {
    name: Quantity["PELVIC_TILT" if name == "heading" else name.upper()] for name in ABSOLUTE if name != "elevation"
}
_SHOWN = np.array([ABSOLUTE.index(name) for name in _QUANTITY])
"""Index in `ABSOLUTE` of each quantity that it estimates."""
_IN_ABSOLUTE = np.array(list(_QUANTITY.values()))
_IN_CHANGE = np.array([_QUANTITY[name] for name in CHANGE])
_DISTANCES = np.array([Quantity.FEET_DISTANCE, Quantity.HEAD_TO_ARM, Quantity.TOP_HAND_FORWARD, Quantity.KNEES_APART])
_HEADING, _ELEVATION = ABSOLUTE.index("heading"), ABSOLUTE.index("elevation")


@dataclass(frozen=True, slots=True)
class _Seen:
    frame_landmarks: FrameLandmarks
    top: Side | None
    on_side: float
    opening_deg: float
    view: CameraView | None
    sd: Values
    change_sd: Values


class Kinematics:
    """Turns landmarks into postures. One instance follows one person through one recording.

    Args:
        height_cm: the person's height, for distances.
        lag_s: delay of a posture behind its frame, and reach of the smoothing to either side.
        lifter: the one that comes with the package, unless given.
    """

    def __init__(
        self, height_cm: float = USUAL_HEIGHT_CM, *, lag_s: float = LAG_S, lifter: Lifter | None = None
    ) -> None:
        self.lag_s = lag_s
        self._lifter = lifter or Lifter.load()
        self._height_m = height_cm / 100
        self._smooth: LocalParabola[_Seen] = LocalParabola(lag_s)
        self._left_higher = 0.0
        self._top: Side | None = None
        self._rest: Rest | None = None
        self._not_lying_s = 0.0
        self._time_s: float | None = None

    def step(self, frame_landmarks: FrameLandmarks) -> list[Posture]:
        """The postures that are ready after this frame; none at first."""
        value, seen = self._measure(frame_landmarks)
        return [_posture(row) for row in self._smooth.step(frame_landmarks.time_s, value, seen)]

    def flush(self) -> list[Posture]:
        """The postures still waiting when the stream ends."""
        return [_posture(row) for row in self._smooth.flush()]

    def _measure(self, frame_landmarks: FrameLandmarks) -> tuple[Values, _Seen]:
        landmarks = frame_landmarks.landmarks
        if landmarks is None:
            nothing = np.full(COUNT, np.nan)
            return nothing, _Seen(frame_landmarks, None, 0.0, np.nan, None, nothing, nothing)
        dt = 0.0 if self._time_s is None else max(0.0, frame_landmarks.time_s - self._time_s)
        self._time_s = frame_landmarks.time_s
        top = self._top_side(landmarks, dt)
        if top != self._top or dt > _LOST_S:
            self._top, self._rest, dt = top, None, 0.0
        features = features_of(landmarks, top)
        shown = self._lifter.absolute(features)
        on_side = side_lying(landmarks, float(shown.value[_ELEVATION]))
        self._not_lying_s = self._not_lying_s + dt if on_side < HALF_LYING else 0.0
        if self._not_lying_s > _NOT_LYING_S:
            self._rest = None
        value, changed = self._relative_to_rest(features, shown, dt)
        behind = bool(features[SLOPE.start] > _BEHIND)
        heading = float(shown.value[_HEADING])
        wider = max(1.0, self._lifter.strangeness(features)) * (_UNTRIED if behind else end_on(heading))
        sd, change_sd = self._standard_deviations(shown, changed, wider)
        value[_DISTANCES] *= self._height_m
        view = CameraView(180.0 - heading if behind else heading, float(shown.value[_ELEVATION]))
        return value, _Seen(frame_landmarks, top, on_side, float(value[Quantity.OPENING]), view, sd, change_sd)

    def _relative_to_rest(self, features: Features, shown: Estimate, dt: float) -> tuple[Values, Estimate]:
        """Every quantity (COUNT,) as rest plus change, and that change.

        Before the body has rested, a quantity is this frame's absolute estimate, and its change as uncertain as that.
        """
        if self._rest is None:
            self._rest = Rest(features, shown)
        changed = self._lifter.change(features, self._rest.features)
        if self._rest.step(features, shown, changed.value, dt):
            changed = self._lifter.change(features, features)
        value = np.full(COUNT, np.nan)
        value[_IN_ABSOLUTE] = shown.value[_SHOWN]
        if not self._rest.known:
            return value, Estimate(changed.value, shown.sd[CHANGE_IN_ABSOLUTE])
        value[_IN_CHANGE] = self._rest.base + changed.value
        return value, changed

    def _standard_deviations(self, shown: Estimate, changed: Estimate, wider: float) -> tuple[Values, Values]:
        """Standard deviations of the values and of the changes, each (COUNT,), times `wider`."""
        sd, change_sd = np.full(COUNT, np.nan), np.full(COUNT, np.nan)
        sd[_IN_ABSOLUTE] = shown.sd[_SHOWN] * wider
        change_sd[_IN_CHANGE] = changed.sd * wider
        for spread in (sd, change_sd):
            spread[_DISTANCES] *= self._height_m
        return sd, change_sd

    def _top_side(self, landmarks: Landmarks, dt: float) -> Side:
        """The side nearer the ceiling, from a running mean: one misread frame does not turn the body over."""
        image = landmarks.image
        left, right = (float(image[shoulder, 1] + image[hip, 1]) / 2 for shoulder, hip in _UPPER)
        size = float((np.maximum.reduce(image) - np.minimum.reduce(image))[:2].max())
        higher = (right - left) / max(size, 1.0)
        share = 1.0 if self._top is None else dt / (_TOP_MEMORY_S + dt)
        self._left_higher += share * (higher - self._left_higher)
        return "left" if self._left_higher > 0 else "right"


def _posture(row: Smoothed[_Seen]) -> Posture:
    seen = row.item
    slip_deg = abs(seen.opening_deg - float(row.value[Quantity.OPENING]))
    return Posture(
        row.time_s, seen.top, seen.on_side, row.value, seen.sd, seen.change_sd, row.speed, seen.view,
        seen.frame_landmarks, slip_deg,
    )  # fmt: skip
