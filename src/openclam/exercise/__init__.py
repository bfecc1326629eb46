"""The page as data: what is right, in words that a person reads and in limits that a program can hold.

`load_exercise()` gives the clamshell; another exercise is another file.
"""

from openclam.exercise.loader import load_exercise
from openclam.exercise.schema import (
    LANGUAGES,
    PRIORITIES,
    Exercise,
    Language,
    Limits,
    Line,
    Priority,
    Section,
    Statement,
    Words,
)

__all__ = [
    "LANGUAGES",
    "PRIORITIES",
    "Exercise",
    "Language",
    "Limits",
    "Line",
    "Priority",
    "Section",
    "Statement",
    "Words",
    "load_exercise",
]
