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
_TOLD_AGAIN_S: Final = 60.0
_BARE: Final = (
    b"Connection: close\r\nContent-Length: 0\r\nContent-Security-Policy: default-src 'none'\r\n"
    b"X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\r\n"
)
_FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\n" + _BARE
_WRONG: Final = b"HTTP/1.1 400 Bad Request\r\n" + _BARE
_LOG = logging.getLogger("openclam.web")


class Connection(H11Protocol):
    """One connection, for as long as it speaks HTTP."""

    most: ClassVar[int] = MOST
    _question: asyncio.TimerHandle | None = None
    _answer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Somebody has come."""
        super().connection_made(transport)
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
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_question()
        elif self.transport.get_protocol() is self:
            self._wait_for_question()

    def on_response_complete(self) -> None:
        """The answer is on its way; the next question has its own time, however little of it comes at a time."""
        self._stop_question()
        self._wait_for_question()
        super().on_response_complete()
        if self.cycle is not None and not self.cycle.response_complete:  # it has come already
            self._stop_question()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on it is a socket, which looks after itself."""
        self._stop_question()
        self._stop_answer()
        super().handle_websocket_upgrade(event)

    def send_400_response(self, _msg: str) -> None:
        """What has come is no HTTP; whatever was being answered is not, and nobody complains of it in the log."""
        if self.cycle is not None and not self.cycle.response_complete:
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
