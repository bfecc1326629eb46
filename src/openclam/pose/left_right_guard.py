"""Left-right guard: keeps the sides of a person on their side from changing.

Three things go wrong. The network takes the body for its mirror image, so that every left landmark is called right; it
exchanges the legs alone; or one ankle jumps onto the other foot, which lies close by. A single frame shows the second:
the upper hip has the lower knee. The others show by comparison with the last frame, which alone would keep an error of
the first frame for ever. The face therefore overrules: a body whose sides lie as if seen from behind, but whose face
has looked at the camera for a while, is turned back and stays so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openclam.pose.landmarks import MIRROR, Landmarks, Point
from openclam.pose.steady import LEAST_STEP_S

_Points = list[list[float]]
"""`Landmarks.image` (33, 3) as plain numbers: arithmetic on single points is many times as quick."""

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
"""Shares of the trunk's length that separate sides that can be judged (more) from those that cannot (less).

The first is the breadth across the trunk, the second how much nearer or farther than the ears the nose is.
"""
CROSSED = 0.1
"""Depth of the upper knee below the lower one, in trunk lengths, that separates exchanged legs (more) from right ones.

People on film and rendered ones, read right, never have it lower at all.
"""
FACE_MEMORY_S = 3.0
"""Memory of the face: separates a lasting look from errors of a second or so, common in dark frames."""
MOST_TURNED = 0.5
"""Turn of the face at which it is clipped: separates evidence that counts from outliers."""
FORGET_S = 1.0
"""Time without a body, or with a foot held, that separates a past that counts (less) from a new start (more)."""
SWAP_GAIN = 0.6
"""Ratio of distances, swapped over plain, that separates a mirrored body (less) from a moving one (more)."""
JUMP = 0.25
"""Move of an ankle between frames, in shanks, that separates a jump (more) from a movement (less)."""
HELD_VISIBILITY = 0.2
"""Visibility given to a held foot: seen, but not to be relied on."""


@dataclass
class GuardCounts:
    """Frames guarded, and frames in which each guard stepped in."""

    frames: int = 0
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
        """Release held feet: the person was not seen in this frame."""
        self._held_since_s = [None, None]

    def step(self, landmarks: Landmarks) -> Landmarks:
        """The landmarks with left and right as in the last frame."""
        self.counts.frames += 1
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
            if _looks_mirrored(points, before):  # the face has just overruled the last frame
                last, before, self._held_since_s = last.mirrored(), _mirrored(before), self._held_since_s[::-1]
            guarded = self._guard_feet(landmarks, points, last, before)
            if guarded is not landmarks:
                landmarks, points = guarded, guarded.image.tolist()
        self._last, self._last_points = landmarks, points
        return landmarks

    def _is_mirrored(self, time_s: float, points: _Points, before: _Points | None) -> bool:
        """Whether left and right are exchanged: by the face where it decides, else by the last frame."""
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
        """Keep a foot that jumped onto the other where it was, for `FORGET_S` at most."""
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
    """Running mean of which way the face looks."""

    def __init__(self) -> None:
        self._turned, self._weight_s = 0.0, 0.0
        self._time_s: float | None = None

    def step(self, time_s: float, turned: float) -> bool | None:
        """Whether it looks at the camera rather than away; None within `FACE_TURNED`."""
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
    """Whether the body fits the last frame clearly better with left and right exchanged."""
    same = crossed = 0.0
    for left, right in _PAIRS:
        same += _distance(points[left], before[left]) + _distance(points[right], before[right])
        crossed += _distance(points[right], before[left]) + _distance(points[left], before[right])
    return crossed < SWAP_GAIN * same


def _legs_crossed(points: _Points) -> bool:
    """Whether the knee of the upper side lies below the other one by more than `CROSSED`."""
    shoulders, hips, knees = (points[left][1] - points[right][1] for left, right in _PAIRS)
    length = max(math.dist(_middle(points, _SHOULDERS), _middle(points, _HIPS)), 1.0)
    stacked, across = (shoulders + hips) / 2 / length, knees / length
    return abs(stacked) >= SEEN_BROADSIDE and -across * math.copysign(1.0, stacked) > CROSSED


def _middle(points: _Points, pair: tuple[int, int]) -> tuple[float, float]:
    """The midpoint of two landmarks in the image, px."""
    one, other = points[pair[0]], points[pair[1]]
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _distance(one: list[float], other: list[float]) -> float:
    """Distance of two landmarks in the image, px."""
    return math.hypot(one[0] - other[0], one[1] - other[1])


def _mirrored(points: _Points) -> _Points:
    return [points[index] for index in _MIRROR]


def _exchanged(landmarks: Landmarks, parts: tuple[npt.NDArray[np.intp], ...]) -> Landmarks:
    """The landmarks with these indices, left and right, exchanged."""
    to, taken = np.concatenate(parts), np.concatenate(parts[::-1])
    changed = {name: getattr(landmarks, name).copy() for name in ("image", "world", "visibility", "presence")}
    for name, points in changed.items():
        points[to] = getattr(landmarks, name)[taken]
    return replace(landmarks, **changed)
