"""Reading a body that is seen from its head or feet both ways: every other picture mirrored, and the mean of two.

The landmark network reads a body otherwise than its mirror image, most where it is hard to read: a knee seen from
the feet lies here in one picture and there in the other. What the two agree on is nearer the truth, and one
often sees what the other does not. Pictures follow each other so quickly that hardly one need be read twice.
"""

from __future__ import annotations

import math

from openclam.pose.alike import legs_apart, mean_of, same_place
from openclam.pose.landmarker import Reading
from openclam.pose.landmarks import Landmarks, Point

TURNED_DEG = 20.0
"""A trunk that points so far toward the camera or away from it, in the network's own body, is read both ways. On 45 rendered sessions
40 to 70° off the front that brings `down` from 0.21 to 0.16 s, `hold` from 0.18 to 0.14 s, hip abduction from 3.9 to 3.4° and the opening from 4.9 to
4.7° (the same 136 reps); on 8 in front it makes rolls better and openings worse. The demo clip's trunk points 3° that way at most."""
MEMORY_S = 10.0
"""How the body lies to the camera is remembered for so long, so that it is not read now one way and now both."""
MOST_APART_S = 0.15
"""Pictures further apart than this show a leg in two places: each is read as it is, and stands for itself."""

_SHOULDERS, _HIPS = [Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER], [Point.LEFT_HIP, Point.RIGHT_HIP]


class BothWays:
    """Says which pictures of one person to read mirrored, and makes one of what two of them show."""

    def __init__(self) -> None:
        self._mirrored = False
        self._asked_s = -math.inf
        self._last: Reading | None = None
        self._turned_deg, self._known_s = 0.0, 0.0
        self.apart = 0.0
        """How far apart the last two pictures show the legs, as a share of body size; 0 where one stands for itself."""

    @property
    def both(self) -> bool:
        """Whether the body is read both ways."""
        return self._turned_deg > TURNED_DEG

    def mirrors(self, time_s: float) -> bool:
        """Whether the picture of this time is to be read mirrored."""
        quick = time_s - self._asked_s <= MOST_APART_S
        self._asked_s = time_s
        self._mirrored = quick and self.both and not self._mirrored
        return self._mirrored

    def lost(self) -> None:
        """The person was not seen in this picture."""
        self._last = None

    def step(self, reading: Reading) -> Landmarks:
        """The newest picture's landmarks; of a body read both ways, in the mean with those of the picture before."""
        last, self._last, self.apart = self._last, reading, 0.0
        newest = reading.landmarks
        since_s = MOST_APART_S if last is None else newest.time_s - last.landmarks.time_s
        dt = min(max(since_s, 0.0), MOST_APART_S)
        self._known_s = min(self._known_s + dt, MEMORY_S)
        self._turned_deg += dt / self._known_s * (trunk_turned_deg(newest) - self._turned_deg)
        if last is None or not self.both or not _goes_with(reading, last):
            return newest
        self.apart = legs_apart(reading, last)
        return mean_of(reading, last).landmarks


def trunk_turned_deg(landmarks: Landmarks) -> float:
    """How far the trunk points toward the camera or away from it, 0 to 90."""
    across, down, away = (landmarks.world[_SHOULDERS].mean(axis=0) - landmarks.world[_HIPS].mean(axis=0)).tolist()
    return math.degrees(math.atan2(abs(away), math.hypot(across, down)))


def _goes_with(reading: Reading, last: Reading) -> bool:
    """Whether two readings are of one body at about one time, however otherwise it is read."""
    return reading.landmarks.time_s - last.landmarks.time_s <= MOST_APART_S and same_place(reading, last)
