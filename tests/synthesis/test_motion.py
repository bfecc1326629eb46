from __future__ import annotations

import numpy as np
import pytest

from openclam.errors import UsageError
from openclam.synthesis.motion import RepPlan, SetPlan, frame_times, lift_share
from openclam.synthesis.profiles import glide, smooth


@pytest.mark.parametrize("profile", [smooth, glide])
def test_profiles_rise_from_0_to_1_and_rest_at_both_ends(profile):
    shares = np.linspace(0.0, 1.0, 2001)
    values = np.array([profile(float(share)) for share in shares])
    speed = np.gradient(values, shares)
    assert (values[0], values[1000], values[-1]) == pytest.approx((0.0, 0.5, 1.0))
    assert (np.diff(values) >= 0.0).all()
    assert abs(speed[0]) < 0.01
    assert abs(speed[-1]) < 0.01
    assert profile(-1.0) == 0.0
    assert profile(2.0) == 1.0


def test_a_minimum_jerk_step_peaks_at_1_875_times_its_mean_speed():
    shares = np.linspace(0.0, 1.0, 2001)
    assert np.gradient([smooth(float(s)) for s in shares], shares).max() == pytest.approx(1.875, abs=0.001)


def test_a_rep_goes_up_holds_and_comes_down():
    rep = RepPlan(up_s=1.0, hold_s=2.0, down_s=1.0)
    assert [lift_share(rep, time) for time in (0.0, 1.0, 2.9, 4.0, 9.0)] == pytest.approx([0.0, 1.0, 1.0, 0.0, 0.0])


def test_a_set_starts_still_for_two_seconds_and_never_jumps():
    plan = SetPlan((RepPlan(), RepPlan(pelvic_roll_deg=22.0, foot_lift_cm=9.0)))
    poses = [plan.pose_at(float(time)) for time in frame_times(plan.length_s, 100.0)]
    opening = np.array([pose.opening_deg for pose in poses])
    roll = np.array([pose.pelvic_roll_deg for pose in poses])
    assert (opening[:200] == 0.0).all()
    assert np.abs(roll[:200]).max() < 1.5
    assert np.abs(np.diff(opening)).max() < 1.0
    assert np.abs(np.diff(roll)).max() < 1.0
    assert roll.max() == pytest.approx(22.0, abs=1.5)


def test_the_same_seed_gives_the_same_set_and_another_seed_another_sway():
    one, same, other = (SetPlan((RepPlan(),), seed=seed) for seed in (1, 1, 2))
    assert one.pose_at(1.3) == same.pose_at(1.3)
    assert one.pose_at(1.3) != other.pose_at(1.3)


@pytest.mark.parametrize(
    ("field", "value"), [("up_s", 0.0), ("down_s", -1.0), ("hold_s", -0.1), ("foot_lift_cm", -3.0)]
)
def test_an_impossible_rep_is_refused_by_name(field, value):
    with pytest.raises(UsageError, match=field):
        RepPlan(**{field: value})


def test_a_set_without_reps_is_refused():
    with pytest.raises(UsageError, match="at least one rep"):
        SetPlan(())
