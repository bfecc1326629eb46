"""The live coach's socket on a real server: clients that mean harm, and places that are limited."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from contextlib import suppress
from dataclasses import replace

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from openclam.web.live.open_sessions import household
from openclam.web.live.protocol import MESSAGE_BYTES
from tests.live_messages import frame, hello
from tests.web.live_site import (
    GOOD,
    LIMITS,
    PATIENT,
    SIGHTINGS,
    Site,
    play,
    refused,
    say,
    serve,
    stream,
    welcomed,
)


def test_tokens_are_long_and_never_alike_and_others_are_refused(live: Site) -> None:
    async def scene() -> None:
        async with live.client() as one, live.client() as other:
            tokens = {(await welcomed(client))["token"] for client in (one, other)}
        assert len(tokens) == 2
        assert all(len(token) >= 43 for token in tokens)
        async with live.client() as guest:
            await say(guest, hello(SIGHTINGS[0], resume=tokens.pop()[:-1] + "!"))
            code, words, closed = await refused(guest)
            assert (code, closed) == ("unknown_session", 4404)
            assert not any(token[:10] in words for token in tokens)

    play(scene)


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
def test_a_harmful_message_is_refused_and_a_neighbour_is_not_disturbed(live: Site, what: str) -> None:
    message, code, close = HARM[what]

    async def scene() -> None:
        async with live.client() as neighbour, live.client() as client:
            await welcomed(neighbour)
            await welcomed(client)
            await stream(neighbour, 0, 10)
            await client.send(message)
            told, words, closed = await refused(client)
            assert (told, closed) == (code, close)
            assert words
            await stream(neighbour, 10, 40)

    play(scene)


def test_time_that_goes_backward_is_refused(live: Site) -> None:
    async def scene() -> None:
        async with live.client() as client:
            await welcomed(client)
            await stream(client, 0, 60)
            await say(client, frame(SIGHTINGS[0], 1000))
            assert (await refused(client))[::2] == ("time_backward", 4400)

    play(scene)


def test_a_wrong_option_is_refused_in_words(live: Site) -> None:
    async def scene() -> None:
        async with live.client() as client:
            await say(client, hello(SIGHTINGS[0], height_cm=20))
            code, words, _ = await refused(client)
            assert code == "bad_option"
            assert "100 to 230" in words

    play(scene)


def test_the_first_message_must_be_hello_and_soon(live: Site) -> None:
    async def scene() -> None:
        async with live.client() as client:
            await say(client, GOOD)
            assert (await refused(client))[::2] == ("no_session", 4400)
        async with live.client() as client:
            assert (await refused(client))[::2] == ("silent", 4408)

    play(scene)


def test_a_message_too_long_is_cut_off_by_the_server(live: Site) -> None:
    async def scene() -> None:
        for text in ("x" * (MESSAGE_BYTES + 1), "x" * 10_000_000):
            async with live.client(max_size=None) as client:
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


def test_a_silent_client_is_dropped_and_its_session_waits(live: Site) -> None:
    async def scene() -> None:
        async with live.client() as client:
            token = (await welcomed(client))["token"]
            await stream(client, 0, 10)
            assert (await refused(client))[::2] == ("silent", 4408)
        async with live.client() as client:
            assert (await welcomed(client, resume=token))["seq"] == 9

    play(scene)


@pytest.mark.slow
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

    caplog.set_level(logging.INFO, "openclam.web.live.routes")
    with serve(PATIENT) as site:
        play(lambda: scene(site))


def test_an_abrupt_end_harms_nobody(live: Site) -> None:
    async def scene() -> None:
        async with live.client() as neighbour:
            await welcomed(neighbour)
            for cut in range(5):
                async with live.client() as client:
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
def test_a_page_of_another_site_is_not_let_in(live: Site, origin: str) -> None:
    async def scene() -> None:
        with pytest.raises(InvalidStatus) as refusal:
            async with live.client(origin=origin):
                pass
        assert refusal.value.response.status_code == 403

    play(scene)


def test_a_page_of_this_site_is_let_in(live: Site) -> None:
    async def scene() -> None:
        async with live.client(origin=f"http://127.0.0.1:{live.port}") as client:
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
