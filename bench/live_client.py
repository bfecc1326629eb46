"""People before a camera, many in one process: clients of the live coach that cost next to nothing.

A client that packs, masks and parses every message would take more of the machine than the server that is measured. So
messages are made beforehand, their frames written with an all-zero mask (RFC 6455, 5.3: masking with it changes
nothing, and the server unmasks all the same), and of what comes back only the number of the frame is looked for.
"""

from __future__ import annotations

import asyncio
import json
import re
import struct
import time
from functools import cache

import numpy as np

from bench.recorded import read
from bench.sessions import FOLDER
from openclam.pose.landmarks import FrameLandmarks
from openclam.web.live.protocol import PROTOCOL
from openclam.web.live.routes import PATH

RATE = 30.0
SHOWN = ("deve-frontal-00", "deve-frontal-03", "deve-frontal-08", "deve-oblique-00")

_STATE = re.compile(rb'\{"type":"state","seq":(\d+),')
_ERROR = re.compile(rb'\{"type":"error".*')
_REP, _READY, _ACCEPTED = b'{"type":"rep"', b'{"type":"ready"', b"HTTP/1.1 101"


@cache
def bodies(name: str) -> tuple[tuple[float, ...], tuple[bytes, ...], tuple[int, int]]:
    """A stored session: times, the landmarks of each frame as the end of a message, and the frame's size."""
    landmarks_by_frame = read(FOLDER / f"{name}.npz").landmarks_by_frame
    first = landmarks_by_frame[0]
    return (
        tuple(s.time_s for s in landmarks_by_frame),
        tuple(_body(s).encode() for s in landmarks_by_frame),
        (first.width, first.height),
    )


def message(name: str, seq: int, offset: int = 0) -> bytes:
    """The frame `seq` of somebody who does a stored session over and over, at `RATE`, begun `offset` seconds in."""
    times, landmarks, _ = bodies(name)
    body = landmarks[int(np.searchsorted(times, (offset + seq / RATE) % times[-1]))]
    return b'{"type":"frame","t":%.4f,"seq":%d,%b' % (seq / RATE, seq, body)


def hello(name: str) -> bytes:
    """The first message."""
    width, height = bodies(name)[2]
    return json.dumps({"type": "hello", "protocol": PROTOCOL, "width": width, "height": height}).encode()


def _body(frame_landmarks: FrameLandmarks) -> str:
    seen = frame_landmarks.landmarks
    if seen is None:
        return '"image":null,"world":null}'
    size = np.array([frame_landmarks.width, frame_landmarks.height, frame_landmarks.width], float)
    image = np.column_stack([seen.image / size, seen.visibility]).ravel().tolist()
    return f'"image":{json.dumps(image)},"world":{json.dumps(seen.world.astype(float).ravel().tolist())}}}'


class Person(asyncio.Protocol):
    """One client, who does a stored session over and over until the monotonic time `until`."""

    def __init__(self, number: int, port: int, until: float) -> None:
        self._name, self._offset = SHOWN[number % len(SHOWN)], 3 * number
        # People do not begin at the same moment.
        self._starts, self._port, self._until = number % 97 / 97 / RATE, port, until
        self._transport: asyncio.Transport
        self._due: list[float] = []
        self._ready = False
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self._loop.create_future()
        self.answers: list[tuple[float, float]] = []
        """When each state came (monotonic seconds), and how long after its frame was due."""
        self.reps = 0
        self.taken = 0
        """Frames that the server has taken."""

    async def run(self) -> None:
        """Connect, and exercise."""
        await self._loop.create_connection(lambda: self, "127.0.0.1", self._port)
        await self.done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(
            f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Answers have come; several may lie in one piece."""
        now = time.monotonic()
        if data.startswith(_ACCEPTED):
            self._transport.write(_framed(hello(self._name)))
        for found in _STATE.finditer(data):
            seq = int(found[1])
            self.answers.append((now, now - self._due[seq]))
            self.taken = seq + 1
        self.reps += data.count(_REP)
        if (refusal := _ERROR.search(data)) is not None:
            self._end(SystemExit(f"the server refused a client: {refusal[0].decode(errors='replace')}"))
        if not self._ready and _READY in data:
            self._ready = True
            self._loop.call_later(self._starts, self._begin)

    def connection_lost(self, exc: Exception | None) -> None:
        """The server has closed, or the time is over."""
        self._end(SystemExit(f"the server closed a connection: {exc}"))

    def _begin(self) -> None:
        self._began = time.monotonic()
        self._send()

    def _send(self) -> None:
        """Send the frame that is due, and any that should have gone out already."""
        now = time.monotonic()
        while (due := self._began + len(self._due) / RATE) <= now:
            seq = len(self._due)
            self._due.append(due)
            self._transport.write(_framed(message(self._name, seq, self._offset)))
        if due < self._until:
            self._loop.call_later(due - now, self._send)
        else:
            self._loop.call_later(0.5, self._end, None)

    def _end(self, problem: BaseException | None) -> None:
        if not self.done.done():
            if problem is None:
                self.done.set_result(None)
            else:
                self.done.set_exception(problem)
            self._transport.abort()


def _framed(payload: bytes) -> bytes:
    """A whole text message as a client sends it, its mask all zero."""
    if len(payload) < 126:
        return struct.pack("!BBI", 0x81, 0x80 | len(payload), 0) + payload
    return struct.pack("!BBHI", 0x81, 0xFE, len(payload), 0) + payload
