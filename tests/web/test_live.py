"""The live coach's socket on a real server: whole sets, lost connections, and clients that mean harm."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from openclam.exercise import load_exercise
from openclam.pose.landmarks import Landmarks
from openclam.web.engine import LiveSession
from openclam.web.live import PATH, SERVER, live_router
from openclam.web.live_engines import ENGINE
from openclam.web.protocol import MESSAGE_BYTES, Frame, Hello
from openclam.web.sessions import Limits, household
from tests.live_messages import frame, hello
from tests.sessions import session
from tests.web.test_engine import recorded

SIGHTINGS = session().sightings
NAME = "deve-frontal-00"
LIMITS = Limits(
    sessions=60, sessions_per_address=60, frames_per_s=4000, burst=4000, kept_s=0.6, hello_s=0.5, silent_s=0.8, send_s=0.5
)  # fmt: skip
"""Short times, so that the tests are quick; and room for a set sent faster than it was filmed."""
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
def serve(limits: Limits, *, processes: int = 1, command: Sequence[str] = ENGINE) -> Iterator[Site]:
    """The router alone on a real server in a thread of its own, with what it logs."""
    app = FastAPI()
    app.include_router(live_router(limits, processes=processes, command=command))
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, ws_ping_interval=None, **SERVER)  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        records: list[logging.LogRecord] = []
        handler = logging.Handler()
        handler.emit = records.append  # type: ignore[method-assign]
        watched = [
            logging.getLogger(name) for name in ("uvicorn.error", "openclam.web.live", "openclam.web.live_engines")
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


@pytest.fixture(scope="module")
def whole() -> Iterator[Site]:
    with serve(LIMITS) as site:
        yield site


@pytest.fixture
def site(whole: Site) -> Iterator[Site]:
    """The site, on which nothing may fail behind the scenes whatever a client does."""
    whole.log.clear()
    yield whole
    assert not [record.getMessage() for record in whole.log if record.levelno >= logging.ERROR]


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
    """Send pictures first to last as fast as they are taken; everything that was answered up to the last one's state."""
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


def test_a_whole_set_over_the_wire_ends_in_the_recorded_assessment(site: Site) -> None:
    known = as_recorded()

    async def scene() -> None:
        async with site.client() as client:
            ready = await welcomed(client, height_cm=170.0)
            assert (ready["resumed"], ready["seq"], ready["reps"]) == (False, None, 0)
            events = await stream(client, 0, len(SIGHTINGS))
            reps = [event for event in events if event["type"] == "rep"]
            assert [event["rep"]["number"] for event in reps] == list(range(1, len(reps) + 1))
            assert any(event["cue"] for event in reps)
            await say(client, {"type": "finish"})
            assessment = (await hear(client, "assessment"))["assessment"]
            assert assessment["schema"] == "openclam/assessment/1"
            assert as_told(assessment["reps"]) == known
            await say(client, {"type": "feeling", "pain": 2, "effort": 4})
            assert (await hear(client, "cue"))["cue"]["kind"] == "info"
            assert (await hear(client, "assessment"))["assessment"]["reps"] == assessment["reps"]

    play(scene)


def test_a_dropped_connection_loses_nothing(site: Site) -> None:
    async def scene() -> None:
        async with site.client() as client:
            token = (await welcomed(client))["token"]
            before = await stream(client, 0, 200)
            client.transport.abort()
        async with site.client() as client:
            ready = await welcomed(client, resume=token)
            assert ready["resumed"]
            taken = ready["seq"]
            assert 197 <= taken <= 199  # the last ones may be lost on their way
            assert ready["t"] == pytest.approx(SIGHTINGS[taken].time_s)
            assert ready["reps"] == len([event for event in before if event["type"] == "rep"]) > 0
            again = [json.loads(await client.recv()) for _ in range(ready["reps"])]
            assert [event["rep"]["number"] for event in again if event["again"]] == list(range(1, ready["reps"] + 1))
            await stream(client, taken + 1, len(SIGHTINGS))
            await say(client, {"type": "finish"})
            assert as_told((await hear(client, "assessment"))["assessment"]["reps"]) == as_recorded()

    play(scene)


def test_a_second_window_takes_the_session_over(site: Site) -> None:
    async def scene() -> None:
        async with site.client() as first, site.client() as second:
            token = (await welcomed(first))["token"]
            await stream(first, 0, 20)
            taken = (await welcomed(second, resume=token))["seq"]
            assert 17 <= taken <= 19  # the last ones may be on their way
            assert (await refused(first))[::2] == ("taken_over", 4409)
            await stream(second, taken + 1, 40)

    play(scene)


def test_a_session_is_forgotten_after_its_time(site: Site) -> None:
    async def scene() -> None:
        async with site.client() as client:
            token = (await welcomed(client))["token"]
            await stream(client, 0, 10)
        await asyncio.sleep(LIMITS.kept_s + 0.3)
        async with site.client() as client:
            await say(client, hello(SIGHTINGS[0], resume=token))
            assert (await refused(client))[::2] == ("unknown_session", 4404)

    play(scene)


def test_tokens_are_long_and_never_alike_and_others_are_refused(site: Site) -> None:
    async def scene() -> None:
        async with site.client() as one, site.client() as other, site.client() as guest:
            tokens = {(await welcomed(client))["token"] for client in (one, other)}
            assert len(tokens) == 2
            assert all(len(token) >= 43 for token in tokens)
            await say(guest, hello(SIGHTINGS[0], resume=tokens.pop()[:-1] + "!"))
            code, words, closed = await refused(guest)
            assert (code, closed) == ("unknown_session", 4404)
            assert not any(token[:10] in words for token in tokens)

    play(scene)


GOOD = frame(SIGHTINGS[0], 0)
HARM: dict[str, tuple[str | bytes, str, int]] = {
    "no JSON": ("{", "bad_message", 4400),
    "NaN": (json.dumps({**GOOD, "t": float("nan")}), "bad_message", 4400),
    "too few points": (json.dumps({**GOOD, "image": GOOD["image"][:99]}), "bad_message", 4400),
    "half a body": (json.dumps({**GOOD, "image": None}), "bad_message", 4400),
    "another key": (json.dumps({**GOOD, "admin": True}), "bad_message", 4400),
    "binary": (b"\x00\xff" * 10, "bad_message", 4400),
    "a second hello": (json.dumps(hello(SIGHTINGS[0])), "no_session", 4400),
    "nesting": ('{"type":"frame","t":' + "[" * 10_000, "bad_message", 4400),
}


@pytest.mark.parametrize("what", HARM)
def test_a_harmful_message_is_refused_and_a_neighbour_is_not_disturbed(site: Site, what: str) -> None:
    message, code, close = HARM[what]

    async def scene() -> None:
        async with site.client() as neighbour, site.client() as client:
            await welcomed(neighbour)
            await welcomed(client)
            await stream(neighbour, 0, 10)
            await client.send(message)
            told, words, closed = await refused(client)
            assert (told, closed) == (code, close)
            assert words
            await stream(neighbour, 10, 40)

    play(scene)


def test_time_that_goes_backward_is_refused(site: Site) -> None:
    async def scene() -> None:
        async with site.client() as client:
            await welcomed(client)
            await stream(client, 0, 60)
            await say(client, frame(SIGHTINGS[0], 1000))
            assert (await refused(client))[::2] == ("time_backward", 4400)

    play(scene)


def test_a_wrong_option_is_refused_in_words(site: Site) -> None:
    async def scene() -> None:
        async with site.client() as client:
            await say(client, hello(SIGHTINGS[0], height_cm=20))
            code, words, _ = await refused(client)
            assert code == "bad_option"
            assert "100 to 230" in words

    play(scene)


def test_the_first_message_must_be_hello_and_soon(site: Site) -> None:
    async def scene() -> None:
        async with site.client() as client:
            await say(client, GOOD)
            assert (await refused(client))[::2] == ("no_session", 4400)
        async with site.client() as client:
            assert (await refused(client))[::2] == ("silent", 4408)

    play(scene)


def test_a_message_too_long_is_cut_off_by_the_server(site: Site) -> None:
    async def scene() -> None:
        for text in ("x" * (MESSAGE_BYTES + 1), "x" * 10_000_000):
            async with site.client(max_size=None) as client:
                await welcomed(client)
                with pytest.raises(ConnectionClosed):  # noqa: PT012  # either of them may meet the closed connection
                    await client.send(text)
                    await client.recv()
                assert client.protocol.close_code in (1006, 1009)

    play(scene)


def test_ten_thousand_frames_a_second_are_too_many() -> None:
    async def scene(site: Site) -> None:
        async with site.client() as neighbour, site.client() as client:
            await welcomed(neighbour)
            await welcomed(client)

            async def flood() -> None:
                for seq in range(10_000):
                    await say(client, {**GOOD, "t": seq / 1e4, "seq": seq})

            flooding = asyncio.create_task(flood())
            began = time.perf_counter()
            assert (await refused(client))[::2] == ("too_fast", 4429)
            with suppress(ConnectionClosed):  # all of it may have gone out before the refusal came
                await flooding
            await stream(neighbour, 0, 20)
            assert time.perf_counter() - began < 10

    with serve(replace(PATIENT, frames_per_s=60, burst=120)) as site:
        play(lambda: scene(site))
        assert not [record for record in site.log if record.levelno >= logging.ERROR]


def test_a_silent_client_is_dropped_and_its_session_waits(site: Site) -> None:
    async def scene() -> None:
        async with site.client() as client:
            token = (await welcomed(client))["token"]
            await stream(client, 0, 10)
            assert (await refused(client))[::2] == ("silent", 4408)
        async with site.client() as client:
            assert (await welcomed(client, resume=token))["seq"] == 9

    play(scene)


def test_a_client_that_takes_nothing_is_dropped_and_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    """It asks for its assessment again and again and reads none of it, until nothing more fits into the pipe."""

    async def deaf(site: Site) -> None:
        async with site.client(max_queue=1) as client:
            await say(client, hello(SIGHTINGS[0]))
            for seq, seen in enumerate(SIGHTINGS[:200]):
                await say(client, frame(seen, seq))
            try:
                while True:
                    await say(client, {"type": "finish"})
            finally:
                client.transport.abort()

    async def scene(site: Site) -> None:
        async with site.client() as neighbour:
            await welcomed(neighbour)
            harm = asyncio.create_task(deaf(site))
            while not any("did not take" in record.getMessage() for record in site.log):
                await asyncio.sleep(0.05)
            await stream(neighbour, 0, 20)
            harm.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed):
                await harm

    caplog.set_level(logging.INFO, "openclam.web.live")
    with serve(PATIENT) as site:
        play(lambda: scene(site))


def test_an_abrupt_end_harms_nobody(site: Site) -> None:
    async def scene() -> None:
        async with site.client() as neighbour:
            await welcomed(neighbour)
            for cut in range(5):
                async with site.client() as client:
                    await welcomed(client)
                    for seq in range(cut):
                        await say(client, frame(SIGHTINGS[seq], seq))
                    await say(client, {"type": "finish"})
                    client.transport.abort()
            await stream(neighbour, 0, 20)

    play(scene)


def test_a_full_site_says_so_and_has_room_again() -> None:
    async def scene(site: Site) -> None:
        async with asyncio.TaskGroup() as group:
            full = asyncio.Event()

            async def guest() -> None:
                async with site.client() as client:
                    await welcomed(client)
                    await full.wait()

            for _ in range(6):
                group.create_task(guest())
            await asyncio.sleep(0.4)
            async with site.client() as late:
                await say(late, hello(SIGHTINGS[0]))
                assert (await refused(late))[::2] == ("busy", 1013)
            full.set()
        await asyncio.sleep(0.1)
        async with site.client() as client:
            await welcomed(client)

    with serve(replace(LIMITS, sessions=6)) as site:
        play(lambda: scene(site))


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://[", "http://127.0.0.1:1"])
def test_a_page_of_another_site_is_not_let_in(site: Site, origin: str) -> None:
    async def scene() -> None:
        with pytest.raises(InvalidStatus) as refusal:
            async with site.client(origin=origin):
                pass
        assert refusal.value.response.status_code == 403

    play(scene)


def test_a_page_of_this_site_is_let_in(site: Site) -> None:
    async def scene() -> None:
        async with site.client(origin=f"http://127.0.0.1:{site.port}") as client:
            await welcomed(client)

    play(scene)


def test_one_address_does_not_take_every_place() -> None:
    async def scene(site: Site) -> None:
        async with site.client() as one, site.client() as two:
            token = (await welcomed(one))["token"]
            await welcomed(two)
            await stream(one, 0, 10)
            async with site.client() as third:
                await say(third, hello(SIGHTINGS[0]))
                assert (await refused(third))[::2] == ("busy", 1013)
            one.transport.abort()
            await asyncio.sleep(0.1)
            async with site.client() as third:  # a session that waits for its client has its place still
                await say(third, hello(SIGHTINGS[0]))
                assert (await refused(third))[::2] == ("busy", 1013)
            async with site.client() as back:  # and who comes back has it already
                assert (await welcomed(back, resume=token))["resumed"]
            await two.close()
            await asyncio.sleep(0.1)
            async with site.client() as third:
                await welcomed(third)

    with serve(replace(PATIENT, sessions_per_address=2, kept_s=30)) as site:
        play(lambda: scene(site))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("testclient", "testclient", True),
    ],
)
def test_a_household_counts_as_one_address(one: str, other: str, alike: bool) -> None:
    assert (household(one) == household(other)) is alike


def children() -> set[int]:
    """The processes that this one has started."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


@pytest.mark.skipif(sys.platform != "linux", reason="looks for its processes in /proc")
def test_an_engine_that_dies_is_told_of_and_replaced_and_the_sessions_of_others_go_on() -> None:
    async def scene(site: Site) -> None:
        before = children()
        async with site.client() as one, site.client() as other:
            token = (await welcomed(one))["token"]
            await welcomed(other)
            await stream(one, 0, 10)
            await stream(other, 0, 10)
            first, second = sorted(children() - before)
            await asyncio.sleep(1.0)  # one that has lived for a while is replaced at once
            os.kill(first, signal.SIGKILL)
            dead, alive = (one, other) if await ends(one) else (other, one)
            assert (await refused(dead))[::2] == ("internal", 1011)
            await stream(alive, 10, 60)
            async with site.client() as back:
                if dead is one:
                    await say(back, hello(SIGHTINGS[0], resume=token))
                    assert (await refused(back))[::2] == ("unknown_session", 4404)
            async with site.client() as new:
                await welcomed(new)
                await stream(new, 0, 10)
                assert len(children() - before - {first}) == 2
                assert second in children()

    async def ends(client: ClientConnection) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(client.wait_closed(), 1.0)
        return client.close_code is not None

    with serve(PATIENT, processes=2) as site:
        play(lambda: scene(site))
        assert [record.getMessage() for record in site.log if "ended by itself" in record.getMessage()]


def test_an_engine_that_cannot_be_started_is_told_without_details() -> None:
    async def scene(site: Site) -> None:
        async with site.client() as client:
            await say(client, hello(SIGHTINGS[0]))
            code, words, closed = await refused(client)
            assert (code, closed) == ("internal", 1011)
            assert "no-such-program" not in words

    with serve(PATIENT, command=("/no-such-program",)) as site:
        play(lambda: scene(site))


BREAKS = """
from openclam.web import live_engine
from openclam.pose.landmarks import Landmarks
from openclam.web.engine import LiveSession

def broken(*_):
    raise ZeroDivisionError("secret of the house")

LiveSession.step = broken
live_engine.main()
"""


def test_a_fault_of_ours_is_told_without_its_details_and_costs_nobody_else_anything(
    capfd: pytest.CaptureFixture[str],
) -> None:
    async def scene(site: Site) -> None:
        async with site.client() as neighbour, site.client() as client:
            await welcomed(neighbour)
            token = (await welcomed(client))["token"]
            await say(client, GOOD)
            code, words, closed = await refused(client)
            assert (code, closed) == ("internal", 1011)
            assert "secret" not in words
            await say(neighbour, {"type": "feeling", "effort": 3})
            assert await hear(neighbour, "cue")
            async with site.client() as back:
                await say(back, hello(SIGHTINGS[0], resume=token))
                assert (await refused(back))[::2] == ("unknown_session", 4404)

    with serve(PATIENT, command=(sys.executable, "-c", BREAKS)) as site:
        play(lambda: scene(site))
    assert "secret of the house" in capfd.readouterr().err


def test_a_set_that_ends_does_not_keep_others_waiting() -> None:
    """Loads are estimated for a second or so; the frames of others are answered meanwhile."""

    async def scene(site: Site) -> None:
        async with site.client() as client, site.client() as neighbour:
            await welcomed(client)
            await welcomed(neighbour)
            await stream(client, 0, len(SIGHTINGS))
            await say(client, {"type": "finish"})
            ended = asyncio.create_task(hear(client, "assessment"))
            waits: list[float] = []
            while not ended.done() and 4 * len(waits) + 4 <= len(SIGHTINGS):
                began = time.perf_counter()
                await stream(neighbour, 4 * len(waits), 4 * len(waits) + 4)
                waits.append(time.perf_counter() - began)
            await ended
            assert len(waits) > 1
            assert sorted(waits)[len(waits) // 2] < 0.3

    with serve(PATIENT) as site:
        play(lambda: scene(site))


def test_a_session_lets_go_of_its_pictures() -> None:
    """What it keeps is a second or so of them; those of a rep that is measured, or of a set that is over, are gone."""
    running = LiveSession(Hello.model_validate(hello(SIGHTINGS[0])), load_exercise())

    def kept() -> int:
        gc.collect()
        return sum(type(one) is Landmarks for one in gc.get_objects())

    before = kept()
    for seq, seen in enumerate(SIGHTINGS):
        running.step(Frame.model_validate(frame(seen, seq)))
    assert running.reps
    assert len(SIGHTINGS) > 200
    assert kept() - before < 50
