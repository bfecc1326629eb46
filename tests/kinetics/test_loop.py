"""The band as a length round two thighs, and how surely that is known."""

from __future__ import annotations

from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.kinetics.loop import Thigh, WornLoop, belt_length, distance_at_band

THIGH = Thigh.measured(40.0)


def worn(loop_cm: float, thigh: Thigh = THIGH) -> WornLoop:
    return WornLoop.of_person(loop_cm, thigh, 170)


@given(distance=st.floats(0.05, 1), girth=st.floats(0.2, 0.9))
def test_a_belt_is_one_girth_and_two_straight_strands(distance: float, girth: float) -> None:
    """As a chain of its parts: two half circles and two lines as long as the axes are apart."""
    radius = girth / (2 * pi)
    assert belt_length(distance, girth) == pytest.approx(2 * (pi * radius) + 2 * distance)


def test_thighs_do_not_enter_each_other() -> None:
    assert distance_at_band(2.0, 17.0, 40.0) == pytest.approx(40 / pi)
    assert distance_at_band(20.0, 17.0, 40.0) == pytest.approx(0.9 * 20 + 0.1 * 17)


@given(height=st.floats(140, 200), mass=st.floats(40, 140))
def test_the_usual_girth_grows_with_mass_and_not_with_size_alone(height: float, mass: float) -> None:
    usual = Thigh.of_body(height, mass)
    assert usual.assumed
    assert Thigh.of_body(height, 1.2 * mass).girth_cm > usual.girth_cm
    # The same shape a tenth larger: every length a tenth more, mass by its cube.
    assert Thigh.of_body(1.1 * height, 1.1**3 * mass).girth_cm == pytest.approx(1.1 * usual.girth_cm)
    assert Thigh.of_body(170, 70).girth_cm == pytest.approx(40)


def test_a_girth_of_an_unknown_mass_is_less_sure() -> None:
    assert THIGH.sd_cm < Thigh.of_body(170, 70).sd_cm < Thigh.of_body(170, 70, mass_told=False).sd_cm


def test_a_sure_value_is_the_plain_geometry() -> None:
    exact = WornLoop(61.0, 0.0, Thigh(40.0, 0.0, assumed=False), 17.0)
    value, sd = exact.elongation_pct(18.0, 0.0)
    assert value == pytest.approx(100 * ((2 * (0.9 * 18 + 1.7) + 40) / 61 - 1))
    assert sd == pytest.approx(0.0, abs=1e-9)


@given(loop=st.floats(40, 100), knees=st.floats(8, 30), sd=st.floats(0, 8))
def test_knees_further_apart_or_a_shorter_loop_stretch_it_more(loop: float, knees: float, sd: float) -> None:
    value, spread = worn(loop).elongation_pct(knees, sd)
    assert worn(loop).elongation_pct(knees + 5, sd)[0] > value
    assert worn(loop + 5).elongation_pct(knees, sd)[0] < value
    assert worn(loop).elongation_pct(knees, sd + 2)[1] > 0
    assert spread > 0


def test_what_is_less_sure_spreads_more() -> None:
    _, seen = worn(61).elongation_pct(20, 1)
    assert worn(61).elongation_pct(20, 4)[1] > seen
    assert worn(61, Thigh.of_body(170, 70)).elongation_pct(20, 1)[1] > seen
    assert WornLoop(61, 6.0, THIGH, 17).elongation_pct(20, 1)[1] > seen


def test_the_spread_is_that_of_straight_propagation_where_the_thighs_are_well_apart() -> None:
    """By the derivatives of (2 · 0.9 · knees + girth + const) / loop."""
    _, sd = worn(61).elongation_pct(30.0, 2.0)
    length = 2 * (0.9 * 30 + 1.7) + 40
    by_hand = 100 / 61 * ((1.8 * 2.0) ** 2 + 1.5**2 + (length / 61 * 1.0) ** 2) ** 0.5
    assert sd == pytest.approx(by_hand, rel=0.03)


def test_knees_that_cannot_be_seen_do_not_hide_what_the_thighs_say() -> None:
    """However the knees lie, a short loop is stretched by the thighs themselves."""
    value, sd = worn(46).elongation_pct(10.0, 4.0)
    assert value - 2 * sd > 5
