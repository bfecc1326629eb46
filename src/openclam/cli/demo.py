"""`openclam demo`: the main job on the clip that OpenClam brings."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from openclam.cli.assess import ForceOption, JsonOption, assess_and_report
from openclam.cli.shared import Lang, LangOption


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the report.")] = Path("openclam-demo"),
    json: JsonOption = False,
    force: ForceOption = False,
    lang: LangOption = Lang.EN,
) -> None:
    """Assess the clip that comes with OpenClam: table, report and annotated video."""
    from openclam.run.options import Options

    with as_file(files("openclam.demo").joinpath("clamshell.mp4")) as clip:
        assess_and_report(clip, Options(lang=lang.value), as_json=json, out=out, force=force)
