"""The WebSocket as uvicorn speaks it, with every frame counted.

A message is counted by whoever takes it (`openclam.web.live.routes`). Pings, pongs and the pieces of a message reach
nobody: they are counted here. What comes is read a little at a time, and not at all while a message waits to be taken,
so that no burst of frames keeps the site from others.
"""

from __future__ import annotations

from typing import Final

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from openclam.web.live.bucket import Bucket

FRAMES_PER_S: Final = 20.0
"""Rate that separates the control frames and pieces of a browser or a proxy (less) from a flood (more, in the long
run). Browsers send an answer to our ping each 20 s, and a message of 16 kB in one piece."""
BURST: Final = 200
"""So many may come at once."""
_AT_ONCE: Final = 8192
"""Bytes that are read in one turn of the loop: 1,400 of the smallest frames (14 ms), or a whole message with points."""
_AT_ONCE_LATE: Final = 1 << 14
"""The same once the connection is closed from here: what comes is dropped."""
_MOST_LATE: Final = 10_000
"""Frames that separate a client that has not heard yet that its connection is closed (less) from a flood (more)."""
_TOO_MANY, _NO_TEXT = 1008, 1007


class CountedSocket(WebSocketsSansIOProtocol):
    """One connection."""

    _waiting = b""
    _bucket: Bucket | None = None
    _taking = False
    _held = False
    _refused = False
    _late = 0

    def data_received(self, data: bytes) -> None:
        """Take what has come, a part at a time."""
        self._waiting += data
        if not self._taking:
            self._take()

    def handle_text(self, event: Frame) -> None:
        """The beginning of a message, or all of it; the latter is counted by who takes it."""
        if (event.fin and not self.close_sent) or self._room():
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        """The same for a binary one."""
        if (event.fin and not self.close_sent) or self._room():
            super().handle_bytes(event)

    def handle_cont(self, event: Frame) -> None:
        """A further piece of a message."""
        if self._room():
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """A ping; the answer to it waits to be written already."""
        if self._room():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """An answer to a ping of ours, or one that nobody asked for."""
        if self._room():
            super().handle_pong(event)

    def send_receive_event_to_app(self) -> None:
        """A message is whole. One that is no text ends the connection, without a word in the log."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self._refuse(_NO_TEXT, "no UTF-8")
                return
        super().send_receive_event_to_app()

    async def receive(self) -> ASGIReceiveEvent:
        """What the application is to know next; then reading goes on."""
        message = await super().receive()
        self._go_on()
        return message

    async def send(self, message: ASGISendEvent) -> None:
        """What the application tells; once it closes the connection nothing waits to be taken any more."""
        await super().send(message)
        self._go_on()

    def _take(self) -> None:
        self._taking = False
        if self._held and not self.read_paused:
            self._held = False
            self.transport.resume_reading()
        if self.disconnected or self.transport.is_closing():
            self._waiting = b""
            return
        size = _AT_ONCE_LATE if self.close_sent else _AT_ONCE
        part, self._waiting = self._waiting[:size], self._waiting[size:]
        super().data_received(part)
        self._go_on()

    def _go_on(self) -> None:
        """Read what has come before more of it is let in, so that no more than one reading of it ever waits here."""
        if not self._waiting or self.read_paused or self.transport.is_closing():
            return
        self._held = True
        self.transport.pause_reading()
        if not self._taking:
            self._taking = True
            self.loop.call_soon(self._take)

    def _room(self) -> bool:
        """Whether one more frame may come; the connection ends where it may not."""
        now_s = self.loop.time()
        if self._bucket is None:
            self._bucket = Bucket(FRAMES_PER_S, BURST, now_s)
        if self._refused:
            return False
        if self.close_sent:
            self._late += 1
            if self._late > _MOST_LATE:
                self.transport.abort()
            return self._late <= _MOST_LATE
        if self._bucket.take(now_s):
            return True
        self._refuse(_TOO_MANY, "too many frames")
        return False

    def _refuse(self, code: int, reason: str) -> None:
        self._refused, self._waiting = True, b""
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.fail(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
