"""The live coach's WebSocket, /api/v1/live: one connection a person, held to limits.

Here are the connections, the tokens and the limits, and nothing else: the sessions themselves live in engine processes
(`openclam.web.live.process_pool`), which get each message as it came and answer what is to go back. So a frame costs
this process a tenth of a millisecond, and the pages of the site are served while people exercise.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, WebSocket, WebSocketDisconnect

from openclam.exercise import Exercise, Language
from openclam.run.exercise_file import open_exercise
from openclam.web.live.bucket import Bucket
from openclam.web.live.open_sessions import SessionHandle, SessionLimits, Sessions
from openclam.web.live.process_pool import ENGINE, Engine, EngineError, Engines
from openclam.web.live.protocol import MESSAGE_BYTES, Code, Error, Hello, Problem, RefusedError, parse
from openclam.web.live.socket_protocol import CountedSocket
from openclam.web.live.wire import Kind
from openclam.web.live.words import refused

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

SERVER: Final[Mapping[str, Any]] = {
    "ws": CountedSocket,
    "ws_max_size": MESSAGE_BYTES,
    "ws_per_message_deflate": False,
}
"""What uvicorn is to be run with: it refuses what is too long before reading it, and counts every frame. Packing would
cost more than it saves on numbers."""

_LOST = "something went wrong on the server; the set cannot go on. Begin a new one."
_log = logging.getLogger(__name__)


def live_router(
    limits: SessionLimits | None = None,
    *,
    exercise: Exercise | None = None,
    processes: int | None = None,
    command: Sequence[str] = ENGINE,
) -> APIRouter:
    """The route of the live coach, with its own sessions and the processes in which they live.

    Args:
        limits: on clients; see `SessionLimits`.
        exercise: the page that is coached; the built-in clamshell unless given.
        processes: how many engine processes at most; by default as many as suit the machine.
        command: what starts one.
    """
    held = limits or SessionLimits()
    sessions = Sessions(held)

    def lost(engine: Engine) -> None:
        for handle in sessions.of_engine(engine):
            sessions.drop(handle)
            if isinstance(handle.holder, _Connection):
                handle.holder.lose()

    engines = Engines(exercise or open_exercise(), processes, lost=lost, command=command)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await engines.close()

    router = APIRouter(lifespan=lifespan)

    @router.websocket(PATH)
    async def live(websocket: WebSocket) -> None:
        if not _same_origin(websocket):
            await websocket.close(1008)
            return
        await websocket.accept()
        await _Connection(websocket, sessions, held, engines).run()

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


class _Connection:
    """One client, from its hello to its end."""

    def __init__(self, websocket: WebSocket, sessions: Sessions, limits: SessionLimits, engines: Engines) -> None:
        self._websocket, self._sessions, self._limits, self._engines = websocket, sessions, limits, engines
        self._loop = asyncio.get_running_loop()
        self._bucket = Bucket(limits.frames_per_s, limits.burst, self._loop.time())
        self._handle: SessionHandle | None = None
        self._lang: Language = "en"
        self._waits_since_s: float | None = None
        """Since when the client is waited for; None while it waits for an answer."""
        self._silence: asyncio.TimerHandle | None = None
        self._aside: set[asyncio.Task[None]] = set()
        """Telling a client why its connection ends: kept, as the loop itself does not hold them."""

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
        except Exception as problem:
            if not isinstance(problem, EngineError):  # of that the engine has told
                _log.exception("A live connection failed.")
            if self._handle is not None:
                self._sessions.drop(self._handle)
            await self._end("internal", _LOST)
        finally:
            if self._silence is not None:
                self._silence.cancel()
            if self._handle is not None:
                self._sessions.leave(self._handle, self)

    def lose(self) -> None:
        """The engine has lost the session."""
        self._end_soon("internal", _LOST)

    async def _serve(self) -> None:
        self._listen_for(self._limits.hello_s)
        text = await self._receive()
        hello = parse(text)
        if not isinstance(hello, Hello):
            raise RefusedError("no_session", f"expected hello as the first message; got {hello.type}")
        self._lang = hello.lang
        handle = await self._attach(hello, text)
        self._listen_for(self._limits.silent_s)
        while True:
            message = (await self._receive()).encode("utf-8", "replace")
            async with handle.lock:
                if handle.holder is not self:
                    raise WebSocketDisconnect(4409)
                await self._tell(await handle.engine.ask(Kind.MESSAGE, handle.number, message))
                handle.used = True

    async def _receive(self) -> str:
        self._waits_since_s = self._loop.time()
        event = await self._websocket.receive()
        self._waits_since_s = None
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", 1005))
        if not self._bucket.take(self._loop.time()):
            raise RefusedError(
                "too_fast",
                f"expected {self._limits.frames_per_s:.0f} messages a second at most, "
                f"after a burst of {self._limits.burst}",
            )
        text: str | None = event.get("text")
        if text is None:
            raise RefusedError("bad_message", "expected text messages with JSON; got a binary one")
        if len(text) > MESSAGE_BYTES:
            raise RefusedError("too_large", f"expected a message of {MESSAGE_BYTES} bytes at most; got a longer one")
        return text

    def _listen_for(self, within_s: float) -> None:
        """End the connection once the client has been waited for so long.

        One timer that looks now and then: setting one for every message would cost as much as taking it.
        """
        if self._silence is not None:
            self._silence.cancel()
        now = self._loop.time()
        left_s = within_s if self._waits_since_s is None else self._waits_since_s + within_s - now
        if left_s > 0:
            self._silence = self._loop.call_later(left_s, self._listen_for, within_s)
        else:
            self._end_soon("silent", f"expected a message within {within_s:.0f} s; none came")

    async def _attach(self, hello: Hello, text: str) -> SessionHandle:
        """Take a handle, a new one or that of a session that goes on, and tell the client where it stands."""
        if hello.resume is None:
            handle, kind = await self._new_session(), Kind.OPEN
        else:
            handle, kind = self._sessions.find(hello.resume), Kind.RESUME
        self._handle = handle
        before = self._sessions.take(handle, self)
        if isinstance(before, _Connection):
            before._end_soon("taken_over", "this session goes on in another window or connection")
        async with handle.lock:
            payload = f"{handle.token}\n{text}".encode("utf-8", "replace")
            await self._tell(await handle.engine.ask(kind, handle.number, payload))
        return handle

    async def _new_session(self) -> SessionHandle:
        address = "" if self._websocket.client is None else self._websocket.client.host
        self._sessions.check_room(address)
        engine = await self._engines.least_busy()
        try:
            return self._sessions.open(engine, address)
        except RefusedError:  # others were quicker while the engine started
            engine.sessions -= 1
            raise

    async def _tell(self, texts: Iterable[str]) -> None:
        for text in texts:
            try:
                async with asyncio.timeout(self._limits.send_s):
                    await self._websocket.send_text(text)
            except TimeoutError:
                raise _SlowError from None
            except RuntimeError as problem:  # closed from elsewhere, as when another connection takes over
                raise WebSocketDisconnect(1006) from problem

    def _end_soon(self, code: Code, message: str) -> None:
        """As `_end`, from where nothing waits for it; the connection then hears that it is closed."""
        task = self._loop.create_task(self._end(code, message))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _end(self, code: Code, message: str) -> None:
        """Say why, and close; a client that does not listen any more is left alone."""
        error = Error(error=Problem(code=code, message=refused(code, message, self._lang)))
        with suppress(_SlowError, WebSocketDisconnect, RuntimeError):
            await self._tell([error.model_dump_json(by_alias=True)])
        with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(self._limits.send_s):
                await self._websocket.close(CLOSE_CODES[code], code)


class _SlowError(Exception):
    """The client does not take what it is sent."""
