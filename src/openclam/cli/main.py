"""The command line: the commands, and what every error ends in. Results on stdout; messages and progress on stderr."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated, NoReturn

import typer

from openclam._version import __version__
from openclam.cli.assess import assess
from openclam.cli.demo import demo
from openclam.cli.doctor import doctor
from openclam.cli.kinetics import kinetics
from openclam.cli.page import page
from openclam.cli.serve import serve
from openclam.cli.shared import print_out, say
from openclam.cli.synth import synth
from openclam.errors import OpenClamError

STOPPED = 130
"""Exit status after Ctrl-C, as shells have it: 128 + SIGINT."""

app = typer.Typer(
    name="openclam",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="An ordinary camera that knows the clamshell. It guides exercise; it is no medical device.",
)

for _command in (assess, demo, page, doctor, synth, kinetics, serve):
    app.command()(_command)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print_out(__version__)
        raise typer.Exit


def _stop(message: str, status: int) -> NoReturn:
    say(message)
    sys.stdout.flush()
    raise SystemExit(status)


def main() -> None:
    """Run the command line; every error that a user can make ends in one message and its exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A letter that the terminal's encoding lacks becomes "?" rather than an error.
        sys.stdout.reconfigure(errors="replace")
    try:
        app()
    except OpenClamError as error:
        _stop(f"openclam: {error}", error.exit_status)
    except SystemExit as end:
        # Typer makes this status of Ctrl-C by itself, without a word.
        if end.code == STOPPED:
            say("openclam: stopped; no half-made file was left behind.")
        raise
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): quiet, as other tools are.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
