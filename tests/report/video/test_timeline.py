"""What is shown when: phases, rep numbers, one cue at a time."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.assessment.model import Assessment, Rep
from openclam.report.video.timeline import CUE_S, Phase, Timeline, one_at_a_time, phase_at


@pytest.mark.parametrize(
    ("time_s", "expected"),
    [
        (0.0, (0, Phase.REST)),
        (0.4, (1, Phase.OUT)),
        (0.89, (1, Phase.OUT)),
        (0.9, (1, Phase.HOLD)),
        (1.11, (1, Phase.BACK)),
        (1.55, (1, Phase.REST)),
        (1.61, (2, Phase.OUT)),
        (60.0, (2, Phase.REST)),
    ],
)
def test_phases_of_two_reps(make_rep: Callable[..., Rep], time_s: float, expected: tuple[int, Phase]) -> None:
    assert phase_at([make_rep(1), make_rep(2)], time_s) == expected


def test_no_reps_is_rest() -> None:
    assert phase_at([], 3.0) == (0, Phase.REST)


def test_a_cue_stays_for_its_time_and_goes() -> None:
    (cue,) = one_at_a_time([(1.0, "slower")])
    assert (cue.start_s, cue.end_s) == (1.0, 1.0 + CUE_S)


def test_a_new_cue_takes_the_place_of_the_old_one() -> None:
    first, second = one_at_a_time([(2.0, "b"), (1.0, "a")])
    assert (first.text, first.end_s, second.text) == ("a", 2.0, "b")


@given(st.lists(st.tuples(st.floats(0, 60), st.sampled_from("abc"))))
def test_two_cues_never_stand_together(cues: list[tuple[float, str]]) -> None:
    shown = one_at_a_time(cues)
    assert all(before.end_s <= after.start_s for before, after in pairwise(shown))
    assert all(0 < cue.end_s - cue.start_s <= CUE_S + 1e-9 for cue in shown)


def test_the_cue_of_a_moment(assessment: Assessment) -> None:
    timeline = Timeline(assessment.reps, assessment.series, one_at_a_time([(1.5, "slower")]))
    shown = [timeline.at(0, time_s).cue for time_s in (1.4, 1.5, 1.5 + CUE_S - 0.01, 1.5 + CUE_S)]
    assert shown == [None, "slower", "slower", None]


def test_a_picture_beyond_the_series_has_no_body(assessment: Assessment) -> None:
    state = Timeline(assessment.reps, assessment.series, ()).at(10_000, 400.0)
    assert math.isnan(state.opening_deg)
    assert np.isnan(state.landmarks_px).all()
    assert state.reps == 3
