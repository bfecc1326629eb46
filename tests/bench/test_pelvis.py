"""The pelvis' bench counts what it says it counts."""

from __future__ import annotations

import pytest

from bench.ablation import WITHOUT
from bench.against_truth import follow
from bench.pelvis import STRANGER, RepRoll, figures, of_stranger, rows_of
from bench.recorded import read
from bench.sessions import FOLDER
from openclam.kinematics import Kinematics


def _rep(roll: float, verdict: str, read: float, sd: float = 3.0, follows: float = 0.5, turns: bool = False) -> RepRoll:
    return RepRoll("any", 10.0, 50.0, follows, roll, read, sd, verdict, turns)


def test_a_clear_roll_that_is_called_met_is_counted_where_it_belongs() -> None:
    found = figures(
        [_rep(22.0, "met", 5.0, follows=0.0), _rep(30.0, "not met", 28.0, follows=0.9), _rep(2.0, "met", 4.0)]
    )
    assert (found["clear"]["reps"], found["clear"]["met"], found["clear"]["not met"]) == (2, 1, 1)
    assert found["small"]["met"] == 1
    assert found["15° and more, trunk stays"]["met"] == 1
    assert found["15° and more, trunk along"]["not met"] == 1


def test_errors_and_coverage_are_those_of_the_group() -> None:
    found = figures([_rep(20.0, "cannot judge", 10.0), _rep(20.0, "not met", 18.0)])["15° and more"]
    assert found["mae"] == pytest.approx(6.0)
    assert found["bias"] == pytest.approx(-6.0)
    assert found["covered_90"] == pytest.approx(0.5)


def test_a_chest_that_turns_alone_is_a_group_of_its_own() -> None:
    found = figures([_rep(2.0, "met", 3.0), _rep(1.0, "not met", 17.0, turns=True)])
    assert (found["small, chest turns"]["reps"], found["small, chest turns"]["not met"]) == (1, 1)


def test_a_roll_that_the_trunk_hides_is_called_met_without_the_pelvis_own_committee() -> None:
    recorded = read(FOLDER / "tune-frontal-39.npz")  # the chest follows by a tenth of its rolls of 26 and 29 degrees
    said = {
        name: [row.verdict for row in rows_of(recorded, follow(recorded, kinematics)) if (row.roll_deg or 0.0) > 25]
        for name, kinematics in (("with", Kinematics), ("without", WITHOUT["no committee of its own for the pelvis"]))
    }
    assert said == {"with": ["cannot judge"] * 2, "without": ["met"] * 2}


@pytest.mark.networks
@pytest.mark.slow
@pytest.mark.skipif(not STRANGER.is_dir(), reason=f"the shared clips of another generator are not here ({STRANGER})")
def test_no_clear_roll_of_another_generator_is_called_met_and_no_small_one_not_met() -> None:
    found = figures(of_stranger(STRANGER))
    assert found["clear"]["reps"] == 9
    assert (found["clear"]["met"], found["small"]["not met"]) == (0, 0)
    assert found["clear"]["not met"] >= 4
