"""Sets that people chose to keep, in a database: SQLite in the user's own folder unless another is named.

An owner is known by the hash of a key that only the owner's browser holds. Nothing else is kept: no name, no picture,
no address. The tables, and how those of an older version grow, are in `openclam.web.site.tables`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

import platformdirs
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from openclam.assessment.model import Assessment
from openclam.coach.screening import Outcome
from openclam.errors import OpenClamError
from openclam.web.site.tables import Owner, SavedSetRow, open_database

MOST_SETS = 2000
"""Of one owner. Three sets a day for nearly two years; a limit, so that nobody fills the disk."""


class StoreFullError(OpenClamError):
    """An owner has as many sets as one may have."""


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
class Told:
    """What the person told around a set; None where it was not asked or not answered.

    `screening` is the outcome of the questions before it, `pain` and `effort` (0 to 10) were asked after it.
    """

    screening: Outcome | None = None
    pain: float | None = None
    effort: float | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class SavedSet:
    """A set in the store. Times are UTC; `document` is the assessment as JSON text; only whole sets have `told`."""

    id: str
    performed_at: datetime
    saved_at: datetime
    consent: str
    figures: Figures
    document: str = ""
    told: Told = NOTHING_TOLD

    def to_dict(self, *, whole: bool) -> dict[str, Any]:
        """As JSON has it; `whole` with the assessment, what was told, and the words of the consent."""
        short = {
            "id": self.id,
            "performed_at": _text(self.performed_at),
            "saved_at": _text(self.saved_at),
            "figures": self.figures.to_dict(),
        }
        if not whole:
            return short
        told = self.told
        return {
            **short,
            "consent": self.consent,
            "screening": None if told.screening is None else told.screening.model_dump(mode="json", by_alias=True),
            "pain": told.pain,
            "effort": told.effort,
            "assessment": json.loads(self.document),
        }


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
        self._engine = open_database(url or default_database())
        self._session = sessionmaker(self._engine, expire_on_commit=False)

    def save(
        self,
        key: str,
        assessment: Assessment,
        consent: str,
        performed_at: datetime | None = None,
        told: Told = NOTHING_TOLD,
    ) -> SavedSet:
        """Keep a set.

        Args:
            key: the owner's.
            assessment: what to keep.
            consent: the words that the person agreed to.
            performed_at: when the set was done, with a time zone; now unless given.
            told: what the person told around it.

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
            told=told,
        )
        with self._session.begin() as session:
            owner = _owner(session, key)
            if owner is None:
                owner = Owner(key_sha256=_hash(key), since=_text(now))
                session.add(owner)
                session.flush()
            held = session.scalar(select(func.count()).select_from(SavedSetRow).where(SavedSetRow.owner_id == owner.id))
            if (held or 0) >= MOST_SETS:
                raise StoreFullError(
                    f"expected at most {MOST_SETS} saved sets, and so many are there. Export and delete some first."
                )
            session.add(
                SavedSetRow(
                    id=saved.id, owner_id=owner.id, performed_at=_text(saved.performed_at), saved_at=_text(now),
                    consent=consent, figures=json.dumps(saved.figures.to_dict()), document=saved.document,
                    screening=None if told.screening is None else told.screening.model_dump_json(by_alias=True),
                    pain=told.pain, effort=told.effort,
                )
            )  # fmt: skip
        return saved

    def sets(self, key: str, *, whole: bool = False) -> list[SavedSet]:
        """The owner's sets, oldest first; their documents only where `whole`."""
        row = SavedSetRow
        columns: list[Any] = [row.id, row.performed_at, row.saved_at, row.consent, row.figures]
        with self._session() as session:
            rows: Any = session.execute(
                select(*columns, *([row.document, row.screening, row.pain, row.effort] if whole else []))
                .join(Owner)
                .where(Owner.key_sha256 == _hash(key))
                .order_by(SavedSetRow.performed_at, SavedSetRow.saved_at)
            )
            return [_saved(*row) for row in rows]

    def get(self, key: str, set_id: str) -> SavedSet | None:
        """One of the owner's sets, whole; None where the owner has none of that id."""
        with self._session() as session:
            row = session.scalar(
                select(SavedSetRow).join(Owner).where(Owner.key_sha256 == _hash(key), SavedSetRow.id == set_id)
            )
            return None if row is None else _saved(
                row.id, row.performed_at, row.saved_at, row.consent, row.figures, row.document, row.screening,
                row.pain, row.effort,
            )  # fmt: skip

    def delete(self, key: str, set_id: str) -> bool:
        """Remove one of the owner's sets; False where the owner has none of that id."""
        with self._session.begin() as session:
            owner = _owner(session, key)
            if owner is None:
                return False
            found = session.execute(
                delete(SavedSetRow).where(SavedSetRow.owner_id == owner.id, SavedSetRow.id == set_id)
            )
            return bool(getattr(found, "rowcount", 0))

    def delete_all(self, key: str) -> int:
        """Remove the owner and all the owner's sets; how many they were."""
        with self._session.begin() as session:
            owner = _owner(session, key)
            if owner is None:
                return 0
            found = session.execute(delete(SavedSetRow).where(SavedSetRow.owner_id == owner.id))
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


def _owner(session: Session, key: str) -> Owner | None:
    return session.scalar(select(Owner).where(Owner.key_sha256 == _hash(key)))


def _hash(key: str) -> str:
    """A stolen database opens nobody's history: it holds no key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _saved(
    set_id: str,
    performed_at: str,
    saved_at: str,
    consent: str,
    figures: str,
    document: str = "",
    screening: str | None = None,
    pain: float | None = None,
    effort: float | None = None,
) -> SavedSet:
    when, then = datetime.fromisoformat(performed_at), datetime.fromisoformat(saved_at)
    told = Told(None if screening is None else Outcome.model_validate_json(screening), pain, effort)
    return SavedSet(set_id, when, then, consent, Figures(**json.loads(figures)), document, told)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
