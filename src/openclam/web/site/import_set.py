"""What comes from a browser to be kept or shown: whether a page can be made of it; and the report of a set like that.

The schema says what fields there are; what is checked here is that a page can be made of them. A browser keeps sets for
years, so findings about a statement that the exercise no longer has are left out of what is shown, not refused.
"""

from __future__ import annotations

import math
from typing import Any, Final

from pydantic import BaseModel

from openclam.assessment.measures import REGISTRY
from openclam.assessment.model import Assessment, Finding
from openclam.exercise import Exercise, Language
from openclam.report.corrections import corrections
from openclam.report.html.document import report_html
from openclam.web.problems import Problem

_LARGEST_NUMBER: Final = 1e6
"""Far above every angle, time and count of a set, and far below where their sums run over."""
_LONGEST_TEXT: Final = 4000
_MOST_IN_A_LIST: Final = 2000
"""Reps, findings of a rep, lines of advice: a set of half an hour has fewer."""
_UNITS: Final = {None, *(measure.unit for measure in REGISTRY.values())}


def check_content(document: BaseModel) -> None:
    """Refuse what a schema lets through and no set has: numbers that are none, half characters, endless lists.

    Raises:
        Problem: 422, with the place of the first such value.
    """
    for name, value in document.model_dump(mode="json", by_alias=True).items():
        _check(value, name)


def check_exercise(assessment: Assessment, exercise: Exercise) -> None:
    """Refuse the assessment of another exercise.

    Raises:
        Problem: 422.
    """
    if assessment.exercise != exercise.name:
        raise Problem(
            422,
            "invalid",
            f"assessment.exercise: expected {exercise.name}, the exercise of this site; got another one.",
        )


def shown(assessment: Assessment, exercise: Exercise) -> Assessment:
    """The assessment without what the exercise's pages have no words for: statements and units of another version."""
    known = {statement.slug for statement in exercise.statements}

    def findings(held: list[Finding]) -> list[Finding]:
        return [finding for finding in held if finding.statement in known and finding.unit in _UNITS]

    return assessment.model_copy(
        update={
            "reps": [rep.model_copy(update={"findings": findings(rep.findings)}) for rep in assessment.reps],
            "start_position": findings(assessment.start_position),
            "statements": [summary for summary in assessment.statements if summary.statement in known],
        }
    )


def report_of(assessment: Assessment, exercise: Exercise, lang: Language) -> str:
    """The report of a set of which no picture and no curve was kept, as one HTML document."""
    told = shown(assessment, exercise)
    return report_html(told, exercise, corrections(told, exercise), {}, lang)


def _check(value: Any, place: str) -> None:
    match value:
        case dict():
            for name, inner in value.items():
                _check(inner, f"{place}.{name}")
        case list():
            if len(value) > _MOST_IN_A_LIST:
                raise _refused(place, f"at most {_MOST_IN_A_LIST} entries")
            for number, inner in enumerate(value):
                _check(inner, f"{place}.{number}")
        case str():
            if len(value) > _LONGEST_TEXT or any(0xD800 <= ord(character) <= 0xDFFF for character in value):
                raise _refused(place, f"a text of at most {_LONGEST_TEXT} whole characters")
        case int() | float():
            if not math.isfinite(value) or abs(value) > _LARGEST_NUMBER:
                raise _refused(place, f"a finite number of at most {_LARGEST_NUMBER:g}")


def _refused(place: str, expected: str) -> Problem:
    return Problem(422, "invalid", f"{place}: expected {expected}; got something else.")
