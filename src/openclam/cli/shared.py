"""What several commands share: options, and where words go."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from openclam.cli.streams import plain


class Lang(StrEnum):
    """Languages of the product."""

    EN = "en"
    NL = "nl"


ExerciseOption = Annotated[
    Path | None,
    typer.Option(
        "--exercise", metavar="FILE", help="An exercise file of your own; docs/exercise-file.md describes it."
    ),
]
LangOption = Annotated[Lang, typer.Option("--lang", help="Language of words and cues.")]


def print_out(text: str, end: str = "\n") -> None:
    """Write a result to stdout."""
    sys.stdout.write(plain(text) + end)


def say(text: str) -> None:
    """Write a message to stderr."""
    sys.stderr.write(plain(text) + "\n")
