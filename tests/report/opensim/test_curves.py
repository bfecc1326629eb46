"""Curves at the door, on an even clock, and cut where nothing was seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.report.opensim.curves import Array, Curves, evenly, rate_of, spans


def curve(time_s: Array, values: Array) -> Curves:
    return Curves(time_s, {"a": values})


@pytest.mark.parametrize(
    ("time_s", "says"),
    [
        (np.zeros((2, 2)), r"time_s must be \(n,\)"),
        (np.zeros(0), "at least one row"),
        (np.array([0.0, np.nan]), "time_s must be finite"),
        (np.array([0.0, 0.2, 0.1]), "row 2 has 0.1 s after 0.2 s"),
        (np.array([0.0, 0.2, 0.2]), "must increase"),
    ],
)
def test_time_that_does_not_run_is_refused(time_s: Array, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        curve(time_s, np.zeros(len(time_s)))


@pytest.mark.parametrize("name", ["", "hip flexion", "hip\tflexion", "a\n", "time", "Time"])
def test_name_that_would_break_the_table_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a column"):
        Curves(np.array([0.0]), {name: np.array([1.0])})


def test_time_alone_is_no_table() -> None:
    with pytest.raises(ValueError, match="at least one column"):
        Curves(np.array([0.0]), {})


@pytest.mark.parametrize("shape", [(2,), (4,), (3, 2), (3, 3, 3), ()])
def test_lengths_must_agree(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"a must be \(3,\) or \(3, 3\), as time_s has 3 rows"):
        curve(np.arange(3.0), np.zeros(shape))


def test_infinity_is_refused_and_nan_is_not_seen() -> None:
    with pytest.raises(ValueError, match="infinite"):
        curve(np.arange(2.0), np.array([0.0, np.inf]))
    both = Curves(np.arange(3.0), {"a": np.array([0, np.nan, 2]), "b": np.full((3, 3), [[1], [1], [np.nan]])})
    assert both.seen.tolist() == [True, False, False]


def test_rate_is_told_from_millisecond_stamps_and_past_a_pause() -> None:
    stamps_s = np.round(np.arange(60) / 30, 3)
    assert rate_of(stamps_s) == pytest.approx(30, abs=0.02)
    assert rate_of(np.concatenate([stamps_s, stamps_s + 9])) == pytest.approx(30, abs=0.02)
    with pytest.raises(ValueError, match="at least two rows"):
        rate_of(np.array([1.0]))


@given(st.integers(2, 200), st.floats(5, 240), st.floats(0, 1e4))
def test_even_clock_is_left_as_it_is(rows: int, rate_hz: float, start_s: float) -> None:
    time_s = start_s + np.arange(rows) / rate_hz
    values = np.sin(np.arange(rows))
    even = evenly(curve(time_s, values))
    np.testing.assert_allclose(even.time_s, time_s, rtol=0, atol=1e-6)
    np.testing.assert_allclose(even.columns["a"], values, atol=1e-3)


def test_uneven_clock_becomes_even_and_a_straight_line_stays_one() -> None:
    time_s = np.cumsum(np.tile([0.02, 0.029, 0.038], 15))
    even = evenly(curve(time_s, 3 * time_s), rate_hz=50)
    np.testing.assert_allclose(np.diff(even.time_s), 0.02, atol=1e-12)
    np.testing.assert_allclose(even.columns["a"], 3 * even.time_s)


def test_blink_is_bridged_and_a_longer_hole_stays_a_hole() -> None:
    time_s = np.arange(60) / 30
    values = 10 * time_s
    values[10:12] = np.nan  # 0.1 s between the pictures on both sides
    values[30:33] = np.nan  # 0.133 s
    even = evenly(curve(time_s, values)).columns["a"]
    np.testing.assert_allclose(even[10:12], 10 * time_s[10:12])
    assert np.flatnonzero(np.isnan(even)).tolist() == [30, 31, 32]


def test_hole_in_the_stamps_is_a_hole_too() -> None:
    time_s = np.concatenate([np.arange(10) / 30, 1 + np.arange(10) / 30])
    even = evenly(curve(time_s, np.ones(20)))
    inside = (even.time_s > 9.5 / 30) & (even.time_s < 1 - 0.5 / 30)
    assert inside.any()
    np.testing.assert_array_equal(np.isnan(even.columns["a"]), inside)


def test_nothing_is_made_up_before_the_first_or_after_the_last_sight() -> None:
    values = np.ones(10)
    values[[0, 1, 9]] = np.nan
    even = evenly(curve(np.arange(10) / 30, values)).columns["a"]
    np.testing.assert_array_equal(np.isnan(even), np.isnan(values))


def test_slow_camera_is_not_all_holes() -> None:
    even = evenly(curve(np.arange(10) / 5, np.arange(10.0)), rate_hz=30)
    assert np.isfinite(even.columns["a"]).all()


def test_each_point_has_holes_of_its_own() -> None:
    hidden = np.ones((20, 3))
    hidden[5:12, 1] = np.nan  # a point without its height is no point
    even = evenly(Curves(np.arange(20) / 30, {"RHJC": np.ones((20, 3)), "RKJC": hidden}))
    assert np.isfinite(even.columns["RHJC"]).all()
    assert np.isnan(even.columns["RKJC"][5:12]).all()
    assert np.isfinite(even.columns["RKJC"][[4, 12]]).all()


@pytest.mark.parametrize("rate_hz", [0, -30, np.nan, np.inf])
def test_rate_must_be_a_rate(rate_hz: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        evenly(curve(np.arange(5.0), np.zeros(5)), rate_hz)


def test_spans_hold_every_seen_row_once_and_no_other() -> None:
    values = np.arange(30.0)
    values[[0, 9, 20, 21, 25]] = np.nan
    parts = spans(curve(np.arange(30) / 30, values))
    assert [part.columns["a"].tolist() for part in parts] == [
        [*range(1, 9)], [*range(10, 20)],  # 22 to 24 and 26 to 29 are too short for OpenSim's splines
    ]  # fmt: skip
    assert len(spans(curve(np.arange(30) / 30, values), least_rows=1)) == 4


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_spans_cut_anywhere(seen: list[bool]) -> None:
    values = np.where(seen, np.arange(float(len(seen))), np.nan)
    parts = spans(curve(np.arange(float(len(seen))), values), least_rows=1)
    rows = [value for part in parts for value in part.columns["a"].tolist()]
    assert rows == [row for row, was_seen in enumerate(seen) if was_seen]
    assert all((np.diff(part.time_s) == 1).all() for part in parts)
