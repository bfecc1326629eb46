"""`openclam synth`: a rendered clip with its truth."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from openclam.cli.shared import print_out
from openclam.errors import UsageError


def synth(
    out: Annotated[Path | None, typer.Argument(metavar="OUT", help="Folder for the clip.", show_default=False)] = None,
    scenario: Annotated[Path | None, typer.Option(metavar="FILE", help="What happens in it (TOML).")] = None,
    seed: Annotated[int | None, typer.Option(min=0, metavar="N", help="Takes the place of the scenario's.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files of the same name in OUT.")] = False,
    example: Annotated[bool, typer.Option("--example", help="Print a scenario with every key explained.")] = False,
) -> None:
    """Render a clip of the exercise together with the true angles of every frame."""
    if example:
        print_out(files("openclam.synthesis").joinpath("scenarios", "example.toml").read_text(encoding="utf-8"), end="")
        return
    if out is None or scenario is None:
        missing = " and ".join(["a folder OUT"] * (out is None) + ["--scenario FILE"] * (scenario is None))
        raise UsageError(
            f"expected {missing}. Run: openclam synth OUT --scenario FILE; "
            "`openclam synth --example > scenario.toml` makes a scenario to begin with."
        )
    from openclam.cli.progress import progress_bar
    from openclam.synthesis.produce import produce

    with progress_bar("Rendering", quiet=False) as rendered:
        paths = produce(scenario, out, seed, force=force, progress=rendered)
    for path in paths:
        print_out(str(path))
