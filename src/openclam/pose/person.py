"""Following one person through a recording: the one who lies on the side.

The detector runs when nobody is followed, and now and then while the person followed does not lie on the side.
A person who lies is never given up for one who stands or kneels.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openclam.capture.frame import Frame
from openclam.pose.band import band_chance
from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker, NetworkOutput
from openclam.pose.landmarks import FrameLandmarks, Landmarks
from openclam.pose.left_right_guard import GuardCounts, LeftRightGuard
from openclam.pose.lying import HALF_LYING, ON_THE_SIDE, side_lying
from openclam.pose.mirror_average import MirrorAverage
from openclam.pose.mirror_reading import MirrorReading, mirror_reading
from openclam.pose.reacquire import Reacquirer
from openclam.pose.region import Region
from openclam.pose.search import Search
from openclam.pose.steady import OneEuro

LOOK_AGAIN_S = 0.5
"""Time between two searches while the person followed does not lie: separates soon enough from too costly.

A body that lay at least half on its side and is lost is looked for where it lay for this long, before it is given up
for anybody.
"""
CLEARLY_MORE = ON_THE_SIDE - HALF_LYING
"""Lead in `side_lying` of another person worth following: from half on the side to wholly so."""
BAND_EVERY_S = 0.1
"""Time between two looks for a band: separates often enough from wasted, since bands do not come and go."""


class PersonTracker:
    """The pose stage: frames in, the landmarks of the person on their side out.

    Every other frame is read mirrored, unless `mirror` is False.
    """

    def __init__(
        self, detector: Detector, landmarker: Landmarker, *, look_for_band: bool = True, mirror: bool = True
    ) -> None:
        self._detector, self._landmarker, self._mirror = detector, landmarker, mirror
        self._search = Search(detector, landmarker)
        self._look_for_band = look_for_band
        self._band_s = -np.inf
        self._steady = OneEuro()
        self._guard = LeftRightGuard()
        self._average, self._reacquirer = MirrorAverage(mirror=mirror), Reacquirer(detector, landmarker)
        self._region: Region | None = None
        self._looked_s = -np.inf
        self._lay_s = -np.inf
        """Time at which the body followed last lay at least half on its side."""
        self._newest: Landmarks | None = None
        """Landmarks of the newest frame."""

    @property
    def misread(self) -> float:
        """How badly the newest frame is read, 0 to 1; 1 where nobody is seen.

        The larger of two: the distance of the legs both ways, in body sizes, and what is missing to lying on the side.
        """
        if self._newest is None:
            return 1.0
        return max(min(self._average.apart, 1.0), 1 - side_lying(self._newest) / ON_THE_SIDE)

    @property
    def region(self) -> Region | None:
        """Where the person is looked for in the next frame; None while nobody is followed."""
        return self._region

    def begun_at(self, region: Region) -> PersonTracker:
        """A new tracker with the same networks, which looks for the person in `region` first."""
        other = PersonTracker(self._detector, self._landmarker, look_for_band=self._look_for_band, mirror=self._mirror)
        other._region = region
        return other

    def mirror_reading(self, frame: Frame, place: Region) -> MirrorReading | None:
        """The reading of `place` as it is and mirrored, None where either shows nobody; changes no state."""
        return mirror_reading(self._landmarker, frame, place)

    @property
    def detector_calls(self) -> int:
        """How often the detector ran."""
        return self._search.detector_calls

    @property
    def guard_counts(self) -> GuardCounts:
        """How often the left-right guard stepped in for the person followed now."""
        return self._guard.counts

    def step(self, frame: Frame) -> FrameLandmarks:
        """Read one frame; frames come in order of time."""
        reading = None if self._region is None else self._followed(frame, self._region)
        lying = side_lying(reading.landmarks) if reading else -1.0
        if lying < ON_THE_SIDE and frame.time_s - self._looked_s >= (LOOK_AGAIN_S if reading else 0.0):
            self._looked_s = frame.time_s
            other = self._search.step(frame, reading)
            others = side_lying(other.landmarks) if other else -1.0
            if self._is_preferred(others, lying, frame.time_s):
                self._steady = OneEuro()
                if reading is not None:
                    self._guard, self._average = LeftRightGuard(), MirrorAverage(mirror=self._mirror)
                reading, lying = other, others
        landmarks = None
        if reading is None:
            self._lost(frame.time_s)
        else:
            self._region = self._next_region(reading, frame.time_s)
            self._lay_s = frame.time_s if lying >= HALF_LYING else -np.inf
            landmarks = self._reacquired(frame, self._region, reading, self._seen(reading))
        self._newest = landmarks
        height, width = frame.image.shape[:2]
        return FrameLandmarks(frame.index, frame.time_s, width, height, landmarks, self._band(frame, landmarks))

    def _seen(self, reading: NetworkOutput) -> Landmarks:
        """The landmarks of a reading: guarded, then averaged with those of the frame before."""
        return self._average.step(replace(reading, landmarks=self._guard.step(reading.landmarks)))

    def _reacquired(self, frame: Frame, region: Region, reading: NetworkOutput, seen: Landmarks) -> Landmarks:
        """The landmarks `seen`, or those of a better reading where the body was misread."""
        better = self._reacquirer.step(frame, region, reading, self._average.apart)
        if better is None:
            return seen
        self._steady, self._guard = OneEuro(), LeftRightGuard()
        self._average.lost()
        self._region = self._next_region(better, frame.time_s)
        return self._seen(better)

    def _followed(self, frame: Frame, region: Region) -> NetworkOutput | None:
        """The reading of the person in `region`; where one way shows nobody, the other is tried."""
        mirrored = self._average.mirrors(frame.time_s)
        reading = self._read(frame, region, mirrored)
        return self._read(frame, region, not mirrored) if reading is None and self._mirror else reading

    def _read(self, frame: Frame, region: Region, mirrored: bool) -> NetworkOutput | None:
        return self._landmarker.read(frame.image, region, frame.index, frame.time_s, mirrored=mirrored)

    def _is_preferred(self, others: float, lying: float, time_s: float) -> bool:
        """Whether to follow another instead, by the `side_lying` of both (-1: nobody there)."""
        if lying < 0 and self._waits(time_s):
            return others >= ON_THE_SIDE
        return others > lying + CLEARLY_MORE

    def _waits(self, time_s: float) -> bool:
        """Whether a body that lay at least half on its side has been lost for no longer than `LOOK_AGAIN_S`."""
        return time_s - self._lay_s <= LOOK_AGAIN_S

    def _lost(self, time_s: float) -> None:
        self._guard.lost()
        self._average.lost()
        if not self._waits(time_s):
            self._region, self._steady = None, OneEuro()

    def _band(self, frame: Frame, landmarks: Landmarks | None) -> float | None:
        if landmarks is None or not self._look_for_band or frame.time_s - self._band_s < BAND_EVERY_S:
            return None
        self._band_s = frame.time_s
        return band_chance(frame.image, landmarks)

    def _next_region(self, reading: NetworkOutput, time_s: float) -> Region:
        anchor = reading.anchor.astype(np.float64)
        size = 2 * float(np.hypot(*(anchor[1] - anchor[0])))
        centre, tip = self._steady.step(anchor, time_s, size)
        return Region.from_points(centre, tip)
