"""A copy of the saved sets, whole and of one moment, taken while a site runs.

Beside an SQLite file lies its log (`-wal`), which holds the newest sets: a plain copy of the file alone lacks them.
Here SQLite itself makes the copy, in one piece; nobody who saves meanwhile waits for it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from openclam.errors import InputError, OutputError, UsageError
from openclam.web.site.store import default_database


def back_up(address: str | None, to: Path, *, force: bool = False) -> int:
    """Copy a store to a file of its own; how many sets it holds.

    Args:
        address: of the database, as `openclam serve --database` takes it; the usual one without it.
        to: the file to make; whole or not at all, and for its user alone.
        force: replace a file that is there.

    Raises:
        UsageError: the address is none, or is no SQLite file.
        InputError: there is no store, or it is damaged.
        OutputError: the file is there already, or cannot be written.
    """
    source = _file_of(address or default_database())
    if to.exists() and not force:
        raise OutputError(f"{to} is there already. Give --force to replace it, or another name.")
    if to.exists() and to.samefile(source):
        raise OutputError(f"{to} is the store itself. Give the backup another name.")
    made = to.with_name(f".openclam-{secrets.token_hex(6)}.part")
    try:
        os.close(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        sets = _copy(source, made)
        made.replace(to)
    except OSError as error:
        raise OutputError(f"{to} cannot be written ({error.strerror or error}). Give another place.") from error
    finally:
        with contextlib.suppress(OSError):
            made.unlink(missing_ok=True)
    return sets


def _file_of(address: str) -> Path:
    try:
        url = make_url(address)
    except ArgumentError:
        raise UsageError("--database: expected an address such as sqlite:///history.sqlite3; got none.") from None
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        raise UsageError(
            f"--database: expected a store in an SQLite file, got {url.render_as_string(hide_password=True)}. A "
            "database server has its own means, such as pg_dump."
        )
    file = Path(str(url.database))
    if not file.is_file():
        raise InputError(f"{file} does not exist: nothing was saved there yet. Name another store with --database.")
    return file


def _copy(source: Path, made: Path) -> int:
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=10)) as store,
            contextlib.closing(sqlite3.connect(made)) as copy,
        ):
            store.backup(copy)  # in one go, so that what is saved meanwhile does not begin it anew
            copy.execute("PRAGMA journal_mode = DELETE")  # one file holds all of it
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise InputError(f"{source} is damaged: no whole copy can be made. Keep the last backup.")
            return int(copy.execute("SELECT count(*) FROM saved_set").fetchone()[0])
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise OutputError("the disk of the backup is full; nothing was written. Give another place.") from error
        raise InputError(f"{source} cannot be copied ({error}). Is it a store of OpenClam?") from error
