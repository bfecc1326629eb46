"""A line to a site without a library's good manners: whatever bytes, whenever."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

UPGRADE = (
    b"GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
NO_MASK = b"\0\0\0\0"


@contextmanager
def line(address: str | int) -> Iterator[socket.socket]:
    """An open connection to a site at an address, or at a port of this computer."""
    port = address if isinstance(address, int) else urlsplit(address).port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=15) as raw:
        yield raw


def rest(raw: socket.socket) -> bytes:
    """All that comes until the other side ends the connection, which it must."""
    got = b""
    try:
        while piece := raw.recv(65536):
            got += piece
    except ConnectionError:
        pass
    return got


def ends_within(raw: socket.socket, seconds: float) -> bool:
    """Whether the other side ends the connection within so long."""
    raw.settimeout(seconds)
    began = time.monotonic()
    try:
        rest(raw)
    except TimeoutError:
        return False
    return time.monotonic() - began < seconds


def frame(first: int, payload: bytes = b"") -> bytes:
    """A masked WebSocket frame; `first` is its first byte (the last piece: 0x80, and what it is)."""
    assert len(payload) < 126
    return bytes([first, 0x80 | len(payload)]) + NO_MASK + payload
