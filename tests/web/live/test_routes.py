"""The live coach's socket on a real server: whole sets, lost connections, many at a time."""

from __future__ import annotations

import asyncio
import gc
import json
import time

import pytest

from openclam.exercise import load_exercise
from openclam.pose.landmarks import Landmarks
from openclam.web.live.protocol import Frame, Hello
from openclam.web.live.session import LiveSession
from tests.live_messages import frame, hello
from tests.web.live_site import (
    LIMITS,
    PATIENT,
    SIGHTINGS,
    Site,
    as_recorded,
    as_told,
    hear,
    play,
    refused,
    say,
    serve,
    stream,
    welcomed,
)


def test_a_whole_set_over_the_wire_ends_in_the_recorded_assessment(live: Site) -> None:
    known = as_recorded()

    async def scene() -> None:
        async with live.client() as client:
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


def test_a_dropped_connection_loses_nothing(live: Site) -> None:
    async def scene() -> None:
        async with live.client() as client:
            token = (await welcomed(client))["token"]
            before = await stream(client, 0, 200)
            client.transport.abort()
        async with live.client() as client:
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


def test_a_second_window_takes_the_session_over(live: Site) -> None:
    async def scene() -> None:
        async with live.client() as first, live.client() as second:
            token = (await welcomed(first))["token"]
            await stream(first, 0, 20)
            taken = (await welcomed(second, resume=token))["seq"]
            assert 17 <= taken <= 19  # the last ones may be on their way
            assert (await refused(first))[::2] == ("taken_over", 4409)
            await stream(second, taken + 1, 40)

    play(scene)


def test_a_session_is_forgotten_after_its_time(live: Site) -> None:
    async def scene() -> None:
        async with live.client() as client:
            token = (await welcomed(client))["token"]
            await stream(client, 0, 10)
        await asyncio.sleep(LIMITS.kept_s + 0.3)
        async with live.client() as client:
            await say(client, hello(SIGHTINGS[0], resume=token))
            assert (await refused(client))[::2] == ("unknown_session", 4404)

    play(scene)


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
