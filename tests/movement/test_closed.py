"""What a set is counted from."""

from __future__ import annotations

from openclam.exercise import load_exercise
from openclam.kinematics import Quantity
from openclam.movement.closed import closed_of_set, closed_position
from openclam.movement.reps import RepFinder
from openclam.movement.span import RepSpan
from tests.movement.curves import Curve, at_rate, postures
from tests.stick_body import exercise

CLAM = load_exercise().movement


def first_rep(opening: Curve) -> RepSpan:
    """The first rep of a leg whose knee looks bent by 80° until the rep has shown that it is bent by 90°."""
    finder = RepFinder(CLAM)
    stream = postures(opening, at_rate(12), others={Quantity.KNEE_FLEXION: lambda t: 80.0 if t < 4 else 90.0})
    spans = [span for posture in stream if (span := finder.step(posture))]
    return spans[0]


def test_the_bend_of_the_knee_is_the_one_known_once_the_leg_is_back_and_the_opening_the_one_before() -> None:
    rep = first_rep(lambda t: 4.0 + exercise(1, size=30)(t))
    closed, before = closed_of_set(rep), closed_position(rep.before, rep.postures, rep.signal)
    assert abs(before.value[Quantity.KNEE_FLEXION] - 80) < 0.5
    assert abs(closed.value[Quantity.KNEE_FLEXION] - 90) < 0.5
    assert closed.value[Quantity.OPENING] == before.value[Quantity.OPENING]


def test_a_leg_that_stays_half_open_does_not_tell_how_it_was_bent() -> None:
    whole = exercise(1, size=30)
    rep = first_rep(lambda t: max(whole(t), 12.0) if t > 4 else whole(t))
    assert rep.postures.value[-1, Quantity.OPENING] > 10
    assert abs(closed_of_set(rep).value[Quantity.KNEE_FLEXION] - 80) < 0.5
