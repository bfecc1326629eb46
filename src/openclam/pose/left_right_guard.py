"""Left stays left: the guard against landmarks that change sides.

Three things go wrong with a person on their side. The network may take the body for its mirror
image, so that every left point is called right; it may exchange the legs alone; and the ankle of one
leg may jump onto the other foot, which lies close by. The second is seen in a single picture, in which the
upper hip has the lower knee; the others by comparing with where the points were a moment ago. That
alone would keep a mistake of the first picture for ever, so the face has the last word: a body whose
sides lie as if seen from behind, but whose face has looked here for a while, is turned back, and stays so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openclam.pose.landmarks import MIRROR, Landmarks, Point
from openclam.pose.steady import LEAST_STEP_S

_Points = list[list[float]]
"""`Landmarks.image` (33, 3) as plain numbers, with which arithmetic on single points is many times as quick."""

_PAIRS = [
    (int(Point.LEFT_SHOULDER), int(Point.RIGHT_SHOULDER)),
    (int(Point.LEFT_HIP), int(Point.RIGHT_HIP)),
    (int(Point.LEFT_KNEE), int(Point.RIGHT_KNEE)),
]
_SHOULDERS, _HIPS, _KNEES = _PAIRS
_SHANKS = ((int(Point.LEFT_KNEE), int(Point.LEFT_ANKLE)), (int(Point.RIGHT_KNEE), int(Point.RIGHT_ANKLE)))
_EARS, _NOSE = (int(Point.LEFT_EAR), int(Point.RIGHT_EAR)), int(Point.NOSE)
_MIRROR = MIRROR.tolist()
_FEET = (
    np.array([Point.LEFT_ANKLE, Point.LEFT_HEEL, Point.LEFT_FOOT_INDEX]),
    np.array([Point.RIGHT_ANKLE, Point.RIGHT_HEEL, Point.RIGHT_FOOT_INDEX]),
)

_LEGS = tuple(np.array([Point[f"{side}_KNEE"], *feet]) for side, feet in zip(("LEFT", "RIGHT"), _FEET, strict=True))

SEEN_BROADSIDE, FACE_TURNED = 0.1, 0.05
"""How broad a body must be across its trunk, and how much nearer or farther than the ears the nose, to tell from
which side it is seen: shares of the trunk's length."""
CROSSED = 0.1
"""Share of the trunk's length by which the upper knee lies below the lower one where the legs have been exchanged: people
on film and rendered ones, seen as they are, never have it lower at all."""
FACE_MEMORY_S = 3.0
"""The face counts as it looked over about this long: in a dark picture it is taken for the back of the head for a
second or so."""
MOST_TURNED = 0.5
"""A face that is turned more than this says no more."""
FORGET_S = 1.0
"""After this long without a body, or with one held back, what was seen before counts no more."""
SWAP_GAIN = 0.6
"""A swapped body must fit this much better (ratio of distances) to be turned back."""
JUMP = 0.25
"""A foot's move between pictures, as a share of the shank, that is called a jump."""
HELD_VISIBILITY = 0.2
"""What a held-back foot's visibility becomes: seen, but not to be relied on."""


@dataclass
class GuardCounts:
    """How often each guard stepped in, in pictures."""

    pictures: int = 0
    bodies_turned_back: int = 0
    legs_exchanged: int = 0
    feet_exchanged: int = 0
    feet_held: int = 0


class LeftRightGuard:
    """Keeps left and right of one followed person."""

    def __init__(self) -> None:
        self._last: Landmarks | None = None
        self._last_points: _Points = []
        self._face = _Face()
        self._held_since_s: list[float | None] = [None, None]
        self.counts = GuardCounts()

    def lost(self) -> None:
        """The person was not seen in this picture."""
        self._held_since_s = [None, None]

    def step(self, landmarks: Landmarks) -> Landmarks:
        """The landmarks with sides as they were a moment ago."""
        self.counts.pictures += 1
        last, before = self._last, self._last_points
        if last is not None and landmarks.time_s - last.time_s > FORGET_S:
            last, self._face = None, _Face()
        points: _Points = landmarks.image.tolist()
        if self._is_mirrored(landmarks.time_s, points, None if last is None else before):
            landmarks, points = landmarks.mirrored(), _mirrored(points)
            self.counts.bodies_turned_back += 1
        if _legs_crossed(points):
            landmarks = _exchanged(landmarks, _LEGS)
            points = landmarks.image.tolist()
            self.counts.legs_exchanged += 1
        if last is not None:
            if _looks_mirrored(points, before):  # the face has just had the last word
                last, before, self._held_since_s = last.mirrored(), _mirrored(before), self._held_since_s[::-1]
            guarded = self._guard_feet(landmarks, points, last, before)
            if guarded is not landmarks:
                landmarks, points = guarded, guarded.image.tolist()
        self._last, self._last_points = landmarks, points
        return landmarks

    def _is_mirrored(self, time_s: float, points: _Points, before: _Points | None) -> bool:
        """Whether left and right are exchanged: by the face where it tells, else by the last picture."""
        seen = _seen(points)
        faces_here = self._face.step(time_s, seen.face_turned)
        if faces_here is not None and abs(seen.breadth) >= SEEN_BROADSIDE:
            return (seen.breadth > 0) != faces_here
        return before is not None and _looks_mirrored(points, before)

    def _guard_feet(self, landmarks: Landmarks, points: _Points, last: Landmarks, before: _Points) -> Landmarks:
        limit = JUMP * max(_distance(before[knee], before[ankle]) for knee, ankle in _SHANKS)  # of the longer shank
        (_, left), (_, right) = _SHANKS
        swapped = []
        for ankle, other in ((left, right), (right, left)):
            moved = _distance(points[ankle], before[ankle])
            swapped.append(moved > limit and _distance(points[ankle], before[other]) < moved / 2)
        if all(swapped):
            self.counts.feet_exchanged += 1
            return _exchanged(landmarks, _FEET)
        for side in (0, 1):
            landmarks = self._hold(landmarks, last, side, swapped[side])
        return landmarks

    def _hold(self, landmarks: Landmarks, last: Landmarks, side: int, jumped: bool) -> Landmarks:
        """Keep one foot where it was while it has jumped onto the other, for a moment at most."""
        since = self._held_since_s[side]
        if not jumped or (since is not None and landmarks.time_s - since > FORGET_S):
            self._held_since_s[side] = None
            return landmarks
        self._held_since_s[side] = landmarks.time_s if since is None else since
        self.counts.feet_held += 1
        image, world, visibility = landmarks.image.copy(), landmarks.world.copy(), landmarks.visibility.copy()
        feet = _FEET[side]
        image[feet], world[feet], visibility[feet] = last.image[feet], last.world[feet], HELD_VISIBILITY
        return replace(landmarks, image=image, world=world, visibility=visibility)


class _Face:
    """Which way the face has looked of late."""

    def __init__(self) -> None:
        self._turned, self._weight_s = 0.0, 0.0
        self._time_s: float | None = None

    def step(self, time_s: float, turned: float) -> bool | None:
        """Whether it looks here rather than away, None where that cannot be told."""
        dt = LEAST_STEP_S if self._time_s is None else max(LEAST_STEP_S, time_s - self._time_s)
        self._time_s = time_s
        self._weight_s = min(self._weight_s + dt, FACE_MEMORY_S)
        self._turned += dt / self._weight_s * (min(max(turned, -MOST_TURNED), MOST_TURNED) - self._turned)
        return None if abs(self._turned) < FACE_TURNED else self._turned > 0


@dataclass(frozen=True, slots=True)
class _Seen:
    """How a body is seen, in shares of its trunk's length.

    `breadth` across the trunk, + where left and right lie as on a body seen from the front. `face_turned`: how much
    nearer than the ears the nose is.
    """

    breadth: float
    face_turned: float


def _seen(points: _Points) -> _Seen:
    shoulder_x, shoulder_y = _middle(points, _SHOULDERS)
    hip_x, hip_y = _middle(points, _HIPS)
    trunk_x, trunk_y = shoulder_x - hip_x, shoulder_y - hip_y
    across_x, across_y = (
        (points[_SHOULDERS[0]][axis] - points[_SHOULDERS[1]][axis] + points[_HIPS[0]][axis] - points[_HIPS[1]][axis])
        / 2
        for axis in (0, 1)
    )
    length = max(math.hypot(trunk_x, trunk_y), 1.0)
    nearer = (points[_EARS[0]][2] + points[_EARS[1]][2]) / 2 - points[_NOSE][2]
    return _Seen((trunk_x * across_y - trunk_y * across_x) / length**2, nearer / length)


def _looks_mirrored(points: _Points, before: _Points) -> bool:
    """Whether the body fits the last one clearly better with left and right exchanged."""
    same = crossed = 0.0
    for left, right in _PAIRS:
        same += _distance(points[left], before[left]) + _distance(points[right], before[right])
        crossed += _distance(points[right], before[left]) + _distance(points[left], before[right])
    return crossed < SWAP_GAIN * same


def _legs_crossed(points: _Points) -> bool:
    """Whether the knee of the side that lies uppermost is seen below the other one."""
    shoulders, hips, knees = (points[left][1] - points[right][1] for left, right in _PAIRS)
    length = max(math.dist(_middle(points, _SHOULDERS), _middle(points, _HIPS)), 1.0)
    stacked, across = (shoulders + hips) / 2 / length, knees / length
    return abs(stacked) >= SEEN_BROADSIDE and -across * math.copysign(1.0, stacked) > CROSSED


def _middle(points: _Points, pair: tuple[int, int]) -> tuple[float, float]:
    """The middle of two points in the picture, px."""
    one, other = points[pair[0]], points[pair[1]]
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _distance(one: list[float], other: list[float]) -> float:
    """Between two points in the picture, px."""
    return math.hypot(one[0] - other[0], one[1] - other[1])


def _mirrored(points: _Points) -> _Points:
    return [points[index] for index in _MIRROR]


def _exchanged(landmarks: Landmarks, parts: tuple[npt.NDArray[np.intp], ...]) -> Landmarks:
    """The landmarks with these points of the left and of the right exchanged."""
    to, taken = np.concatenate(parts), np.concatenate(parts[::-1])
    changed = {name: getattr(landmarks, name).copy() for name in ("image", "world", "visibility", "presence")}
    for name, points in changed.items():
        points[to] = getattr(landmarks, name)[taken]
    return replace(landmarks, **changed)
