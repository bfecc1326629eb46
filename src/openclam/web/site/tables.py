"""The store's tables, how a database is opened, and how one that an older OpenClam made grows.

The number in `store_version` says which version of the tables a database has. A new table is simply made; what changes
in one that is there already is a step of `_STEPS`, which are taken in order, all of them or none.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Float, ForeignKey, Index, Text, create_engine, event, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import NullPool

from openclam.errors import UsageError

VERSION: Final = 3
RESERVE: Final = 1 << 20
"""Bytes beside an SQLite file; its log is held to fewer, so that it can be written back when the disk is full."""
_LOG_PAGES: Final = 200
_STEPS: Final[Mapping[int, tuple[str, ...]]] = {
    # Version 2 keeps what the person told around a set: the screening before it, pain and effort after it.
    1: tuple(
        f"ALTER TABLE saved_set ADD COLUMN {column}" for column in ("screening TEXT", "pain FLOAT", "effort FLOAT")
    ),
    # Version 3 knows a set that is saved twice.
    2: (
        "ALTER TABLE saved_set ADD COLUMN mark VARCHAR",
        "CREATE UNIQUE INDEX ix_saved_set_owner_mark ON saved_set (owner_id, mark)",
    ),
}
"""From a version to the next. Written so that SQLite and PostgreSQL both take them; a step that is out is never
edited."""


class _Table(DeclarativeBase):
    pass


class StoreVersion(_Table):
    """One row: the version of the tables."""

    __tablename__ = "store_version"
    version: Mapped[int] = mapped_column(primary_key=True)


class Owner(_Table):
    """Who saves sets, known by the hash of a key alone."""

    __tablename__ = "owner"
    id: Mapped[int] = mapped_column(primary_key=True)
    key_sha256: Mapped[str] = mapped_column(unique=True)
    since: Mapped[str]


class SavedSetRow(_Table):
    """A saved set; `figures`, `document` and `screening` are JSON, times are UTC in ISO 8601.

    `mark` is the same for the same set of an owner, saved once more; null in rows of version 2.
    """

    __tablename__ = "saved_set"
    __table_args__ = (Index("ix_saved_set_owner_mark", "owner_id", "mark", unique=True),)
    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id", ondelete="CASCADE"), index=True)
    performed_at: Mapped[str]
    saved_at: Mapped[str]
    consent: Mapped[str] = mapped_column(Text)
    figures: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    screening: Mapped[str | None] = mapped_column(Text)
    pain: Mapped[float | None] = mapped_column(Float)
    effort: Mapped[float | None] = mapped_column(Float)
    mark: Mapped[str | None]


def open_database(address: str) -> Engine:
    """The database at an address that SQLAlchemy knows, with all its tables as this version has them.

    Raises:
        UsageError: the address is none, its driver is not installed, the database cannot be opened, its version is
            none, or a newer OpenClam wrote it.
    """
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
            _own_file(Path(str(url.database)))
        engine = create_engine(url)
        if url.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _careful_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        try:
            _Table.metadata.create_all(engine)
            found = _grow(engine)
        except SQLAlchemyError:
            engine.dispose()  # what is left open is told of by Python 3.13, and keeps the file
            raise
    except (ArgumentError, NoSuchModuleError) as error:
        raise UsageError(
            f"--database: expected an address such as sqlite:///history.sqlite3; got one that SQLAlchemy does not know "
            f"({_first_line(error)})."
        ) from None
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--database: this kind of database needs the Python package '{error.name}'. Run: pip install {error.name}"
        ) from None
    except (OSError, SQLAlchemyError) as error:
        where = make_url(address).render_as_string(hide_password=True)
        raise UsageError(
            f"--database: {where} cannot be opened ({_first_line(error)}). Check the path, the rights and the password."
        ) from None
    if found > VERSION:
        engine.dispose()
        raise UsageError(
            f"--database: this database was written by a newer OpenClam (version {found} of the store; this one "
            f"knows {VERSION}). Update OpenClam, or name another database."
        )
    _put_by(_reserve_of(address))
    if found < 1:
        engine.dispose()
        raise UsageError(
            f"--database: expected a store of version 1 to {VERSION}, got version {found}: no OpenClam wrote that. "
            "Restore a backup, or name another database."
        )
    return engine


def writing(engine: Engine) -> Engine:
    """The same database for what writes: on SQLite it waits for its turn first, and is never turned away halfway."""
    return engine.execution_options(openclam_writes=True)


@contextmanager
def without_journal(engine: Engine, address: str) -> Iterator[Engine]:
    """The same database for one change that takes no room on its disk.

    The reserve is given up, so that what waits in the log fits into the file, and the journal is kept in memory; then
    the reserve is put back if there is room for it. Only SQLite needs it, and only where no other connection is open;
    elsewhere it is `engine` itself.
    """
    if engine.dialect.name != "sqlite":
        yield engine
        return
    engine.dispose()
    reserve = _reserve_of(address)
    if reserve is not None:
        reserve.unlink(missing_ok=True)
    alone = create_engine(address, poolclass=NullPool)
    event.listen(alone, "connect", _in_memory)
    event.listen(alone, "begin", _begin_sqlite)
    try:
        yield alone
    finally:
        alone.dispose()
        _put_by(reserve)


def _reserve_of(address: str) -> Path | None:
    """The file whose only use is its size; None for a database without a file."""
    url = make_url(address)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(f"{url.database}-reserve")


def _put_by(reserve: Path | None) -> None:
    """Put room by for deleting on a full disk, where the system can and there is room."""
    if reserve is None or reserve.exists() or not hasattr(os, "posix_fallocate"):
        return
    with contextlib.suppress(OSError):
        handle = os.open(reserve, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.posix_fallocate(handle, 0, RESERVE)
        except OSError:
            reserve.unlink(missing_ok=True)
        finally:
            os.close(handle)


def _in_memory(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout = 1000", "foreign_keys = ON", "journal_mode = MEMORY", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _grow(engine: Engine) -> int:
    """Take the steps that are missing; the version that the database has then, or has where we cannot know it."""
    with Session(writing(engine)) as session, session.begin():
        found: int | None = session.scalar(select(StoreVersion.version))
        if found is None:
            session.add(StoreVersion(version=VERSION))
            return VERSION
        for version in range(found, VERSION) if found >= 1 else ():
            # The number first: it locks the row, so that of two sites that start at once only one takes the step.
            moved = session.execute(
                update(StoreVersion).where(StoreVersion.version == version).values(version=version + 1)
            )
            if getattr(moved, "rowcount", 0):
                for step in _STEPS[version]:
                    session.execute(text(step))
        return VERSION if 1 <= found <= VERSION else found


def _own_file(path: Path) -> None:
    """Make the file, and its folder, for the user's eyes alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600, exist_ok=True)


def _careful_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says
    for pragma in (
        "busy_timeout = 5000", "foreign_keys = ON", "journal_mode = WAL", "secure_delete = ON",
        f"wal_autocheckpoint = {_LOG_PAGES}",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # One that reads and then writes is refused at once, whatever the timeout, where another has written meanwhile.
    writes = connection.get_execution_options().get("openclam_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _first_line(error: BaseException) -> str:
    reason = getattr(error, "orig", None) or error
    return (getattr(reason, "strerror", None) or str(reason)).splitlines()[0].rstrip(".")
