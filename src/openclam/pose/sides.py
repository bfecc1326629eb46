"""Left stays left: the guard against landmarks that change sides.

Three things go wrong with a person on their side. The network may take the body for its mirror
image, so that every left point is called right; it may exchange the legs alone; and the ankle of one
leg may jump onto the other foot, which lies close by. The second is seen in a single picture, in which the
upper hip has the lower knee; the others by comparing with where the points were a moment ago. That
alone would keep a mistake of the first picture for ever, so the face has the last word: a body whose
sides lie as if seen from behind, but whose face has looked here for a while, is turned back, and stays so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openclam.pose.landmarks import MIRROR, Landmarks, Point
from openclam.pose.steady import LEAST_STEP_S

_PAIRS = [
    (Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER),
    (Point.LEFT_HIP, Point.RIGHT_HIP),
    (Point.LEFT_KNEE, Point.RIGHT_KNEE),
]
_LEFT = np.array([left for left, _ in _PAIRS])
_RIGHT = np.array([right for _, right in _PAIRS])
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
class SideCounts:
    """How often each guard stepped in, in pictures."""

    pictures: int = 0
    bodies_turned_back: int = 0
    legs_exchanged: int = 0
    feet_exchanged: int = 0
    feet_held: int = 0


class Sides:
    """Keeps left and right of one followed person."""

    def __init__(self) -> None:
        self._last: Landmarks | None = None
        self._face = _Face()
        self._held_since_s: list[float | None] = [None, None]
        self.counts = SideCounts()

    def lost(self) -> None:
        """The person was not seen in this picture."""
        self._held_since_s = [None, None]

    def step(self, landmarks: Landmarks) -> Landmarks:
        """The landmarks with sides as they were a moment ago."""
        self.counts.pictures += 1
        last = self._last
        if last is not None and landmarks.time_s - last.time_s > FORGET_S:
            last, self._face = None, _Face()
        mirrored = self._is_mirrored(landmarks, last)
        if mirrored:
            landmarks = landmarks.mirrored()
            self.counts.bodies_turned_back += 1
        if _legs_crossed(landmarks):
            landmarks = _exchanged(landmarks, _LEGS)
            self.counts.legs_exchanged += 1
        if last is not None:
            if _looks_mirrored(landmarks, last):  # the face has just had the last word
                last, self._held_since_s = last.mirrored(), self._held_since_s[::-1]
            landmarks = self._guard_feet(landmarks, last)
        self._last = landmarks
        return landmarks

    def _is_mirrored(self, landmarks: Landmarks, last: Landmarks | None) -> bool:
        """Whether left and right are exchanged: by the face where it tells, else by the last picture."""
        seen = _seen(landmarks)
        faces_here = self._face.step(landmarks.time_s, seen.face_turned)
        if faces_here is not None and abs(seen.breadth) >= SEEN_BROADSIDE:
            return (seen.breadth > 0) != faces_here
        return last is not None and _looks_mirrored(landmarks, last)

    def _guard_feet(self, landmarks: Landmarks, last: Landmarks) -> Landmarks:
        ankles = np.array([Point.LEFT_ANKLE, Point.RIGHT_ANKLE])
        now, before = landmarks.image[ankles, :2], last.image[ankles, :2]
        limit = JUMP * _shank(last)
        jumped = np.linalg.norm(now - before, axis=1) > limit
        onto_other = np.linalg.norm(now - before[::-1], axis=1) < np.linalg.norm(now - before, axis=1) / 2
        swapped = jumped & onto_other
        if swapped.all():
            self.counts.feet_exchanged += 1
            return _exchanged(landmarks, _FEET)
        for side in (0, 1):
            landmarks = self._hold(landmarks, last, side, bool(swapped[side]))
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
        self._turned += dt / self._weight_s * (float(np.clip(turned, -MOST_TURNED, MOST_TURNED)) - self._turned)
        return None if abs(self._turned) < FACE_TURNED else self._turned > 0


@dataclass(frozen=True, slots=True)
class _Seen:
    """How a body is seen, in shares of its trunk's length.

    `breadth` across the trunk, + where left and right lie as on a body seen from the front. `face_turned`: how much
    nearer than the ears the nose is.
    """

    breadth: float
    face_turned: float


def _seen(landmarks: Landmarks) -> _Seen:
    image = landmarks.image.astype(np.float64)
    shoulders, hips, _ = (image[[left, right], :2] for left, right in _PAIRS)
    trunk = shoulders.mean(axis=0) - hips.mean(axis=0)
    across = (shoulders[0] - shoulders[1] + hips[0] - hips[1]) / 2
    length = max(float(np.hypot(*trunk)), 1.0)
    nearer = float(image[[Point.LEFT_EAR, Point.RIGHT_EAR], 2].mean() - image[Point.NOSE, 2])
    return _Seen(float(trunk[0] * across[1] - trunk[1] * across[0]) / length**2, nearer / length)


def _looks_mirrored(landmarks: Landmarks, last: Landmarks) -> bool:
    """Whether the body fits the last one clearly better with left and right exchanged."""
    now, before = landmarks.image[:, :2], last.image[:, :2]
    same = np.linalg.norm(now[np.r_[_LEFT, _RIGHT]] - before[np.r_[_LEFT, _RIGHT]], axis=1).sum()
    crossed = np.linalg.norm(now[MIRROR][np.r_[_LEFT, _RIGHT]] - before[np.r_[_LEFT, _RIGHT]], axis=1).sum()
    return bool(crossed < SWAP_GAIN * same)


def _legs_crossed(landmarks: Landmarks) -> bool:
    """Whether the knee of the side that lies uppermost is seen below the other one."""
    image = landmarks.image[:, :2].astype(np.float64)
    shoulders, hips, knees = (image[left] - image[right] for left, right in _PAIRS)
    middles = [image[[left, right]].mean(axis=0) for left, right in _PAIRS[:2]]
    length = max(float(np.hypot(*(middles[0] - middles[1]))), 1.0)
    stacked, across = float(shoulders[1] + hips[1]) / 2 / length, float(knees[1]) / length
    return abs(stacked) >= SEEN_BROADSIDE and -across * np.sign(stacked) > CROSSED


def _shank(landmarks: Landmarks) -> float:
    """Length of the longer shank in the picture, px."""
    left = landmarks.image[Point.LEFT_KNEE, :2] - landmarks.image[Point.LEFT_ANKLE, :2]
    right = landmarks.image[Point.RIGHT_KNEE, :2] - landmarks.image[Point.RIGHT_ANKLE, :2]
    return float(max(np.linalg.norm(left), np.linalg.norm(right)))


def _exchanged(landmarks: Landmarks, parts: tuple[npt.NDArray[np.intp], ...]) -> Landmarks:
    """The landmarks with these points of the left and of the right exchanged."""
    to, taken = np.concatenate(parts), np.concatenate(parts[::-1])
    changed = {name: getattr(landmarks, name).copy() for name in ("image", "world", "visibility", "presence")}
    for name, points in changed.items():
        points[to] = getattr(landmarks, name)[taken]
    return replace(landmarks, **changed)
