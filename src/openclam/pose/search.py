"""Looking round for the one who lies on the side.

The detector was made for people who stand: beside someone who kneels it passes over a small body on the floor. So where
nobody seen lies on the side, three more things are tried: to believe the detector sooner, to turn the picture by a
quarter either way, so that a head that lies is seen upright, and to look about the knees of whoever is upright, for those who help
kneel beside those who exercise. What is found so is only believed once the landmark network, led from
one reading to the next, keeps finding the same body, and that lies on its side.
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
"""People looked at in one picture, surest first."""
UNSURE_SCORE = 0.1
"""Trust from which on the detector is believed where nobody whom it is sure of lies on the side."""
MOST_UNSURE = 3
"""Of those, how many are looked at in one turn of the picture."""
TURNS = (0, 1, -1)
"""Quarter turns of the picture, one for each look."""
GUESS_EVERY_S = 0.5
"""How often the unsure are looked for, which takes several readings."""
UPRIGHT = 0.7
"""How steep the trunk of a helper must be at least: 1 is upright in the picture."""
BESIDE = (0.0, -0.6, 0.6, -1.2, 1.2)
"""How far beside an upright body's knees somebody may lie, in sizes of that body; one for each look."""
MOST_READINGS = 4
"""An unsure find must lie still after this many readings."""
REMEMBERED_S = 3.0
"""An unsure find is believed once it is found a second time within this, from another place or at another look."""
MOST_SHARED = 0.55
"""An unsure find more of whose joints than this lie on joints of somebody upright is that one misread."""
MOST_APART = 0.12
"""An unsure find whose legs are read further apart in the mirror, as a share of body size, is somebody misread: a helper whom the
network takes for one who lies has 0.2 to 0.3, bodies that lie there 0.02 to 0.1."""
LESS_TRUST = 0.05
"""An unsure find in the place of somebody known is that one misread, upside down perhaps, where the network's trust in it is this much
less: rendered ones that were right had all of it (1.0), wrong ones 0.73 and 0.86."""

_HIPS = np.array([Point.LEFT_HIP, Point.RIGHT_HIP])
_LIMBS = [*range(Point.LEFT_SHOULDER, Point.RIGHT_WRIST + 1), *range(Point.LEFT_HIP, Point.RIGHT_ANKLE + 1)]
"""Shoulders, elbows, wrists, hips, knees and ankles."""


class Search:
    """Finds the one who lies on the side, other than who is followed already."""

    def __init__(self, detector: Detector, landmarker: Landmarker) -> None:
        self._detector, self._landmarker = detector, landmarker
        self._looks = 0
        self._guessed_s = -np.inf
        self._once: list[NetworkOutput] = []
        self.detector_calls = 0

    def step(self, frame: Frame, followed: NetworkOutput | None) -> NetworkOutput | None:
        """The person who lies on the side most; somebody else where nobody does; None where nobody else is seen."""
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
        """Somebody who lies on the side where the detector is not sure to see anybody, other than these."""
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
        """Where else somebody may lie, likeliest first."""
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
        """The body that lies on its side to which the readings lead from here, if they come to rest on one."""
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
        """Whether the body lies on its side, its hips in the picture, and is read alike in the mirror."""
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
    """Whether most of a body's joints lie on joints of somebody known who is upright, or one in its place is read with more trust."""
    return any(
        other is not None
        and ((_is_upright(other) and _shared(reading, other) > MOST_SHARED) or _outdoes(other, reading))
        for other in others
    )


def _outdoes(known: NetworkOutput, found: NetworkOutput) -> bool:
    """Whether both trunks lie in one place, and the network trusts what it read of `known` clearly more."""
    return same_place(found, known) and found.landmarks.score < known.landmarks.score - LESS_TRUST


def _shared(reading: NetworkOutput, other: NetworkOutput) -> float:
    """Share of the body's joints that lie on any joint of the other."""
    own, others = (one.landmarks.image[_LIMBS, :2] for one in (reading, other))
    nearest = np.linalg.norm(own[:, None] - others[None], axis=2).min(axis=1)
    return float((nearest < SAME_BODY * size_px(other)).mean())


def _is_at_one_of(region: Region, others: list[NetworkOutput | None]) -> bool:
    """Whether a region is about the hips of somebody known."""
    return any(
        other is not None and float(np.hypot(*(other.anchor[0] - (region.x, region.y)))) < SAME_BODY * size_px(other)
        for other in others
    )


def _is_upright(reading: NetworkOutput) -> bool:
    points = reading.landmarks.image[:, :2].astype(np.float64)
    trunk = points[[Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER]].mean(axis=0) - reading.anchor[0]
    return -float(trunk[1]) >= UPRIGHT * float(np.hypot(*trunk))


def _beside_the_knees(helper: NetworkOutput, share: float) -> Iterator[Region]:
    """Bodies as long as the helper's, lying with the head to either side, `share` of that length beside the knees."""
    points = helper.landmarks.image[:, :2].astype(np.float64)
    knees = points[[Point.LEFT_KNEE, Point.RIGHT_KNEE]].mean(axis=0)
    x, y = (knees + helper.anchor[0]) / 2 + (share * size_px(helper), 0.0)
    for angle in (np.pi / 2, -np.pi / 2):
        yield Region(float(x), float(y), 2 * MARGIN * size_px(helper), angle)


def _lying(reading: NetworkOutput) -> float:
    return side_lying(reading.landmarks)
