"""What a camera's place allows, and what to move."""

from __future__ import annotations

import pytest

from openclam.assessment.engine import Assessor
from openclam.assessment.findings import bad_view, reason
from openclam.assessment.verdicts import Reason
from openclam.assessment.view import summarise_view
from openclam.exercise import load_exercise
from tests.movement.curves import at_rate, postures
from tests.stick_body import exercise


@pytest.mark.parametrize(
    ("azimuth_deg", "expected"),
    [
        (0, None),
        (-45, None),
        (60, None),
        (75, Reason.VIEW_FROM_HEAD),
        (-75, Reason.VIEW_FROM_FEET),
        (180, Reason.VIEW_FROM_BEHIND),
        (-150, Reason.VIEW_FROM_BEHIND),
    ],
)
def test_a_camera_off_the_front_is_named_by_where_it_stands(azimuth_deg: float, expected: Reason | None) -> None:
    assert bad_view(azimuth_deg) is expected


@pytest.mark.parametrize("kind", [Reason.VIEW_FROM_HEAD, Reason.VIEW_FROM_FEET, Reason.VIEW_FROM_BEHIND])
def test_a_bad_view_says_what_to_move_in_both_languages(kind: Reason) -> None:
    assert "in front of the hips" in reason(kind, "en")
    assert "voor de heupen" in reason(kind, "nl")


@pytest.mark.parametrize(("sd", "relied_on"), [(5.0, True), (26.0, False)])
def test_reps_that_hardly_rise_above_their_uncertainty_are_not_relied_on(sd: float, relied_on: bool) -> None:
    assessor = Assessor(load_exercise())
    for posture in postures(exercise(3, size=35), at_rate(19), sd=sd):
        assessor.step(posture)
    result = assessor.finish()
    assert result is not None
    view = summarise_view(result, "en")
    assert view.judgeable is relied_on
    assert relied_on or view.why == reason(Reason.COUNT_UNSURE, "en")


@pytest.mark.parametrize("reps", [3, 10])
def test_a_movement_that_may_have_been_a_rep_is_told(reps: int) -> None:
    """The second rep rises by much less than its own uncertainty."""
    length = 4.8
    clear, hidden = (postures(exercise(reps, size=35), at_rate(2 + reps * length + 1), sd=sd) for sd in (1.0, 48.0))
    assessor = Assessor(load_exercise())
    for posture, worse in zip(clear, hidden, strict=True):
        assessor.step(worse if 2 + length <= posture.time_s < 2 + 2 * length else posture)
    result = assessor.finish()
    assert result is not None
    assert (len(result.reps), result.doubtful) == (reps - 1, 1)
    view = summarise_view(result, "en")
    assert (view.judgeable, view.why) == (False, reason(Reason.REPS_DOUBTFUL, "en"))
