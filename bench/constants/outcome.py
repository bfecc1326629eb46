"""What comes of every stored session and film, with the constants as they now are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Literal, cast

import numpy as np

from bench.against_truth import AT_START, TIMES, Outcome, compare, follow, postures
from bench.recorded import Recorded, read
from bench.sessions import FOLDER, plans
from openclam.assessment.engine import Assessor, SetResult
from openclam.assessment.view import summarise_view
from openclam.exercise import load_exercise
from openclam.kinematics import Kinematics, Posture
from openclam.pose import FrameLandmarks

Split = Literal["former", "development", "test", "begun open", "joined", "films"]
QUICK_EVERY = 5
TWO_SIDED_90 = 1.645


@dataclass(frozen=True, slots=True)
class Case:
    """A session or film, its landmarks, and its postures where these need not be worked out again."""

    name: str
    split: Split
    recorded: Recorded
    postures: tuple[Posture, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One case: its `counts` reps, whether the report relies on them, and the errors and verdicts of its reps."""

    split: Split
    true_reps: int
    counts: int
    relied_on: bool
    verdicts: tuple[tuple[str, str], ...] = ()
    errors: tuple[tuple[str, float, bool], ...] = ()
    """Measure, error, whether the stated 90 % interval holds the truth."""

    @property
    def said(self) -> tuple[int, bool, tuple[tuple[str, str], ...]]:
        """What a reader is told; two results that say the same differ in figures only."""
        return self.counts, self.relied_on, self.verdicts


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of all cases of one split."""

    cases: int
    right: int
    unsaid: int
    """Wrong counts that the report relies on."""
    doubted: int
    """Right counts that the report warns of."""
    opening_deg: float | None
    """Mean absolute error, None where no truth is known; likewise those that follow."""
    roll_deg: float | None
    times_s: float | None
    start_deg: float | None
    covered_pct: float | None
    verdicts_right: int
    verdicts_wrong: int
    cannot_judge: int


def sessions(splits: Iterable[str], *, quick: bool) -> list[Case]:
    """The stored sessions of these splits, one in five where it must be quick."""
    return [
        Case(plan.name, plan.split, read(FOLDER / f"{plan.name}.npz"))
        for split in splits
        for plan in [plan for plan in plans() if plan.split == split][:: QUICK_EVERY if quick else 1]
    ]


def with_postures(case: Case) -> Case:
    """The case with its postures, for constants that stand behind the kinematics."""
    height_cm = case.recorded.truth.get("body", {}).get("height_cm", 170.0)
    followed = tuple(postures(case.recorded.landmarks_by_frame, Kinematics(height_cm)))
    return Case(case.name, case.split, case.recorded, followed)


class _Known(Kinematics):
    """A kinematics stage that has its postures already."""

    def __init__(self, known: tuple[Posture, ...]) -> None:
        self._known = known

    def step(self, frame_landmarks: FrameLandmarks) -> list[Posture]:  # noqa: ARG002  # as every stage
        """None, for they come at the end."""
        return []

    def flush(self) -> list[Posture]:
        """All of them."""
        return list(self._known)


def result_of(case: Case) -> Result:
    """Follow one case with the constants as they are."""
    stage: Callable[[float], Kinematics] = Kinematics
    if case.postures:
        stage = cast("Callable[[float], Kinematics]", lambda _: _Known(case.postures))
    if case.split == "films":
        return _result_of_film(case, stage)
    outcome = Outcome()
    compare(case.recorded, follow(case.recorded, stage), outcome)
    row = outcome.sessions[0]
    return Result(
        case.split,
        row["true_reps"],
        row["reps"],
        row["relied_on"],
        tuple((code, kind) for code, _, kind in outcome.verdicts),
        tuple((e.measure, e.error, abs(e.error) <= TWO_SIDED_90 * e.sd) for e in outcome.errors),
    )


def _result_of_film(case: Case, stage: Callable[[float], Kinematics]) -> Result:
    assessor = Assessor(load_exercise())
    for posture in postures(case.recorded.landmarks_by_frame, stage(170.0)):
        assessor.step(posture)
    result: SetResult | None = assessor.finish()
    relied_on = result is not None and summarise_view(result, "en").judgeable
    counts = 0 if result is None else len(result.reps)
    said = () if result is None else tuple((f.statement, f.verdict.value) for rep in result.reps for f in rep.findings)
    return Result("films", case.recorded.about["true_reps"], counts, relied_on, said)


def figures(results: Iterable[Result]) -> dict[str, Any]:
    """The figures of these results."""
    of = list(results)
    errors = [error for result in of for error in result.errors]
    kinds = [kind for result in of if result.split != "films" for _, kind in result.verdicts]
    mean = partial(_mean_error, errors)
    return asdict(
        Figures(
            cases=len(of),
            right=sum(r.counts == r.true_reps for r in of),
            unsaid=sum(r.counts != r.true_reps and r.relied_on for r in of),
            doubted=sum(r.counts == r.true_reps and not r.relied_on and r.counts > 0 for r in of),
            opening_deg=mean({"opening_deg"}),
            roll_deg=mean({"pelvic_roll_deg"}),
            times_s=mean(set(TIMES)),
            start_deg=mean(set(AT_START)),
            covered_pct=100 * float(np.mean([inside for _, _, inside in errors])) if errors else None,
            verdicts_right=kinds.count("right"),
            verdicts_wrong=kinds.count("wrong"),
            cannot_judge=kinds.count("cannot judge"),
        )
    )


def _mean_error(errors: list[tuple[str, float, bool]], measures: set[str]) -> float | None:
    chosen = [abs(error) for measure, error, _ in errors if measure in measures]
    return float(np.mean(chosen)) if chosen else None
