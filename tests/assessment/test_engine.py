"""A whole set, from postures to verdicts, with postures whose truth is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openclam.assessment.engine import Assessor, SetResult
from openclam.assessment.model import Finding, Verdict
from openclam.exercise import load_exercise
from openclam.kinematics import Kinematics, Posture, Quantity
from openclam.kinetics.loop import Thigh, WornLoop
from tests.movement.curves import at_rate, postures
from tests.sessions import follow, session
from tests.stick_body import exercise

CLAMSHELL = load_exercise()
GOOD = {"up": 1.8, "hold": 1.3, "down": 2.8, "size": 35.0}
LENGTH = 1.8 + 1.3 + 2.8 + 1.0


def assess(stream: list[Posture], **options: object) -> SetResult:
    assessor = Assessor(CLAMSHELL, **options)  # type: ignore[arg-type]  # tests pass options by name
    for posture in stream:
        assessor.step(posture)
    result = assessor.finish()
    assert result is not None
    return result


def good_set(reps: int = 3, **others: Callable[[float], float]) -> list[Posture]:
    curves = {Quantity[name.upper()]: curve for name, curve in others.items()}
    return postures(exercise(reps, **GOOD), at_rate(2 + reps * LENGTH + 1), others=curves)


def verdict_of(findings: list[Finding], slug: str) -> Verdict:
    return next(finding.verdict for finding in findings if finding.statement == slug)


def during_rep(number: int, size: float) -> Callable[[float], float]:
    """A fault that lasts through the middle of one rep."""
    begin = 2 + (number - 1) * LENGTH
    return lambda t: size if begin + 1.0 < t < begin + 3.5 else 0.0


def test_a_good_set_breaks_nothing() -> None:
    result = assess(good_set(), band=True)
    assert len(result.reps) == 3
    assert not [s.statement for s in result.statements if s.verdict is Verdict.NOT_MET]
    for slug in ("pelvis-does-not-roll", "feet-together", "knee-opens", "brief-hold", "no-momentum", "hips-bent"):
        assert next(s for s in result.statements if s.statement == slug).verdict is Verdict.MET


@pytest.mark.parametrize(
    ("quantity", "size", "slug"),
    [
        ("pelvic_roll", 22, "pelvis-does-not-roll"),
        ("pelvic_tilt", -20, "pelvis-does-not-tilt"),
        ("trunk_rotation", 20, "only-upper-leg-moves"),
        ("trunk_lean", -20, "torso-does-not-compensate"),
    ],
)
def test_a_fault_is_found_in_its_own_rep_and_only_there(quantity: str, size: float, slug: str) -> None:
    result = assess(good_set(3, **{quantity: during_rep(2, size)}))
    assert [verdict_of(rep.findings, slug) for rep in result.reps] == [Verdict.MET, Verdict.NOT_MET, Verdict.MET]
    finding = next(f for f in result.reps[1].findings if f.statement == slug)
    assert finding.cue == CLAMSHELL.statement(slug).cue.en
    assert finding.why is None


def test_feet_that_part_are_a_fault_from_the_closed_distance() -> None:
    gap = during_rep(2, 10)
    result = assess(good_set(3, feet_distance=lambda t: 10 + gap(t)))
    assert result.reps[1].feet_gap_cm.value == pytest.approx(10, abs=1)
    assert [verdict_of(rep.findings, "foot-stays-down") for rep in result.reps][1] is Verdict.NOT_MET


def test_the_clean_range_ends_where_the_pelvis_begins_to_roll() -> None:
    opening = exercise(2, **GOOD)
    result = assess(good_set(2, pelvic_roll=lambda t: max(0.0, opening(t) - 20)))
    rep = result.reps[0]
    assert rep.clean_range_deg.value == pytest.approx(25, abs=3)
    assert verdict_of(rep.findings, "within-capacity") is Verdict.NOT_MET


def test_opening_counts_from_the_closed_position_wherever_that_lies() -> None:
    opening = exercise(2, **GOOD)
    shifted = postures(lambda t: opening(t) - 18, at_rate(2 + 2 * LENGTH + 1))
    assert assess(shifted).reps[0].opening_deg.value == pytest.approx(35, abs=1.5)


@pytest.mark.parametrize(
    ("band", "expected"), [(True, Verdict.MET), (False, Verdict.NOT_MET), (None, Verdict.CANNOT_JUDGE)]
)
def test_a_declared_band_is_believed_and_an_unseen_one_is_not_guessed(band: bool | None, expected: Verdict) -> None:
    result = assess(good_set(2), band=band)
    assert verdict_of(result.start_position, "band-above-knees") is expected
    assert verdict_of(result.reps[0].findings, "against-the-band") is expected


def loop(cm: float, thigh: Thigh | None = None) -> WornLoop:
    return WornLoop.of_person(cm, thigh or Thigh.measured(40), 170)


@pytest.mark.parametrize(("cm", "expected"), [(46, Verdict.MET), (55, Verdict.MET), (81, Verdict.NOT_MET)])
def test_a_loop_is_tight_or_slack_by_its_length(cm: float, expected: Verdict) -> None:
    result = assess(good_set(2), loop=loop(cm))
    for rep in result.reps:
        finding = next(f for f in rep.findings if f.statement == "tension-on-band")
        assert finding.verdict is expected
        assert finding.unit == "%"
        assert finding.limit == 0


def test_knees_kept_apart_keep_a_long_loop_tight() -> None:
    """Closed, 71 cm hang slack round touching thighs; the second rep closes to 21 cm between the knees' centres."""
    opening, begin = exercise(3, **GOOD), 2 + LENGTH
    apart = lambda t: (21 if begin < t < begin + LENGTH else 12) + 0.5 * opening(t)  # noqa: E731
    result = assess(good_set(3, knees_apart=apart), loop=loop(71))
    assert [verdict_of(rep.findings, "tension-on-band") for rep in result.reps] == [
        Verdict.NOT_MET, Verdict.MET, Verdict.NOT_MET,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "--band-loop-cm"),
        ({"band": True}, "--band-loop-cm"),
        ({"band": False}, "without a band"),
        ({"band": False, "loop": loop(51)}, "without a band"),
        ({"loop": loop(65, Thigh.of_body(170, 70))}, "--thigh-girth-cm"),
        ({"loop": loop(65.5)}, "between good and a fault"),
        ({"lang": "nl"}, "meet de lus"),
    ],
)
def test_where_the_bands_tension_cannot_be_told_it_says_what_to_tell(options: dict[str, object], says: str) -> None:
    result = assess(good_set(2, knees_apart=lambda t: 14.5 + 0.5 * exercise(2, **GOOD)(t)), **options)
    summary = next(s for s in result.statements if s.statement == "tension-on-band")
    assert summary.verdict is Verdict.CANNOT_JUDGE
    assert says in (summary.why or "")


def test_every_statement_is_judged_once_where_it_belongs() -> None:
    result = assess(good_set(2))
    start = {finding.statement for finding in result.start_position}
    for rep in result.reps:
        in_rep = [finding.statement for finding in rep.findings]
        assert len(in_rep) == len(set(in_rep))
        assert not start & set(in_rep)
        assert start | set(in_rep) == {statement.slug for statement in CLAMSHELL.statements}
    for summary in result.statements:
        judged = summary.reps_met + summary.reps_not_met + summary.reps_cannot_judge
        assert judged == (1 if summary.statement in start else 2)


def test_cannot_judge_always_says_why_and_nothing_else_does() -> None:
    for lang in ("en", "nl"):
        result = assess(good_set(2), lang=lang)
        for finding in [*result.start_position, *(f for rep in result.reps for f in rep.findings)]:
            assert (finding.why is not None) == (finding.verdict is Verdict.CANNOT_JUDGE)
            assert (finding.cue is not None) == (finding.verdict is Verdict.NOT_MET)


def test_only_the_chosen_leg_counts() -> None:
    assert assess(good_set(2), moving_leg="right").moving_leg == "right"
    assessor = Assessor(CLAMSHELL, moving_leg="left")
    for posture in good_set(2):
        assessor.step(posture)
    assert assessor.finish() is None


def test_no_rep_gives_no_result() -> None:
    assessor = Assessor(CLAMSHELL)
    for posture in postures(lambda _: 0.0, at_rate(6)):
        assessor.step(posture)
    assert assessor.finish() is None


@pytest.mark.parametrize("name", ["deve-frontal-00", "deve-frontal-08"])
def test_from_landmarks_to_reps(name: str) -> None:
    recorded = session(name)
    result = assess(follow(recorded.landmarks_by_frame, recorded.truth["body"]["height_cm"]))
    true = [rep for rep in recorded.truth["reps"] if rep["counts"]]
    assert result.moving_leg == recorded.truth["moving_leg"]
    assert len(result.reps) == len(true)
    for rep, known in zip(result.reps, true, strict=True):
        assert known["start_s"] < rep.peak_s < known["end_s"]
        assert rep.opening_deg.value == pytest.approx(known["opening_deg"], abs=10)


@pytest.mark.parametrize("name", ["deve-frontal-00", "deve-frontal-08"])
def test_reps_come_out_live_as_they_end_and_are_those_of_the_finished_set(name: str) -> None:
    recorded = session(name)
    kinematics, assessor = Kinematics(), Assessor(CLAMSHELL)
    live = []
    for frame_landmarks in recorded.landmarks_by_frame:
        for posture in kinematics.step(frame_landmarks):
            rep = assessor.step(posture)
            if rep is not None:
                assert frame_landmarks.time_s - rep.span.end_s < 1.5
                live.append((rep.span.peak_s, dict(rep.measures)))
    for posture in kinematics.flush():
        assessor.step(posture)
    result, again = assessor.finish(), assess(follow(recorded.landmarks_by_frame))
    assert result is not None
    assert [(rep.span.peak_s, dict(rep.measures)) for rep in result.measured][: len(live)] == live
    assert [rep.model_dump() for rep in again.reps] == [rep.model_dump() for rep in result.reps]
