"""What counts as the resting body."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.kinematics.features import COUNT
from openclam.kinematics.lifter import ABSOLUTE, CHANGE, Estimate
from openclam.kinematics.rest import LOWER_DEG, STILL_S, Rest, State

DT = 1 / 15


def features(level: float) -> np.ndarray:
    return np.full(COUNT, level, np.float32)


def shown(opening: float = 0.0) -> Estimate:
    value = np.zeros(len(ABSOLUTE))
    value[ABSOLUTE.index("opening")] = opening
    return Estimate(value, np.ones(len(ABSOLUTE)))


def change(opening: float = 0.0, knee: float = 0.0) -> np.ndarray:
    value = np.zeros(len(CHANGE))
    value[CHANGE.index("opening")], value[CHANGE.index("knee_flexion")] = opening, knee
    return value


def lie(rest: Rest, seconds: float, level: float, opening: float = 0.0, knee: float = 0.0) -> bool:
    """Whether the body came to rest anew while it lay so."""
    steps = int(seconds / DT)
    anew = [rest.step(features(level), shown(opening), change(opening, knee), DT) for _ in range(steps)]
    return any(anew)


def test_rest_is_the_mean_of_still_closed_pictures() -> None:
    rest = Rest(features(9.0), shown())
    lie(rest, 2.0, 1.0)
    lie(rest, 2.0, 3.0)
    assert 1.5 < rest.features[0] < 2.5


def test_each_frame_is_taken_for_one_state() -> None:
    rest = Rest(features(0.0), shown())
    seen = []
    for seconds, opening in ((1.0, 0.0), (2.0, 30.0), (2.0, 0.0), (1.6, -15.0)):
        for _ in range(int(seconds / DT)):
            rest.step(features(0.0), shown(), change(opening), DT)
            seen.append(rest.state)
    changes = [state for before, state in zip([None, *seen], seen, strict=False) if state is not before]
    assert changes[:10] == [
        State.ARRIVING,
        State.BEGINS,
        State.CLOSED,
        State.MOVING,
        State.HELD_OPEN,
        State.MOVING,
        State.CLOSED,
        State.MOVING,
        State.CLOSED,
        State.BEGINS,
    ]


def test_a_body_that_is_never_still_is_awaited() -> None:
    rest = Rest(features(0.0), shown())
    for number in range(30):
        rest.step(features(0.0), shown(), change(20.0 * (-1) ** number), DT)
    assert rest.state is State.AWAITED
    assert not rest.known


def test_a_held_opening_is_no_rest() -> None:
    rest = Rest(features(0.0), shown())
    lie(rest, 2.0, 1.0)
    before = rest.features.copy()
    assert not lie(rest, 3.0, 5.0, opening=30.0)
    assert np.array_equal(rest.features, before)


def test_a_knee_that_comes_to_rest_lower_begins_anew_from_what_is_seen_there() -> None:
    """A recording may begin with the knee open: what was taken for rest then is left behind."""
    rest = Rest(features(0.0), shown(30.0))
    lie(rest, 3.0, 1.0, opening=0.0)
    now = shown(4.0)
    anew = [rest.step(features(2.0), now, change(-2 * LOWER_DEG), DT) for _ in range(round(1.5 / DT))]
    assert any(anew)
    assert rest.features[0] == np.float32(2.0)
    assert rest.base[CHANGE.index("opening")] == 4.0


@pytest.mark.parametrize(("deg", "seconds"), [(4.0, 0.4), (8.0, 0.4), (12.0, 0.5), (8.0, 0.8)])
def test_a_knee_that_dips_and_comes_back_keeps_its_rest(deg: float, seconds: float) -> None:
    """A dip that turns round lies near its own mean for a frame or two."""
    rest, dt = Rest(features(0.0), shown()), 1 / 30
    for _ in range(90):
        rest.step(features(1.0), shown(), change(), dt)
    before = rest.features.copy()
    dip = -deg * np.sin(np.linspace(0.0, np.pi, round(seconds / dt)))
    openings = [*dip.tolist(), *[0.0] * 15]
    assert not any(rest.step(features(2.0), shown(), change(opening), dt) for opening in openings)
    assert np.abs(rest.features - before).max() < 0.5


def test_a_knee_that_bends_while_closed_keeps_its_rest() -> None:
    rest = Rest(features(0.0), shown())
    lie(rest, 1.0, 1.0)
    assert not lie(rest, 3.0, 2.0, knee=30.0)


def test_a_bad_first_picture_does_not_say_what_rest_is() -> None:
    rest = Rest(features(9.0), shown(-12.0))
    rest.step(features(9.0), shown(-12.0), change(0.0), DT)
    lie(rest, 2.0, 1.0, opening=9.0)
    assert rest.features[0] == np.float32(1.0)


def test_the_first_still_body_is_rest_however_far_the_first_pictures_were_from_it() -> None:
    """The landmarks of a body just found take some tenths of a second to come to their places."""
    rest = Rest(features(9.0), shown())
    for opening in (0.0, 6.0, 11.0, 17.0, 23.0, 26.0):
        rest.step(features(5.0), shown(), change(opening), DT)
    lie(rest, 2.0, 1.0, opening=26.0)
    assert rest.features[0] == np.float32(1.0)


def test_what_rest_shows_follows_what_is_seen_as_rest() -> None:
    rest = Rest(features(9.0), shown(-12.0))
    for _ in range(30):
        rest.step(features(1.0), shown(-2.0), change(0.0), DT)
    assert abs(rest.base[CHANGE.index("opening")] + 2.0) < 0.01


def test_frames_of_the_open_leg_count_for_the_resting_bend_and_for_nothing_else() -> None:
    """The knee reads 80° at rest and 90° open, 2° of it as change; as many frames of either make 84° at rest."""
    knee, opening = CHANGE.index("knee_flexion"), CHANGE.index("opening")
    rest = Rest(features(0.0), shown())

    def look(level: float, opening: float, changed: np.ndarray) -> None:
        value = np.zeros(len(ABSOLUTE))
        value[ABSOLUTE.index("knee_flexion")], value[ABSOLUTE.index("opening")] = level, opening
        rest.step(features(1.0), Estimate(value, np.ones(len(ABSOLUTE))), changed, DT)

    for _ in range(60):
        look(80.0, 3.0, change())
    assert rest.base[knee] == pytest.approx(80.0)
    for _ in range(60 - round(STILL_S / DT)):
        look(90.0, 40.0, change(opening=30.0, knee=2.0))
    assert rest.base[knee] == pytest.approx(84.0, abs=0.2)
    assert rest.base[opening] == pytest.approx(3.0)
