"""Left stays left: the guard against landmarks that change sides.

Two things go wrong with a person on their side. The network may take the body for its mirror
image, so that every left point is called right; and the ankle of one leg may jump onto the other
foot, which lies close by. Each is seen by comparing with where the points were a moment ago, and the
first also in a single picture: a body whose sides lie as if seen from behind, but whose face looks here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from openclam.pose.landmarks import MIRROR, Floats, Landmarks, Point

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

SEEN_BROADSIDE, FACE_TURNED = 0.1, 0.05
"""How broad a body must be across its trunk, and how much nearer or farther than the ears the nose, to tell from
which side it is seen: shares of the trunk's length."""
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
    feet_exchanged: int = 0
    feet_held: int = 0


class Sides:
    """Keeps left and right of one followed person."""

    def __init__(self) -> None:
        self._last: Landmarks | None = None
        self._held_since_s: list[float | None] = [None, None]
        self.counts = SideCounts()

    def lost(self) -> None:
        """The person was not seen in this picture."""
        self._held_since_s = [None, None]

    def step(self, landmarks: Landmarks) -> Landmarks:
        """The landmarks with sides as they were a moment ago."""
        self.counts.pictures += 1
        if _contradicts_its_face(landmarks):
            landmarks = landmarks.mirrored()
            self.counts.bodies_turned_back += 1
        last = self._last
        if last is None or landmarks.time_s - last.time_s > FORGET_S:
            self._last = landmarks
            return landmarks
        if _looks_mirrored(landmarks, last):
            landmarks = landmarks.mirrored()
            self.counts.bodies_turned_back += 1
        landmarks = self._guard_feet(landmarks, last)
        self._last = landmarks
        return landmarks

    def _guard_feet(self, landmarks: Landmarks, last: Landmarks) -> Landmarks:
        ankles = np.array([Point.LEFT_ANKLE, Point.RIGHT_ANKLE])
        now, before = landmarks.image[ankles, :2], last.image[ankles, :2]
        limit = JUMP * _shank(last)
        jumped = np.linalg.norm(now - before, axis=1) > limit
        onto_other = np.linalg.norm(now - before[::-1], axis=1) < np.linalg.norm(now - before, axis=1) / 2
        swapped = jumped & onto_other
        if swapped.all():
            self.counts.feet_exchanged += 1
            return _with_feet(landmarks, *(_rows(landmarks, feet) for feet in reversed(_FEET)))
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


def _contradicts_its_face(landmarks: Landmarks) -> bool:
    """Whether left and right lie as on a body seen from behind while the face looks at the camera, or the reverse."""
    image = landmarks.image.astype(np.float64)
    shoulders, hips, _ = (image[[left, right], :2] for left, right in _PAIRS)
    trunk = shoulders.mean(axis=0) - hips.mean(axis=0)
    across = (shoulders[0] - shoulders[1] + hips[0] - hips[1]) / 2
    length = float(np.hypot(*trunk))
    broad = float(trunk[0] * across[1] - trunk[1] * across[0]) / max(length, 1.0) ** 2
    turned = float(image[[Point.LEFT_EAR, Point.RIGHT_EAR], 2].mean() - image[Point.NOSE, 2]) / max(length, 1.0)
    if abs(broad) < SEEN_BROADSIDE or abs(turned) < FACE_TURNED:
        return False
    return (broad > 0) != (turned > 0)


def _looks_mirrored(landmarks: Landmarks, last: Landmarks) -> bool:
    """Whether the body fits the last one clearly better with left and right exchanged."""
    now, before = landmarks.image[:, :2], last.image[:, :2]
    same = np.linalg.norm(now[np.r_[_LEFT, _RIGHT]] - before[np.r_[_LEFT, _RIGHT]], axis=1).sum()
    crossed = np.linalg.norm(now[MIRROR][np.r_[_LEFT, _RIGHT]] - before[np.r_[_LEFT, _RIGHT]], axis=1).sum()
    return bool(crossed < SWAP_GAIN * same)


def _shank(landmarks: Landmarks) -> float:
    """Length of the longer shank in the picture, px."""
    left = landmarks.image[Point.LEFT_KNEE, :2] - landmarks.image[Point.LEFT_ANKLE, :2]
    right = landmarks.image[Point.RIGHT_KNEE, :2] - landmarks.image[Point.RIGHT_ANKLE, :2]
    return float(max(np.linalg.norm(left), np.linalg.norm(right)))


def _rows(landmarks: Landmarks, feet: np.ndarray) -> tuple[Floats, Floats, Floats, Floats]:
    return landmarks.image[feet], landmarks.world[feet], landmarks.visibility[feet], landmarks.presence[feet]


def _with_feet(landmarks: Landmarks, *sides: tuple[Floats, Floats, Floats, Floats]) -> Landmarks:
    image, world = landmarks.image.copy(), landmarks.world.copy()
    visibility, presence = landmarks.visibility.copy(), landmarks.presence.copy()
    for feet, rows in zip(_FEET, sides, strict=True):
        image[feet], world[feet], visibility[feet], presence[feet] = rows
    return replace(landmarks, image=image, world=world, visibility=visibility, presence=presence)
