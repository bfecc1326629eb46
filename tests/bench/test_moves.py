"""The sessions of the bench move as real people do."""

from __future__ import annotations

import numpy as np
import pytest

from bench.moves import former_moves, moves_of_people
from openclam.synthesis.session import Session, plan_session


@pytest.fixture(scope="module")
def sessions() -> list[Session]:
    return [moves_of_people(np.random.default_rng(seed))[0] for seed in range(400)]


def test_openings_and_pauses_are_those_of_real_people(sessions: list[Session]) -> None:
    openings = np.array([session.opening_deg for session in sessions])
    assert np.median(openings) == pytest.approx(50, abs=2)
    assert 24 < np.quantile(openings, 0.05) < 34
    assert 66 < np.quantile(openings, 0.95) < 76
    pauses = np.array([session.rest_s for session in sessions])
    assert np.median(pauses) == pytest.approx(0.40, abs=0.05)
    assert np.mean(pauses < 0.2) == pytest.approx(0.22, abs=0.05)


def test_a_third_begins_and_ends_in_the_midst_of_a_rep(sessions: list[Session]) -> None:
    trimmed = [session for session in sessions if session.begins_s > 0]
    assert len(trimmed) / len(sessions) == pytest.approx(1 / 3, abs=0.07)
    for number, session in enumerate(trimmed[:20]):
        plan = plan_session(session, former_moves(np.random.default_rng(0))[1], number)
        assert plan.rep_starts_s[0] < 0 < plan.rep_starts_s[1]
        assert plan.rep_starts_s[-1] < plan.length_s


def test_rolls_of_all_sizes_come_with_a_trunk_that_follows_by_any_part(sessions: list[Session]) -> None:
    rolls = np.array([fault.size for session in sessions for fault in session.fault if fault.code == "N1"])
    assert np.histogram(rolls, bins=[8, 17, 26, 35])[0].min() > 0.25 * len(rolls)
    follows = np.array([session.trunk_follows for session in sessions])
    assert np.histogram(follows, bins=3, range=(0, 1))[0].min() > 0.25 * len(follows)
    turns = [fault for session in sessions for fault in session.fault if fault.code == "N5" and fault.part == "turn"]
    assert len(turns) > 20, "a trunk that turns by itself"
