"""Ways of reading are counted side by side."""

from __future__ import annotations

import pytest

from bench.against_truth import Error, Outcome
from bench.models import WAYS, figures_of, name_of
from bench.pelvis import RepRoll


def test_every_way_in_which_the_product_reads_is_asked() -> None:
    assert sorted(name_of(*way) for way in WAYS) == [
        "full, both ways", "full, one way", "heavy, both ways", "lite, both ways", "lite, one way",
    ]  # fmt: skip


def test_how_much_wider_an_interval_would_have_to_be() -> None:
    errors = [Error("opening_deg", "any", 10.0, error, 2.0) for error in (1.0, -3.0, 6.58, 2.0)]
    sessions = [{"reps": 3, "true_reps": 3}, {"reps": 2, "true_reps": 3}]
    roll = RepRoll("any", 10.0, 50.0, 0.2, 22.0, 20.0, 3.0, "not met")
    found = figures_of(Outcome(errors=errors, sessions=sessions), [roll])
    opening = found["measures"]["opening_deg"]
    assert opening["mae"] == pytest.approx(3.145)
    assert opening["covered_90"] == 0.75
    assert 1 < opening["wider"] <= 2
    assert found["measures"]["feet_gap_cm"] is None
    assert (found["rep_count_right"], found["pelvis"]["clear"]["not met"]) == (1, 1)
