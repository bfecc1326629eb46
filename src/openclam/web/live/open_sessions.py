"""The live sessions that are open on this server, each behind a token that nobody can guess."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network
from itertools import count

from openclam.web.live.process_pool import Engine
from openclam.web.live.protocol import RefusedError

TOKEN_BYTES = 32
_HOUSEHOLD_BITS = 64
"""Of an IPv6 address: what a provider gives to one household."""


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How much one client may ask, and all together. Times in seconds.

    `burst` frames may come at once, as after a lost connection; in the long run `frames_per_s`. `kept_s` is how long a
    session outlives its connection. A client that sends nothing for `silent_s`, or takes longer than `send_s` to take
    what it is sent, is dropped. Of the `sessions`, one address may have `sessions_per_address`, so that no stranger
    takes all of them; behind a proxy, which has one address for everybody, that must be as many as `sessions`.
    """

    sessions: int = 100
    sessions_per_address: int = 8
    frames_per_s: float = 60.0
    burst: int = 240
    kept_s: float = 120.0
    hello_s: float = 10.0
    silent_s: float = 60.0
    send_s: float = 5.0


@dataclass(eq=False)
class SessionHandle:
    """A session's place on the server, and the engine that has the session.

    `holder` is the connection that has it now, None while there is none. `used`: whether anything was done on it.
    """

    token: str
    number: int
    address: str
    engine: Engine
    holder: object | None = None
    used: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    leaves: asyncio.TimerHandle | None = None


class Sessions:
    """Gives the handles of sessions to connections and takes them back."""

    def __init__(self, limits: SessionLimits) -> None:
        self._limits = limits
        self._handles: dict[str, SessionHandle] = {}
        self._at: Counter[str] = Counter()
        self._numbers = count(1)

    def __len__(self) -> int:
        return len(self._handles)

    def check_room(self, address: str) -> None:
        """Whether another session can be opened from this address.

        Raises:
            RefusedError: the server is full, or this address has all that one may have.
        """
        if len(self._handles) >= self._limits.sessions:
            raise RefusedError(
                "busy", f"all {self._limits.sessions} places on this site are taken; try again in a minute"
            )
        if self._at[household(address)] >= self._limits.sessions_per_address:
            raise RefusedError(
                "busy",
                f"all {self._limits.sessions_per_address} places that one address may take are taken; end a session "
                "there, or try again in a minute",
            )

    def open(self, engine: Engine, address: str) -> SessionHandle:
        """A handle for a new session.

        Raises:
            RefusedError: as of `check_room`.
        """
        self.check_room(address)
        handle = SessionHandle(secrets.token_urlsafe(TOKEN_BYTES), next(self._numbers), household(address), engine)
        self._handles[handle.token] = handle
        self._at[handle.address] += 1
        return handle

    def find(self, token: str) -> SessionHandle:
        """The handle of a session that goes on.

        Raises:
            RefusedError: there is none behind this token, or not any more.
        """
        handle = self._handles.get(token)
        if handle is None:
            raise RefusedError(
                "unknown_session",
                f"hello: expected the token of a session of the last {self._limits.kept_s:.0f} s; "
                "this one is not known. "
                "Send hello with resume null for a new session.",
            )
        return handle

    def take(self, handle: SessionHandle, holder: object) -> object | None:
        """Give the handle to a connection; returns the one that had it."""
        before, handle.holder = handle.holder, holder
        if handle.leaves is not None:
            handle.leaves.cancel()
            handle.leaves = None
        return before

    def leave(self, handle: SessionHandle, holder: object) -> None:
        """The connection is gone: keep its session for a while, unless another took the handle or nothing was seen."""
        if handle.holder is not holder:
            return
        handle.holder = None
        if not handle.used:
            self.drop(handle)
        elif handle.token in self._handles:
            handle.leaves = asyncio.get_running_loop().call_later(self._limits.kept_s, self.drop, handle)

    def drop(self, handle: SessionHandle) -> None:
        """Forget a session."""
        if self._handles.pop(handle.token, None) is None:
            return
        self._at[handle.address] -= 1
        if not self._at[handle.address]:
            del self._at[handle.address]
        handle.engine.forget(handle.number)

    def of_engine(self, engine: Engine) -> list[SessionHandle]:
        """Every handle whose session this engine has."""
        return [handle for handle in self._handles.values() if handle.engine is engine]


def household(address: str) -> str:
    """What counts as one address: an IPv4 address, or the part of an IPv6 address that is one household's."""
    try:
        ip = ip_address(address)
    except ValueError:  # no network address, as of a socket file
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ip_network((int(ip), _HOUSEHOLD_BITS), strict=False))
