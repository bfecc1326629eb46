"""The live coach's socket on a real server, and a client that speaks with it."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from openclam.exercise import Exercise
from openclam.web.live.open_sessions import SessionLimits
from openclam.web.live.process_pool import ENGINE
from openclam.web.live.routes import PATH, SERVER, live_router
from tests.live_messages import frame, hello
from tests.sessions import session
from tests.web.live.test_session import recorded

SIGHTINGS = session().landmarks_by_frame
NAME = "deve-frontal-00"
GOOD = frame(SIGHTINGS[0], 0)
LIMITS = SessionLimits(
    sessions=60, sessions_per_address=60, frames_per_s=4000, burst=4000, kept_s=0.6, hello_s=2, silent_s=2, send_s=0.5
)  # fmt: skip
"""Short times, so that the tests are quick, yet longer than a loaded machine keeps a client from speaking; and room for
a set sent faster than it was filmed."""
PATIENT = replace(LIMITS, hello_s=10, silent_s=30)
"""For a site whose engine starts while the clients wait."""


@dataclass(frozen=True)
class Site:
    port: int
    log: list[logging.LogRecord]

    @asynccontextmanager
    async def client(self, **options: Any) -> AsyncIterator[ClientConnection]:
        async with connect(f"ws://127.0.0.1:{self.port}{PATH}", open_timeout=10, ping_interval=None, **options) as one:
            yield one


@contextmanager
def serve(
    limits: SessionLimits, *, processes: int = 1, command: Sequence[str] = ENGINE, exercise: Exercise | None = None
) -> Iterator[Site]:
    """The router alone on a real server in a thread of its own, with what it logs."""
    app = FastAPI()
    app.include_router(live_router(limits, exercise=exercise, processes=processes, command=command))
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, ws_ping_interval=None, **SERVER)  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        records: list[logging.LogRecord] = []
        handler = logging.Handler()
        handler.emit = records.append  # type: ignore[method-assign]
        watched = [
            logging.getLogger(name)
            for name in ("uvicorn.error", "openclam.web.live.routes", "openclam.web.live.process_pool")
        ]
        for logger in watched:
            logger.addHandler(handler)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Site(listening.getsockname()[1], records)
        server.should_exit = True
        thread.join(10)
        for logger in watched:
            logger.removeHandler(handler)
    assert not thread.is_alive()


def play(scene: Callable[[], Awaitable[None]]) -> None:
    async def within_reason() -> None:
        async with asyncio.timeout(30):
            await scene()

    asyncio.run(within_reason())


async def say(client: ClientConnection, message: dict[str, Any]) -> None:
    await client.send(json.dumps(message))


async def hear(client: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of one kind; others before it are passed over."""
    while True:
        message = json.loads(await client.recv())
        if message["type"] == kind:
            return message


async def welcomed(client: ClientConnection, **told: Any) -> dict[str, Any]:
    await say(client, hello(SIGHTINGS[0], **told))
    return await hear(client, "ready")


async def refused(client: ClientConnection) -> tuple[str, str, int]:
    """The code and words of the refusal, and what the connection was closed with."""
    problem = (await hear(client, "error"))["error"]
    with pytest.raises(ConnectionClosed) as closed:  # noqa: PT012  # what was on its way may still come
        while True:
            await client.recv()
    assert closed.value.rcvd is not None
    return problem["code"], problem["message"], closed.value.rcvd.code


async def stream(client: ClientConnection, first: int, last: int) -> list[dict[str, Any]]:
    """Send pictures first to last as fast as they are taken; everything that was answered up to the last one's
    state."""
    events: list[dict[str, Any]] = []

    async def listen() -> None:
        while True:
            events.append(json.loads(await client.recv()))

    listening = asyncio.create_task(listen())
    for seq in range(first, last):
        await say(client, frame(SIGHTINGS[seq], seq))
    while not any(event["type"] == "state" and event["seq"] >= last - 3 for event in events):
        if listening.done():
            listening.result()
        await asyncio.sleep(0.01)
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    return events


def as_recorded() -> list[dict[str, str]]:
    result = recorded(NAME)
    assert result is not None
    return [{finding.statement: finding.verdict.value for finding in rep.findings} for rep in result.reps]


def as_told(reps: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{finding["statement"]: finding["verdict"] for finding in rep["findings"]} for rep in reps]
