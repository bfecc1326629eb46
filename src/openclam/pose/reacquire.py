"""Reacquiring a body that is misread: reading it from other places until both ways agree.

Where the network misreads a body, the next region comes from what it misread, so that a mistake may last as long as the
recording. From a little nearer, or a little turned, the same body is read well. The mirror image shows which reading to
believe. On 325 frames of 13 rendered sessions 40 to 70° off the front and two in front, read from eleven places each,
hips, knees and ankles were off by 0.24 of the trunk's length where the tracker looked, and 0.19 where both ways agreed
best; the best of the eleven had 0.17. The network's own score (0.29) and the legs' visibility (0.25) are no guide.
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
"""Distance of the legs both ways, in body sizes, that separates well read (less) from perhaps misread (more).

Of the frames named above, where this was 0.2 of the trunk's length (about as much), the legs were off by 0.4 of it in
one of a hundred below, and in three of five above.
"""
LOOK_EVERY_S, MOST_WAIT_S = 0.5, 4.0
"""Waits that separate two looks: the first after a success, doubled by each look that brings nothing, up to the second.

A look takes as long as some thirty frames.
"""
CLEARLY_LESS = 0.6
"""Share of the old distance both ways that separates a better reading of one place (less) from the same (more)."""
ALIKE = 0.03
"""Distance of the legs, in body sizes, that separates agreement that ends the look (less) from trying on (more)."""
LESS_LYING = 0.1
"""Loss of `side_lying` that separates the same person misread (less) from one to be kept against it (more)."""
MOST_DETECTED = 4
"""Detections read in one look, surest first: separates likely people from time spent on unlikely ones."""
MOST_ROUNDS = 3
"""Readings led from the last one: separates those that still improve from those that repeat it."""

_NEARER, _TURNED = 0.8, 0.35
_SIZES, _SHIFT = (0.9, 1.12), 0.1
"""Other places: the region's size nearer and farther, turn (radians), shift (shares of its size); by trial as above."""


class Reacquirer:
    """Reads one body from several places, both ways."""

    def __init__(self, detector: Detector, landmarker: Landmarker) -> None:
        self._detector, self._landmarker = detector, landmarker
        self._next_s, self._wait_s = -np.inf, LOOK_EVERY_S

    def step(self, frame: Frame, region: Region, followed: NetworkOutput, apart: float) -> NetworkOutput | None:
        """A better reading than that of `region`; None where there is none, or none is needed.

        `apart` is the distance of the legs both ways in that reading, as a share of body size.
        """
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
        """The readings from one place after the other, up to the first that agrees both ways within `ALIKE`."""
        for place in self._places(frame, region):
            found = self._mirror_reading(frame, place, followed)
            if found is not None:
                yield found
                if found.apart < ALIKE:
                    return

    def _places(self, frame: Frame, region: Region) -> Iterator[Region]:
        """Where to look, likeliest first."""
        yield region
        yield replace(region, size=_NEARER * region.size)
        yield replace(region, angle=region.angle + _TURNED)
        yield from (replace(region, size=size * region.size) for size in _SIZES)
        yield replace(region, angle=region.angle - _TURNED)
        step = _SHIFT * region.size
        for x, y in ((step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)):
            yield replace(region, x=region.x + x, y=region.y + y)
        yield from (detection.region for detection in self._detector.find(frame.image)[:MOST_DETECTED])

    def _settled(self, frame: Frame, best: MirrorReading, followed: NetworkOutput) -> MirrorReading:
        """The reading led on from `best`, as long as both ways agree better each time."""
        for _ in range(MOST_ROUNDS):
            found = self._mirror_reading(frame, best.reading.region, followed)
            if found is None or found.apart >= best.apart:
                break
            best = found
        return best

    def _mirror_reading(self, frame: Frame, place: Region, followed: NetworkOutput) -> MirrorReading | None:
        """The reading both ways; None where either shows nobody, or both somebody else."""
        found = mirror_reading(self._landmarker, frame, place)
        return found if found is not None and _may_be(found.reading, followed) else None


def _may_be(found: NetworkOutput, followed: NetworkOutput) -> bool:
    """Whether this is the person followed, or somebody who lies on the side."""
    lies, lay = side_lying(found.landmarks), side_lying(followed.landmarks)
    return lies >= min(lay, ON_THE_SIDE) - LESS_LYING and (lies >= ON_THE_SIDE or same_place(found, followed))
