"""Small questions that every form of the report asks of an assessment."""

from __future__ import annotations

from openclam.assessment.model import Assessment, Finding, Measured, Rep, Verdict
from openclam.exercise import Exercise, Limits, Statement


def rep_statements(assessment: Assessment, exercise: Exercise) -> tuple[Statement, ...]:
    """The statements that were held against reps, in the page's order."""
    held = {finding.statement for rep in assessment.reps for finding in rep.findings}
    return tuple(statement for statement in exercise.statements if statement.slug in held)


def finding_of(rep: Rep, slug: str) -> Finding | None:
    """The rep's finding for a statement, or None."""
    return next((finding for finding in rep.findings if finding.statement == slug), None)


def measured(rep: Rep, measure: str, exercise: Exercise) -> Measured:
    """A measure of a rep: its field, or what a statement that asks for it found.

    A field may be a bare number; its standard deviation then is that of the finding, if any.
    """
    field = getattr(rep, measure, None)
    if isinstance(field, Measured):
        return field
    slugs = {statement.slug for statement in exercise.statements if statement.measure == measure}
    found = [finding for finding in rep.findings if finding.statement in slugs and finding.sd is not None]
    sd = found[0].sd if found else None
    return Measured(value=field if field is not None else found[0].value if found else None, sd=sd)


def limits_of(exercise: Exercise, measure: str) -> Limits | None:
    """The limits that the exercise sets for a measure, or None."""
    return next((s.limits for s in exercise.statements if s.measure == measure and s.limits is not None), None)


def faulty(rep: Rep, measure: str, exercise: Exercise) -> bool:
    """Whether a statement about `measure` was not met in this rep."""
    slugs = {statement.slug for statement in exercise.statements if statement.measure == measure}
    return any(f.statement in slugs and f.verdict is Verdict.NOT_MET for f in rep.findings)
