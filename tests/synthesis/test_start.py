from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openclam.errors import UsageError
from openclam.synthesis.chance import random_moment, random_start
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.start import LIMITS, Start
from openclam.synthesis.truth import leg_of, measure

FAR = Start(
    hip_flexion_deg=62.0,
    knee_flexion_deg=75.0,
    pelvic_roll_deg=18.0,
    pelvic_tilt_deg=-9.0,
    trunk_rotation_deg=11.0,
    trunk_lean_deg=6.0,
    feet_apart_cm=4.0,
    top_foot_forward_cm=5.0,
    knees_apart_cm=7.0,
)


def closed(skeleton, start: Start) -> dict[str, float]:
    posed = Clam(skeleton, start).closed
    return measure(posed, posed)


def test_a_start_away_from_the_usual_keeps_its_angles(skeleton):
    found = closed(skeleton, FAR)
    assert found["hip_flexion_deg"] == pytest.approx(62.0, abs=1e-5)
    assert found["knee_flexion_deg"] == pytest.approx(75.0, abs=1e-5)
    assert found["pelvic_roll_abs_deg"] == pytest.approx(18.0, abs=1e-6)
    assert (found["pelvic_roll_deg"], found["pelvic_tilt_deg"]) == pytest.approx((0.0, 0.0), abs=1e-9)
    usual = closed(skeleton, Start())
    assert found["knees_apart_cm"] - usual["knees_apart_cm"] == pytest.approx(5.0, abs=1e-6)


def test_changes_count_from_the_start_and_absolute_angles_do_not(skeleton):
    clam = Clam(skeleton, FAR)
    found = measure(clam.pose(ClamPose(25.0, 12.0, 5.0, trunk_rotation_deg=-8.0, trunk_lean_deg=4.0)), clam.closed)
    assert found["opening_deg"] == pytest.approx(25.0, abs=1e-6)
    assert found["pelvic_roll_deg"] == pytest.approx(12.0, abs=1e-6)
    assert found["pelvic_tilt_deg"] == pytest.approx(5.0, abs=1e-6)
    assert found["trunk_rotation_deg"] == pytest.approx(-8.0, abs=1e-6)
    assert found["trunk_lean_deg"] == pytest.approx(4.0, abs=1e-6)
    assert found["opening_abs_deg"] - closed(skeleton, FAR)["opening_abs_deg"] == pytest.approx(25.0, abs=1e-6)
    assert found["side_lying_deg"] == pytest.approx(found["pelvic_roll_abs_deg"], abs=1.5)


@pytest.mark.parametrize(("roll", "more"), [(0.0, 0.0), (20.0, 0.0), (-12.0, 0.0), (10.0, 15.0)])
def test_absolute_roll_is_that_of_the_start_and_what_came_since(skeleton, roll, more):
    clam = Clam(skeleton, Start(pelvic_roll_deg=roll))
    posed = clam.pose(ClamPose(opening_deg=20.0, pelvic_roll_deg=more))
    assert measure(posed, clam.closed)["pelvic_roll_abs_deg"] == pytest.approx(roll + more, abs=1e-6)
    assert measure(posed.mirrored, clam.closed.mirrored) == pytest.approx(measure(posed, clam.closed))


@pytest.mark.parametrize(
    ("start", "apart_cm"),
    [(Start(), 9.3), (Start(feet_apart_cm=12.0), 21.3), (Start(top_foot_forward_cm=15.0), 17.7)],
)
def test_feet_lie_as_far_apart_as_asked(skeleton, start, apart_cm):
    assert closed(skeleton, start)["feet_distance_cm"] == pytest.approx(apart_cm, abs=0.3)


def test_the_lower_leg_bends_by_itself(skeleton):
    usual = leg_of(Clam(skeleton, Start()).closed, "right")
    bent = leg_of(Clam(skeleton, Start(bottom_hip_flexion_offset_deg=15.0)).closed, "right")
    straight = leg_of(Clam(skeleton, Start(bottom_knee_flexion_offset_deg=-40.0)).closed, "right")
    assert bent.knee[0] > usual.knee[0] + 0.03
    assert np.linalg.norm(straight.ankle - straight.hip) > np.linalg.norm(usual.ankle - usual.hip) + 0.1
    assert [leg.ankle[2] for leg in (bent, straight)] == pytest.approx([usual.ankle[2]] * 2)


def test_getting_into_position_moves_both_feet_together(skeleton):
    clam = Clam(skeleton)
    found = measure(clam.pose(ClamPose(hip_flexion_deg=-20.0, knee_flexion_deg=-35.0)), clam.closed)
    assert found["knee_flexion_deg"] == pytest.approx(55.0, abs=1.0)
    assert found["hip_flexion_deg"] == pytest.approx(25.0, abs=4.0)
    assert found["feet_gap_cm"] == pytest.approx(0.0, abs=1.5)


def test_a_foot_that_slides_leaves_the_other_where_it_lay(skeleton):
    clam = Clam(skeleton)
    slid = clam.pose(ClamPose(foot_slide_cm=8.0))
    assert leg_of(slid, "right").ankle == pytest.approx(leg_of(clam.closed, "right").ankle)
    moved = leg_of(slid, "left").ankle - leg_of(clam.closed, "left").ankle
    assert np.linalg.norm(moved) == pytest.approx(0.08)
    assert moved[2] == pytest.approx(0.0)


def test_the_mat_stops_a_trunk_that_bends_down(skeleton):
    clam = Clam(skeleton)
    down, up = (clam.pose(ClamPose(trunk_lean_deg=lean)) for lean in (-20.0, 20.0))
    assert -6.0 < measure(down, clam.closed)["trunk_lean_deg"] < 0.0
    assert measure(up, clam.closed)["trunk_lean_deg"] == pytest.approx(20.0, abs=1e-6)


def test_propped_on_the_elbow_the_trunk_is_bent_up_and_the_elbow_bears_on_the_mat(skeleton):
    lying, propped = (Clam(skeleton, Start(head_support=support)).closed for support in ("arm", "hand"))
    assert propped.head("head")[2] > lying.head("head")[2] + 0.2
    assert propped.head("lowerarm01.R")[2] == pytest.approx(0.035, abs=0.01)
    assert np.linalg.norm(propped.head("wrist.R") - propped.head("head")) < 0.22


@pytest.mark.parametrize(
    ("hand", "near", "within_m"),
    [("hip", "upperleg01.L", 0.25), ("chest", "spine01", 0.25), ("belly", "spine03", 0.25)],
)
def test_the_top_hand_lies_where_it_is_said_to(skeleton, hand, near, within_m):
    posed = Clam(skeleton, Start(top_hand=hand)).closed
    assert np.linalg.norm(posed.head("wrist.L") - posed.head(near)) < within_m


def test_hands_on_the_mat_lie_before_and_behind_the_chest(skeleton):
    before, behind = (Clam(skeleton, Start(top_hand=hand)).closed for hand in ("floor", "behind"))
    for posed, forward in ((before, 1.0), (behind, -1.0)):
        assert forward * (posed.head("wrist.L")[0] - posed.head("spine01")[0]) > 0.15
        assert posed.head("wrist.L")[2] < 0.08


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_a_number_out_of_its_limits_is_refused_by_name(name):
    with pytest.raises(UsageError, match=f"{name} must lie between"):
        Start(**{name: LIMITS[name][1] + 1.0})


@pytest.mark.parametrize("name", ["top_hand", "head_support"])
def test_an_unknown_place_is_refused_with_the_valid_ones(name):
    with pytest.raises(UsageError, match=f"{name} must be one of .*floor|arm.*, got"):
        replace(Start(), **{name: "ceiling"})


def test_starts_and_moments_by_chance_can_all_be_posed(skeleton):
    rng = np.random.default_rng(3)
    found = []
    for _ in range(80):
        start = random_start(rng)
        clam = Clam(skeleton, start)
        moment = random_moment(rng, start)
        values = measure(clam.pose(moment), clam.closed)
        assert values["opening_deg"] == pytest.approx(moment.opening_deg, abs=1e-6)
        assert values["pelvic_roll_deg"] == pytest.approx(moment.pelvic_roll_deg, abs=1e-6)
        assert clam.pose(moment).heads[:, 2].min() > -0.1
        found.append(moment)
    alone = [m for m in found if m == ClamPose(opening_deg=m.opening_deg)]
    assert 0.3 < len(alone) / len(found) < 0.6
    assert max(m.opening_deg for m in found) > 55.0
    assert min(m.opening_deg for m in found) < -3.0
    assert any(abs(m.opening_deg) < 2.0 and m.pelvic_roll_deg > 10.0 for m in found)


def test_the_same_generator_draws_the_same(skeleton):
    one, same = (random_start(np.random.default_rng(9)) for _ in range(2))
    assert one == same != random_start(np.random.default_rng(10))


@pytest.mark.parametrize(("turns_at", "low"), [(0.0, 0.9), (0.5, 0.65), (1.0, 0.25)])
def test_the_trunk_turns_where_it_is_said_to(skeleton, turns_at, low):
    clam = Clam(skeleton, Start(spine_turns_at=turns_at))
    turned = clam.pose(ClamPose(trunk_rotation_deg=20.0))
    assert measure(turned, clam.closed)["trunk_rotation_deg"] == pytest.approx(20.0, abs=1e-6)
    assert turn_deg(clam.closed, turned, "spine03") == pytest.approx(20.0 * low, abs=4.0)


@pytest.mark.parametrize(("stays", "moves_m"), [(0.0, 0.02), (0.5, 0.01), (1.0, 0.0)])
def test_a_hand_on_the_mat_goes_along_with_the_chest_or_stays(skeleton, stays, moves_m):
    clam = Clam(skeleton, Start(hands_stay=stays))
    rolled = clam.pose(ClamPose(pelvic_roll_deg=10.0))
    gone = np.linalg.norm((rolled.head("wrist.L") - clam.closed.head("wrist.L"))[:2])
    assert gone == pytest.approx(moves_m, abs=0.001)


@pytest.mark.parametrize("follows", [0.0, 0.5, 1.0])
def test_the_head_goes_along_with_the_chest_as_far_as_it_is_said_to(skeleton, follows):
    clam = Clam(skeleton, Start(head_follows=follows))
    rolled = clam.pose(ClamPose(pelvic_roll_deg=20.0))
    for bone in ("neck03", "head"):
        assert turn_deg(clam.closed, rolled, bone) == pytest.approx(20.0 * follows, abs=0.5), "and the neck with it"


def test_a_shoulder_is_drawn_back_by_itself(skeleton):
    clam = Clam(skeleton)
    drawn = clam.pose(ClamPose(top_shoulder_deg=15.0))
    assert drawn.head("upperarm01.L")[0] < clam.closed.head("upperarm01.L")[0] - 0.02
    assert measure(drawn, clam.closed)["trunk_rotation_deg"] == pytest.approx(0.0, abs=1e-6)


def turn_deg(before, after, bone):
    """By how much a bone has turned in the room."""
    row = before.names.index(bone)
    turn = before.rotations[row].T @ after.rotations[row]
    return np.degrees(np.arccos((np.trace(turn) - 1.0) / 2.0))
