"""The store's tables, how a database is opened, and how one that an older OpenClam made grows.

The number in `store_version` says which version of the tables a database has. A new table is simply made; what changes
in one that is there already is a step of `_STEPS`, which are taken in order, all of them or none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, Float, ForeignKey, Text, create_engine, event, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from openclam.errors import UsageError

VERSION: Final = 2
_STEPS: Final[Mapping[int, tuple[str, ...]]] = {
    # Version 2 keeps what the person told around a set: the screening before it, pain and effort after it.
    1: tuple(
        f"ALTER TABLE saved_set ADD COLUMN {column}" for column in ("screening TEXT", "pain FLOAT", "effort FLOAT")
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
    """A saved set; `figures`, `document` and `screening` are JSON, times are UTC in ISO 8601."""

    __tablename__ = "saved_set"
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


def open_database(address: str) -> Engine:
    """The database at an address that SQLAlchemy knows, with all its tables as this version has them.

    Raises:
        UsageError: the address is none, its driver is not installed, the database cannot be opened, or a newer OpenClam
            wrote it.
    """
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
            _own_file(Path(str(url.database)))
        engine = create_engine(url)
        if url.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _careful_sqlite)
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
    return engine


def _grow(engine: Engine) -> int:
    """Take the steps that are missing; the version that the database has then, higher than ours where it is newer."""
    with Session(engine) as session, session.begin():
        found: int | None = session.scalar(select(StoreVersion.version))
        if found is None:
            session.add(StoreVersion(version=VERSION))
            return VERSION
        for version in range(found, VERSION):
            # The number first: it locks the row, so that of two sites that start at once only one takes the step.
            moved = session.execute(
                update(StoreVersion).where(StoreVersion.version == version).values(version=version + 1)
            )
            if getattr(moved, "rowcount", 0):
                for step in _STEPS[version]:
                    session.execute(text(step))
        return found if found > VERSION else VERSION


def _own_file(path: Path) -> None:
    """Make the file, and its folder, for the user's eyes alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600, exist_ok=True)


def _careful_sqlite(connection: Any, _record: object) -> None:
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "busy_timeout = 5000", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _first_line(error: BaseException) -> str:
    reason = getattr(error, "orig", None) or error
    return (getattr(reason, "strerror", None) or str(reason)).splitlines()[0].rstrip(".")
