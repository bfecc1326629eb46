"""Sets that people chose to keep, in a database: SQLite in the user's own folder unless another is named.

Two tables: an `owner` (known by the hash of a key that only the owner's browser holds) and the owner's `saved_set`s.
Nothing else is kept: no name, no picture, no address. What a later version adds gets tables beside these; the number
in `store_version` says which version wrote the file.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import platformdirs
from sqlalchemy import Engine, ForeignKey, Text, create_engine, delete, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from openclam.assessment.model import Assessment
from openclam.errors import OpenClamError, UsageError

VERSION = 1
MOST_SETS = 2000
"""Of one owner. Three sets a day for nearly two years; a limit, so that nobody fills the disk."""


class StoreFullError(OpenClamError):
    """An owner has as many sets as one may have."""


class _Table(DeclarativeBase):
    pass


class _StoreVersion(_Table):
    __tablename__ = "store_version"
    version: Mapped[int] = mapped_column(primary_key=True)


class _Owner(_Table):
    __tablename__ = "owner"
    id: Mapped[int] = mapped_column(primary_key=True)
    key_sha256: Mapped[str] = mapped_column(unique=True)
    since: Mapped[str]


class _SavedSet(_Table):
    __tablename__ = "saved_set"
    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id", ondelete="CASCADE"), index=True)
    performed_at: Mapped[str]
    saved_at: Mapped[str]
    consent: Mapped[str] = mapped_column(Text)
    figures: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the history shows of a set: medians over its reps; None where no rep told."""

    exercise: str
    moving_leg: str
    reps: int
    opening_deg: float | None
    clean_range_deg: float | None
    pelvic_roll_deg: float | None
    hold_s: float | None

    @staticmethod
    def of(assessment: Assessment) -> Figures:
        """The figures of an assessment."""
        reps = assessment.reps

        def middle(name: str) -> float | None:
            values = [value for rep in reps if (value := getattr(rep, name).value) is not None]
            return median(values) if values else None

        return Figures(
            exercise=assessment.exercise,
            moving_leg=assessment.moving_leg,
            reps=len(reps),
            opening_deg=middle("opening_deg"),
            clean_range_deg=middle("clean_range_deg"),
            pelvic_roll_deg=middle("pelvic_roll_deg"),
            hold_s=median(rep.hold_s for rep in reps) if reps else None,
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class SavedSet:
    """A set in the store. Times are UTC; `document` is the assessment as JSON text."""

    id: str
    performed_at: datetime
    saved_at: datetime
    consent: str
    figures: Figures
    document: str = ""

    def to_dict(self, *, whole: bool) -> dict[str, Any]:
        """As JSON has it; `whole` with the assessment and the words of the consent."""
        short = {
            "id": self.id,
            "performed_at": _text(self.performed_at),
            "saved_at": _text(self.saved_at),
            "figures": self.figures.to_dict(),
        }
        return {**short, "consent": self.consent, "assessment": json.loads(self.document)} if whole else short


def new_key() -> str:
    """A key that nobody can guess (256 bits), for an owner's browser to hold."""
    return secrets.token_urlsafe(32)


def default_database() -> str:
    """SQLite in the user's data folder."""
    return f"sqlite:///{platformdirs.user_data_path('openclam', appauthor=False) / 'openclam.sqlite3'}"


class Store:
    """The saved sets of everybody, each behind its owner's key.

    Every method that takes a `key` sees that owner's sets alone. Safe to use from several threads.

    Raises:
        UsageError: the address is none, its driver is not installed, or the database cannot be opened.
    """

    def __init__(self, url: str | None = None) -> None:
        self._engine = _open(url or default_database())
        self._session = sessionmaker(self._engine, expire_on_commit=False)

    def save(self, key: str, assessment: Assessment, consent: str, performed_at: datetime | None = None) -> SavedSet:
        """Keep a set.

        Args:
            key: the owner's.
            assessment: what to keep.
            consent: the words that the person agreed to.
            performed_at: when the set was done, with a time zone; now unless given.

        Raises:
            StoreFullError: the owner has `MOST_SETS` already.
        """
        now = datetime.now(UTC)
        saved = SavedSet(
            id=secrets.token_urlsafe(12),
            performed_at=(performed_at or now).astimezone(UTC),
            saved_at=now,
            consent=consent,
            figures=Figures.of(assessment),
            document=assessment.to_json(),
        )
        with self._session.begin() as session:
            owner = _owner(session, key)
            if owner is None:
                owner = _Owner(key_sha256=_hash(key), since=_text(now))
                session.add(owner)
                session.flush()
            held = session.scalar(select(func.count()).select_from(_SavedSet).where(_SavedSet.owner_id == owner.id))
            if (held or 0) >= MOST_SETS:
                raise StoreFullError(
                    f"expected at most {MOST_SETS} saved sets, and so many are there. Export and delete some first."
                )
            session.add(
                _SavedSet(
                    id=saved.id, owner_id=owner.id, performed_at=_text(saved.performed_at), saved_at=_text(now),
                    consent=consent, figures=json.dumps(saved.figures.to_dict()), document=saved.document,
                )
            )  # fmt: skip
        return saved

    def sets(self, key: str, *, whole: bool = False) -> list[SavedSet]:
        """The owner's sets, oldest first; their documents only where `whole`."""
        columns = [_SavedSet.id, _SavedSet.performed_at, _SavedSet.saved_at, _SavedSet.consent, _SavedSet.figures]
        with self._session() as session:
            rows: Any = session.execute(
                select(*columns, *([_SavedSet.document] if whole else []))
                .join(_Owner)
                .where(_Owner.key_sha256 == _hash(key))
                .order_by(_SavedSet.performed_at, _SavedSet.saved_at)
            )
            return [_saved(*row) for row in rows]

    def get(self, key: str, set_id: str) -> SavedSet | None:
        """One of the owner's sets, whole; None where the owner has none of that id."""
        with self._session() as session:
            row = session.scalar(
                select(_SavedSet).join(_Owner).where(_Owner.key_sha256 == _hash(key), _SavedSet.id == set_id)
            )
            return None if row is None else _saved(
                row.id, row.performed_at, row.saved_at, row.consent, row.figures, row.document
            )  # fmt: skip

    def delete(self, key: str, set_id: str) -> bool:
        """Remove one of the owner's sets; False where the owner has none of that id."""
        with self._session.begin() as session:
            owner = _owner(session, key)
            if owner is None:
                return False
            found = session.execute(delete(_SavedSet).where(_SavedSet.owner_id == owner.id, _SavedSet.id == set_id))
            return bool(getattr(found, "rowcount", 0))

    def delete_all(self, key: str) -> int:
        """Remove the owner and all the owner's sets; how many they were."""
        with self._session.begin() as session:
            owner = _owner(session, key)
            if owner is None:
                return 0
            found = session.execute(delete(_SavedSet).where(_SavedSet.owner_id == owner.id))
            session.delete(owner)
            return int(getattr(found, "rowcount", 0))

    def export(self, key: str) -> dict[str, Any]:
        """Everything that is kept of the owner."""
        return {
            "schema": "openclam/export/1",
            "sets": [kept.to_dict(whole=True) for kept in self.sets(key, whole=True)],
        }

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _open(address: str) -> Engine:
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
            _own_file(Path(str(url.database)))
        engine = create_engine(url)
        if url.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _careful_sqlite)
        _Table.metadata.create_all(engine)
        with Session(engine) as session, session.begin():
            versions = session.scalars(select(_StoreVersion.version)).all()
            if not versions:
                session.add(_StoreVersion(version=VERSION))
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
    if versions and max(versions) > VERSION:
        raise UsageError(
            f"--database: this database was written by a newer OpenClam (version {max(versions)} of the store; this one "
            f"knows {VERSION}). Update OpenClam, or name another database."
        )
    return engine


def _own_file(path: Path) -> None:
    """Make the file, and its folder, for the user's eyes alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600, exist_ok=True)


def _careful_sqlite(connection: Any, _record: object) -> None:
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "busy_timeout = 5000", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _owner(session: Session, key: str) -> _Owner | None:
    return session.scalar(select(_Owner).where(_Owner.key_sha256 == _hash(key)))


def _hash(key: str) -> str:
    """A stolen database opens nobody's history: it holds no key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _saved(
    set_id: str, performed_at: str, saved_at: str, consent: str, figures: str, document: str = ""
) -> SavedSet:  # fmt: skip
    when, then = datetime.fromisoformat(performed_at), datetime.fromisoformat(saved_at)
    return SavedSet(set_id, when, then, consent, Figures(**json.loads(figures)), document)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _first_line(error: BaseException) -> str:
    reason = getattr(error, "orig", None) or error
    return (getattr(reason, "strerror", None) or str(reason)).splitlines()[0].rstrip(".")
