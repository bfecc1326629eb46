"""Times from time stamps: whatever comes in, what goes out grows strictly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.capture.clock import Clock, StampChoice

PERIOD_S = 1 / 30


def times(stamps: list[float | None], period_s: float | None = PERIOD_S) -> list[float]:
    clock = Clock(period_s)
    return [clock.tick(stamp) for stamp in stamps]


@given(st.lists(st.one_of(st.none(), st.floats(-100, 100)), min_size=2, max_size=60))
def test_times_begin_at_zero_and_grow_strictly(stamps: list[float | None]) -> None:
    found = times(stamps)
    assert found[0] == 0
    assert (np.diff(found) > 0).all()


@given(st.lists(st.floats(0.001, 5), min_size=1, max_size=40), st.floats(-1000, 1000))
def test_good_stamps_are_kept_whatever_they_begin_with(steps: list[float], start: float) -> None:
    stamps = np.concatenate([[0.0], np.cumsum(steps)])
    assert times(list(start + stamps)) == pytest.approx(list(stamps), abs=1e-9)


def test_a_missing_stamp_takes_the_declared_period() -> None:
    assert times([0.0, 0.04, None, 0.12], period_s=0.04) == pytest.approx([0, 0.04, 0.08, 0.12])


def test_a_missing_stamp_takes_the_measured_period_where_none_is_declared() -> None:
    assert times([0.0, 0.1, 0.2, None], period_s=None) == pytest.approx([0, 0.1, 0.2, 0.3])


def test_missing_stamps_at_the_start_are_continued_by_the_first_stamp() -> None:
    assert times([None, None, 7.0, 7.5], period_s=0.5) == pytest.approx([0, 0.5, 1.0, 1.5])


def test_a_small_step_back_is_held_and_forgotten() -> None:
    assert times([0.0, 0.1, 0.05, 0.2], period_s=0.1) == pytest.approx([0, 0.1, 0.15, 0.2])


def test_a_clock_that_begins_anew_is_continued() -> None:
    assert times([0.0, 1.0, 2.0, 0.0, 1.0], period_s=1.0) == pytest.approx([0, 1, 2, 3, 4])


def chosen(pts: list[int | None], dts: list[int | None]) -> list[int | None]:
    choice = StampChoice()
    return [choice.choose(*stamps) for stamps in zip(pts, dts, strict=True)]


def test_the_time_of_showing_is_taken_as_long_as_it_grows() -> None:
    assert chosen([0, 2, 4, 6], [-4, -2, -2, 0]) == [0, 2, 4, 6]


def test_the_time_of_decoding_is_taken_once_the_other_jumps_back() -> None:
    assert chosen([1, 3, 2, 5, 4], [2, 3, 4, 5, 6]) == [1, 3, 4, 5, 6]


def test_the_time_of_decoding_stands_in_for_a_missing_one() -> None:
    assert chosen([0, None, None], [0, 1, None]) == [0, 1, None]
