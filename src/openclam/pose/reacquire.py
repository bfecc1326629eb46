"""Looking again at a body that is misread: from somewhat other places, until it is read alike both ways.

Where the network misreads a body, the place where it looks next is taken from what it misread, so that a mistake may last for as
long as the recording. The body itself lies there to be read well: from a little nearer, or turned a little. Which reading to believe,
the mirror image tells. On 325 pictures of 13 rendered sessions 40 to 70° off the front and two in front, read from eleven places each,
hips, knees and ankles were 0.24 of the trunk's length off where the tracker looked, and 0.19 where both ways agreed most; nothing could have done
better than 0.17. The network's own trust (0.29) and the visibility of the legs (0.25) are no guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

import numpy as np

from openclam.capture.frame import Frame
from openclam.pose.agreement import same_place
from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker, NetworkOutput
from openclam.pose.lying import ON_THE_SIDE, side_lying
from openclam.pose.mirror_reading import MirrorReading, mirror_reading
from openclam.pose.region import Region

MISREAD = 0.08
"""Legs that are read so far apart both ways, as a share of body size, may be misread. Of the pictures named above, where this was 0.2 of the
trunk's length, which is about as much, the legs were 0.4 of it off in one of a hundred below, in three of five above."""
LOOK_EVERY_S, MOST_WAIT_S = 0.5, 4.0
"""How soon to look again, which takes as long as some thirty pictures; each look that brings nothing doubles the wait, up to the second."""
CLEARLY_LESS = 0.6
"""A reading is taken instead of one in the same place if both ways differ by no more than this share of what they did."""
ALIKE = 0.03
"""Legs that are read so near each other are read as well as they will be: nothing more is tried."""
LESS_LYING = 0.1
"""Whoever lies on the side is not given up for a reading that lies less by more than this."""
MOST_DETECTED = 4
"""Of those whom the detector sees, how many are looked at."""
MOST_ROUNDS = 3
"""How often to look where the last reading says that the body is."""

_NEARER, _TURNED = 0.8, 0.35
_SIZES, _SHIFT = (0.9, 1.12), 0.1
_SHIFTS = ((_SHIFT, 0.0), (-_SHIFT, 0.0), (0.0, _SHIFT), (0.0, -_SHIFT))


class Reacquirer:
    """Reads one body from several places, both ways."""

    def __init__(self, detector: Detector, landmarker: Landmarker) -> None:
        self._detector, self._landmarker = detector, landmarker
        self._next_s, self._wait_s = -np.inf, LOOK_EVERY_S

    def step(self, frame: Frame, region: Region, followed: NetworkOutput, apart: float) -> NetworkOutput | None:
        """A better reading than the one of `region`, whose legs are read `apart` both ways; None where there is none, or none is needed."""
        if apart < MISREAD or frame.time_s < self._next_s:
            return None
        best = min(self._read_from_all(frame, region, followed), key=attrgetter("apart"), default=None)
        if best is not None:
            best = self._settled(frame, best, followed)
        if best is not None and best.apart > CLEARLY_LESS * apart:
            best = None
        self._wait_s = LOOK_EVERY_S if best is not None else min(2 * self._wait_s, MOST_WAIT_S)
        self._next_s = frame.time_s + self._wait_s
        return None if best is None else best.reading

    def _read_from_all(self, frame: Frame, region: Region, followed: NetworkOutput) -> Iterator[MirrorReading]:
        """What is seen from one place after the other, until that is read alike."""
        for place in self._places(frame, region):
            found = self._mirror_reading(frame, place, followed)
            if found is not None:
                yield found
                if found.apart < ALIKE:
                    return

    def _places(self, frame: Frame, region: Region) -> Iterator[Region]:
        """Where else to look, likeliest first; by trial on the pictures named above."""
        yield region
        yield replace(region, size=_NEARER * region.size)
        yield replace(region, angle=region.angle + _TURNED)
        yield from (replace(region, size=size * region.size) for size in _SIZES)
        yield replace(region, angle=region.angle - _TURNED)
        for x, y in _SHIFTS:
            yield replace(region, x=region.x + x * region.size, y=region.y + y * region.size)
        yield from (detection.region for detection in self._detector.find(frame.image)[:MOST_DETECTED])

    def _settled(self, frame: Frame, best: MirrorReading, followed: NetworkOutput) -> MirrorReading:
        """What is seen from where this reading sees the body, as long as that gets better."""
        for _ in range(MOST_ROUNDS):
            found = self._mirror_reading(frame, best.reading.region, followed)
            if found is None or found.apart >= best.apart:
                break
            best = found
        return best

    def _mirror_reading(self, frame: Frame, place: Region, followed: NetworkOutput) -> MirrorReading | None:
        """What both ways show; None where one of them shows nobody, or both somebody else."""
        found = mirror_reading(self._landmarker, frame, place)
        return found if found is not None and _may_be(found.reading, followed) else None


def _may_be(found: NetworkOutput, followed: NetworkOutput) -> bool:
    """Whether this is the one who is followed, or somebody who lies on the side."""
    lies, lay = side_lying(found.landmarks), side_lying(followed.landmarks)
    return lies >= min(lay, ON_THE_SIDE) - LESS_LYING and (lies >= ON_THE_SIDE or same_place(found, followed))
