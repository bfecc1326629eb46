"""What following a recording needs of a tracker."""

from __future__ import annotations

from typing import Protocol

from openclam.capture.frame import Frame
from openclam.pose.landmarks import FrameLandmarks
from openclam.pose.mirror_reading import MirrorReading
from openclam.pose.region import Region


class Tracker(Protocol):
    """Follows one person from frame to frame."""

    @property
    def region(self) -> Region | None:
        """Where the person is looked for in the next frame; None while nobody is followed."""

    @property
    def misread(self) -> float:
        """How badly the newest frame is read, 0 to 1; 1 where nobody is seen."""

    def step(self, frame: Frame) -> FrameLandmarks:
        """Read one frame; frames come in order of time."""

    def begun_at(self, region: Region) -> Tracker:
        """A new tracker that looks for the person in `region` first."""

    def mirror_reading(self, frame: Frame, place: Region) -> MirrorReading | None:
        """The reading of `place` as it is and mirrored, None where either shows nobody; changes no state."""
