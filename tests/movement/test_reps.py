"""Finding reps: counted right whatever the pace, range, noise, drift, pauses and gaps; nothing else counted."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openclam.exercise import load_exercise
from openclam.kinematics import Posture, Quantity
from openclam.movement.reps import PAUSE_S, RepFinder
from openclam.movement.span import RepSpan
from tests.movement.curves import Curve, at_rate, postures
from tests.sessions import follow, session
from tests.stick_body import Pose, exercise, sight

CLAM = load_exercise().movement


def find(stream: list[Posture]) -> list[RepSpan]:
    finder = RepFinder(CLAM)
    spans = [span for posture in stream if (span := finder.step(posture)) is not None]
    last = finder.flush()
    return spans if last is None else [*spans, last]


@settings(max_examples=25, deadline=None)
@example(reps=1, rest=1.0, up=0.40625, hold=0.0, down=1.0, size=20.0, noise=1.0, drift=0.0, fps=15.0, seed=1)
@given(
    reps=st.integers(1, 3),
    rest=st.floats(0.3, 2),
    up=st.floats(0.4, 2.5),
    hold=st.floats(0, 2),
    down=st.floats(0.4, 2.5),
    size=st.floats(20, 70),
    noise=st.floats(0, 2),
    drift=st.floats(-0.3, 0.3),
    fps=st.sampled_from([15.0, 30.0]),
    seed=st.integers(0, 99),
)
def test_every_rep_is_counted_once(
    reps: int, rest: float, up: float, hold: float, down: float, size: float,
    noise: float, drift: float, fps: float, seed: int,
) -> None:  # fmt: skip
    opening = exercise(reps, rest=rest, up=up, hold=hold, down=down, size=size)
    seconds = 2 + reps * (up + hold + down + rest) + 1
    found = find(postures(lambda t: opening(t) + drift * t, at_rate(seconds, fps), noise_deg=noise, seed=seed))
    assert len(found) == reps
    for number, span in enumerate(found):
        begin = 2 + number * (up + hold + down + rest)
        # Noise looks like movement: a start is found the earlier, and the peak is the higher, the noisier the rest.
        assert begin - 0.3 - 0.3 * noise <= span.start_s <= span.top_s <= span.top_end_s <= span.end_s
        middle = (span.top_s + span.top_end_s) / 2
        assert abs(middle - (begin + up + hold / 2)) < 0.3 + 0.15 * max(up, down) + 0.1 * noise
        assert span.excursion_deg == pytest.approx(size, rel=0.15, abs=3 + 3 * noise)


@settings(max_examples=10, deadline=None)
@given(noise=st.floats(0, 2.5), drift=st.floats(-0.5, 0.5), seed=st.integers(0, 99))
def test_lying_still_is_no_rep(noise: float, drift: float, seed: int) -> None:
    assert not find(postures(lambda t: drift * t, at_rate(12), noise_deg=noise, seed=seed))


def test_phases_have_the_lengths_of_the_movement() -> None:
    opening = exercise(3, up=1.5, hold=1.2, down=2.2, size=40)
    for span in find(postures(opening, at_rate(20))):
        # The top begins before the rise is over, by definition: within 10 % of the excursion of the peak.
        assert span.top_s - span.start_s == pytest.approx(1.5 - 0.55, abs=0.25)
        assert span.top_end_s - span.top_s == pytest.approx(1.2 + 0.9, abs=0.3)
        assert span.end_s - span.top_end_s == pytest.approx(2.2 - 0.8, abs=0.35)


def test_a_knee_read_too_high_for_a_moment_does_not_shorten_the_hold() -> None:
    opening = exercise(1, up=1.5, hold=1.8, down=2.2, size=40)

    def leaps(t: float) -> float:
        return opening(t) + (8.0 if 3.9 < t < 4.03 else 0.0)

    (span,), (plain,) = find(postures(leaps, at_rate(10))), find(postures(opening, at_rate(10)))
    assert plain.top_s < 3.6
    assert span.top_end_s - span.top_s == pytest.approx(plain.top_end_s - plain.top_s, abs=0.5)


@pytest.mark.parametrize("first_missing", [2.5, 3.0, 4.0])
def test_a_third_of_a_second_without_pictures_loses_no_rep(first_missing: float) -> None:
    opening = exercise(3)
    stream = postures(opening, at_rate(19), seen=lambda t: not first_missing <= t < first_missing + 0.33)
    assert len(find(stream)) == 3


def test_a_rep_that_was_not_watched_is_not_counted() -> None:
    opening = exercise(3, up=1.2, hold=1.0, down=1.6, rest=1.0)
    stream = postures(opening, at_rate(19), seen=lambda t: not 6.5 <= t < 11)
    assert len(find(stream)) == 2


@pytest.mark.parametrize(("found_s", "doubtful"), [(0.5, 0), (2.3, 1)])
def test_a_movement_under_way_when_the_body_is_found_may_have_been_a_rep(found_s: float, doubtful: int) -> None:
    finder = RepFinder(CLAM)
    for posture in postures(exercise(3), at_rate(19), seen=lambda t: t > found_s):
        finder.step(posture)
    assert finder.doubtful == doubtful


@pytest.mark.parametrize(("swings_deg", "doubtful"), [(10.0, 0), (40.0, 1)])
def test_a_first_movement_of_a_body_that_does_not_lie_still_may_have_been_a_rep(
    swings_deg: float, doubtful: int
) -> None:
    def hip(t: float) -> float:
        return 45 + float(np.interp(t, [1.3, 2.0], [swings_deg, 0]))

    finder = RepFinder(CLAM)
    stream = postures(exercise(3), at_rate(19), others={Quantity.HIP_FLEXION: hip})
    found = [span for posture in stream if (span := finder.step(posture))]
    assert (len(found), finder.doubtful) == (3 - doubtful, doubtful)


@pytest.mark.parametrize(("first_deg", "doubtful"), [(12.0, 0), (45.0, 1)])
def test_who_settles_as_the_recording_begins_does_no_rep_and_leaves_no_doubt_once_reps_have_been_seen(
    first_deg: float, doubtful: int
) -> None:
    reps = exercise(4, rest=1.0, up=1.0, hold=0.5, down=1.5, size=45.0)

    def opening(t: float) -> float:
        return reps(t) * (first_deg / 45 if t < 5.5 else 1)

    finder = RepFinder(CLAM)
    stream = postures(opening, [t for t in at_rate(21) if t >= 1.9])
    found = [span for posture in stream if (span := finder.step(posture))]
    assert (len(found), finder.doubtful) == (3, doubtful), "the first begins 0.1 s after the recording"


@pytest.mark.parametrize(("unsure", "reps"), [(0, 2), (1, 3), (2, 3)])
def test_a_rep_as_large_as_its_uncertainty_counts_once_another_has_been_counted(unsure: int, reps: int) -> None:
    length, times, opening = 4.8, at_rate(17.5), exercise(3, size=30)
    sure, other = (postures(opening, times, sd=sd) for sd in (5.0, 30.0))
    finder = RepFinder(CLAM)
    stream = [
        other[i] if 2 + unsure * length <= t < 2 + (unsure + 1) * length else sure[i] for i, t in enumerate(times)
    ]
    assert len([span for posture in stream if (span := finder.step(posture))]) == reps
    assert finder.doubtful == 3 - reps


def test_a_pause_at_the_top_is_one_rep() -> None:
    assert len(find(postures(exercise(1, hold=12.0), at_rate(22)))) == 1


def test_half_closing_between_openings_still_counts_each() -> None:
    def pulses(t: float) -> float:
        return 0.0 if t < 2 else 20 - 20 * math.cos(2 * math.pi * (t - 2) / 2.5) if t < 12 else 0.0

    assert len(find(postures(pulses, at_rate(14)))) == 4


def test_small_reps_after_large_ones_are_counted_while_they_are_reps() -> None:
    large, small = exercise(3, size=40), exercise(3, size=22)
    length = 3 * 4.8

    def tiring(t: float) -> float:
        return large(t) if t < 2 + length else small(t - length)

    assert len(find(postures(tiring, at_rate(2 + 2 * length + 1)))) == 6


@pytest.mark.parametrize(("size", "reps"), [(8, 3), (9, 3), (14, 4)])
def test_a_movement_of_less_than_half_the_usual_way_is_no_rep(size: float, reps: int) -> None:
    usual, last = exercise(3, size=22), exercise(1, size=size)
    length = 3 * 4.8
    stream = postures(lambda t: usual(t) if t < 2 + length else last(t - length), at_rate(2 + length + 6))
    assert len(find(stream)) == reps


def test_fidgeting_between_large_reps_is_not_counted() -> None:
    reps = exercise(4, size=50, rest=3.0)

    def fidget(t: float) -> float:
        phase = (t - 2.0) % 6.8
        return reps(t) + (9 * math.sin(math.pi * (phase - 4.6)) if t > 2 and 4.6 < phase < 5.6 else 0.0)

    assert len(find(postures(fidget, at_rate(30)))) == 4


NOT_THE_EXERCISE: dict[str, dict[Quantity, Curve]] = {
    "straight leg lift": {Quantity.KNEE_FLEXION: lambda _: 15.0},
    "bridge on the back": {Quantity.SIDE_LYING: lambda _: 80.0},
    "both knees together": {Quantity.KNEES_APART: lambda _: 12.0},
}


@pytest.mark.parametrize("movement", NOT_THE_EXERCISE)
def test_other_movements_are_no_reps(movement: str) -> None:
    stream = postures(exercise(3), at_rate(19), others=NOT_THE_EXERCISE[movement])
    assert not find(stream)


def test_sitting_upright_is_no_rep() -> None:
    assert not find(postures(exercise(3), at_rate(19), on_side=0.2))


@pytest.mark.parametrize(("at_rest", "at_the_top", "reps"), [(0.75, 0.48, 3), (0.6, 0.48, 0), (0.75, 0.3, 0)])
def test_who_lay_on_the_side_still_does_where_the_pelvis_seems_to_turn_with_the_knee(
    at_rest: float, at_the_top: float, reps: int
) -> None:
    """As a body looks that is seen obliquely and from above; one that lay half on its back may be a bridge."""
    opening = exercise(3, size=35)
    times = at_rate(19)
    lying, turned = (postures(opening, times, on_side=on_side) for on_side in (at_rest, at_the_top))
    stream = [turned[i] if opening(times[i]) > 8 else lying[i] for i in range(len(times))]
    assert len(find(stream)) == reps


def test_getting_into_position_is_no_rep() -> None:
    def settle(t: float) -> float:
        return 25 * max(0.0, 1 - abs(t - 1.5)) + exercise(2)(t - 4)

    stream = postures(
        settle, at_rate(20), others={Quantity.HIP_FLEXION: lambda t: 80 - 35 * float(np.clip((t - 1) / 1.2, 0, 1))}
    )
    assert len(find(stream)) == 2


def test_a_body_that_settles_with_the_knee_higher_has_its_first_rep_counted_from_there() -> None:
    reps = exercise(2, up=1.2, hold=0.8, down=1.6, rest=1.5, size=30)

    def settles(t: float) -> float:
        return -4.0 + 27 * min(max(t - 1.0, 0.0), 1.0) + (reps(t - 3.0) if t > 3 else 0.0)

    found = find(postures(settles, at_rate(18)))
    assert [span.start_s for span in found] == pytest.approx([5.0, 10.1], abs=0.3)
    assert [span.excursion_deg for span in found] == pytest.approx([30, 30], abs=2)


def test_a_knee_that_falls_wavering_is_cut_at_its_highest() -> None:
    opening = exercise(1, up=1.2, hold=0.8, down=1.6, size=22)

    def wavers(t: float) -> float:
        return opening(t) + (5.0 * math.sin(math.pi * (t - 5.2) / 0.4) if 5.2 < t < 5.6 else 0.0)

    (span,) = find(postures(wavers, at_rate(10)))
    assert span.start_s == pytest.approx(2.0, abs=0.3)
    assert span.excursion_deg == pytest.approx(22, abs=2)


def test_a_rep_cut_off_on_its_way_down_counts_once_it_is_half_closed() -> None:
    opening = exercise(2, up=1.0, hold=0.5, down=2.0, rest=1.0)
    assert len(find(postures(opening, at_rate(2 + 4.5 + 1.0 + 0.5 + 1.4)))) == 2
    assert len(find(postures(opening, at_rate(2 + 4.5 + 1.0 + 0.5)))) == 1


def test_what_was_found_does_not_depend_on_how_long_the_stream_goes_on() -> None:
    opening = exercise(3)
    short, long = at_rate(2 + 3 * 4.8), at_rate(2 + 3 * 4.8 + 20)
    first, second = find(postures(opening, short)), find(postures(opening, long))
    assert [round(span.top_s, 2) for span in first] == [round(span.top_s, 2) for span in second]


def test_a_knee_that_leaps_up_and_back_is_no_rep() -> None:
    """A quarter of a second is too short for a leg to go up and come down, and smoothing makes it no second."""
    leaps = exercise(3, up=0.1, hold=0.05, down=0.1, size=40)
    assert not find(postures(leaps, at_rate(8)))


def test_a_rep_in_which_the_landmarks_leap_is_doubtful_and_its_neighbours_count() -> None:
    opening = exercise(3, up=1.2, hold=1.0, down=1.6, rest=1.0)
    random = np.random.default_rng(0)

    def leaps(t: float) -> float:
        bad = 6.8 < t < 10.6 and random.uniform() < 0.4
        return opening(t) - (25.0 if bad else 0.0)

    finder = RepFinder(CLAM)
    found = [span for posture in postures(leaps, at_rate(19)) if (span := finder.step(posture)) is not None]
    assert [span.start_s for span in found] == pytest.approx([2.0, 11.6], abs=0.3)
    assert finder.doubtful > 0


def test_a_rep_that_wavers_while_held_begins_where_it_began() -> None:
    """The knee sinks by a third and rises beyond where it was, without coming near the rest."""

    def wavers(t: float) -> float:
        return float(np.interp(t, [0, 2, 3, 3.6, 4.2, 4.8, 5.4, 6.6, 9], [0, 0, 20, 20, 13, 13, 24, 0, 0]))

    (rep,) = find(postures(wavers, at_rate(9)))
    assert rep.start_s == pytest.approx(2, abs=0.3)
    assert rep.excursion_deg == pytest.approx(24, abs=3)


def test_a_leg_that_hesitates_on_its_way_down_has_not_come_back_yet() -> None:
    """At 40 % of the way the knee stops, rises a little and only then goes down."""

    def hesitates(t: float) -> float:
        return float(np.interp(t, [0, 2, 3, 4.5, 5.3, 5.5, 5.8, 6.8, 9], [0, 0, 32, 32, 12, 17, 16, 0, 0]))

    (rep,) = find(postures(hesitates, at_rate(9)))
    assert rep.end_s == pytest.approx(6.8, abs=0.2)


def test_a_leg_that_stays_half_way_down_ended_its_rep_there() -> None:
    def stays(t: float) -> float:
        return float(np.interp(t, [0, 2, 3, 4.5, 5.3, 9], [0, 0, 32, 32, 12, 12]))

    finder = RepFinder(CLAM)
    ended = [(posture.time_s, span) for posture in postures(stays, at_rate(9)) if (span := finder.step(posture))]
    ((told_s, rep),) = ended
    assert rep.end_s == pytest.approx(5.3, abs=0.2)
    assert told_s - rep.end_s == pytest.approx(PAUSE_S, abs=0.1)


def test_reps_that_come_back_by_three_fifths_alone_end_where_the_next_begins() -> None:
    def kept_apart(t: float) -> float:
        return float(np.interp(t, [0, 2, 3, 4, 4.8, 5.6, 6.6, 7.4, 9], [0, 0, 32, 32, 12, 32, 32, 0, 0]))

    first, second = find(postures(kept_apart, at_rate(9)))
    assert first.end_s == pytest.approx(4.8, abs=0.2)
    assert second.start_s == pytest.approx(4.8, abs=0.2)
    assert second.end_s == pytest.approx(7.4, abs=0.2)


def bends(span_stream: list[Posture], knee_flexion: Curve, lift_cm: Curve) -> list[Posture]:
    """The same postures with landmarks of legs that are bent and lifted so."""
    return [
        replace(
            p,
            frame_landmarks=sight(
                Pose(float(p.value[Quantity.OPENING]), lift_cm=lift_cm(p.time_s), knee_flexion=knee_flexion(p.time_s)),
                p.time_s,
            ),
        )
        for p in span_stream
    ]


def test_a_leg_that_looks_straight_is_told_from_a_straight_one_by_its_foot() -> None:
    """The lifter calls any knee bent: here it does so of both."""
    opening = exercise(3)
    stream = postures(opening, at_rate(19))
    assert len(find(bends(stream, lambda _: 26, lambda _: 0))) == 3
    assert not find(bends(stream, lambda _: 26, lambda t: 0.3 * opening(t)))


def test_reps_of_knees_that_the_network_draws_nearly_straight_are_counted() -> None:
    recorded = session("deve-oblique-05")
    assert len(find(follow(recorded.landmarks_by_frame, recorded.truth["body"]["height_cm"]))) == 3
