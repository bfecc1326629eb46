from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from openclam.synthesis.clam import Clam
from openclam.synthesis.motion import RepPlan, SetPlan, frame_times
from openclam.synthesis.reptruth import rep_table, rep_times
from openclam.synthesis.truth import measure_set


def test_rep_times_follow_the_design_on_a_trapezium():
    """Up 0-30 degrees in 1 s, 2 s at the top, down in 3 s: the top begins 3 degrees below the peak."""
    times = np.arange(0.0, 9.0, 0.001)
    opening = np.interp(times, [1.0, 2.0, 4.0, 7.0], [0.0, 30.0, 30.0, 0.0])
    found = rep_times(times, opening)
    assert (found.start_s, found.top_s, found.top_end_s, found.end_s) == pytest.approx((1.0, 1.9, 4.3, 7.0), abs=0.005)
    assert found.opening_deg == pytest.approx(30.0)


def test_a_small_rep_has_a_top_of_three_degrees():
    times = np.arange(0.0, 4.0, 0.001)
    found = rep_times(times, np.interp(times, [1.0, 2.0, 3.0], [0.0, 10.0, 0.0]))
    assert found.top_end_s - found.top_s == pytest.approx(0.6, abs=0.005)


@pytest.mark.slow
def test_the_table_names_each_fault(clam):
    slow = {"up_s": 1.6, "hold_s": 0.6, "down_s": 2.8}
    reps = (
        RepPlan(**slow),
        RepPlan(pelvic_roll_deg=22.0, **slow),
        RepPlan(foot_lift_cm=10.0, **slow),
        RepPlan(pelvic_tilt_deg=-18.0, **slow),
        RepPlan(trunk_rotation_deg=-18.0, **slow),
        RepPlan(up_s=0.6, hold_s=0.0, down_s=0.7),
    )
    table = rep_table(clam, SetPlan(reps, seed=4))
    assert [row["faults"] for row in table] == [[], ["N1"], ["N2"], ["N4"], ["N5"], ["N3", "I6"]]
    assert [row["number"] for row in table] == [1, 2, 3, 4, 5, 6]
    assert all(a["end_s"] < b["start_s"] for a, b in pairwise(table))
    assert table[1]["pelvic_roll_deg"] == pytest.approx(22.0, abs=1.0)
    assert table[2]["feet_gap_cm"] == pytest.approx(10.0, abs=0.1)


def test_curves_start_at_zero_where_they_are_changes(skeleton):
    plan = SetPlan((RepPlan(),))
    curves = measure_set(Clam(skeleton), plan, frame_times(plan.length_s, 10.0))
    for name in ("opening_deg", "pelvic_roll_deg", "pelvic_tilt_deg", "trunk_rotation_deg", "feet_gap_cm"):
        assert curves[name][0] == pytest.approx(0.0, abs=1e-9), name
    assert curves["hip_flexion_deg"][0] == pytest.approx(45.0, abs=0.05)
    assert curves["knee_lift_cm"].max() == pytest.approx(15.0, abs=1.5)
