"""Whether the camera sees enough to judge by, now: the outline that goes green on the live page, or what to move."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from enum import StrEnum
from statistics import median

import numpy as np

from openclam.assessment.findings import HIDDEN, bad_view
from openclam.assessment.verdicts import Reason
from openclam.exercise.movement import Movement
from openclam.kinematics import Posture, Quantity, Side
from openclam.kinematics.posture import CameraView
from openclam.movement.gates import Gate
from openclam.pose.landmarks import Floats, Point
from openclam.pose.lying import HALF_LYING, ON_THE_SIDE

LOOK_BACK_S = 1.0
EVERY_S = 0.1
"""What is seen does not change from frame to frame: a posture this often is enough."""
AGAIN_S = 0.5

STEADILY = 0.8
"""Share of the last second in which a body must be seen; where it is less, the image is likely too dark."""
FAR_PX = 90.0
"""A body that is smaller than this in the frame has not been tried: the smallest of the accuracy bench is 91 px
long."""
HIGH_DEG = 50.0
"""Camera elevation beyond which nothing was learned or tried (`docs/lifter.md`)."""
HIDING_DEG = 30.0
"""A knee that is hidden from a camera this far off the front, or above it, is hidden by the body: the camera must
move."""

_BODY = np.array([
    Point.NOSE, Point.LEFT_EAR, Point.RIGHT_EAR,
    Point.LEFT_HIP, Point.RIGHT_HIP, Point.LEFT_KNEE, Point.RIGHT_KNEE,
    Point.LEFT_ANKLE, Point.RIGHT_ANKLE,
    Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER,
])  # fmt: skip
_HEAD, _MIDDLE, _FEET = slice(0, 3), slice(3, 7), slice(7, 9)
_KNEE: dict[Side, int] = {"left": int(Point.LEFT_KNEE), "right": int(Point.RIGHT_KNEE)}


class Hint(StrEnum):
    """The one thing to change before the camera sees enough; the words stand with whoever says them."""

    NOBODY = "nobody"
    UNSTEADY = "unsteady"
    NOT_LYING = "not_lying"
    TOO_NEAR = "too_near"
    TOO_FAR = "too_far"
    TOO_HIGH = "too_high"
    HEAD_OUT = "head_out"
    FEET_OUT = "feet_out"
    FROM_HEAD = "from_head"
    FROM_FEET = "from_feet"
    FROM_BEHIND = "from_behind"
    ROLL_OVER = "roll_over"
    LEGS_STRAIGHT = "legs_straight"
    KNEE_HIDDEN = "knee_hidden"


_OF_VIEW = {
    Reason.VIEW_FROM_HEAD: Hint.FROM_HEAD,
    Reason.VIEW_FROM_FEET: Hint.FROM_FEET,
    Reason.VIEW_FROM_BEHIND: Hint.FROM_BEHIND,
}


def hint_of_view(view: Reason) -> Hint:
    """The hint for a camera that stands in the wrong place, as `openclam.assessment.findings.bad_view` tells it."""
    return _OF_VIEW[view]


class CameraPlace:
    """Looks over the last second of postures, twice a second."""

    def __init__(self, movement: Movement, hint: Hint | None = Hint.NOBODY) -> None:
        """Begin with nothing seen, or with `hint`, the last that was found before."""
        self._gate = Gate.of(movement)
        self._kept: deque[Posture] = deque()
        self._looked_s = float("-inf")
        self.hint = hint
        """What was found last; None where the view is good."""

    def step(self, posture: Posture) -> None:
        """Take the next posture."""
        if self._kept and posture.time_s - self._kept[-1].time_s < EVERY_S:
            return
        self._kept.append(posture)
        while self._kept[0].time_s < posture.time_s - LOOK_BACK_S:
            self._kept.popleft()
        if posture.time_s - self._looked_s >= AGAIN_S:
            self._looked_s = posture.time_s
            self.hint = what_to_move(self._kept, self._gate)


def what_to_move(postures: Iterable[Posture], gate: Gate) -> Hint | None:
    """The one thing to move first; None where the view is good.

    In the order in which one hides the other: nobody seen, not lying, cut off by the frame's edge, seen from the
    wrong side, from too high or too far, lying otherwise than the exercise asks, the knee hidden.
    """
    kept = list(postures)
    seen = [posture for posture in kept if posture.seen]
    if 2 * len(seen) <= len(kept):
        return Hint.NOBODY
    if len(seen) < STEADILY * len(kept):
        return Hint.UNSTEADY
    lying = [posture for posture in seen if posture.on_side >= HALF_LYING]
    if 2 * len(lying) <= len(seen):
        return Hint.NOT_LYING
    return _cut_off(lying) or _wrong_place(lying) or _wrong_posture(seen, gate) or _hidden_knee(seen)


def _cut_off(lying: Sequence[Posture]) -> Hint | None:
    """Which end of the body lies outside the frame; where more does, the camera stands too near."""
    points = _points_px(lying)
    size = np.array([(posture.frame_landmarks.width, posture.frame_landmarks.height) for posture in lying])[:, None, :]
    outside = np.asarray(np.any((points < 0) | (points >= size), axis=2))
    head, middle, feet = (bool(np.median(outside[:, part].mean(axis=1)) > 0.5) for part in (_HEAD, _MIDDLE, _FEET))
    if middle or (head and feet):
        return Hint.TOO_NEAR
    if head:
        return Hint.HEAD_OUT
    return Hint.FEET_OUT if feet else None


def _wrong_place(lying: Sequence[Posture]) -> Hint | None:
    place = _place(lying)
    if place is None:
        return None
    bad = bad_view(place.azimuth_deg)
    if bad is not None:
        return hint_of_view(bad)
    if place.elevation_deg > HIGH_DEG:
        return Hint.TOO_HIGH
    return Hint.TOO_FAR if float(np.median(np.ptp(_points_px(lying), axis=1).max(axis=1))) < FAR_PX else None


_OUT_OF_BOUNDS = {Quantity.SIDE_LYING: Hint.ROLL_OVER, Quantity.KNEE_FLEXION: Hint.LEGS_STRAIGHT}
"""What to say of a quantity that lies outside the gate; of any other, that the person does not lie as asked."""


def _wrong_posture(seen: Sequence[Posture], gate: Gate) -> Hint | None:
    """What keeps the body from being one that does the exercise, None where it is one."""
    half = len(seen) / 2
    if sum(gate.lets_in(posture) for posture in seen) >= half:
        return None
    if sum(posture.on_side < ON_THE_SIDE for posture in seen) >= half:
        return Hint.NOT_LYING
    for quantity, bounds in gate.bounds:
        if not bounds.hold(median(float(posture.value[quantity]) for posture in seen)):
            return _OUT_OF_BOUNDS.get(quantity, Hint.NOT_LYING)
    return Hint.NOT_LYING


def _hidden_knee(seen: Sequence[Posture]) -> Hint | None:
    if sum(map(_knee_seen, seen)) / len(seen) >= HIDDEN:
        return None
    place = _place(seen)
    if place is not None and abs(place.azimuth_deg) > HIDING_DEG:
        return Hint.FROM_HEAD if place.azimuth_deg > 0 else Hint.FROM_FEET
    return Hint.TOO_HIGH if place is not None and place.elevation_deg > HIDING_DEG else Hint.KNEE_HIDDEN


def _place(postures: Sequence[Posture]) -> CameraView | None:
    """Where the camera stands, by the median."""
    views = [posture.view for posture in postures if posture.view is not None]
    if not views:
        return None
    return CameraView(median(view.azimuth_deg for view in views), median(view.elevation_deg for view in views))


def _points_px(lying: Sequence[Posture]) -> Floats:
    """The points of the body in each frame (n, 11, 2)."""
    bodies = [posture.frame_landmarks.landmarks for posture in lying if posture.frame_landmarks.landmarks is not None]
    return np.stack([body.image[_BODY, :2] for body in bodies])


def _knee_seen(posture: Posture) -> float:
    """Visibility of the top knee, 0 to 1."""
    landmarks = posture.frame_landmarks.landmarks
    return 0.0 if landmarks is None or posture.top is None else float(landmarks.visibility[_KNEE[posture.top]])
