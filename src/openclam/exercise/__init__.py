"""The page as data: what is right, in words that a person reads and in limits that a program can hold.

`load_exercise()` gives the clamshell. Another exercise is another file where the trained lifter claims its movement.
"""

from openclam.exercise.loader import load_exercise
from openclam.exercise.measures import MEASURES, Measure
from openclam.exercise.movement import Movement
from openclam.exercise.rows import LANGUAGES, Language, Words
from openclam.exercise.schema import (
    PRIORITIES,
    Exercise,
    Limits,
    Line,
    Priority,
    Section,
    Statement,
)

__all__ = [
    "LANGUAGES",
    "MEASURES",
    "PRIORITIES",
    "Exercise",
    "Language",
    "Limits",
    "Line",
    "Measure",
    "Movement",
    "Priority",
    "Section",
    "Statement",
    "Words",
    "load_exercise",
]
