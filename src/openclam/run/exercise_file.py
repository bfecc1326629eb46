"""An exercise file, held to the rules of every room: what a user's file is opened with."""

from __future__ import annotations

from pathlib import Path

from openclam.assessment.measures import measures_exist
from openclam.exercise import Exercise, load_exercise

RULES = (measures_exist,)
"""What the rooms after `openclam.exercise` ask of a file."""


def open_exercise(path: Path | None = None) -> Exercise:
    """Read an exercise file, and check all that this product could not do with it.

    Args:
        path: the file; None opens the clamshell that comes with OpenClam.

    Raises:
        ExerciseError: as `openclam.exercise.load_exercise`, and where a statement names a measure that there is none of, or
            a unit that is not the measure's own.
    """
    return load_exercise(path, RULES)
