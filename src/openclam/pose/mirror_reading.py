"""One frame of a body read twice, as it is and mirrored: the mean, and how far the two differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

from openclam.capture.frame import Frame
from openclam.pose.agreement import legs_apart, mean_of
from openclam.pose.landmarker import Landmarker, NetworkOutput
from openclam.pose.region import Region


@dataclass(frozen=True, slots=True)
class MirrorReading:
    """Both readings of one frame.

    `reading` is their mean, `as_it_is` the plain one, `apart` the mean distance of their legs as a share of body size.
    """

    reading: NetworkOutput
    as_it_is: NetworkOutput
    apart: float


def mirror_reading(landmarker: Landmarker, frame: Frame, place: Region) -> MirrorReading | None:
    """The body in `place` read both ways; None where either reading shows nobody.

    The mirrored reading may call either leg left: the side that agrees better is taken.
    """
    one, other = (
        landmarker.read(frame.image, place, frame.index, frame.time_s, mirrored=mirrored) for mirrored in (False, True)
    )
    if one is None or other is None:
        return None
    turned = replace(other, landmarks=other.landmarks.mirrored())
    other = min(other, turned, key=lambda reading: legs_apart(one, reading))
    return MirrorReading(mean_of(one, other), one, legs_apart(one, other))
