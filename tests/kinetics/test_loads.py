"""Loads: the balance of force and energy, and what the literature says of the clam."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openclam.kinetics import loads as loads_module
from openclam.kinetics import model as model_module
from openclam.kinetics.band import load_band
from openclam.kinetics.body import Body
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.loads import Loads, Variant
from openclam.kinetics.loop import Thigh
from openclam.kinetics.posture import HipPosture
from openclam.kinetics.rep import group_activations

THIGH = Thigh(40.0, 1.5, assumed=False)


def of_band(colour: str | None, mass_kg: float = 70.0, loop_cm: float = 61.0) -> Loads:
    band = None if colour is None else load_band(colour, loop_cm)
    return Loads(Body(170, mass_kg), band, clam_posture(0), thigh=THIGH)


@pytest.fixture(scope="module")
def bare() -> Loads:
    return of_band(None)


@pytest.fixture(scope="module")
def green() -> Loads:
    return of_band("green")


def test_no_band_and_no_gravity_is_no_load(monkeypatch: pytest.MonkeyPatch, bare: Loads) -> None:
    for module in (loads_module, model_module):
        monkeypatch.setattr(module, "GRAVITY", 0.0)
    load = bare.of(clam_posture(30))
    assert load.activation == pytest.approx(0.0, abs=1e-6)
    assert load.clam_moment_nm == pytest.approx(0.0, abs=1e-9)
    assert load.support_n == pytest.approx(0.0, abs=1e-6)


def test_twice_the_mass_asks_twice_as_much(bare: Loads) -> None:
    assert of_band(None, 140.0).of(clam_posture(20)).clam_moment_nm == pytest.approx(
        2 * bare.of(clam_posture(20)).clam_moment_nm, rel=1e-9
    )


@pytest.mark.parametrize("colour", [None, "red", "black"])
def test_the_work_of_opening_is_the_energy_gained(colour: str | None) -> None:
    """What is done about the line from hip to ankle lifts the leg and stretches the band: nothing is lost or made."""
    loads = of_band(colour)
    openings = np.linspace(0, 40, 401)
    moments, heights, forces, distances = [], [], [], []
    for opening in openings:
        posture = clam_posture(float(opening))
        load = loads.of(posture)
        mass, centre = loads.place(posture).mass_centre()
        moments.append(load.clam_moment_nm)
        heights.append(mass * model_module.GRAVITY * centre @ posture.up)
        forces.append(load.band_force_n)
        if loads.band is not None:
            distances.append((load.band_elongation + 1) * loads.band.loop_cm / 200)
    work = np.trapezoid(moments, np.radians(openings))
    stretched = np.trapezoid(forces, distances) if colour else 0.0
    assert work == pytest.approx(heights[-1] - heights[0] + stretched, rel=0.01)


def test_leg_weight_is_that_of_a_70_kg_body(bare: Loads) -> None:
    """16.3 N·m by the same segment table for a thigh of 0.42 m; the model's, at this height, has 0.404 m."""
    assert bare.of(clam_posture(0)).clam_moment_nm == pytest.approx(16.3 * 0.404 / 0.42, abs=0.6)


@pytest.mark.parametrize(("opening", "elongation"), [(0, 7), (20, 36), (30, 51), (40, 64)])
def test_elongation_of_a_61_cm_loop(green: Loads, opening: float, elongation: float) -> None:
    assert 100 * green.of(clam_posture(opening)).band_elongation == pytest.approx(elongation, abs=2)


@pytest.mark.parametrize("opening", [20, 30])
def test_a_green_loop_makes_the_clam_half_as_hard_again(bare: Loads, green: Loads, opening: float) -> None:
    posture = clam_posture(opening)
    ratio = green.of(posture).clam_moment_nm / bare.of(posture).clam_moment_nm
    assert 1.3 < ratio < 1.55


def test_the_gluteus_medius_works_harder_with_every_colour() -> None:
    posture, shares = clam_posture(25), []
    for colour in (None, "yellow", "red", "green", "blue", "black"):
        loads = of_band(colour)
        shares.append(group_activations(loads, Variant(), loads.of(posture))["gluteus-medius-posterior"])
    assert shares == sorted(shares)
    assert shares[-1] > 1.2 * shares[0]


def test_a_foot_that_is_lifted_makes_the_hip_work_more(bare: Loads) -> None:
    together = clam_posture(20)
    lifted = HipPosture(
        together.hip_flexion_deg,
        together.hip_abduction_deg,
        together.hip_external_rotation_deg,
        90,
        foot_supported=False,
    )
    alone, supported = bare.of(lifted), bare.of(together)
    assert alone.support_n == pytest.approx(0.0, abs=1e-9)
    assert alone.hip_moment_nm[1] > supported.hip_moment_nm[1] + 5


def test_a_slack_band_gives_nothing() -> None:
    loads = of_band("black", loop_cm=120.0)
    load = loads.of(clam_posture(20))
    assert load.band_elongation < 0
    assert load.band_force_n == 0.0
    assert load.clam_moment_nm == pytest.approx(of_band(None).of(clam_posture(20)).clam_moment_nm)


def test_air_between_the_thighs_stretches_the_band() -> None:
    apart = Loads(Body(170, 70), load_band("red", 61), clam_posture(0), thigh=THIGH, gap_cm=5.0)
    together = of_band("red").of(clam_posture(0)).band_elongation
    assert apart.of(clam_posture(0)).band_elongation == pytest.approx(together + 2 * 5 / 61, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(opening=st.floats(0, 50), flexion=st.floats(10, 70), knee=st.floats(60, 110), roll=st.floats(-5, 40))
def test_every_posture_has_an_answer_within_bounds(
    green: Loads, opening: float, flexion: float, knee: float, roll: float
) -> None:
    answers = green.over_variants(clam_posture(opening, flexion, knee, roll))
    assert len(answers) == len(green.variants())
    for load in answers:
        assert ((load.activation >= 0) & (load.activation <= 1)).all()
        assert np.isfinite(load.hip_moment_nm).all()
        assert load.support_n >= -1e-6
        assert load.missing_nm < 1.0
