"""Smoothing: what it keeps, what it takes away, and when."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.kinematics.smoothing import LAG_S, LocalParabola, Smoothed


def smoothed(times: np.ndarray, rows: np.ndarray) -> list[Smoothed[int]]:
    smooth: LocalParabola[int] = LocalParabola()
    done = [row for i, time_s in enumerate(times) for row in smooth.step(float(time_s), rows[i], i)]
    return [*done, *smooth.flush()]


def test_a_parabola_passes_unchanged_with_its_slope_at_any_picture_rate() -> None:
    times = np.cumsum(np.random.default_rng(3).uniform(0.02, 0.06, 200))
    rows = np.stack([3 + 2 * times - 5 * times**2, 7 - times], axis=1)
    done = smoothed(times, rows)
    assert [row.item for row in done] == list(range(200))
    assert np.stack([row.value for row in done]) == pytest.approx(rows, abs=0.005)
    slopes = np.stack([2 - 10 * times, np.full(200, -1.0)], axis=1)
    assert np.stack([row.speed for row in done])[5:-5] == pytest.approx(slopes[5:-5], abs=0.02)


def test_a_row_comes_as_soon_as_the_lag_is_over_and_no_sooner() -> None:
    smooth: LocalParabola[int] = LocalParabola()
    for i in range(60):
        time_s = i / 30
        for row in smooth.step(time_s, np.array([1.0]), i):
            assert LAG_S - 1e-9 <= time_s - row.time_s <= LAG_S + 1 / 30 + 1e-9
    assert len(smooth.flush()) == pytest.approx(LAG_S * 30, abs=1)


def test_noise_is_taken_away_and_what_was_not_seen_stays_unseen() -> None:
    times = np.arange(0, 4, 1 / 30)
    rows = np.random.default_rng(1).normal(10, 2, (len(times), 3))
    rows[40:60] = np.nan
    done = smoothed(times, rows)
    values = np.stack([row.value for row in done])
    assert np.isnan(values[40:60]).all()
    assert not np.isnan(np.delete(values, slice(40, 60), axis=0)).any()
    assert values[:35].std() < 0.7 * rows[:35].std()


def test_what_one_picture_alone_shows_leaves_no_trace() -> None:
    times = np.arange(0, 3, 1 / 30)
    rows = np.stack([10 + 4 * times, 30 - times], axis=1)
    slipped = rows.copy()
    slipped[[0, 20, 50, 89]] += [[60.0, -25.0]]
    values = np.stack([row.value for row in smoothed(times, slipped)])
    assert values[10:80] == pytest.approx(rows[10:80], abs=0.2)


def test_rows_before_a_gap_do_not_reach_over_it_and_a_lone_row_stays_as_it_is() -> None:
    times = np.array([0.0, 0.03, 5.0, 9.0, 9.03])
    rows = np.array([[1.0], [2.0], [50.0], [3.0], [4.0]])
    done = smoothed(times, rows)
    assert [float(row.value[0]) for row in done] == [1.0, 2.0, 50.0, 3.0, 4.0]
    assert [float(row.speed[0]) for row in done] == [0.0] * 5


def test_a_value_that_was_given_back_is_not_changed_by_what_comes_after() -> None:
    smooth: LocalParabola[int] = LocalParabola()
    first = smooth.step(0.0, np.array([1.0]), 0) + smooth.step(1.0, np.array([2.0]), 1)
    for i in range(200):
        smooth.step(1.0 + i / 30, np.array([float(i)]), i)
    assert float(first[0].value[0]) == 1.0
