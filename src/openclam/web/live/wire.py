"""What goes between the site and its engine processes, over a pipe each way: small packets of bytes.

A packet is a head and a payload. It names its session by number. Packets of one session keep their order, those of
different sessions do not.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum

_HEAD = struct.Struct("<IBQ")
"""Length of the payload in bytes, kind, number of the session."""


class Kind(IntEnum):
    """What a packet is.

    The first four go to the engine. Each but `FORGET` is answered by any number of `TELL` and then `DONE`, `REFUSED`
    or `BROKEN`.
    """

    OPEN = 1
    """A new session. The payload is its token, a line break, and the hello as it came."""
    RESUME = 2
    """The session's client is back; payload as of `OPEN`."""
    MESSAGE = 3
    """Any other message, as it came."""
    FORGET = 4
    """The session is over."""
    TELL = 5
    """A message for the client, as it goes out."""
    DONE = 6
    """All is told."""
    REFUSED = 7
    """The message was not taken. The payload is the code, a line break, and the words."""
    BROKEN = 8
    """The engine failed over the message, and has forgotten the session."""
    EXERCISE = 9
    """To the engine, before all else: the exercise file as JSON, as the site has read and checked it; no answer."""


Packet = tuple[Kind, int, bytes]


def packed(kind: Kind, number: int, payload: bytes = b"") -> bytes:
    """A packet as it is sent."""
    return _HEAD.pack(len(payload), kind, number) + payload


class Inbox:
    """Puts packets together from what comes out of a pipe, a piece at a time."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def take(self, piece: bytes) -> Iterator[Packet]:
        """The packets that are whole once `piece` has come.

        Raises:
            ValueError: what came is no packet; what comes after it means nothing either.
        """
        waiting, at = self._waiting, 0
        waiting += piece
        try:
            while len(waiting) - at >= _HEAD.size:
                length, kind, number = _HEAD.unpack_from(waiting, at)
                end = at + _HEAD.size + length
                if len(waiting) < end:
                    break
                yield Kind(kind), number, bytes(waiting[at + _HEAD.size : end])
                at = end
        finally:
            del waiting[:at]
