"""`openclam demo`: the main job on the clip that OpenClam brings."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from openclam.cli.assess import ForceOption, JsonOption, assess_and_report
from openclam.cli.shared import Lang, LangOption

HEIGHT_CM, BAND, BAND_LOOP_CM = 169.0, "red", 61.0
"""What a user would tell of the clip's person: body height, and the band's colour and length once round, slack."""


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the report.")] = Path("openclam-demo"),
    json: JsonOption = False,
    force: ForceOption = False,
    lang: LangOption = Lang.EN,
) -> None:
    """Assess the clip that comes with OpenClam: table, report and annotated video.

    Its person is 169 cm tall and wears a red loop of 61 cm.
    """
    from openclam.run.options import Options

    options = Options(lang=lang.value, height_cm=HEIGHT_CM, band=BAND, band_loop_cm=BAND_LOOP_CM)
    with as_file(files("openclam.demo").joinpath("clamshell.mp4")) as clip:
        assess_and_report(clip, options, as_json=json, out=out, force=force)
