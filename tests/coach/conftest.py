"""Reps made by hand, with the verdicts that a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pytest

from openclam.assessment.model import ANGLES_AND_DISTANCES, Finding, Measured, Rep, Verdict
from openclam.exercise import Exercise, Statement, load_exercise

MakeFindings = Callable[..., list[Finding]]
MakeRep = Callable[..., Rep]


def finding(statement: Statement, verdict: Verdict) -> Finding:
    """A finding that keeps the document's rules: a cue exactly when not met, a reason exactly when unknown."""
    return Finding(
        statement=statement.slug,
        page=list(statement.page),
        verdict=verdict,
        value=None,
        sd=None,
        limit=None,
        unit=None,
        cue=statement.cue.en if verdict is Verdict.NOT_MET else None,
        why="the feet are out of the picture" if verdict is Verdict.CANNOT_JUDGE else None,
    )


@pytest.fixture(scope="session")
def exercise() -> Exercise:
    return load_exercise()


@pytest.fixture(scope="session")
def make_findings(exercise: Exercise) -> MakeFindings:
    """Findings of a rep or of the start: met, but for the slugs in `faults` and `unknown`, or as `verdicts` says."""

    def make(
        faults: Iterable[str] = (),
        unknown: Iterable[str] = (),
        *,
        verdicts: Mapping[str, Verdict] | None = None,
        scope: str = "rep",
    ) -> list[Finding]:
        told = dict.fromkeys(faults, Verdict.NOT_MET) | dict.fromkeys(unknown, Verdict.CANNOT_JUDGE) | (verdicts or {})
        untold = {s.slug: Verdict.MET if s.scope is not None else Verdict.CANNOT_JUDGE for s in exercise.statements}
        return [finding(s, (untold | told)[s.slug]) for s in exercise.statements if s.scope in (scope, None)]

    return make


@pytest.fixture(scope="session")
def make_rep(make_findings: MakeFindings) -> MakeRep:
    def make(faults: Iterable[str] = (), unknown: Iterable[str] = (), **more: object) -> Rep:
        times = {"start_s": 0.0, "top_s": 2.0, "peak_s": 2.5, "top_end_s": 3.0, "end_s": 5.0}
        tempo = {"up_s": 2.0, "hold_s": 1.0, "down_s": 2.0, "peak_speed_deg_s": 40.0}
        angles = {name: Measured() for name in ANGLES_AND_DISTANCES}
        return Rep(number=1, **times, **tempo, **angles, findings=make_findings(faults, unknown, **more))

    return make
