"""One body read both ways: every other frame mirrored, and the mean of two.

The landmark network reads a body otherwise than its mirror image: a knee lies here in one picture and there in the other. What the two
agree on is nearer the truth, and one often sees what the other does not. Pictures follow each other so quickly that
hardly one need be read twice. On 660 rendered people before as many cameras, each closed and in four open moments (`python -m bench.both_ways`), the mean
is off, and the picture as it is: up to 40° off the front opening 3.8 and 4.1°, hip external rotation 4.8 and 5.1°, pelvic roll 2.4 and 2.5°, knee
flexion 5.9 and 6.1°; from there to 70° opening 4.8 and 5.4°, external rotation 5.1 and 5.7°, pelvic roll 2.4 and 2.6°.

Tried and left: four ways in turn, from nearer as well (opening, by the lifter of then, 3.8 and 4.9°, and not 4.0 and 5.0°): the mean of two pictures then is another one each time, and a
leg that lies still seems to move. Twelve ways, each picture in all of them: 3.6 and 4.6°, for twelve times the work.
"""

from __future__ import annotations

import math

from openclam.pose.agreement import legs_apart, mean_of, same_place
from openclam.pose.landmarker import NetworkOutput
from openclam.pose.landmarks import Landmarks

MOST_APART_S = 0.15
"""Pictures further apart than this show a leg in two places: each is read as it is, and stands for itself."""


class MirrorAverage:
    """Says which pictures of one person to read mirrored, and makes one of what two of them show.

    With `mirror` False no picture is read mirrored, and each stands for itself.
    """

    def __init__(self, *, mirror: bool = True) -> None:
        self._mirror, self._mirrored = mirror, False
        self._asked_s = -math.inf
        self._last: NetworkOutput | None = None
        self.apart = 0.0
        """How far apart the last two pictures show the legs, as a share of body size; 0 where one stands for itself."""

    def mirrors(self, time_s: float) -> bool:
        """Whether the picture of this time is to be read mirrored."""
        quick = 0.0 <= time_s - self._asked_s <= MOST_APART_S
        self._asked_s = time_s
        self._mirrored = quick and self._mirror and not self._mirrored
        return self._mirrored

    def lost(self) -> None:
        """The person was not seen in this picture."""
        self._last = None

    def step(self, reading: NetworkOutput) -> Landmarks:
        """The newest picture's landmarks, in the mean with those of the picture before."""
        last, self._last, self.apart = self._last, reading, 0.0
        if last is None or not self._mirror or not _goes_with(reading, last):
            return reading.landmarks
        self.apart = legs_apart(reading, last)
        return mean_of(reading, last).landmarks


def _goes_with(reading: NetworkOutput, last: NetworkOutput) -> bool:
    """Whether two readings are of one body at about one time, however otherwise it is read."""
    since_s = reading.landmarks.time_s - last.landmarks.time_s
    return 0.0 <= since_s <= MOST_APART_S and same_place(reading, last)
