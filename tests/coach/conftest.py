"""Reps made by hand, with the verdicts that a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pytest

from openclam.assessment.measures import scope_of
from openclam.assessment.model import Finding, Measured, Rep, Verdict
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
        untold = {s.slug: Verdict.MET if s.measure is not None else Verdict.CANNOT_JUDGE for s in exercise.statements}
        start = scope == "start"
        held = [s for s in exercise.statements if s.measure is None or (scope_of(s) == "start") is start]
        return [finding(s, (untold | told)[s.slug]) for s in held]

    return make


@pytest.fixture(scope="session")
def make_rep(make_findings: MakeFindings) -> MakeRep:
    def make(faults: Iterable[str] = (), unknown: Iterable[str] = (), **more: object) -> Rep:
        times = {"start_s": 0.0, "top_s": 2.0, "peak_s": 2.5, "top_end_s": 3.0, "end_s": 5.0}
        tempo = {"up_s": 2.0, "hold_s": 1.0, "down_s": 2.0, "peak_speed_deg_s": 40.0}
        angles = {name: Measured() for name, field in Rep.model_fields.items() if field.annotation is Measured}
        return Rep(number=1, **times, **tempo, **angles, findings=make_findings(faults, unknown, **more))

    return make
