"""Standard streams as a command finds them: closed, a pipe whose reader has gone, a terminal that obeys what it reads.

A reader that has gone (`| head -1`) is no error: the command goes on, and does and returns what it would have.
"""

from __future__ import annotations

import io
import os
import re
import sys
from typing import IO, Any, cast

from openclam.errors import OutputError

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal may obey rather than show: control characters but tab and line feed, and changes of direction."""


class _Tolerant(io.FileIO):
    """A stream to a file handle, which becomes one to nowhere once nobody reads it, or it takes nothing more."""

    def write(self, content: Any) -> int:
        try:
            return super().write(content)
        except BrokenPipeError:
            self._lead_nowhere()
            return len(content)
        except OSError as error:
            self._lead_nowhere()  # what is written on the way out must not fail once more
            raise OutputError(
                f"the results could not be written to where they were sent ({error.strerror or error}). Make room "
                "there, or send them elsewhere."
            ) from error

    def _lead_nowhere(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def prepare() -> None:
    """Make the streams fit to be written to, whatever this process was given.

    A handle that is closed leads nowhere: otherwise the next file that is opened would take its place.
    """
    for handle in (0, 1, 2):
        try:
            os.fstat(handle)
        except OSError:
            os.open(os.devnull, os.O_RDONLY if handle == 0 else os.O_WRONLY)  # takes the lowest that is free
    # Only streams of this process's own: a test's stay as they are.
    if sys.stdout is sys.__stdout__:
        sys.stdout = _stream(1, sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _stream(2, sys.stderr)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a handle, open as long as we are


def close() -> None:
    """Write what still waits.

    Raises:
        OutputError: it cannot be written, as to a full disk.
    """
    sys.stdout.flush()
    sys.stderr.flush()


def plain(text: str) -> str:
    r"""The text without anything that a terminal would obey: a name may hold escape sequences; they become `\\u001b`.

    JSON stays the same document.
    """
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _stream(handle: int, before: IO[str] | None) -> io.TextIOWrapper:
    # A letter that the terminal's encoding lacks becomes "?" rather than an error.
    encoding = getattr(before, "encoding", None) or "utf-8"
    terminal = os.isatty(handle)
    raw = cast("io.RawIOBase", _Tolerant(handle, "w", closefd=False))
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=encoding, errors="replace", line_buffering=terminal or handle == 2
    )
