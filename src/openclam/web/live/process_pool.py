"""The engine processes of the live coach, as the site sees them: it asks, they answer, and one that dies is replaced.

A session lives in one process for all its time. The site alone knows the connections and the tokens, so that a client
that comes back is led to the process that has its session. Nothing but numbers, and bytes as they came, goes over.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from openclam.exercise import Exercise
from openclam.setup.child import child_environment, python_module
from openclam.web.live.protocol import Code, RefusedError
from openclam.web.live.wire import Inbox, Kind, packed

ENGINE: Final = python_module("openclam.web.live.engine_process")
_ONE_THREAD: Final = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""The networks of the lifter are so small that threads would only wait for each other."""
_ENDS_WITHIN_S: Final = 2.0
_AGAIN_S: Final = 1.0
"""An engine that ended without an answer is not replaced at once, and each such in a row after twice the time: what
ended it may end the next one too."""
MOST_FAILURES: Final = 5
"""After so many in a row none is started any more until somebody comes, and then one a minute at most."""
_RESTS_S: Final = 60.0

_log = logging.getLogger(__name__)


class EngineError(Exception):
    """The engine failed over a message, or its process ended."""


def usual_count() -> int:
    """How many engine processes a machine is given at most: one for each core.

    The site's own process takes part of a core too; but with one engine less, the sessions of that one wait for each
    other while cores are idle.
    """
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@dataclass(slots=True)
class _Asked:
    """A packet that waits for its answer, and what of that has come."""

    answer: asyncio.Future[list[str]]
    told: list[str] = field(default_factory=list)


class Engine(asyncio.SubprocessProtocol):
    """One process. Each session has one question open at most."""

    def __init__(self, died: Callable[[Engine], None]) -> None:
        self.sessions = 0
        """How many sessions it has."""
        self.answered = False
        """Whether anything ever came of it: what ended it then is no fault of its start."""
        self._died = died
        self._asked: dict[int, _Asked] = {}
        self._inbox = Inbox()
        self._transport: asyncio.SubprocessTransport | None = None
        self._to_send: list[bytes] = []
        self.ended = False
        self.gone = asyncio.Event()
        """The process has ended and its pipes are closed."""

    async def ask(self, kind: Kind, number: int, payload: bytes) -> list[str]:
        """Send a packet and wait for the answer: messages for the client.

        Raises:
            RefusedError: the engine does not take the message.
            EngineError: it failed, or its process ended; the session is lost.
        """
        if self.ended:
            raise EngineError("the engine's process has ended")
        asked = self._asked[number] = _Asked(asyncio.get_running_loop().create_future())
        self.send(packed(kind, number, payload))
        return await asked.answer

    def forget(self, number: int) -> None:
        """The session is over."""
        self.sessions -= 1
        if not self.ended:
            self.send(packed(Kind.FORGET, number))

    def close(self) -> None:
        """Let it end: its input closes."""
        if self._transport is not None and (pipe := self._transport.get_pipe_transport(0)) is not None:
            pipe.close()

    def kill(self) -> None:
        """End it at once."""
        if self._transport is not None:
            with contextlib.suppress(ProcessLookupError):
                self._transport.kill()

    def send(self, packet: bytes) -> None:
        """Write a packet in the loop's next turn, in one go with what others send until then."""
        if not self._to_send:
            asyncio.get_running_loop().call_soon(self._write)
        self._to_send.append(packet)

    def _write(self) -> None:
        waiting, self._to_send = b"".join(self._to_send), []
        pipe = None if self._transport is None else self._transport.get_pipe_transport(0)
        if pipe is not None:
            cast(asyncio.WriteTransport, pipe).write(waiting)

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process has started."""
        self._transport = cast(asyncio.SubprocessTransport, transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002  # only one pipe is read
        """Packets have come."""
        self.answered = True
        for kind, number, payload in self._inbox.take(data):
            asked = self._asked.get(number)
            if asked is None:
                continue
            if kind is Kind.TELL:
                asked.told.append(payload.decode())
                continue
            del self._asked[number]
            if asked.answer.done():  # whoever asked is gone
                continue
            if kind is Kind.DONE:
                asked.answer.set_result(asked.told)
            elif kind is Kind.REFUSED:
                code, _, words = payload.decode().partition("\n")
                asked.answer.set_exception(RefusedError(cast(Code, code), words))
            else:
                asked.answer.set_exception(EngineError("the engine failed over a message"))

    def process_exited(self) -> None:
        """The process is gone, and its sessions with it."""
        self.ended = True
        asked, self._asked = self._asked, {}
        for one in asked.values():
            if not one.answer.done():
                one.answer.set_exception(EngineError("the engine's process has ended"))
        if self._transport is not None:
            self._transport.close()
        self._died(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # there is none where a process ends
        """Nothing more comes."""
        self.gone.set()


class Engines:
    """All engine processes of a site. Each starts when a session comes for which no other is free."""

    def __init__(
        self,
        exercise: Exercise,
        count: int | None = None,
        *,
        lost: Callable[[Engine], None],
        command: Sequence[str] = ENGINE,
    ) -> None:
        """Begin with none.

        Args:
            exercise: what is coached; each engine is sent it, so that no file is read again.
            count: how many processes at most; by default as many as suit the machine.
            lost: is told of a process that ended by itself, so that its sessions are not waited for.
            command: what starts one.
        """
        self._count, self._lost, self._command = count or usual_count(), lost, command
        self._exercise = packed(Kind.EXERCISE, 0, exercise.model_dump_json(by_alias=True).encode())
        self._failures, self._rests_until_s = 0, 0.0
        self._engines: list[Engine] = []
        self._starting = asyncio.Lock()
        self._replacing: set[asyncio.Task[None]] = set()
        self._closing = False

    async def least_busy(self) -> Engine:
        """The engine for a new session, which counts there from now on.

        Raises:
            EngineError: none can be started.
        """
        async with self._starting:
            idle = any(engine.sessions == 0 for engine in self._engines)
            if not idle and not self._replacing and len(self._engines) < self._count:
                self._check_rest()
                await self._start()
        if not self._engines:
            raise EngineError("no engine runs")
        engine = min(self._engines, key=lambda one: one.sessions)
        engine.sessions += 1
        return engine

    async def close(self) -> None:
        """End all."""
        self._closing = True
        for task in self._replacing:
            task.cancel()
        engines, self._engines = self._engines, []
        for engine in engines:
            engine.close()
        for engine in engines:
            try:
                async with asyncio.timeout(_ENDS_WITHIN_S):
                    await engine.gone.wait()
            except TimeoutError:
                engine.kill()
                await engine.gone.wait()

    def _check_rest(self) -> None:
        """Refuse to start an engine where the last ones ended without an answer, and the next trial is not due."""
        now_s = asyncio.get_running_loop().time()
        if self._failures >= MOST_FAILURES and now_s < self._rests_until_s:
            raise EngineError("engines end as soon as they start")
        self._rests_until_s = now_s + _RESTS_S

    async def _start(self) -> None:
        try:
            _, engine = await asyncio.get_running_loop().subprocess_exec(
                lambda: Engine(self._ended), *self._command, stderr=None, env=child_environment(**_ONE_THREAD)
            )
        except OSError as problem:
            raise EngineError(f"no engine can be started: {problem}") from problem
        engine.send(self._exercise)
        self._engines.append(engine)
        if engine.ended:  # before anybody knew of it
            self._ended(engine)

    def _ended(self, engine: Engine) -> None:
        if self._closing or engine not in self._engines:
            return
        self._engines.remove(engine)
        self._lost(engine)
        self._failures = 0 if engine.answered else self._failures + 1
        if self._failures >= MOST_FAILURES:
            _log.error(
                "The live coach rests: %d of its engines in a row ended without an answer. What they said stands above "
                "this line. Mend it and start the site again; until then a start is tried once a minute at most.",
                self._failures,
            )
            return
        _log.error("An engine of the live coach ended by itself; its sessions are lost, and another takes its place.")
        wait_s = 0.0 if engine.answered else _AGAIN_S * 2 ** (self._failures - 1)
        task = asyncio.get_running_loop().create_task(self._replace(wait_s))
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replace(self, wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        try:
            await self._start()
        except EngineError:
            _log.exception("An engine of the live coach could not be replaced.")
