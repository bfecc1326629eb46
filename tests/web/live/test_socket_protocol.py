"""Every frame of a socket counts: pings, pongs and pieces too, and no burst of them keeps others waiting."""

from __future__ import annotations

import asyncio
import time

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from openclam.web.live.socket_protocol import BURST, CountedSocket
from tests.web.live_site import PATIENT, Site, hear, play, say, serve, welcomed
from tests.web.raw import UPGRADE, ends_within, frame, line, rest

TEXT, CONT, PING, PONG = 0x81, 0x00, 0x89, 0x8A
FLOODS = {
    "pings": frame(PING) * 100_000,
    "pongs": frame(PONG) * 100_000,
    "empty pieces": frame(0x01) + frame(CONT) * 100_000,
    "empty messages": frame(TEXT) * 100_000,
    "messages in two pieces": (frame(0x01, b"{") + frame(0x80, b"}")) * 60_000,
    "pings with words": frame(PING, b"x" * 100) * 6_000,
}


@pytest.mark.parametrize("what", FLOODS)
def test_a_flood_of_frames_ends_and_is_read_a_little_at_a_time(
    live: Site, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read in one go, one of these took 0.5 to 1.4 s of the site's only thread; a neighbour is answered meanwhile."""
    read: list[int] = []
    true_read = WebSocketsSansIOProtocol.data_received

    def counted(self: WebSocketsSansIOProtocol, data: bytes) -> None:
        if not self.close_sent:  # what comes later is dropped, and ten thousand frames of it at most
            read.append(len(data))
        true_read(self, data)

    async def scene() -> None:
        async with live.client() as neighbour:
            await welcomed(neighbour)
            reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
            writer.write(UPGRADE)
            await reader.readuntil(b"\r\n\r\n")
            writer.write(FLOODS[what])
            for _ in range(10):
                await say(neighbour, {"type": "feeling", "effort": 3})
                await hear(neighbour, "cue")
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await asyncio.wait_for(reader.readexactly(10_000_000), 20)
            writer.transport.abort()

    monkeypatch.setattr(WebSocketsSansIOProtocol, "data_received", counted)
    play(scene)
    assert max(read) <= 8192


def test_what_waits_to_be_read_stays_small_after_the_end(live: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole messages that come on and on after the connection was closed from here; each is dropped."""
    most = 0
    true_take = CountedSocket._take

    def counted(self: CountedSocket) -> None:
        nonlocal most
        most = max(most, len(self._waiting))
        true_take(self)

    monkeypatch.setattr(CountedSocket, "_take", counted)
    with line(live.port) as raw:
        raw.sendall(UPGRADE)
        raw.recv(4096)
        try:
            for _ in range(400):
                raw.sendall(frame(TEXT, b"x" * 120) * 400)
        except ConnectionError:
            pass
    assert 0 < most < 1_000_000  # 50 MB were sent


def test_a_few_pings_and_pieces_are_nobodys_harm(live: Site) -> None:
    async def scene() -> None:
        async with live.client() as client:
            await welcomed(client)
            for _ in range(20):
                await (await client.ping())
            await client.send([*'{"type":"feeling",', '"effort":3}'])
            assert await hear(client, "cue")

    play(scene)


def test_pings_are_counted_by_their_rate(live: Site) -> None:
    with line(live.port) as raw:
        raw.sendall(UPGRADE)
        raw.recv(4096)
        for _ in range(20):
            time.sleep(0.02)
            raw.sendall(frame(PING))
        assert not ends_within(raw, 0.3)
        raw.sendall(frame(PING) * (BURST + 50))
        assert ends_within(raw, 1.5)


def test_a_message_that_is_no_text_ends_the_connection_without_a_line_in_the_log() -> None:
    with serve(PATIENT) as site:
        with line(site.port) as raw:
            raw.sendall(UPGRADE)
            raw.recv(4096)
            raw.sendall(frame(TEXT, b"\xff\xfe"))
            assert (1007).to_bytes(2, "big") in rest(raw)
        assert site.log == []
