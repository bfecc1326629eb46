"""The trained part: what ships, and what it does with what it never saw."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files

import numpy as np
import pytest

from openclam.kinematics.features import COUNT, features_of
from openclam.kinematics.lifter import ABSOLUTE, CHANGE, FILE, Lifter
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


def test_rendered_bodies_are_usual_and_noise_is_not() -> None:
    lifter = Lifter.load()
    usual = [lifter.strangeness(row) for row in rows()]
    noise = np.random.default_rng(0).normal(size=COUNT).astype(np.float32)
    assert max(usual) < 1.3 < lifter.strangeness(noise)


def test_features_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match=f"expected {COUNT} features"):
        Lifter.load().absolute(np.zeros(COUNT + 1, np.float32))
