"""`openclam page`: the exercise page in the terminal, or as a hand-out."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from openclam.cli.shared import ExerciseOption, Lang, LangOption, print_out, say


def page(
    exercise: ExerciseOption = None,
    lang: LangOption = Lang.EN,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the hand-out as HTML.")] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the hand-out as PDF (two A4 pages).")] = None,
) -> None:
    """Print the exercise page, or write it as a hand-out."""
    from openclam.report.handout import render_text, write_html, write_pdf
    from openclam.run.exercise_file import open_exercise

    chosen = open_exercise(exercise)
    if html is not None:
        write_html(chosen, lang.value, html)
        say(f"Written: {html}")
    if pdf is not None:
        write_pdf(chosen, lang.value, pdf)
        say(f"Written: {pdf}")
    if html is None and pdf is None:
        print_out(render_text(chosen, lang.value, shutil.get_terminal_size((80, 24)).columns))
