"""Dark pictures are brightened, others are left alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.pose.brighten import LEAST_MEAN, brightened
from tests.demo_clip import dimmed, picture


def test_a_light_picture_is_left_as_it_is() -> None:
    light = picture(0)
    assert brightened(light) is light


def test_a_dark_picture_comes_near_to_the_least_mean_and_keeps_black_and_order() -> None:
    dark = dimmed(picture(0), 0.15)
    dark[0, 0] = 0
    lifted = brightened(dark)
    assert dark.mean() < 30
    assert lifted.mean() == pytest.approx(LEAST_MEAN, abs=15)
    assert not lifted[0, 0].any()
    levels = np.arange(256)
    seen = [int(lifted[dark == level][0]) for level in levels if (dark == level).any()]
    assert seen == sorted(seen)


def test_black_margins_do_not_make_a_picture_dark() -> None:
    framed = np.zeros((90, 90, 3), np.uint8)
    framed[:30] = 100
    assert brightened(framed, share=1 / 3) is framed
    assert brightened(framed) is not framed


@given(level=st.integers(0, 255))
def test_any_even_picture_is_bounded_and_never_darker(level: int) -> None:
    even = np.full((4, 4, 3), level, np.uint8)
    lifted = brightened(even)
    assert lifted.dtype == np.uint8
    assert lifted[0, 0, 0] >= level


def test_a_black_image_stays_black() -> None:
    assert not brightened(np.zeros((4, 4, 3), np.uint8)).any()
