"""One picture read as it is and mirrored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from openclam.capture.frame import Frame
from openclam.pose.agreement import size_px
from openclam.pose.landmarker import Landmarker, NetworkOutput
from openclam.pose.landmarks import Landmarks, Point
from openclam.pose.mirror_reading import MirrorReading, mirror_reading
from openclam.pose.region import Region
from tests.pose.played import stick

FRAME, PLACE = Frame(7, 0.5, np.zeros((36, 64, 3), np.uint8)), Region(300.0, 200.0, 400.0, 0.0)
LEGS = slice(Point.LEFT_HIP, Point.RIGHT_ANKLE + 1)


def reading(landmarks: Landmarks) -> NetworkOutput:
    """A body whose size does not go by where its legs, and with them its hips, are read."""
    hips = landmarks.image[[Point.LEFT_HIP, Point.RIGHT_HIP], :2].mean(axis=0)
    return NetworkOutput(landmarks, np.stack([hips, hips + np.array([0, -150], np.float32)]))


def higher(landmarks: Landmarks, share: float) -> Landmarks:
    """The same body, its legs higher in the picture by a share of its size."""
    image = landmarks.image.copy()
    image[LEGS, 1] -= share * size_px(reading(landmarks))
    return replace(landmarks, image=image)


class Network:
    """Shows one body as it is, and another in the mirror."""

    def __init__(self, plain: Landmarks | None, mirrored: Landmarks | None) -> None:
        self.shows = {False: plain, True: mirrored}

    def read(
        self, image: np.ndarray, region: Region, index: int, time_s: float, *, mirrored: bool
    ) -> NetworkOutput | None:
        assert (region, index, time_s) == (PLACE, FRAME.index, FRAME.time_s)
        landmarks = self.shows[mirrored]
        return None if landmarks is None else reading(landmarks)


def read(plain: Landmarks | None, mirrored: Landmarks | None) -> MirrorReading | None:
    return mirror_reading(cast(Landmarker, Network(plain, mirrored)), FRAME, PLACE)


@pytest.mark.parametrize("turned", [lambda landmarks: landmarks, lambda landmarks: landmarks.mirrored()])
def test_legs_lie_in_the_middle_and_so_far_apart_whichever_is_called_left(
    turned: Callable[[Landmarks], Landmarks],
) -> None:
    found = read(stick(7), turned(higher(stick(7), 0.2)))
    assert found is not None
    assert found.apart == pytest.approx(0.2, abs=1e-3)
    assert found.reading.landmarks.image[LEGS] == pytest.approx(higher(stick(7), 0.1).image[LEGS], abs=1e-2)


def test_a_body_that_one_way_does_not_show_is_not_read() -> None:
    assert read(stick(7), None) is None
    assert read(None, stick(7)) is None
