"""Mirror average: every other frame is read mirrored, and two frames in a row are averaged.

The landmark network reads a body and its mirror image differently, and the mean of both is nearer the truth. One often
sees what the other misses. Frames follow each other fast enough that hardly one need be read twice.

Mean error on 660 rendered people before as many cameras, closed and in four open moments (`python -m bench.both_ways`),
with the average and without:

| camera off the front | opening | external rotation | pelvic roll | knee flexion |
|---|---|---|---|---|
| up to 40° | 3.8 and 4.1° | 4.8 and 5.1° | 2.4 and 2.5° | 5.9 and 6.1° |
| 40 to 70° | 4.8 and 5.4° | 5.1 and 5.7° | 2.4 and 2.6° | |

Tried and left: four ways in turn, from nearer as well (opening, with the lifter of that time, 3.8 and 4.9° against 4.0
and 5.0°). The mean of two frames then changes from frame to frame, and a still leg seems to move. Twelve ways for each
frame: 3.6 and 4.6°, for twelve times the work.
"""

from __future__ import annotations

import math

from openclam.pose.agreement import legs_apart, mean_of, same_place
from openclam.pose.landmarker import NetworkOutput
from openclam.pose.landmarks import Landmarks

MOST_APART_S = 0.15
"""Time between frames that separates those that are averaged (less) from those that show a leg in two places (more)."""


class MirrorAverage:
    """Says which frames of one person to read mirrored, and averages two readings in a row.

    Without `mirror` no frame is read mirrored, and each stands for itself.

    Attributes:
        apart: mean distance of the legs between the last two readings, as a share of body size; 0 where one stands
            for itself.
    """

    def __init__(self, *, mirror: bool = True) -> None:
        self._mirror, self._mirrored = mirror, False
        self._asked_s = -math.inf
        self._last: NetworkOutput | None = None
        self.apart = 0.0

    def mirrors(self, time_s: float) -> bool:
        """Whether the frame of this time is read mirrored."""
        quick = 0.0 <= time_s - self._asked_s <= MOST_APART_S
        self._asked_s = time_s
        self._mirrored = quick and self._mirror and not self._mirrored
        return self._mirrored

    def lost(self) -> None:
        """Forget the last reading: the person was not seen in this frame."""
        self._last = None

    def step(self, reading: NetworkOutput) -> Landmarks:
        """The newest reading's landmarks, averaged with those of the reading before."""
        last, self._last, self.apart = self._last, reading, 0.0
        if last is None or not self._mirror or not _goes_with(reading, last):
            return reading.landmarks
        self.apart = legs_apart(reading, last)
        return mean_of(reading, last).landmarks


def _goes_with(reading: NetworkOutput, last: NetworkOutput) -> bool:
    """Whether two readings are of one body at about one time, even where they disagree."""
    since_s = reading.landmarks.time_s - last.landmarks.time_s
    return 0.0 <= since_s <= MOST_APART_S and same_place(reading, last)
