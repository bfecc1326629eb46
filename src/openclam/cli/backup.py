"""`openclam backup`: a copy of the saved sets, also while the site runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openclam.cli.shared import say
from openclam.setup.optional import load_optional


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.", show_default=False)],
    database: Annotated[
        str | None, typer.Option(metavar="URL", help="The store; the one in your data folder without it.")
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The settings that the site is served with."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE where it is there.")] = False,
) -> None:
    """Copy the saved sets to a file, whole, while the site runs or not."""
    load_optional("sqlalchemy", "site", "The store")
    from openclam.web.settings import load_settings
    from openclam.web.site.backup import back_up

    if database is None and settings is not None:
        database = load_settings(settings).site.database
    sets = back_up(database, file, force=force)
    say(f"Written: {file} ({sets} saved {'set' if sets == 1 else 'sets'})")
