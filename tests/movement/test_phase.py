"""Phase, rest and top: of a rep that is over, and of a leg that moves now."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.movement.phase import REST_MEMORY_S, Phase, RestLevel, TopWatch, phase_in, phase_now
from openclam.movement.span import RepTimes

REP = RepTimes(start_s=1.0, top_s=2.0, peak_s=2.2, top_end_s=3.0, end_s=4.0)


@pytest.mark.parametrize(
    ("time_s", "phase"),
    [(0.9, Phase.REST), (1.0, Phase.OUT), (2.0, Phase.HOLD), (2.9, Phase.HOLD), (3.0, Phase.BACK), (4.0, Phase.REST)],
)
def test_each_moment_of_a_rep_has_its_phase(time_s: float, phase: Phase) -> None:
    assert phase_in(REP, time_s) is phase


@pytest.mark.parametrize(
    ("risen_deg", "speed_deg_s", "at_top", "phase"),
    [
        (0.0, 0.0, False, Phase.REST),
        (20.0, 30.0, False, Phase.OUT),
        (40.0, 1.0, True, Phase.HOLD),
        (40.0, 6.0, True, Phase.OUT),
        (20.0, -30.0, False, Phase.BACK),
        (2.0, 1.0, True, Phase.REST),
    ],
)
def test_a_leg_that_moves_now_has_its_phase(risen_deg: float, speed_deg_s: float, at_top: bool, phase: Phase) -> None:
    assert phase_now(risen_deg, speed_deg_s, at_top=at_top) is phase


@given(st.lists(st.floats(-90, 90, allow_nan=False), min_size=1, max_size=60))
def test_the_rest_is_the_lowest_signal_of_the_last_seconds(signals: list[float]) -> None:
    rest, step_s = RestLevel(), 0.25
    times = [index * step_s for index in range(len(signals))]
    for now, (time_s, signal) in enumerate(zip(times, signals, strict=True)):
        lately = [signals[i] for i in range(now + 1) if times[i] >= time_s - REST_MEMORY_S]
        assert rest.step(time_s, signal) == min(lately)


def test_a_rest_is_not_forgotten_while_the_leg_is_away() -> None:
    rest = RestLevel()
    rest.step(0.0, 3.0)
    assert rest.step(60.0, 40.0, keep=True) == 3.0
    assert rest.step(60.1, 40.0) == 40.0


def test_the_hold_counts_from_where_the_leg_came_to_the_top() -> None:
    watch = TopWatch()
    times = np.arange(0, 3, 0.1)
    risen = np.minimum(40.0, 40.0 * times)
    held = [watch.step(float(t), float(r)) for t, r in zip(times, risen, strict=True)]
    assert held[5] == (0.0, True), "a leg that still rises is always at its own top, and has not held it"
    assert held[-1][1]
    assert held[-1][0] == pytest.approx(times[-1] - 0.9, abs=0.11), "4° below 40° is the top"
    assert watch.step(3.0, 5.0) == (0.0, False)
    assert not watch.is_away
