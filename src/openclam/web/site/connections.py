"""The connections of the site: how many there may be, and how long one may keep the site waiting.

uvicorn ends a connection that is idle after an answer. Here end also those that never ask, that send half a question,
and that do not take their answer; what comes beyond the most that there may be is told so and ended at once.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import Any, ClassVar, Final

import h11
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.h11_impl import H11Protocol

QUESTION_S: Final = 10.0
"""Time that separates a browser's question (less: it comes in one go) from a line that is only held open (more)."""
ANSWER_S: Final = 30.0
"""Time that separates a slow line (less: some 64 kB of an answer are taken) from one that takes nothing (more)."""
MOST: Final = 512
"""Connections at once, unless the settings say otherwise: a hundred people who exercise, and a browser's six for each
of the sixty who read."""
FILES_BESIDE: Final = 128
"""File handles that are left for what is no connection: the database, recordings, pipes of processes, static files."""
BACKLOG: Final = 128
"""Connections that may wait to be accepted; asyncio tries as many times, and tells of each, where files run out."""
_AT_ONCE: Final = 8192
"""Bytes that are read in one turn of the loop: 1,400 of the smallest pieces of a body (12 ms)."""
_TOLD_AGAIN_S: Final = 60.0
_BARE: Final = (
    b"Connection: close\r\nContent-Length: 0\r\nContent-Security-Policy: default-src 'none'\r\n"
    b"X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\r\n"
)
_FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\n" + _BARE
_WRONG: Final = b"HTTP/1.1 400 Bad Request\r\n" + _BARE
_LOG = logging.getLogger("openclam.web")


class _Flow(FlowControl):
    """Lets no more in while what has come before waits to be read."""

    held = False

    def resume_reading(self) -> None:
        """The application can take more."""
        if self.held:
            self.read_paused = False
        else:
            super().resume_reading()


class Connection(H11Protocol):
    """One connection, for as long as it speaks HTTP."""

    most: ClassVar[int] = MOST
    _waiting = b""
    _taking = False
    _question: asyncio.TimerHandle | None = None
    _answer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Somebody has come."""
        super().connection_made(transport)
        self.flow: _Flow = _Flow(transport)
        if len(self.connections) > self.most:
            transport.write(_FULL)
            transport.close()
            return
        self._wait_for_question()

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is closed."""
        self._stop_question()
        self._stop_answer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Something has come: part of a question, or of what goes with it."""
        self._waiting += data
        if not self._taking:
            self._take()

    def _take(self) -> None:
        """Read what has come, a part at a time where it may be made of very many pieces."""
        self._taking = False
        if self.transport.is_closing():
            self._waiting = b""
            return
        size = len(self._waiting) if self._asked and not self._in_pieces else _AT_ONCE
        part, self._waiting = self._waiting[:size], self._waiting[size:]
        super().data_received(part)
        if self.transport.get_protocol() is not self:
            return  # it is a socket now, to which nobody has spoken yet
        if self._asked:
            self._stop_question()
        else:
            self._wait_for_question()
        self.flow.held = bool(self._waiting)
        if self._waiting:
            self.transport.pause_reading()
            self._taking = True
            self.loop.call_soon(self._take)
        elif not self.flow.read_paused:
            self.transport.resume_reading()

    @property
    def _asked(self) -> bool:
        """Whether a question is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def _in_pieces(self) -> bool:
        """Whether what goes with it comes in pieces of a size that the client chooses."""
        return any(name == b"transfer-encoding" for name, _ in self.headers)

    def on_response_complete(self) -> None:
        """The answer is on its way; the next question has its own time, however little of it comes at a time."""
        self._stop_question()
        self._wait_for_question()
        super().on_response_complete()
        if self._asked:  # it has come already
            self._stop_question()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on it is a socket, which looks after itself."""
        self._stop_question()
        self._stop_answer()
        super().handle_websocket_upgrade(event)

    def send_400_response(self, _msg: str) -> None:
        """What has come is no HTTP; whatever was being answered is not, and nobody complains of it in the log."""
        if self._asked:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self.transport.abort()
                return
        self.transport.write(_WRONG)
        self.transport.close()

    def pause_writing(self) -> None:
        """The client does not take what it is sent."""
        super().pause_writing()
        if self._answer is None:
            self._answer = self.loop.call_later(ANSWER_S, self.transport.abort)

    def resume_writing(self) -> None:
        """It does again."""
        self._stop_answer()
        super().resume_writing()

    def _wait_for_question(self) -> None:
        if self._question is None:
            self._question = self.loop.call_later(QUESTION_S, self.transport.abort)

    def _stop_question(self) -> None:
        if self._question is not None:
            self._question.cancel()
            self._question = None

    def _stop_answer(self) -> None:
        if self._answer is not None:
            self._answer.cancel()
            self._answer = None


def connection_class(most: int) -> type[Connection]:
    """The protocol for a site with at most so many connections, and no more than the system gives it files for."""
    files = _files()
    return type("Connection", (Connection,), {"most": most if files is None else min(most, files)})


def tell_seldom(loop: asyncio.AbstractEventLoop) -> None:
    """Have the loop tell that files run out once a minute, not once for each connection that could not be accepted."""
    told_s = -_TOLD_AGAIN_S

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal told_s
        if "accept() out of system resource" not in str(context.get("message")):
            loop.default_exception_handler(context)
        elif loop.time() - told_s >= _TOLD_AGAIN_S:
            told_s = loop.time()
            _LOG.error("No more connections can be accepted: %s. Raise the limit of open files.", context["exception"])

    loop.set_exception_handler(handle)


def _files() -> int | None:
    """File handles that connections may take, after asking for as many as this user may have; None where unlimited."""
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * MOST if hard == resource.RLIM_INFINITY else min(4 * MOST, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return None if soft == resource.RLIM_INFINITY else max(soft - FILES_BESIDE, soft // 4)
