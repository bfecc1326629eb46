"""The quadratic programme: it meets the need within what muscles and a supported foot can do, at the least cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from openclam.kinetics.sharing import Sharing

FORCE = np.array([1000.0, 500.0, 800.0, 300.0])
ARMS = np.array([[0.04, 0.03, -0.02, -0.03], [0.01, -0.03, 0.03, -0.01]])


def test_two_equal_muscles_share_equally() -> None:
    share = Sharing(np.array([500.0, 500.0]), 1).solve(np.array([[0.04, 0.04]]), np.array([20.0]), None, 0.3)
    assert share.activation == pytest.approx([0.5, 0.5], abs=1e-4)


def test_the_muscle_with_the_longer_arm_works_more() -> None:
    """Least squares divides by strength times arm: activations are proportional to it."""
    share = Sharing(np.array([500.0, 500.0]), 1).solve(np.array([[0.04, 0.02]]), np.array([10.0]), None, 0.3)
    assert share.activation == pytest.approx([0.4, 0.2], abs=1e-4)


@settings(max_examples=50)
@given(need=arrays(float, 2, elements=st.floats(-15, 15)))
def test_the_need_is_met_or_what_is_missing_is_said(need: np.ndarray) -> None:
    share = Sharing(FORCE, 2).solve(ARMS, need, None, 0.3)
    assert ((share.activation >= 0) & (share.activation <= 1)).all()
    assert ARMS @ (FORCE * share.activation) + share.missing_nm == pytest.approx(need, abs=1e-3)


def test_more_than_the_muscles_can_do_is_missing() -> None:
    share = Sharing(np.array([100.0]), 1).solve(np.array([[0.05]]), np.array([50.0]), None, 0.3)
    assert share.activation == pytest.approx([1.0])
    assert share.missing_nm == pytest.approx([45.0], abs=1e-6)


def test_a_support_carries_and_never_pulls() -> None:
    contact = np.array([[0.3, 0.0, 0.0]])
    sharing = Sharing(np.array([500.0, 500.0]), 1)
    arms = np.array([[0.04, -0.04]])
    carried = sharing.solve(arms, np.array([15.0]), contact, 0.3)
    assert carried.support_n[0] == pytest.approx(50.0, abs=0.1)
    assert carried.activation.max() < 1e-3
    pulled = sharing.solve(arms, np.array([-15.0]), contact, 0.3)
    assert pulled.support_n[0] == pytest.approx(0.0, abs=1e-6)
    assert pulled.activation[1] == pytest.approx(0.75, abs=1e-3)


def test_friction_bounds_what_a_support_gives_sideways() -> None:
    contact = np.array([[0.1, 0.0, 0.0], [0.0, 0.3, 0.0]])
    arms = np.array([[0.0, 0.0], [0.04, -0.04]])
    for friction in (0.0, 0.3, 0.6):
        share = Sharing(np.array([500.0, 500.0]), 2).solve(arms, np.array([3.0, 10.0]), contact, friction)
        up, along, _ = share.support_n
        assert up == pytest.approx(30.0, abs=0.1)
        assert abs(along) <= friction / np.sqrt(2) * up + 1e-6


def test_the_last_answer_does_not_colour_the_next() -> None:
    warm, rng = Sharing(FORCE, 2), np.random.default_rng(1)
    for _ in range(30):
        need = rng.uniform(-12, 12, 2)
        assert warm.solve(ARMS, need, None, 0.3).activation == pytest.approx(
            Sharing(FORCE, 2).solve(ARMS, need, None, 0.3).activation, abs=1e-6
        )
