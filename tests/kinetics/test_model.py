"""The mechanism: its moment arms are the slopes of its lengths, its moments those of its weight."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.kinetics.body import Body
from openclam.kinetics.clam import clam_posture
from openclam.kinetics.document import GROUPS
from openclam.kinetics.model import COORDINATES, GRAVITY, PATH_SETS, LegModel
from openclam.kinetics.muscles import group_of
from openclam.kinetics.posture import HipPosture

POSTURES = [HipPosture(45, 20, 23, 90), HipPosture(20, 5, -10, 60, 15), HipPosture(70, 30, 35, 100, 30)]


@pytest.fixture(scope="module")
def leg() -> LegModel:
    return LegModel(Body(170, 70))


def moved(posture: HipPosture, coordinate: str, degrees: float) -> HipPosture:
    """The posture with one OpenSim coordinate turned by so much."""
    turned = {
        "hip_flexion_r": (degrees, 0, 0, 0),
        "hip_adduction_r": (0, -degrees, 0, 0),
        "hip_rotation_r": (0, 0, -degrees, 0),
        "knee_angle_r": (0, 0, 0, degrees),
    }[coordinate]
    return HipPosture(
        posture.hip_flexion_deg + turned[0],
        posture.hip_abduction_deg + turned[1],
        posture.hip_external_rotation_deg + turned[2],
        posture.knee_flexion_deg + turned[3],
        posture.roll_deg,
    )


@pytest.mark.parametrize("posture", POSTURES)
@pytest.mark.parametrize("coordinate", COORDINATES[:4])
def test_moment_arms_are_the_slopes_of_the_lengths(leg: LegModel, posture: HipPosture, coordinate: str) -> None:
    leg.place(posture)
    arms = leg.moment_arms()[COORDINATES.index(coordinate)]
    lengths = []
    for step in (-0.05, 0.05):
        leg.place(moved(posture, coordinate, step))
        lengths.append(np.array(leg.data.ten_length))
    slopes = (lengths[1] - lengths[0]) / np.radians(0.1)
    assert arms == pytest.approx(-slopes, abs=2e-4)


@pytest.mark.parametrize("posture", POSTURES)
@pytest.mark.parametrize("coordinate", COORDINATES[:4])
def test_moments_of_the_weight_are_the_slopes_of_its_height(
    leg: LegModel, posture: HipPosture, coordinate: str
) -> None:
    leg.place(posture)
    moment = leg.weight_moments()[COORDINATES.index(coordinate)]
    energies = []
    for step in (-0.05, 0.05):
        leg.place(moved(posture, coordinate, step))
        mass, centre = leg.mass_centre()
        energies.append(mass * GRAVITY * centre @ posture.up)
    assert moment == pytest.approx((energies[1] - energies[0]) / np.radians(0.1), abs=1e-3)


def test_twice_the_mass_is_twice_the_moment(leg: LegModel) -> None:
    heavy = LegModel(Body(170, 140))
    for one in (leg, heavy):
        one.place(clam_posture(25))
    assert heavy.weight_moments() == pytest.approx(2 * leg.weight_moments(), rel=1e-9)


def test_lengths_go_with_height(leg: LegModel) -> None:
    tall = LegModel(Body(187, 70))
    for one in (leg, tall):
        one.place(clam_posture(25))
    assert tall.moment_arms() == pytest.approx(1.1 * leg.moment_arms(), abs=1e-5)
    assert tall.place_of("talus_r") == pytest.approx(1.1 * leg.place_of("talus_r"), abs=1e-6)


def test_a_leg_that_is_sped_up_asks_for_more(leg: LegModel) -> None:
    """Moments for an acceleration are symmetric (the mass matrix is) and add to those of the weight."""
    leg.place(clam_posture(25))
    still = leg.weight_moments()
    columns = np.array([leg.weight_moments(unit) - still for unit in np.eye(5)])
    assert columns == pytest.approx(columns.T, abs=1e-9)
    assert (np.linalg.eigvalsh(columns) > 0).all()


def test_every_group_has_muscles_in_every_path_set(leg: LegModel) -> None:
    for paths in PATH_SETS:
        groups = {group_of(leg.muscles[row].split("@")[0]) for row in leg.rows[paths]}
        assert groups == set(GROUPS)


def test_a_path_set_holds_each_muscle_once(leg: LegModel) -> None:
    for paths in PATH_SETS:
        names = [leg.muscles[row].split("@")[0] for row in leg.rows[paths]]
        assert len(names) == len(set(names))


def test_deep_rotators_are_as_strong_as_their_cross_section_says(leg: LegModel) -> None:
    """Obturators and gemelli together have 1.21 times the cross-section of gluteus minimus (Parvaresh 2019)."""
    rows = leg.rows["gpk"]
    force = dict(zip((leg.muscles[row].split("@")[0] for row in rows), leg.force_n[rows], strict=True))
    deep = sum(value for name, value in force.items() if group_of(name) == "obturators-and-gemelli")
    minimus = sum(value for name, value in force.items() if group_of(name) == "gluteus-minimus")
    assert deep / minimus == pytest.approx(1.21, abs=0.05)


def test_signs_of_the_moment_arms_at_45_degrees(leg: LegModel) -> None:
    """Which muscles turn the bent hip in and which turn it out (Delp 1999; moment arms of the clam)."""
    leg.place(HipPosture(45, 0, 0, 90))
    arms = dict(zip(leg.muscles, leg.moment_arms().T, strict=True))
    rotation = COORDINATES.index("hip_rotation_r")
    for turns_in in ("glmed1", "glmin1", "tfl"):
        assert arms[turns_in][rotation] > 0.01
    for turns_out in ("glmax2", "quadratus_femoris@gpk", "obturator_internus_1@gpk", "gemellus_inferior@gpk"):
        assert arms[turns_out][rotation] < -0.003
    for abducts in ("glmed2", "glmed3", "piri", "tfl"):
        assert arms[abducts][COORDINATES.index("hip_adduction_r")] < -0.02
