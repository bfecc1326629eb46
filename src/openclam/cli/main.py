"""The command line: the commands, and what every error ends in. Results on stdout; messages and progress on stderr."""

from __future__ import annotations

import contextlib
import signal
import sys
from typing import Annotated, Final, NoReturn

import typer

from openclam._version import __version__
from openclam.cli import streams
from openclam.cli.assess import assess
from openclam.cli.backup import backup
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
_STOPPED_WORDS: Final = "openclam: stopped; no half-made file was left behind."
_UNREAD: Final = 3
_ENDS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""What ends a process that does not look after it: a system that shuts down, a terminal that is closed."""

app = typer.Typer(
    name="openclam",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="An ordinary camera that knows the clamshell. It guides exercise; it is no medical device.",
)

for _command in (assess, demo, page, doctor, synth, kinetics, serve, backup):
    app.command()(_command)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print_out(__version__)
        raise typer.Exit


class _EndedError(SystemExit):
    """The process was told to end by a signal: raised, so that whatever is half done is undone on the way out."""


def _end(number: int, _frame: object) -> NoReturn:
    for signals in _ENDS:
        signal.signal(signals, signal.SIG_IGN)  # the way out is not interrupted a second time
    raise _EndedError(128 + number)


def _shown(argument: str) -> str:
    """The argument; the name of an option as it may be shown, for the message that there is no such option."""
    if not argument.startswith("-"):
        return argument
    name, equals, value = argument.partition("=")
    return streams.plain(name) + equals + value


def _stop(message: str, status: int) -> NoReturn:
    say(message)
    with contextlib.suppress(OSError, OpenClamError):
        streams.close()
    raise SystemExit(status)


def main() -> None:
    """Run the command line; every error that a user can make ends in one message and its exit status."""
    streams.prepare()
    for number in _ENDS:
        if signal.getsignal(number) is signal.SIG_DFL:  # not where `nohup` has it ignored
            signal.signal(number, _end)
    try:
        try:
            app([_shown(argument) for argument in sys.argv[1:]])
        finally:
            streams.close()
    except OpenClamError as error:
        _stop(f"openclam: {error}", error.exit_status)
    except MemoryError:
        _stop(
            "openclam: there is not enough memory for this. Export the recording smaller: 1280×720 is plenty.", _UNREAD
        )
    except OSError as error:  # every room has its own words; this is for what none foresaw
        where = f"{error.filename}: " if error.filename else ""
        _stop(f"openclam: {where}{error.strerror or error}. Check the name, the rights and the disk.", _UNREAD)
    except _EndedError as end:
        say(_STOPPED_WORDS)
        sys.stderr.flush()
        number = int(str(end.code)) - 128
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)  # so that whoever started this sees what ended it
    except SystemExit as end:
        # Typer makes this status of Ctrl-C by itself, without a word.
        if end.code == STOPPED:
            say(_STOPPED_WORDS)
        raise
