"""Frames of a socket, each wrong in its own way, while a neighbour exercises."""

from __future__ import annotations

import json
import os
import socket
import struct
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any, Final

from bench.hostile.mutate import mutated
from bench.hostile.running import RunningSite

DEADLINE_S: Final = 5.0
"""For a neighbour's word to be heard while others send rubbish."""
_FRAMES_A_LINE: Final = 10
"""At most; the first that breaks a rule ends the line, and what comes after it is not looked at."""
UPGRADE: Final = (
    b"GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
HELLO: Final[dict[str, Any]] = {"type": "hello", "protocol": "openclam/live/1", "width": 640, "height": 360}
POINTS: Final[dict[str, Any]] = {
    "type": "frame", "t": 0.0, "seq": 0, "image": [0.5] * 132, "world": [0.1] * 99,
}  # fmt: skip
_OTHERS: Final = ({"type": "begin"}, {"type": "finish"}, {"type": "feeling", "pain": 3, "effort": None}, {"type": "x"})
_WRONG: Final[tuple[Any, ...]] = (None, True, -1, 1e308, "", "x" * 200, [], {}, [[]] * 50, 2**70, "\u202e", 0.1)


def send_frames(site: RunningSite, seed: int, count: int) -> Counter[str]:
    """Send `count` frames over as many lines as it takes; how many were answered, and how often a neighbour waited."""
    found: Counter[str] = Counter()
    with _neighbour(site) as neighbour:
        sent = number = 0
        while sent < count:
            random = Random(f"{seed} line {number}")
            sent += _line(site, random, min(random.randint(1, _FRAMES_A_LINE), count - sent), found)
            number += 1
            if number % 10 == 0:
                began = time.monotonic()
                if not _heard(neighbour):
                    found["crash"] += 1
                    break
                found["slowest neighbour, ms"] = max(
                    found["slowest neighbour, ms"], round(1000 * (time.monotonic() - began))
                )
                found["hang"] += time.monotonic() - began > DEADLINE_S
    try:
        with _neighbour(site):  # somebody new is still let in
            pass
    except OSError:
        found["crash"] += 1
    found["frames"] = sent
    found["lines"] = number
    return found


def _line(site: RunningSite, random: Random, most: int, found: Counter[str]) -> int:
    """One connection: a hello as a rule, then frames until it is ended or all are sent; how many were."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=DEADLINE_S) as line:
        sent = 0
        try:
            line.sendall(UPGRADE)
            line.recv(4096)
            if random.random() < 0.7:
                line.sendall(frame(0x81, json.dumps(HELLO).encode()))
            for number in range(most):
                line.sendall(_hostile_frame(random, number))
                sent += 1
            line.settimeout(0.02)
            while line.recv(1 << 16):
                pass
        except TimeoutError:
            pass
        except OSError:
            found["lines ended early"] += 1
    return max(sent, 1)


def _hostile_frame(random: Random, number: int) -> bytes:
    kind = random.random()
    if kind < 0.5:
        return frame(0x81, _message(random, number))
    if kind < 0.6:  # any first byte: reserved bits, unknown kinds, pieces without a beginning
        return frame(random.randrange(256), random.randbytes(random.randrange(130)))
    if kind < 0.7:  # pings, pongs, an end with any reason
        return frame(random.choice((0x89, 0x8A, 0x88, 0x09)), random.randbytes(random.randrange(130)))
    if kind < 0.8:  # a message in pieces, perhaps without an end
        text = _message(random, number)
        cut = random.randrange(len(text) + 1)
        return frame(0x01, text[:cut]) + frame(random.choice((0x00, 0x80)), text[cut:])
    if kind < 0.9:
        return mutated(random, frame(0x81, _message(random, number)))
    size = random.choice((2**63 - 1, 2**63, 2**31, 65536, 16385))  # a size that nobody sends
    return b"\x81\xff" + struct.pack("!Q", size) + b"\0\0\0\0" + b"{" * random.randrange(100)


def _message(random: Random, number: int) -> bytes:
    if random.random() < 0.3:
        message = {**random.choice(_OTHERS)}
    elif random.random() < 0.15:
        message = {**HELLO}
    else:
        message = {**POINTS, "seq": number, "t": number / 30}
    if random.random() < 0.5:
        key = random.choice([*message, "resume", "plan", "screening", "band"])
        message[key] = random.choice(_WRONG)
    text = json.dumps(message).encode()
    return mutated(random, text) if random.random() < 0.3 else text


def frame(first: int, payload: bytes) -> bytes:
    """A masked frame; `first` is its first byte: 0x80 for the last piece, and what it is."""
    mask = os.urandom(4)
    size = len(payload)
    head = bytes([first, 0x80 | size]) if size < 126 else bytes([first, 0xFE]) + struct.pack("!H", size)
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


@contextmanager
def _neighbour(site: RunningSite) -> Iterator[socket.socket]:
    """Somebody who exercises meanwhile; ConnectionError where nobody is let in."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as line:
        line.sendall(UPGRADE)
        line.recv(4096)
        line.sendall(frame(0x81, json.dumps(HELLO).encode()))
        if b'"ready"' not in line.recv(1 << 16):
            raise ConnectionError("a neighbour is not let in")
        yield line


def _heard(line: socket.socket) -> bool:
    """Whether a word of the neighbour's is taken and its ping, which nothing else looks like, comes back."""
    mark, got = os.urandom(8), b""
    try:
        line.sendall(frame(0x81, json.dumps({"type": "feeling", "effort": 3}).encode()) + frame(0x89, mark))
        while mark not in got:
            piece = line.recv(1 << 16)
            if not piece:
                return False
            got += piece
    except OSError:
        return False
    return True
