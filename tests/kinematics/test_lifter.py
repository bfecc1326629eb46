"""The trained part: what ships, and what it does with what it never saw."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.kinematics import lifter as lifter_module
from openclam.kinematics.features import COUNT, features_of
from openclam.kinematics.lifter import ABSOLUTE, CHANGE, FILE, PELVIS, Estimate, Lifter, Prior
from tests.sessions import session


def rows(count: int = 40) -> list[np.ndarray]:
    return [features_of(s.landmarks, "left") for s in session().landmarks_by_frame[:count] if s.landmarks is not None]


def test_the_file_is_small() -> None:
    assert len(files("openclam.kinematics").joinpath(FILE).read_bytes()) < 5_000_000


def test_no_learning_library_is_loaded() -> None:
    code = "import sys, openclam.kinematics as k; k.Kinematics(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"


def test_every_value_has_a_standard_deviation() -> None:
    lifter = Lifter.load()
    first, last = rows()[0], rows()[-1]
    for estimate, names in ((lifter.absolute(last), ABSOLUTE), (lifter.change(last, first), CHANGE)):
        assert estimate.value.shape == estimate.sd.shape == (len(names),)
        assert np.isfinite(estimate.value).all()
        assert (estimate.sd > 0).all()


def test_nothing_has_changed_since_the_picture_itself() -> None:
    row = rows()[0]
    assert np.abs(Lifter.load().change(row, row).value).max() < 5


@given(frame=st.floats(-40, 40), frame_sd=st.floats(1, 8), middle=st.floats(-10, 20), sd=st.floats(9, 20))
def test_the_prior_taken_whole_leaves_what_the_frame_tells(
    frame: float, frame_sd: float, middle: float, sd: float
) -> None:
    weight = frame_sd**-2 / (frame_sd**-2 + sd**-2)
    estimate = Estimate(np.array([weight * frame + (1 - weight) * middle]), np.array([(frame_sd**-2 + sd**-2) ** -0.5]))
    with mock.patch.object(lifter_module, "TAKEN", 1.0):
        found = Prior(np.array([middle]), np.array([sd])).taken_from(estimate)
    assert found.value[0] == pytest.approx(frame, abs=1e-6)
    assert found.sd[0] == pytest.approx(frame_sd)


def test_the_prior_is_taken_in_part_and_never_makes_an_estimate_surer() -> None:
    prior = Prior(np.array([10.0]), np.array([12.0]))
    for sd in (1.0, 4.0, 8.0, 12.0, 40.0):
        found = prior.taken_from(Estimate(np.array([18.0]), np.array([sd])))
        assert 18.0 <= found.value[0] < 75.0
        assert found.sd[0] >= sd


def test_what_hangs_on_the_pelvis_comes_from_its_own_committee() -> None:
    lifter, (first, *_, last) = Lifter.load(), rows()
    own = lifter.pelvis_prior.taken_from(lifter.pelvis_networks.run(lifter.beside_rest(last, first)))
    others = lifter.change_networks.run(lifter.beside_rest(last, first))
    found = lifter.change(last, first)
    for row, name in enumerate(CHANGE):
        wanted = own.value[PELVIS.index(name)] if name in PELVIS else others.value[row]
        assert found.value[row] == wanted, name


def test_rendered_bodies_are_usual_and_noise_is_not() -> None:
    lifter = Lifter.load()
    usual = [lifter.strangeness(row) for row in rows()]
    noise = np.random.default_rng(0).normal(size=COUNT).astype(np.float32)
    assert max(usual) < 1.3 < lifter.strangeness(noise)


def test_features_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match=f"expected {COUNT} features"):
        Lifter.load().absolute(np.zeros(COUNT + 1, np.float32))
