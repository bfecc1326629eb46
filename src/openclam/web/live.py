"""The live coach's WebSocket, /api/v1/live: one connection a person, held to limits.

A frame costs half a millisecond of work, less than handing it to another thread would, so it is done right on the event
loop, and every connection lets the others go first after each message. Only the end of a set, which may estimate loads,
goes to a thread, one at a time so that many ends at once do not hold up those who are at it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from openclam.coach.coach import Coach
from openclam.exercise import Exercise, Language, load_exercise
from openclam.web.engine import LiveSession
from openclam.web.protocol import (
    MESSAGE_BYTES,
    Begin,
    Code,
    Error,
    Feeling,
    Finish,
    Frame,
    FromClient,
    Hello,
    Problem,
    Ready,
    RefusedError,
    RepDone,
    ToClient,
    parse,
)
from openclam.web.sessions import Limits, Seat, Sessions

PATH = "/api/v1/live"

CLOSE_CODES: Final[Mapping[Code, int]] = {
    "bad_message": 4400,
    "bad_option": 4400,
    "no_session": 4400,
    "out_of_order": 4400,
    "time_backward": 4400,
    "too_long": 4400,
    "unknown_session": 4404,
    "silent": 4408,
    "taken_over": 4409,
    "too_large": 1009,
    "too_fast": 4429,
    "internal": 1011,
    "busy": 1013,
}
"""What a connection is closed with after an error; after one that is not here it stays open."""

SERVER: Final[Mapping[str, int | bool]] = {"ws_max_size": MESSAGE_BYTES, "ws_per_message_deflate": False}
"""What uvicorn is to be run with: it refuses what is too long before reading it, and packing would cost more than it
saves on numbers."""

CoachMaker = Callable[[Exercise, Language], Coach]

_log = logging.getLogger(__name__)


def live_router(
    exercise: Exercise | None = None, limits: Limits | None = None, coach: CoachMaker | None = Coach
) -> APIRouter:
    """The route of the live coach, with its own sessions.

    Args:
        exercise: the page that is coached; the built-in clamshell unless given.
        limits: on clients; see `Limits`.
        coach: makes the coach of a session; None for none.
    """
    page, held = exercise or load_exercise(), limits or Limits()
    sessions, aside = Sessions(held), ThreadPoolExecutor(1, "live-end")
    router = APIRouter()

    def begin(hello: Hello) -> LiveSession:
        return LiveSession(hello, page, None if coach is None else coach(page, hello.lang))

    @router.websocket(PATH)
    async def live(websocket: WebSocket) -> None:
        if not _same_origin(websocket):
            await websocket.close(1008)
            return
        await websocket.accept()
        await _Connection(websocket, sessions, held, aside, begin).run()

    return router


def _same_origin(websocket: WebSocket) -> bool:
    """Whether the page that asks is of this site.

    Programs that are no browsers send no origin; nothing is at risk there, as a session is known by its token and by no
    cookie.
    """
    origin = websocket.headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == websocket.headers.get("host", "")
    except ValueError:
        return False


class _Bucket:
    """Lets `rate` things a second pass, and `size` at once."""

    def __init__(self, rate: float, size: int, now_s: float) -> None:
        self._rate, self._size, self._left, self._at_s = rate, size, float(size), now_s

    def take(self, now_s: float) -> bool:
        self._left = min(self._size, self._left + self._rate * (now_s - self._at_s))
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True


class _Connection:
    """One client, from its hello to its end."""

    def __init__(
        self,
        websocket: WebSocket,
        sessions: Sessions,
        limits: Limits,
        aside: Executor,
        begin: Callable[[Hello], LiveSession],
    ) -> None:
        self._websocket, self._sessions, self._limits, self._aside, self._begin = (
            websocket, sessions, limits, aside, begin,
        )  # fmt: skip
        self._loop = asyncio.get_running_loop()
        self._bucket = _Bucket(limits.frames_per_s, limits.burst, self._loop.time())
        self._seat: Seat | None = None
        self._farewell: asyncio.Task[None] | None = None
        """Telling the connection that had the seat before: kept, as the loop itself does not hold it."""

    async def run(self) -> None:
        """Serve the client until it goes or breaks a rule."""
        try:
            await self._serve()
        except RefusedError as problem:
            await self._end(problem.code, str(problem))
        except WebSocketDisconnect:
            pass
        except _SlowError:
            _log.info("A live client did not take what it was sent and is dropped.")
            await self._end("silent", "the client does not take what it is sent")
        except Exception:
            _log.exception("A live session failed.")
            if self._seat is not None:
                self._sessions.drop(self._seat)
            await self._end("internal", "something went wrong on the server; the set cannot go on. Begin a new one.")
        finally:
            if self._seat is not None:
                self._sessions.leave(self._seat, self)

    async def _serve(self) -> None:
        hello = await self._receive(self._limits.hello_s)
        if not isinstance(hello, Hello):
            raise RefusedError("no_session", f"expected hello as the first message; got {hello.type}")
        await self._sit(hello)
        while True:
            message = await self._receive(self._limits.silent_s)
            await self._handle(message)
            await asyncio.sleep(0)  # a client with much to send must not keep the others waiting

    async def _receive(self, within_s: float) -> FromClient:
        try:
            async with asyncio.timeout(within_s):
                event = await self._websocket.receive()
        except TimeoutError:
            raise RefusedError("silent", f"expected a message within {within_s:.0f} s; none came") from None
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", 1005))
        if not self._bucket.take(self._loop.time()):
            raise RefusedError(
                "too_fast",
                f"expected {self._limits.frames_per_s:.0f} messages a second at most, after a burst of {self._limits.burst}",
            )
        text = event.get("text")
        if text is None:
            raise RefusedError("bad_message", "expected text messages with JSON; got a binary one")
        return parse(text)

    async def _sit(self, hello: Hello) -> None:
        """Take a seat, a new one or that of a session that goes on, and tell the client where it stands."""
        if hello.resume is None:
            self._sessions.check_room()
            seat = self._sessions.open(self._begin(hello))
        else:
            seat = self._sessions.find(hello.resume)
        self._seat = seat
        before = self._sessions.take(seat, self)
        if isinstance(before, _Connection):
            self._farewell = self._loop.create_task(before._be_taken_over())
        async with seat.lock:
            session = seat.session
            if hello.resume is not None:
                session.resume(hello)
            events: list[ToClient] = [
                Ready(
                    token=seat.token,
                    resumed=hello.resume is not None,
                    seq=session.seq,
                    t=session.t,
                    sets=session.sets,
                    reps=len(session.reps),
                )
            ]
            if session.finished is not None:
                events.append(session.finished)
            events += [RepDone(rep=rep, cue=None, again=True) for rep in session.reps]
            await self._tell(events)

    async def _handle(self, message: FromClient) -> None:
        assert self._seat is not None, "messages are handled once the client has a seat"
        async with self._seat.lock:
            if self._seat.holder is not self:
                raise WebSocketDisconnect(4409)
            session = self._seat.session
            match message:
                case Frame():
                    events = session.step(message)
                case Begin():
                    events = session.begin()
                case Feeling():
                    events = await self._loop.run_in_executor(self._aside, session.feel, message)
                case Finish():
                    events = await self._loop.run_in_executor(self._aside, session.finish)
                case Hello():
                    raise RefusedError("no_session", "expected one hello a connection; got another")
            await self._tell(events)

    async def _tell(self, events: Iterable[ToClient]) -> None:
        for event in events:
            text = event.model_dump_json(by_alias=True)
            try:
                async with asyncio.timeout(self._limits.send_s):
                    await self._websocket.send_text(text)
            except TimeoutError:
                raise _SlowError from None
            except RuntimeError as problem:  # closed from elsewhere, as when another connection takes over
                raise WebSocketDisconnect(1006) from problem

    async def _be_taken_over(self) -> None:
        await self._end("taken_over", "this session goes on in another window or connection")

    async def _end(self, code: Code, message: str) -> None:
        """Say why, and close; a client that does not listen any more is left alone."""
        with suppress(_SlowError, WebSocketDisconnect, RuntimeError):
            await self._tell([Error(error=Problem(code=code, message=message))])
        with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(self._limits.send_s):
                await self._websocket.close(CLOSE_CODES[code], code)


class _SlowError(Exception):
    """The client does not take what it is sent."""
