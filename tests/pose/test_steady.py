"""The one-euro filter that keeps the crop steady."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openclam.pose.steady import OneEuro


def follow(values: np.ndarray, size: float = 300, fps: float = 30) -> np.ndarray:
    steady = OneEuro()
    return np.array([steady.step(value, index / fps, size) for index, value in enumerate(values)])


def test_the_first_value_passes() -> None:
    assert (OneEuro().step(np.array([3.0, 4.0]), 12.5, 300) == [3, 4]).all()


def test_a_still_point_stays() -> None:
    assert (follow(np.full((30, 2), 250.0)) == 250).all()


def test_a_trembling_point_is_held_nearly_still() -> None:
    tremble = 250 + np.random.default_rng(3).normal(0, 1, (150, 2))
    held = follow(tremble)
    assert held[30:].std() < 0.4 * tremble[30:].std()
    assert np.abs(held[30:] - 250).max() < 1.5


def test_a_fast_point_is_followed_closely() -> None:
    """Half a body a second: a few pixels behind, not a second."""
    run = np.linspace(0, 300, 60)[:, None]
    assert np.abs(follow(run) - run).max() < 20


def test_a_step_that_does_not_go_forward_in_time_passes_and_leaves_no_trace() -> None:
    steady, other = OneEuro(), OneEuro()
    for filter_ in (steady, other):
        filter_.step(np.array([10.0]), 1.0, 300)
        filter_.step(np.array([11.0]), 1.1, 300)
    assert steady.step(np.array([50.0]), 1.1, 300) == 50
    assert steady.step(np.array([60.0]), 0.4, 300) == 60
    assert steady.step(np.array([12.0]), 1.2, 300) == other.step(np.array([12.0]), 1.2, 300)


def test_without_a_size_values_pass() -> None:
    steady = OneEuro()
    steady.step(np.array([10.0]), 0.0, 0.0)
    assert steady.step(np.array([70.0]), 0.1, 0.0) == 70


@example(steps=[(0.0, 0.0), (1.0, 2.2250738585e-313)], size=1.0)
@given(
    st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(0, 0.5)), min_size=1, max_size=30),
    st.sampled_from([1.0, 300.0, 1e4]),
)
def test_never_beyond_what_was_seen(steps: list[tuple[float, float]], size: float) -> None:
    steady, time_s = OneEuro(), 0.0
    for value, dt in steps:
        time_s += dt
        smooth = float(steady.step(np.array([value]), time_s, size)[0])
        assert min(v for v, _ in steps) - 1e-6 <= smooth <= max(v for v, _ in steps) + 1e-6
    assert np.isfinite(smooth)


@pytest.mark.parametrize("fps", [5, 60])
def test_it_settles_after_a_jump_whatever_the_rate(fps: float) -> None:
    jump = np.concatenate([np.zeros(fps), np.full(2 * fps, 200.0)])[:, None]
    assert abs(follow(jump, fps=fps)[-1, 0] - 200) < 20
