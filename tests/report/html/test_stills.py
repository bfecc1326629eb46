"""Pictures of a state for the page."""

from __future__ import annotations

import base64
from dataclasses import replace

import cv2
import numpy as np
import pytest

from openclam.assessment.model import Assessment
from openclam.report.html.stills import MOST_WIDTH, person_box, still
from openclam.report.video.timeline import FrameState, Timeline

HEAD = "data:image/jpeg;base64,"


@pytest.fixture
def state(assessment: Assessment) -> FrameState:
    return Timeline(assessment.reps, assessment.series, ()).at(14, 0.95)


def decoded(uri: str) -> np.ndarray:
    assert uri.startswith(HEAD)
    return cv2.imdecode(np.frombuffer(base64.b64decode(uri.removeprefix(HEAD)), np.uint8), cv2.IMREAD_COLOR)


def test_it_is_a_jpeg_around_the_person(state: FrameState) -> None:
    image = np.full((180, 320, 3), 90, np.uint8)
    picture = decoded(still(image, state, "left"))
    left, top, right, bottom = person_box(state, 320, 180)
    assert picture.shape[:2] == (bottom - top, right - left)
    assert (image == 90).all(), "the picture given is not drawn on"
    assert (np.abs(picture.astype(int) - 90) > 60).any(), "the skeleton is"


def test_the_whole_seen_body_is_in_the_box(state: FrameState) -> None:
    far = replace(state, landmarks_px=state.landmarks_px * 2 + 300)
    left, top, right, bottom = person_box(far, 1920, 1080)
    seen = far.landmarks_px[np.isfinite(far.landmarks_px).all(axis=1)]
    assert (seen >= [left, top]).all()
    assert (seen <= [right, bottom]).all()
    assert (right - left) < 1920 / 2


@pytest.mark.parametrize("shift", [(-200.0, -200.0), (5000.0, 0.0), (0.0, 900.0)])
def test_a_body_over_the_edge_gives_a_box_within_the_picture(state: FrameState, shift: tuple[float, float]) -> None:
    moved = replace(state, landmarks_px=state.landmarks_px + np.float32(shift))
    left, top, right, bottom = person_box(moved, 320, 180)
    assert 0 <= left < right <= 320
    assert 0 <= top < bottom <= 180


def test_without_a_body_the_whole_picture_is_shown(state: FrameState) -> None:
    unseen = replace(state, visibility=np.zeros(33, np.float32))
    assert person_box(unseen, 320, 180) == (0, 0, 320, 180)


def test_a_large_picture_is_made_small(state: FrameState) -> None:
    wide = replace(state, landmarks_px=state.landmarks_px * 6)
    uri = still(np.zeros((1080, 1920, 3), np.uint8), wide, "left")
    assert decoded(uri).shape[1] == MOST_WIDTH
    assert len(uri) < 150_000
