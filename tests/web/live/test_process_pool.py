"""The live coach's engines on a real server: one that dies, fails or never starts."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection

from openclam.exercise import Exercise
from openclam.run.exercise_file import open_exercise
from openclam.setup.child import child_environment
from openclam.web.live import process_pool
from openclam.web.live.wire import Kind, packed
from tests.live_messages import hello
from tests.web.live_site import (
    GOOD,
    PATIENT,
    SIGHTINGS,
    Site,
    hear,
    play,
    refused,
    say,
    serve,
    stream,
    welcomed,
)


def children() -> set[int]:
    """The processes that this one has started."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


@pytest.mark.slow
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


def test_engines_that_end_at_once_are_not_started_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each after a longer wait, and no more after the fifth in a row, whoever comes."""
    monkeypatch.setattr(process_pool, "_AGAIN_S", 0.01)
    starts = tmp_path / "starts"

    async def scene(site: Site) -> None:
        for _ in range(2):
            async with site.client() as client:
                await say(client, hello(SIGHTINGS[0]))
                assert (await refused(client))[::2] == ("internal", 1011)
            while not [record for record in site.log if "The live coach rests" in record.getMessage()]:
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)
            assert starts.read_text() == "x" * process_pool.MOST_FAILURES

    with serve(PATIENT, command=(sys.executable, "-c", f"open({str(starts)!r}, 'a').write('x')")) as site:
        play(lambda: scene(site))
    assert len(site.log) == process_pool.MOST_FAILURES


def test_an_engine_that_ends_before_it_is_known_is_replaced_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be given every new session, and answer none."""
    lost: list[process_pool.Engine] = []

    async def scene() -> None:
        loop = asyncio.get_running_loop()
        true_exec = loop.subprocess_exec

        async def late(*args: object, **options: object) -> object:
            started = await true_exec(*args, **options)  # type: ignore[arg-type]
            await started[1].gone.wait()
            return started

        monkeypatch.setattr(loop, "subprocess_exec", late)
        monkeypatch.setattr(process_pool, "_AGAIN_S", 60.0)
        engines = process_pool.Engines(open_exercise(), 1, lost=lost.append, command=(sys.executable, "-c", "pass"))
        with pytest.raises(process_pool.EngineError):
            await engines.least_busy()
        assert len(lost) == 1
        await engines.close()

    asyncio.run(scene())


def test_an_engine_coaches_what_the_site_has_read_and_reads_no_file_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(site: Site) -> None:
        async with site.client() as client:
            ready = await welcomed(client)
            assert ready["tempo"][0]["words"] == "Ours"

    document = open_exercise().model_dump(mode="json", by_alias=True)
    document["movement"]["guide"]["out"] = {"en": "Ours", "nl": "Het onze"}
    with serve(PATIENT, command=(sys.executable, "-c", NO_FILES), exercise=Exercise.model_validate(document)) as site:
        play(lambda: scene(site))


NO_FILES = """
from openclam.exercise import loader
from openclam.web.live import engine_process

def nothing(*_):
    raise AssertionError("an exercise file is read once more")

loader.read_toml = nothing
engine_process.main()
"""
BREAKS = """
from openclam.web.live import engine_process
from openclam.pose.landmarks import Landmarks
from openclam.web.live.session import LiveSession

def broken(*_):
    raise ZeroDivisionError("secret of the house")

LiveSession.step = broken
engine_process.main()
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


def test_an_engine_whose_site_was_killed_ends_without_a_word() -> None:
    """It may have an answer to write; that is no fault of the session."""
    exercise = packed(Kind.EXERCISE, 0, open_exercise().model_dump_json(by_alias=True).encode())
    greeting = packed(Kind.OPEN, 1, b"token\n" + json.dumps(hello(SIGHTINGS[0])).encode())
    with subprocess.Popen(
        process_pool.ENGINE, env=child_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as engine:  # fmt: skip
        assert engine.stdin is not None
        assert engine.stdout is not None
        assert engine.stderr is not None
        engine.stdout.close()
        engine.stdin.write(exercise + greeting)
        engine.stdin.flush()
        assert engine.stderr.read() == b""
        assert engine.wait(60) == 0
