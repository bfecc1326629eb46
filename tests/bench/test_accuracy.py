"""The accuracy bench counts what it says it counts."""

from __future__ import annotations

import pytest

from bench.accuracy import figures
from bench.against_truth import Error, Outcome, compare, follow
from bench.sessions import BANDS, COUNTS, plans
from openclam.kinematics import Kinematics
from tests.sessions import session


def test_sixty_sessions_and_no_seed_twice() -> None:
    sessions = plans()
    assert len(sessions) >= 60
    assert len({plan.seed for plan in sessions}) == len({plan.name for plan in sessions}) == len(sessions)
    assert sum(plan.split == "test" for plan in sessions) == sum(COUNTS["test"].values())


def test_errors_are_counted_in_their_band_of_azimuths() -> None:
    rows = [(10.0, 2.0), (-30.0, -4.0), (50.0, 8.0)]
    outcome = Outcome(errors=[Error("opening_deg", "any", azimuth, error, 3.0) for azimuth, error in rows])
    found = figures(outcome)
    assert found["frontal"]["measures"]["opening_deg"]["mae"] == pytest.approx(3.0)
    assert found["frontal"]["measures"]["opening_deg"]["bias"] == pytest.approx(-1.0)
    assert found["frontal"]["measures"]["opening_deg"]["covered_90"] == 1.0
    assert found["oblique"]["measures"]["opening_deg"]["covered_90"] == 0.0
    assert found["end on"]["measures"]["opening_deg"] is None


def test_verdicts_are_right_wrong_or_not_given() -> None:
    kinds = ["right"] * 6 + ["wrong"] * 2 + ["cannot judge"] * 2
    found = figures(Outcome(verdicts=[("N1", 5.0, kind) for kind in kinds]))["frontal"]["verdicts"]
    assert found["N1"]["right_where_given"] == pytest.approx(0.75)
    assert found["all"]["cannot_judge"] == pytest.approx(0.2)


def test_a_session_in_which_nothing_is_found_counts_as_a_wrong_count() -> None:
    outcome = Outcome()
    compare(session(), None, outcome)
    assert outcome.sessions[0]["reps"] == 0
    assert figures(outcome)["frontal"]["rep_count_right"] == 0


def test_a_followed_session_is_matched_rep_by_rep() -> None:
    recorded, outcome = session(), Outcome()
    compare(recorded, follow(recorded, Kinematics), outcome)
    true = sum(rep["counts"] for rep in recorded.truth["reps"])
    assert sum(error.measure == "opening_deg" for error in outcome.errors) == true
    assert all(abs(error.error) < 60 for error in outcome.errors)


def test_every_azimuth_has_its_band() -> None:
    assert [low for low, _ in BANDS.values()] == [0.0, *[high for _, high in BANDS.values()]][: len(BANDS)]
