"""Connections: however little one sends or takes, it ends, and there are no more of them than the site can bear."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from uvicorn.protocols.http.h11_impl import H11Protocol

import openclam
from openclam.web.site import body, connections
from tests.web.conftest import RunningSite, Starter
from tests.web.raw import UPGRADE, ends_within, line, rest

SAVE = (
    b"POST /api/v1/sets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"
)
HEALTH = b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n"


def answered(address: str) -> bool:
    """Whether a question is answered before long: what was held has to be let go of first."""
    deadline, answer = time.monotonic() + 20, b""
    while not answer.startswith(b"HTTP/1.1 200") and time.monotonic() < deadline:
        with line(address) as raw:
            raw.sendall(HEALTH + b"Connection: close\r\n\r\n")
            answer = rest(raw)
    return answer.startswith(b"HTTP/1.1 200")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times that a test can wait for."""
    monkeypatch.setattr(connections, "QUESTION_S", 0.4)
    monkeypatch.setattr(connections, "ANSWER_S", 0.4)
    monkeypatch.setattr(body, "GRACE_S", 0.4)


@pytest.mark.parametrize("beginning", [b"", b"GET /", HEALTH, HEALTH + b"X: " + b"y" * 500])
def test_a_line_that_asks_nothing_or_half_a_question_ends(short: None, site: RunningSite, beginning: bytes) -> None:
    with line(site.address) as raw:
        raw.sendall(beginning)
        assert ends_within(raw, 3)


@pytest.mark.parametrize("before", [b"", HEALTH + b"\r\n"], ids=["first question", "second question"])
def test_a_question_that_comes_a_byte_at_a_time_ends(short: None, site: RunningSite, before: bytes) -> None:
    """Each byte is a sign of life, and none of them buys more time."""
    with line(site.address) as raw:
        raw.sendall(before)
        began = time.monotonic()
        with pytest.raises(ConnectionError):  # noqa: PT012 - it is the site that ends this
            for byte in HEALTH * 20:
                raw.sendall(bytes([byte]))
                time.sleep(0.05)
                raw.settimeout(0.001)
                try:
                    if before and not raw.recv(4096):
                        raise ConnectionError
                except TimeoutError:
                    pass
                raw.settimeout(5)
        assert time.monotonic() - began < 5


def test_a_question_that_came_early_has_its_own_time(site: RunningSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waited behind another, and what goes with it comes later than a next question might."""
    monkeypatch.setattr(connections, "QUESTION_S", 0.4)
    with line(site.address) as raw:
        raw.sendall(HEALTH + b"\r\n" + SAVE)
        time.sleep(1.0)
        raw.sendall(b" " * 9999)
        answer = rest(raw)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 422" in answer


def test_a_client_that_does_not_take_its_answer_ends(short: None, site: RunningSite) -> None:
    with line(site.address) as raw:
        ask = b"GET /static/video/clamshell.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n"
        raw.sendall(ask * 200)
        time.sleep(1.5)
        with pytest.raises(ConnectionError):  # noqa: PT012
            for _ in range(100):
                raw.sendall(ask * 100)
                time.sleep(0.02)


def test_a_body_that_stalls_is_told_so_and_ends(short: None, site: RunningSite) -> None:
    with line(site.address) as raw:
        raw.sendall(SAVE + b'{"assess')
        answer = rest(raw)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"too_slow" in answer
    assert b"content-security-policy" in answer.lower()


def test_a_body_that_comes_too_slowly_for_its_size_ends(short: None, site: RunningSite) -> None:
    with line(site.address) as raw:
        raw.sendall(SAVE)
        began = time.monotonic()
        raw.settimeout(0.05)
        answer = b""
        while not answer and time.monotonic() - began < 5:
            raw.sendall(b" ")
            try:
                answer = raw.recv(65536)
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408")


def test_a_client_that_goes_halfway_leaves_no_line_in_the_log(
    site: RunningSite, caplog: pytest.LogCaptureFixture
) -> None:
    form = b"POST /api/v1/recordings HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    for head in (form, b"POST /api/v1/sets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"):
        with line(site.address) as raw:
            raw.sendall(head + b"Content-Length: 99999\r\n\r\n--x\r\n")
            time.sleep(0.1)
    with line(site.address) as raw:
        raw.sendall(b"\x16\x03\x01 no question at all\r\n\r\n")
        rest(raw)
    time.sleep(0.2)
    assert caplog.records == []


def test_more_connections_than_there_may_be_are_told_so(start_site: Starter) -> None:
    site = start_site(site={"connections": 8})
    site.browser.close()
    with ExitStack() as stack:
        held = [stack.enter_context(line(site.address)) for _ in range(8)]
        time.sleep(0.2)
        with line(site.address) as one_more:
            assert rest(one_more).startswith(b"HTTP/1.1 503")
        held[0].sendall(HEALTH + b"Connection: close\r\n\r\n")
        assert rest(held[0]).startswith(b"HTTP/1.1 200")
        held[0].close()
        assert answered(site.address)


def test_a_socket_counts_as_a_connection_and_its_question_has_no_deadline(short: None, start_site: Starter) -> None:
    site = start_site(site={"connections": 8})
    site.browser.close()
    time.sleep(0.5)  # its place is given back a moment later
    with ExitStack() as stack:
        sockets = [stack.enter_context(line(site.address)) for _ in range(8)]
        for raw in sockets:
            raw.sendall(UPGRADE)
            assert raw.recv(4096).startswith(b"HTTP/1.1 101")
        time.sleep(1.0)
        assert not ends_within(sockets[0], 0.2)
        with line(site.address) as one_more:
            assert rest(one_more).startswith(b"HTTP/1.1 503")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="has no limit of open files")
@pytest.mark.parametrize("files", [170, 40], ids=["room for some", "room for none"])
def test_where_files_run_out_the_log_stays_short_and_the_site_goes_on(tmp_path: Path, files: int) -> None:
    """It was 170,000 lines in a minute."""
    command = f"ulimit -n {files}; exec \"$0\" -c 'from openclam.cli.main import main; main()' serve --port 0"
    environment = {
        **os.environ, "PYTHONPATH": str(Path(openclam.__file__).parents[1]), "XDG_DATA_HOME": str(tmp_path),
    }  # fmt: skip
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(
        ["/bin/sh", "-c", command, sys.executable], stdout=subprocess.PIPE, stderr=log, env=environment, text=True
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[3]
            with ExitStack() as stack:
                for _ in range(300):
                    stack.enter_context(line(address))
                time.sleep(3)
            assert answered(address)
        finally:
            process.kill()
    assert len((tmp_path / "log").read_text().splitlines()) < 20


def test_a_body_in_very_many_pieces_is_read_a_little_at_a_time(
    site: RunningSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """600 kB of them kept the site's only thread busy for half a second."""
    read: list[int] = []
    true_read = H11Protocol.data_received

    def counted(self: H11Protocol, data: bytes) -> None:
        read.append(len(data))
        true_read(self, data)

    monkeypatch.setattr(H11Protocol, "data_received", counted)
    body = json.dumps({"answers": {}, "lang": "en", "x": "y" * 50_000}).encode()
    with line(site.address) as raw:
        raw.sendall(SAVE.replace(b"sets", b"screening").replace(b"Content-Length: 9999", b"Transfer-Encoding: chunked"))
        raw.sendall(b"".join(b"1\r\n" + bytes([byte]) + b"\r\n" for byte in body) + b"0\r\n\r\n")
        assert b"HTTP/1.1 422" in rest(raw)
    assert len(read) > 30
    assert max(read) <= 8192


def test_a_large_body_comes_whole(site: RunningSite, assessment: dict[str, Any]) -> None:
    assessment["warnings"] = ["w" * 3000] * 500
    answer = site.browser.post("/api/v1/sets", json={"assessment": assessment, "consent": True})
    assert answer.status_code == 201
    chunks = iter([json.dumps({"assessment": assessment, "consent": True}).encode()])
    answer = site.browser.post("/api/v1/sets", content=chunks, headers={"Content-Type": "application/json"})
    assert answer.status_code == 201


MALFORMED = {
    "a chunk that is none": b"POST /api/v1/sets HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Type: application/json\r\n\r\nzz\r\n",
    "no question": b"\x16\x03\x01\x02\r\n\r\n",
    "a second one that is none": HEALTH + b"\r\nrubbish\r\n\r\n",
    "a form with a zero in its head": b"POST /api/v1/recordings HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 40\r\n\r\n--x\r\nA\0: b\r\n\r\n" + b"y" * 40,
}


@pytest.mark.parametrize("what", MALFORMED)
def test_what_is_malformed_is_answered_and_fills_no_log(
    site: RunningSite, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        with line(site.address) as raw:
            raw.sendall(MALFORMED[what])
            answer = rest(raw)
        assert b" 400 " in answer
        assert b"content-security-policy" in answer.lower()
    time.sleep(0.1)
    assert caplog.records == []
