from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from openclam.errors import UsageError
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.motion import RepPlan, SetPlan
from openclam.synthesis.profiles import drop, ripple, swing
from openclam.synthesis.reptruth import rep_table, start_faults
from openclam.synthesis.session import Fault, Session, plan_session, random_session
from openclam.synthesis.start import Start


def openings(plan: SetPlan, step_s: float = 0.01) -> tuple[np.ndarray, np.ndarray]:
    times = np.arange(0.0, plan.length_s, step_s)
    return times, np.array([plan.pose_at(float(time)).opening_deg for time in times])


@pytest.mark.parametrize("profile", [swing, drop])
def test_ways_go_from_0_to_1_without_turning_back(profile):
    values = np.array([profile(float(share)) for share in np.linspace(-0.1, 1.1, 601)])
    assert (values[0], values[-1]) == (0.0, 1.0)
    assert (np.diff(values) >= 0.0).all()
    assert np.diff(values).max() < 0.02


def test_a_swing_is_early_and_a_drop_late():
    assert swing(0.5) > 0.75
    assert drop(0.5) < 0.35


def test_ripples_are_small_and_differ_by_seed():
    waves = np.array([[ripple(float(t), seed) for t in np.arange(0.0, 5.0, 0.05)] for seed in (1, 2)])
    assert np.abs(waves).max() <= 1.0
    assert np.abs(waves[0] - waves[1]).max() > 0.3


@pytest.mark.slow
@pytest.mark.parametrize("code", ["N1", "N2", "N4", "N5", "N6", "I6"])
def test_a_fault_shows_in_its_rep_and_in_no_other(skeleton, code):
    plan = plan_session(Session(reps=3, vary=0.03, fault=(Fault(code=code, reps=(2,)),)), Start(), seed=3)
    assert [row["faults"] for row in rep_table(Clam(skeleton, plan.start), plan)] == [[], [code], []]


@pytest.mark.parametrize(("code", "found"), [("N3", ["N3", "I6"]), ("I7", ["N3", "I7"]), ("I8", ["I8"])])
def test_a_fast_or_a_closing_rep_breaks_its_lines(skeleton, code, found):
    plan = plan_session(Session(reps=2, vary=0.0, fault=(Fault(code=code, reps=(2,)),)), Start(), seed=3)
    assert [row["faults"] for row in rep_table(Clam(skeleton, plan.start), plan)] == [[], found]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("S2", ["S2", "S6"]),
        ("S3", ["S3"]),
        ("S4", ["S4"]),
        ("S5", ["S5"]),
        ("S6", ["S6"]),
        ("S7", ["S7"]),
        ("S8", ["S8"]),
    ],
)
def test_a_start_fault_shows_in_the_closed_position(skeleton, code, found):
    plan = plan_session(Session(fault=(Fault(code=code),)), Start(), seed=0)
    assert start_faults(Clam(skeleton, plan.start)) == found
    assert start_faults(Clam(skeleton)) == []


def test_the_size_of_a_fault_can_be_chosen(skeleton):
    plan = plan_session(Session(reps=1, fault=(Fault(code="N2", size=14.0),)), Start(), seed=3)
    assert rep_table(Clam(skeleton, plan.start), plan)[0]["feet_gap_cm"] == pytest.approx(14.0, abs=0.1)


def test_a_partial_rep_does_not_count_and_has_no_faults(skeleton):
    plan = plan_session(Session(reps=3, vary=0.0, partial=(2,)), Start(), seed=3)
    table = rep_table(Clam(skeleton, plan.start), plan)
    assert [row["counts"] for row in table] == [True, False, True]
    assert table[1]["faults"] == []
    assert table[1]["excursion_deg"] == pytest.approx(6.0, abs=0.7)


@pytest.mark.slow
def test_among_large_reps_what_rises_by_less_than_a_third_of_them_is_no_rep(skeleton):
    """A rep rises by 10 degrees, and by a third of the set's median."""
    small, large = RepPlan(opening_deg=14.0, pelvic_roll_deg=0.0), RepPlan(opening_deg=50.0, pelvic_roll_deg=0.0)
    table = rep_table(Clam(skeleton), SetPlan((small, large, large, large, small), sway_deg=0.0))
    assert [row["counts"] for row in table] == [False, True, True, True, False]


def test_fatigue_takes_range_and_adds_roll():
    fresh, tired = (plan_session(Session(reps=6, vary=0.0, fatigue=f), Start(), seed=1).reps for f in (0.0, 1.0))
    assert fresh[0].opening_deg == fresh[5].opening_deg == tired[0].opening_deg
    assert tired[5].opening_deg == pytest.approx(0.7 * tired[0].opening_deg)
    assert tired[5].up_s > 1.4 * tired[0].up_s
    assert tired[5].pelvic_roll_deg > tired[0].pelvic_roll_deg + 10.0


def test_two_sets_have_a_rest_in_which_the_legs_move():
    plan = plan_session(Session(reps=2, sets=2, between_sets_s=8.0), Start(), seed=1)
    assert plan.sets == (1, 1, 2, 2)
    rest_from = plan.rep_starts_s[1] + plan.reps[1].moving_s
    assert plan.rep_starts_s[2] - rest_from == pytest.approx(8.0)
    assert plan.pose_at(rest_from + 3.0).knee_flexion_deg < -15.0
    assert plan.pose_at(plan.rep_starts_s[2] - 1.0).knee_flexion_deg == pytest.approx(0.0, abs=0.1)


def test_getting_into_position_ends_still_and_long_enough_before_the_first_rep():
    plan = plan_session(Session(settle_s=3.0, still_s=1.2), Start(), seed=4)
    assert plan.pose_at(0.0).knee_flexion_deg < -10.0
    still = plan.pose_at(3.0)
    assert still == ClamPose(pelvic_roll_deg=still.pelvic_roll_deg, pelvic_tilt_deg=still.pelvic_tilt_deg)
    assert plan.rep_starts_s[0] - plan.ready_s == pytest.approx(1.2)


def test_talking_turns_the_head_and_hardly_the_leg():
    plan = plan_session(Session(reps=2, vary=0.0, talk_after=(1,)), Start(), seed=4)
    from_s = plan.rep_starts_s[0] + plan.reps[0].moving_s
    poses = [plan.pose_at(from_s + float(after)) for after in np.arange(0.0, 5.0, 0.1)]
    assert max(abs(pose.head_turn_deg) for pose in poses) > 3.0
    assert max(abs(pose.opening_deg) for pose in poses) < 2.5


@pytest.mark.parametrize("seed", range(6))
def test_sessions_by_chance_never_jump(skeleton, seed):
    session = random_session(np.random.default_rng(seed))
    plan = plan_session(session, Start(), seed)
    _, opening = openings(plan)
    assert np.abs(np.diff(opening)).max() < 4.0  # 400 degrees a second: no leg is faster
    assert len(plan.reps) == session.reps * session.sets
    Clam(skeleton, plan.start).pose(plan.pose_at(plan.rep_starts_s[0] + plan.reps[0].up_s))


def test_a_jerky_way_up_still_begins_where_the_leg_lay(skeleton):
    rep = RepPlan(jerk=1.0, up_s=2.5, pelvic_roll_deg=0.0)
    plan = SetPlan((rep,), seed=2)
    row = rep_table(Clam(skeleton), plan)[0]
    assert row["start_s"] == pytest.approx(plan.rep_starts_s[0], abs=0.5)
    assert row["opening_deg"] == pytest.approx(32.0, abs=1.0)


def test_the_same_seed_gives_the_same_session():
    one, same, other = (plan_session(Session(vary=0.1), Start(), seed) for seed in (1, 1, 2))
    assert one == same
    assert one.reps != other.reps


@pytest.mark.parametrize("values", [{"reps": 0}, {"vary": 2.0}, {"still_s": 0.5}, {"fault": ({"code": "N9"},)}])
def test_a_session_that_cannot_be_is_refused(values):
    with pytest.raises(ValidationError):
        Session(**values)


@pytest.mark.parametrize("follows", [0.0, 0.4, 1.0])
def test_the_chest_goes_along_with_the_pelvis_as_far_as_it_is_said_to(skeleton, follows):
    plan = plan_session(
        Session(reps=1, vary=0.0, trunk_follows=follows, fault=(Fault(code="N1", size=20.0),)), Start(), 3
    )
    row = rep_table(Clam(skeleton), plan)[0]
    assert row["pelvic_roll_deg"] == pytest.approx(20.0, abs=1.0)
    assert row["trunk_rotation_deg"] == pytest.approx(-20.0 * (1.0 - follows), abs=1.0)


def test_a_trimmed_recording_is_the_middle_of_the_whole_one(skeleton):
    whole, trimmed = (
        plan_session(session, Start(), seed=4) for session in (Session(), Session(begins_s=3.0, cut_s=2.6))
    )
    assert trimmed.length_s == pytest.approx(whole.length_s - 5.6)
    for time_s in np.arange(0.0, trimmed.length_s, 0.37):
        assert trimmed.pose_at(time_s).opening_deg == pytest.approx(whole.pose_at(time_s + 3.0).opening_deg, abs=1e-6)
    counts = [row["counts"] for row in rep_table(Clam(skeleton), trimmed)]
    assert counts == [False, True, True, True, True, False], "reps that began before it, or end after it"


def test_a_recording_of_which_nothing_is_left_is_refused():
    with pytest.raises(UsageError, match="begins_s"):
        plan_session(Session(begins_s=300.0), Start(), seed=4)
