"""The live sessions that are open on this server, each behind a token that nobody can guess."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field

from openclam.web.engine import LiveSession
from openclam.web.protocol import RefusedError

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one client may ask, and all together. Times in seconds.

    `burst` frames may come at once, as after a lost connection; in the long run `frames_per_s`. `kept_s` is how long a
    session outlives its connection. A client that sends nothing for `silent_s`, or takes longer than `send_s` to take
    what it is sent, is dropped.
    """

    sessions: int = 100
    frames_per_s: float = 60.0
    burst: int = 240
    kept_s: float = 120.0
    hello_s: float = 10.0
    silent_s: float = 60.0
    send_s: float = 5.0


@dataclass(eq=False)
class Seat:
    """A session's place on the server. `holder` is the connection that has it now, None while there is none."""

    token: str
    session: LiveSession
    holder: object | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    leaves: asyncio.TimerHandle | None = None


class Sessions:
    """Gives seats to connections and takes them back."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._seats: dict[str, Seat] = {}

    def __len__(self) -> int:
        return len(self._seats)

    def check_room(self) -> None:
        """Whether another session can be opened.

        Raises:
            RefusedError: the server is full.
        """
        if len(self._seats) >= self._limits.sessions:
            raise RefusedError(
                "busy", f"all {self._limits.sessions} places on this site are taken; try again in a minute"
            )

    def open(self, session: LiveSession) -> Seat:
        """A seat for a new session.

        Raises:
            RefusedError: the server is full.
        """
        self.check_room()
        seat = Seat(secrets.token_urlsafe(TOKEN_BYTES), session)
        self._seats[seat.token] = seat
        return seat

    def find(self, token: str) -> Seat:
        """The seat of a session that goes on.

        Raises:
            RefusedError: there is none behind this token, or not any more.
        """
        seat = self._seats.get(token)
        if seat is None:
            raise RefusedError(
                "unknown_session",
                f"hello: expected the token of a session of the last {self._limits.kept_s:.0f} s; this one is not known. "
                "Send hello with resume null for a new session.",
            )
        return seat

    def take(self, seat: Seat, holder: object) -> object | None:
        """Give the seat to a connection; returns the one that had it."""
        before, seat.holder = seat.holder, holder
        if seat.leaves is not None:
            seat.leaves.cancel()
            seat.leaves = None
        return before

    def leave(self, seat: Seat, holder: object) -> None:
        """The connection is gone: keep its session for a while, unless another has taken the seat or nothing was seen."""
        if seat.holder is not holder:
            return
        seat.holder = None
        if seat.session.seq is None:
            self.drop(seat)
        else:
            seat.leaves = asyncio.get_running_loop().call_later(self._limits.kept_s, self.drop, seat)

    def drop(self, seat: Seat) -> None:
        """Forget a session."""
        self._seats.pop(seat.token, None)
