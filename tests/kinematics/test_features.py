"""Features: the same for either side, for any size and place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.kinematics import Side
from openclam.kinematics.features import COUNT, PLACES, SLOPE, USED, VISIBLE, features, features_of
from openclam.pose.landmarks import Landmarks
from tests.kinematics.test_stage import mirrored
from tests.sessions import session


def landmarks(index: int = 40) -> Landmarks:
    seen = session().landmarks_by_frame[index].landmarks
    assert seen is not None
    return seen


def test_every_feature_has_its_place() -> None:
    row = features_of(landmarks(), "left")
    assert row.shape == (COUNT,)
    assert row.dtype == np.float32
    assert np.isfinite(row).all()
    assert VISIBLE.start == PLACES.stop
    assert SLOPE.start == VISIBLE.stop


def test_the_mirror_image_with_the_other_leg_on_top_has_the_same_features() -> None:
    frame_landmarks = session().landmarks_by_frame[40]
    other = mirrored(frame_landmarks).landmarks
    assert other is not None
    assert features_of(other, "right") == pytest.approx(features_of(landmarks(), "left"), abs=1e-4)


@given(st.floats(0.3, 4.0))
def test_the_size_of_the_picture_does_not_matter(factor: float) -> None:
    seen = landmarks()
    width, height = round(seen.width * factor), round(seen.height * factor)
    larger = replace(seen, image=seen.image * np.float32(width / seen.width), width=width, height=height)
    assert features_of(larger, "left") == pytest.approx(features_of(seen, "left"), abs=0.01)


@given(st.floats(-60, 60), st.floats(-60, 60))
def test_the_place_in_the_picture_shows_in_two_features_only(right: float, down: float) -> None:
    seen = landmarks()
    moved = replace(seen, image=seen.image + np.array([right, down, 0], np.float32))
    differs = np.abs(features_of(moved, "left") - features_of(seen, "left")) > 1e-3
    assert set(np.flatnonzero(differs)) <= {SLOPE.stop, SLOPE.stop + 1}


@given(st.floats(-30, 30))
def test_a_turned_camera_shows_in_the_slope_and_the_place_only(degrees: float) -> None:
    seen = landmarks()
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], np.float32)
    middle = np.array([seen.width / 2, seen.height / 2, 0], np.float32)
    turned = replace(seen, image=(seen.image - middle) @ turn + middle, world=seen.world @ turn)
    differs = np.abs(features_of(turned, "left") - features_of(seen, "left")) > 2e-3
    assert set(np.flatnonzero(differs)) <= set(range(SLOPE.start, SLOPE.stop + 2))


def test_places_are_counted_in_spreads_from_the_hips_with_the_trunk_level() -> None:
    seen = landmarks()
    hips, shoulders = (seen.image[pair, :2].mean(axis=0, dtype=float) for pair in ([23, 24], [11, 12]))
    spread = np.sqrt(((seen.image[[11, 12, 23, 24, 25, 26, 27, 28], :2] - hips) ** 2).sum(axis=1).mean())
    slope = (shoulders - hips) / np.hypot(*(shoulders - hips))
    from_hips = (seen.image[USED, :2] - hips) / spread
    row = features_of(seen, "left")
    along, across = row[PLACES].reshape(2, 3, len(USED))[0, :2]
    assert along == pytest.approx(from_hips @ slope, abs=1e-5)
    assert across == pytest.approx(from_hips @ [-slope[1], slope[0]], abs=1e-5)
    assert row[SLOPE] == pytest.approx(slope, abs=1e-6)


def test_many_frames_at_once_give_what_each_gives_by_itself() -> None:
    seen = [one.landmarks for one in session().landmarks_by_frame[::7] if one.landmarks is not None]
    tops: list[Side] = ["left" if number % 2 else "right" for number in range(len(seen))]
    many = features(
        np.stack([one.image for one in seen]),
        np.stack([one.world for one in seen]),
        np.stack([one.visibility for one in seen]),
        np.array([[one.width, one.height] for one in seen], float),
        np.array([top == "right" for top in tops]),
    )
    for one, top, row in zip(seen, tops, many, strict=True):
        assert np.array_equal(features_of(one, top), row)
