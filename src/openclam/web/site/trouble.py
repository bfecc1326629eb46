"""What can go wrong with the store, each in its own words: it is busy, its disk is full, it cannot be reached."""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import SQLAlchemyError, TimeoutError

from openclam.errors import OpenClamError

_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BUSY_PG: Final = frozenset({"40001", "40P01", "55P03", "53300", "57014"})
"""PostgreSQL: serialization failure, deadlock, lock not available, too many connections, query cancelled."""
_NO_ROOM_PG: Final = "53100"
_PRIMARY: Final = 0xFF
"""The part of an SQLite code that says what; the rest says where."""


class StoreFullError(OpenClamError):
    """An owner has as many sets as one may have, or the site as many owners."""


class StoreTroubleError(OpenClamError):
    """The store does not do what it was asked; nothing was changed. `code` and `status` are of the answer."""

    code: str = "store_down"
    status: int = 503

    @staticmethod
    def of(error: SQLAlchemyError) -> StoreTroubleError:
        """What a fault of the database means to whoever asked."""
        orig = getattr(error, "orig", None)
        number = getattr(orig, "sqlite_errorcode", 0) & _PRIMARY
        state = str(getattr(orig, "sqlstate", None) or getattr(orig, "pgcode", None) or "")
        if isinstance(error, TimeoutError) or number in _BUSY or state in _BUSY_PG:
            return StoreBusyError(
                "Others are being served. Expected to be done within seconds; please try again in a moment."
            )
        if number == sqlite3.SQLITE_FULL or state == _NO_ROOM_PG:
            return StoreNoRoomError("The disk of this site is full: nothing was changed. Tell whoever runs the site.")
        return StoreTroubleError("The saved sets cannot be reached just now: nothing was changed. Please try again.")


class StoreBusyError(StoreTroubleError):
    """Somebody else writes for longer than can be waited for."""

    code = "store_busy"


class StoreNoRoomError(StoreTroubleError):
    """The disk is full."""

    code, status = "store_no_room", 507


class UnreadableSetError(StoreTroubleError):
    """A row is no set that this version can read."""

    code, status = "unreadable_set", 500
