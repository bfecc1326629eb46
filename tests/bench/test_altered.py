"""Recordings made of stored sessions: whole, in time, and true."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from bench.against_truth import Outcome, compare, follow
from bench.constants.altered import begun_open, joined, pairs
from bench.recorded import Recorded, read
from bench.sessions import FOLDER
from openclam.kinematics import Kinematics


def session(name: str) -> Recorded:
    return read(FOLDER / f"{name}.npz")


def test_a_recording_begins_with_the_knee_open_and_keeps_the_later_reps() -> None:
    whole, cut = session("deve-frontal-00"), next(iter(begun_open()))
    begins_s = cut.landmarks_by_frame[0].time_s
    first = whole.truth["reps"][0]
    assert first["top_s"] < begins_s < first["top_end_s"]
    assert cut.truth["reps"] == whole.truth["reps"][1:]


@pytest.mark.parametrize("gap_s", [0.0, 3.0])
def test_two_joined_sessions_lie_on_one_clock_with_the_truth_of_both(gap_s: float) -> None:
    first, second = session("deve-frontal-00"), session("deve-frontal-01")
    both = joined(first, second, gap_s)
    times = np.array([one.time_s for one in both.landmarks_by_frame])
    assert (np.diff(times) > 0).all()
    assert times == pytest.approx(both.truth["frames"]["time_s"])
    ends, begins = len(first.landmarks_by_frame) - 1, len(times) - len(second.landmarks_by_frame)
    assert times[begins] - times[ends] == pytest.approx(gap_s, abs=0.2)
    assert all(one.landmarks is None for one in both.landmarks_by_frame[ends + 1 : begins])
    rep, moved = second.truth["reps"][0], both.truth["reps"][len(first.truth["reps"])]
    opening = both.truth["frames"]["opening_deg"]
    assert moved["up_s"] == rep["up_s"]
    assert opening[np.searchsorted(times, moved["top_s"])] == pytest.approx(rep["opening_deg"], rel=0.15)


def test_sessions_of_two_sizes_are_not_joined() -> None:
    one, *others = islice(pairs(), 12)
    other = next(pair for pair in others if pair.landmarks_by_frame[0].width != one.landmarks_by_frame[0].width)
    with pytest.raises(ValueError, match="one frame size"):
        joined(one, other, 0.0)


def test_a_recording_that_begins_with_the_knee_open_is_measured_from_where_it_closes() -> None:
    """Counted from the open knee, 14 of 38° were missing."""
    cut = next(one for one in begun_open() if one.about["name"] == "deve-frontal-01+open")
    outcome = Outcome()
    compare(cut, follow(cut, Kinematics), outcome)
    errors = [error.error for error in outcome.errors if error.measure == "opening_deg"]
    assert len(errors) == 4
    assert float(np.mean(np.abs(errors))) < 6.0
