"""Search for the person who lies on the side.

The detector was made for people who stand: beside someone who kneels it misses a small body on the floor. Where nobody
detected lies on the side, three more things are tried. The detector's score limit is lowered; the frame is turned by a
quarter either way, so that a lying head is upright; and the floor about the knees of upright people is read, since
helpers kneel beside those who exercise. Such a find counts only if the landmark network, led from one reading to the
next, stays with the same body, and that body lies on its side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from openclam.capture.frame import Frame
from openclam.pose.agreement import SAME_BODY, legs_apart, same_person, same_place, size_px
from openclam.pose.detector import MIN_SCORE, Detector
from openclam.pose.landmarker import Landmarker, NetworkOutput
from openclam.pose.landmarks import Point
from openclam.pose.lying import ON_THE_SIDE, side_lying
from openclam.pose.region import MARGIN, Region

MOST_PEOPLE = 4
"""Detections read in one frame, surest first: separates likely people from time spent on unlikely ones."""
UNSURE_SCORE = 0.1
"""Detector score that separates unsure finds (more) from none (less), where no sure one lies on the side."""
MOST_UNSURE = 3
"""Unsure finds read in one turn of the frame: separates likely people from time spent on unlikely ones."""
TURNS = (0, 1, -1)
"""Quarter turns of the frame, one for each look."""
GUESS_EVERY_S = 0.5
"""Time between two such searches: separates soon enough from too costly, as each takes several readings."""
UPRIGHT = 0.7
"""Steepness of the trunk in the frame that separates upright helpers (more; 1 is upright) from others (less)."""
BESIDE = (0.0, -0.6, 0.6, -1.2, 1.2)
"""Distances beside an upright body's knees, in sizes of that body; one for each look."""
MOST_READINGS = 4
"""Readings that separate a find that settles on one body (fewer) from one that drifts (more)."""
REMEMBERED_S = 3.0
"""Time within which an unsure find must recur, from another place or look: separates real from chance."""
MOST_SHARED = 0.55
"""Share of joints on those of somebody upright that separates another body (less) from that one misread (more)."""
MOST_APART = 0.12
"""Distance of the legs in the mirror, in body sizes, that separates a lying body (less) from one misread (more).

Bodies that lie there have 0.02 to 0.1; a helper whom the network takes for one who lies has 0.2 to 0.3.
"""
LESS_TRUST = 0.05
"""Loss of network score that separates a find in a known person's place (less) from that person misread (more).

Perhaps upside down. Rendered finds that were right lost nothing (score 1.0), two wrong ones had 0.73 and 0.86.
"""

_HIPS = np.array([Point.LEFT_HIP, Point.RIGHT_HIP])
_LIMBS = [
    Point[f"{side}_{name}"]
    for name in ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")
    for side in ("LEFT", "RIGHT")
]


class Search:
    """Finds the person who lies on the side, other than the one followed already."""

    def __init__(self, detector: Detector, landmarker: Landmarker) -> None:
        self._detector, self._landmarker = detector, landmarker
        self._looks = 0
        self._guessed_s = -np.inf
        self._once: list[NetworkOutput] = []
        self.detector_calls = 0

    def step(self, frame: Frame, followed: NetworkOutput | None) -> NetworkOutput | None:
        """The reading with the largest `side_lying`; None where nobody but the person `followed` is seen."""
        sure = [reading for reading in self._sure(frame) if not _is_one_of(reading, [followed])]
        best = max(sure, key=_lying, default=None)
        if best is not None and _lying(best) >= ON_THE_SIDE:
            return best
        found = self._unsure(frame, [followed, *sure])
        return best if found is None else found

    def _sure(self, frame: Frame) -> Iterator[NetworkOutput]:
        self.detector_calls += 1
        for detection in self._detector.find(frame.image)[:MOST_PEOPLE]:
            reading = self._read(frame, detection.region)
            if reading is not None:
                yield reading

    def _unsure(self, frame: Frame, others: list[NetworkOutput | None]) -> NetworkOutput | None:
        """Somebody who lies on the side, other than these, where the detector is not sure of anybody."""
        if frame.time_s - self._guessed_s < GUESS_EVERY_S:
            return None
        self._guessed_s = frame.time_s
        first = self._looks == 0
        turns = TURNS if first else (TURNS[self._looks % len(TURNS)],)
        beside = BESIDE if first else (BESIDE[self._looks % len(BESIDE)],)
        self._looks += 1
        self._once = [reading for reading in self._once if frame.time_s - reading.landmarks.time_s <= REMEMBERED_S]
        for region in self._guesses(frame, turns, beside, others):
            found = self._settled(frame, region)
            if found is None or _is_one_of(found, others) or _is_misread(found, others):
                continue
            if _is_one_of(found, self._once):
                return found
            self._once.append(found)
        return None

    def _guesses(
        self, frame: Frame, turns: tuple[int, ...], beside: tuple[float, ...], others: list[NetworkOutput | None]
    ) -> Iterator[Region]:
        """Regions in which somebody else may lie, likeliest first."""
        for turned in turns:
            self.detector_calls += 1
            found = self._detector.find(frame.image, least_score=UNSURE_SCORE, turned=turned)
            regions = (detection.region for detection in found if turned or detection.score < MIN_SCORE)
            yield from [region for region in regions if not _is_at_one_of(region, others)][:MOST_UNSURE]
        for share in beside:
            for other in others:
                if other is not None and _is_upright(other):
                    yield from _beside_the_knees(other, share)

    def _settled(self, frame: Frame, region: Region) -> NetworkOutput | None:
        """The body that successive readings from `region` settle on; None where they drift, or it is not believed."""
        last = self._read(frame, region)
        for _ in range(MOST_READINGS - 1):
            if last is None:
                return None
            reading = self._read(frame, last.region)
            if reading is not None and same_person(reading, last):
                return reading if self._is_believed(frame, last.region, reading) else None
            last = reading
        return None

    def _is_believed(self, frame: Frame, region: Region, reading: NetworkOutput) -> bool:
        """Whether the body lies on its side, has its hips in the frame, and agrees with its mirror image."""
        if _lying(reading) < ON_THE_SIDE or not _hips_seen(reading):
            return False
        other = self._landmarker.read(frame.image, region, frame.index, frame.time_s, mirrored=True)
        return other is not None and legs_apart(other, reading) < MOST_APART

    def _read(self, frame: Frame, region: Region) -> NetworkOutput | None:
        return self._landmarker.read(frame.image, region, frame.index, frame.time_s)


def _is_one_of(reading: NetworkOutput, others: Sequence[NetworkOutput | None]) -> bool:
    return any(other is not None and same_person(reading, other) for other in others)


def _hips_seen(reading: NetworkOutput) -> bool:
    return bool(reading.landmarks.inside(_HIPS).all())


def _is_misread(reading: NetworkOutput, others: list[NetworkOutput | None]) -> bool:
    """Whether a body is somebody known misread: it shares most joints of one upright, or scores less in one's place."""
    return any(
        other is not None
        and ((_is_upright(other) and _shared(reading, other) > MOST_SHARED) or _outdoes(other, reading))
        for other in others
    )


def _outdoes(known: NetworkOutput, found: NetworkOutput) -> bool:
    """Whether both trunks lie in one place, and the network scored `known` clearly higher."""
    return same_place(found, known) and found.landmarks.score < known.landmarks.score - LESS_TRUST


def _shared(reading: NetworkOutput, other: NetworkOutput) -> float:
    """Share (0 to 1) of the body's joints that lie on any joint of the other."""
    own, others = (one.landmarks.image[_LIMBS, :2] for one in (reading, other))
    nearest = np.linalg.norm(own[:, None] - others[None], axis=2).min(axis=1)
    return float((nearest < SAME_BODY * size_px(other)).mean())


def _is_at_one_of(region: Region, others: list[NetworkOutput | None]) -> bool:
    """Whether a region is centred on the hips of somebody known."""
    return any(
        other is not None and float(np.hypot(*(other.anchor[0] - (region.x, region.y)))) < SAME_BODY * size_px(other)
        for other in others
    )


def _is_upright(reading: NetworkOutput) -> bool:
    points = reading.landmarks.image[:, :2].astype(np.float64)
    trunk = points[[Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER]].mean(axis=0) - reading.anchor[0]
    return -float(trunk[1]) >= UPRIGHT * float(np.hypot(*trunk))


def _beside_the_knees(helper: NetworkOutput, share: float) -> Iterator[Region]:
    """Regions of bodies as long as the helper's, head to either side, `share` of that length beside the knees."""
    points = helper.landmarks.image[:, :2].astype(np.float64)
    knees = points[[Point.LEFT_KNEE, Point.RIGHT_KNEE]].mean(axis=0)
    x, y = (knees + helper.anchor[0]) / 2 + (share * size_px(helper), 0.0)
    for angle in (np.pi / 2, -np.pi / 2):
        yield Region(float(x), float(y), 2 * MARGIN * size_px(helper), angle)


def _lying(reading: NetworkOutput) -> float:
    return side_lying(reading.landmarks)
