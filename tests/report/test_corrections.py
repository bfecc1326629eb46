"""Which corrections are chosen, in which order, and at which moment they are shown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from openclam.assessment.model import Assessment, Rep, Verdict
from openclam.exercise import Exercise
from openclam.report.corrections import corrections, rep_cues

Make = Callable[..., Assessment]
MakeRep = Callable[..., Rep]


def slugs(assessment: Assessment, exercise: Exercise, most: int = 3) -> list[str]:
    return [correction.statement.slug for correction in corrections(assessment, exercise, most)]


def test_a_clean_set_gives_none(make_assessment: Make, make_rep: MakeRep, exercise: Exercise) -> None:
    assert corrections(make_assessment([make_rep(1), make_rep(2)]), exercise) == ()


def test_the_exercises_priority_goes_before_how_often(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    reps = [
        make_rep(1, ("controlled-return",)),
        make_rep(2, ("controlled-return", "pelvis-does-not-roll")),
        make_rep(3, ("controlled-return", "pelvis-does-not-roll")),
    ]
    assert slugs(make_assessment(reps), exercise) == ["pelvis-does-not-roll", "controlled-return"]


def test_within_a_priority_the_more_frequent_goes_first(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    reps = [
        make_rep(1, ("controlled-return", "brief-hold")),
        make_rep(2, ("controlled-return", "brief-hold")),
        make_rep(3, ("controlled-return",)),
    ]
    assert slugs(make_assessment(reps), exercise) == ["controlled-return", "brief-hold"]


def test_a_slip_in_one_rep_goes_behind_what_was_wrong_all_along(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    reps = [make_rep(n, ("brief-hold",)) for n in (1, 2, 3)] + [make_rep(4, ("brief-hold", "pelvis-does-not-roll"))]
    assert slugs(make_assessment(reps), exercise) == ["brief-hold", "pelvis-does-not-roll"]


def test_two_statements_of_one_measure_are_one_correction(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    assert slugs(make_assessment([make_rep(1, ("feet-together", "foot-stays-down"))]), exercise) == ["feet-together"]


@pytest.mark.parametrize("most", [0, 1, 3, 5])
def test_no_more_than_asked_for(make_assessment: Make, make_rep: MakeRep, exercise: Exercise, most: int) -> None:
    faults = ("pelvis-does-not-roll", "feet-together", "brief-hold", "controlled-return", "no-momentum", "knee-opens")
    assert len(corrections(make_assessment([make_rep(1, faults)]), exercise, most)) == most


def test_what_could_not_be_judged_is_no_correction_and_does_not_count(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    reps = [
        make_rep(1, unknown=("brief-hold",)),
        make_rep(2, ("brief-hold",)),
        make_rep(3, unknown=("knee-opens", "brief-hold")),
    ]
    (only,) = corrections(make_assessment(reps), exercise)
    assert (only.statement.slug, only.times, only.judged) == ("brief-hold", 1, 1)


def test_the_clearest_rep_is_the_one_shown(make_assessment: Make, make_rep: MakeRep, exercise: Exercise) -> None:
    reps = [make_rep(n, ("pelvis-does-not-roll",), value=value) for n, value in ((1, 16.0), (2, 25.0), (3, 19.0))]
    (only,) = corrections(make_assessment(reps), exercise)
    assert only.rep == 2
    assert only.finding.value == 25.0


def test_roll_is_shown_at_its_peak(make_assessment: Make, make_rep: MakeRep, exercise: Exercise) -> None:
    assessment = make_assessment([make_rep(1, ("pelvis-does-not-roll",))])
    series = assessment.series
    (only,) = corrections(assessment, exercise)
    assert only.at_s == series.time_s[np.argmax(series.pelvic_roll_deg)]


def test_tempo_is_shown_while_the_leg_moves(make_assessment: Make, make_rep: MakeRep, exercise: Exercise) -> None:
    for slug, phase in (("controlled-opening", ("start_s", "top_s")), ("controlled-return", ("top_end_s", "end_s"))):
        rep = make_rep(1, (slug,))
        (only,) = corrections(make_assessment([rep]), exercise)
        begin, end = (getattr(rep, name) for name in phase)
        assert begin < only.at_s < end


def test_a_start_position_is_shown_before_the_first_rep(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    assessment = make_assessment([make_rep(1)], start={"hips-bent": Verdict.NOT_MET})
    (only,) = corrections(assessment, exercise)
    assert only.rep is None
    assert 0 <= only.at_s < assessment.reps[0].start_s


def test_a_cue_comes_at_the_end_of_each_faulty_rep(assessment: Assessment, exercise: Exercise) -> None:
    cues = rep_cues(assessment, exercise, "nl")
    pelvis, back = exercise.statement("pelvis-does-not-roll"), exercise.statement("controlled-return")
    assert [text for _, text in cues] == [back.cue.nl, pelvis.cue.nl, pelvis.cue.nl]
    assert [time_s for time_s, _ in cues] == [rep.end_s for rep in assessment.reps]


def test_a_clean_rep_gets_no_cue(make_assessment: Make, make_rep: MakeRep, exercise: Exercise) -> None:
    assert rep_cues(make_assessment([make_rep(1)]), exercise, "en") == []
