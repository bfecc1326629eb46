"""Reading a body otherwise in every picture: as it is and mirrored, from a little nearer and not; and the mean of two readings.

The landmark network reads a body otherwise than its mirror image, and otherwise from nearer: a knee lies here in one reading and
there in the next. What the readings agree on is nearer the truth, and one often sees what another does not. Pictures
follow each other so quickly that none need be read twice. On 700 rendered people in front of as many cameras (2,600 open moments beside
the resting body of each, `docs/lifter.md`) the mean over the four ways is off, and over the picture as it is: opening 3.8 and 4.2°, external
rotation 4.9 and 5.2°, pelvic roll 2.4 and 2.6° up to 40° off the front, 4.9 and 5.5, 5.3 and 5.7, 2.6 and 2.8° from there to 70°.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from openclam.pose.alike import legs_apart, mean_of, same_place
from openclam.pose.landmarker import Reading
from openclam.pose.region import Region

MOST_APART_S = 0.15
"""Pictures further apart than this show a leg in two places: each is read as it is, and stands for itself."""
NEARER = 0.9
"""Share of the region's size that is looked at from nearer. More of them, or turned ones, bring little more (12 ways: opening 3.7°)."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read a picture: as it is or mirrored, the region as it is or only so large a share of it."""

    mirrored: bool = False
    share: float = 1.0

    def region(self, region: Region) -> Region:
        """The part of the picture that is shown to the network."""
        return replace(region, size=self.share * region.size)


AS_IT_IS = Way()
WAYS = (AS_IT_IS, Way(True, NEARER), Way(False, NEARER), Way(True))
"""The ways that follow one another; any two neighbours are mirror images."""


class BothWays:
    """Says how to read each picture of one person, and makes one of what two of them show."""

    def __init__(self, ways: tuple[Way, ...] = WAYS) -> None:
        self._ways = ways
        self._next = 0
        self._asked_s = -math.inf
        self._last: Reading | None = None
        self.apart = 0.0
        """How far apart the last two pictures show the legs, as a share of body size; 0 where one stands for itself."""

    def way(self, time_s: float) -> Way:
        """How the picture of this time is to be read."""
        quick = 0.0 <= time_s - self._asked_s <= MOST_APART_S
        self._asked_s = time_s
        self._next = (self._next + 1) % len(self._ways) if quick else 0
        return self._ways[self._next]

    def other_way(self) -> Way:
        """The mirror image of the way that was told last, for a picture that shows nobody that way."""
        way = self._ways[self._next]
        return replace(way, mirrored=not way.mirrored)

    def lost(self) -> None:
        """The person was not seen in this picture."""
        self._last = None

    def step(self, reading: Reading) -> Reading:
        """The newest picture's reading, in the mean with that of the picture before."""
        last, self._last, self.apart = self._last, reading, 0.0
        if last is None or not _goes_with(reading, last):
            return reading
        self.apart = legs_apart(reading, last)
        return mean_of(reading, last)


def _goes_with(reading: Reading, last: Reading) -> bool:
    """Whether two readings are of one body at about one time, however otherwise it is read."""
    return reading.landmarks.time_s - last.landmarks.time_s <= MOST_APART_S and same_place(reading, last)
