"""A user's exercise file, checked against everything that the product can measure."""

from __future__ import annotations

from pathlib import Path

from openclam.assessment.measures import measures_exist
from openclam.exercise import Exercise, load_exercise
from openclam.movement.rules import movement_faults

RULES = (measures_exist, movement_faults)
"""What the rooms after `exercise` ask of a file."""


def open_exercise(path: Path | None = None) -> Exercise:
    """Read an exercise file and check it by every rule.

    Args:
        path: the file; None gives the clamshell that comes with OpenClam.

    Raises:
        ExerciseError: see `openclam.exercise.load_exercise`; also a measure that there is none of, a unit that is not
            the measure's own, and a movement that no lifter was trained on.
    """
    return load_exercise(path, rules=RULES)
