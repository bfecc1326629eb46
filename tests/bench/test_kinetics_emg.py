"""The EMG-informed estimate that was tried: it tracks its pattern, balances, and does without the study left out."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("mujoco", reason="the kinetics extra is not installed")
pytest.importorskip("myo_sim", reason="the kinetics extra is not installed")
pytest.importorskip("daqp", reason="the kinetics extra is not installed")

from bench.kinetics_emg import WAYS, Informed, Way, left_out, pattern
from bench.kinetics_work import Work
from openclam.kinetics.clam import clam_posture

FINE = Way(("fine-wire",), scaled=True, unrecorded_sd=1.0)


def test_the_pattern_is_the_mean_over_people() -> None:
    # Ganderton 10 people at 7 %, Moore 10 people at 3 %.
    assert pattern(FINE)["glmin1"][0] == pytest.approx(0.05)
    assert pattern(FINE)["glmed3"][0] == pytest.approx(0.23)


def test_the_same_people_in_two_conditions_count_once() -> None:
    both = pattern(Way(("surface",), scaled=False, unrecorded_sd=1.0))
    # Distefano 21 at 40 and 38, Boren 24 at 47, McBeth 20 at 32.6, Willcox 17 at 17, 21 and 22.5.
    people, means = np.array([21, 24, 20, 17]), np.array([39.0, 47.0, 32.6, np.mean([17, 21, 22.5])])
    assert both["glmed2"][0] == pytest.approx(np.average(means, weights=people) / 100)


def test_a_study_left_out_is_not_in_the_pattern() -> None:
    assert "tfl" in pattern(FINE)
    assert "tfl" not in pattern(Way(("fine-wire",), scaled=True, unrecorded_sd=1.0, left_out="Selkowitz 2013"))


def test_it_comes_nearer_to_the_pattern_than_static_optimisation_and_balances() -> None:
    posture, known = clam_posture(20.0), pattern(FINE)
    informed, plain = Informed(FINE), Work()

    def off(work: Work) -> float:
        found = work.muscles(posture)
        return sum(((found[name] / 100 - mean) / sd) ** 2 for name, (mean, sd) in known.items())

    assert off(informed) < 0.2 * off(plain)
    assert informed.load(posture).missing_nm < 0.01 * np.linalg.norm(informed.load(posture).hip_moment_nm)


def test_no_way_predicts_every_study_that_it_was_made_without() -> None:
    """Why no share is shown; where one does, docs/decisions/muscle-sharing.md wants to be asked again."""
    assert all(not one.within for way in WAYS[2::6] for one in left_out(way) if one.muscle == "hip-flexors")
