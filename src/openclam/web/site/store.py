"""Sets that people chose to keep, in a database: SQLite in the user's own folder unless another is named.

An owner is known by the hash of a key that only the owner's browser holds. Nothing else is kept: no name, no picture,
no address. The tables, and how those of an older version grow, are in `openclam.web.site.tables`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import platformdirs
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from openclam.assessment.model import Assessment
from openclam.web.site.saved_set import NOTHING_TOLD, Figures, SavedSet, Told, set_of, set_of_row, text_of
from openclam.web.site.tables import Owner, SavedSetRow, open_database, without_journal, writing
from openclam.web.site.trouble import StoreFullError, StoreNoRoomError, StoreTroubleError, UnreadableSetError

Removed = TypeVar("Removed")

MOST_SETS: Final = 6000
"""Of one owner, unless the settings say otherwise: two years of two sides, two sets, twice a day."""
MOST_OWNERS: Final = 100_000
"""Unless the settings say otherwise; a limit, so that nobody fills the disk with new keys."""
_TRIES: Final = 3
_LOG = logging.getLogger("openclam.web")


def new_key() -> str:
    """A key that nobody can guess (256 bits), for an owner's browser to hold."""
    return secrets.token_urlsafe(32)


def default_database() -> str:
    """SQLite in the user's data folder."""
    return f"sqlite:///{platformdirs.user_data_path('openclam', appauthor=False) / 'openclam.sqlite3'}"


class Store:
    """The saved sets of everybody, each behind its owner's key.

    Every method that takes a `key` sees that owner's sets alone. Safe to use from several threads, and beside other
    sites on the same database.

    Raises:
        UsageError: the address is none, its driver is not installed, or the database cannot be opened.
        StoreTroubleError: (any method) the database is busy or full, or cannot be reached; nothing was changed.
    """

    def __init__(self, url: str | None = None, *, most_sets: int = MOST_SETS, most_owners: int = MOST_OWNERS) -> None:
        self._url, self._most_sets, self._most_owners = url or default_database(), most_sets, most_owners
        self._engine = open_database(self._url)

    def save(
        self,
        key: str,
        assessment: Assessment,
        consent: str,
        performed_at: datetime | None = None,
        told: Told = NOTHING_TOLD,
    ) -> SavedSet:
        """Keep a set; the same once more (the button was pressed twice) is the one that is kept already.

        Args:
            key: the owner's.
            assessment: what to keep.
            consent: the words that the person agreed to.
            performed_at: when the set was done, with a time zone; now unless given.
            told: what the person told around it.

        Raises:
            StoreFullError: the owner has as many sets as one may have, or there are as many owners as may be.
        """
        now = datetime.now(UTC)
        saved = SavedSet(
            id=secrets.token_urlsafe(12),
            performed_at=(performed_at or now).astimezone(UTC),
            saved_at=now,
            consent=consent,
            figures=Figures.of(assessment),
            document=assessment.to_json(),
            told=told,
        )
        row = SavedSetRow(
            id=saved.id,
            performed_at=text_of(saved.performed_at),
            saved_at=text_of(now),
            consent=consent,
            figures=json.dumps(saved.figures.to_dict()),
            document=saved.document,
            screening=None if told.screening is None else told.screening.model_dump_json(by_alias=True),
            pain=told.pain,
            effort=told.effort,
        )
        same = (row.document, row.screening, row.pain, row.effort, None if performed_at is None else row.performed_at)
        row.mark = hashlib.sha256(json.dumps(same).encode()).hexdigest()
        for left in reversed(range(_TRIES)):
            try:
                with self._writing() as session:
                    before = self._keep(session, key, row)
                    return saved if before is None else set_of_row(before)
            except IntegrityError as error:  # on a server another connection may have been quicker
                if not left:
                    raise StoreTroubleError.of(error) from error
        raise AssertionError("unreachable")

    def _keep(self, session: Session, key: str, row: SavedSetRow) -> SavedSetRow | None:
        """Add a row of the owner; the one that was there already for the same set, else None."""
        owner = _owner(session, key)
        if owner is None:
            owners = session.scalar(select(func.count()).select_from(Owner)) or 0
            if owners >= self._most_owners:
                raise StoreFullError(
                    f"expected at most {self._most_owners} people with saved sets, and so many there are. Keep the set "
                    "in your browser, or ask whoever runs the site for room."
                )
            owner = Owner(key_sha256=_hash(key), since=row.saved_at)
            session.add(owner)
            session.flush()
        ours = SavedSetRow.owner_id == owner.id
        before = session.scalar(select(SavedSetRow).where(ours, SavedSetRow.mark == row.mark))
        if before is not None:
            return before
        held = session.scalar(select(func.count()).select_from(SavedSetRow).where(ours)) or 0
        if held >= self._most_sets:
            raise StoreFullError(
                f"expected at most {self._most_sets} saved sets, and so many are there. Export and delete some first."
            )
        row.owner_id = owner.id
        session.add(row)
        return None

    def sets(self, key: str) -> list[SavedSet]:
        """The owner's sets, oldest first, without their documents; one that cannot be read is left out."""
        row = SavedSetRow
        with self._reading() as session:
            rows: Any = session.execute(
                select(row.id, row.performed_at, row.saved_at, row.consent, row.figures)
                .join(Owner)
                .where(Owner.key_sha256 == _hash(key))
                .order_by(row.performed_at, row.saved_at)
            ).all()
        found = []
        for one in rows:
            try:
                found.append(set_of(*one))
            except UnreadableSetError:
                _LOG.warning("The saved set %r cannot be read and is left out of the list.", one[0])
        return found

    def count(self, key: str) -> int:
        """How many sets the owner has, with those that cannot be read."""
        with self._reading() as session:
            chosen = select(func.count()).select_from(SavedSetRow).join(Owner).where(Owner.key_sha256 == _hash(key))
            return session.scalar(chosen) or 0

    def get(self, key: str, set_id: str) -> SavedSet | None:
        """One of the owner's sets, whole; None where the owner has none of that id.

        Raises:
            UnreadableSetError: it is there, and is no set that this version can read.
        """
        with self._reading() as session:
            row = session.scalar(
                select(SavedSetRow).join(Owner).where(Owner.key_sha256 == _hash(key), SavedSetRow.id == set_id)
            )
            return None if row is None else set_of_row(row)

    def delete(self, key: str, set_id: str) -> bool:
        """Remove one of the owner's sets, and the owner with the last; False where the owner has none of that id."""

        def work(session: Session) -> bool:
            owner, row = _owner(session, key), SavedSetRow
            if owner is None:
                return False
            found = session.execute(delete(row).where(row.owner_id == owner.id, row.id == set_id))
            if not session.scalar(select(func.count()).select_from(row).where(row.owner_id == owner.id)):
                session.delete(owner)
            return bool(getattr(found, "rowcount", 0))

        return self._remove(work)

    def delete_all(self, key: str) -> int:
        """Remove the owner and all the owner's sets; how many they were."""

        def work(session: Session) -> int:
            owner = _owner(session, key)
            if owner is None:
                return 0
            found = session.execute(delete(SavedSetRow).where(SavedSetRow.owner_id == owner.id))
            session.delete(owner)
            return int(getattr(found, "rowcount", 0))

        return self._remove(work)

    def export(self, key: str) -> Iterator[str]:
        """Everything that is kept of the owner, as JSON, a set at a time; those that cannot be read are named."""
        row = SavedSetRow
        with self._reading() as session:
            chosen = select(row.id).join(Owner).where(Owner.key_sha256 == _hash(key))
            ids = list(session.scalars(chosen.order_by(row.performed_at, row.saved_at)))

        def parts() -> Iterator[str]:
            unreadable: list[str] = []
            comma = ""
            yield '{"schema": "openclam/export/1", "sets": ['
            for set_id in ids:
                try:
                    kept = self.get(key, set_id)
                    text = None if kept is None else json.dumps(kept.to_dict(whole=True), indent=2, ensure_ascii=False)
                except (UnreadableSetError, ValueError):
                    unreadable.append(set_id)
                    continue
                if text is not None:  # else it was deleted meanwhile
                    yield f"{comma}\n{text}"
                    comma = ","
            yield f'\n], "unreadable": {json.dumps(unreadable)}}}\n'

        return parts()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        try:
            with Session(self._engine) as session:
                yield session
        except SQLAlchemyError as error:
            raise StoreTroubleError.of(error) from error

    @contextmanager
    def _writing(self, engine: Engine | None = None) -> Iterator[Session]:
        try:
            with Session(writing(engine or self._engine), expire_on_commit=False) as session, session.begin():
                yield session
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise StoreTroubleError.of(error) from error

    def _remove(self, work: Callable[[Session], Removed]) -> Removed:
        """Do it as any other change; where the disk is full, without a journal on it, once nobody else is at work."""
        try:
            with self._writing() as session:
                return work(session)
        except StoreNoRoomError:
            with without_journal(self._engine, self._url) as engine, self._writing(engine) as session:
                return work(session)


def _owner(session: Session, key: str) -> Owner | None:
    return session.scalar(select(Owner).where(Owner.key_sha256 == _hash(key)))


def _hash(key: str) -> str:
    """A stolen database opens nobody's history: it holds no key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
