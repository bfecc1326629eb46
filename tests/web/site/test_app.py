"""The whole site: started as a user starts it, and walked through with a real browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import openclam
from openclam.cli.serve import address_of, listen
from openclam.errors import OpenClamError, UsageError
from openclam.web.live.routes import live_router
from tests.web.conftest import RunningSite

BEGIN = """
import signal
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # a command that outlives its terminal (nohup) is born deaf to it
from openclam.cli.main import main
main()
"""


def serve(*options: str, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(openclam.__file__).parents[1]), "XDG_DATA_HOME": str(folder)}
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN, "serve", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_serve_says_where_it_is_and_stops_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C, a system that shuts down, a terminal that is closed: each lets the database be closed first."""
    process = serve("--port", "0", folder=tmp_path)
    assert process.stdout is not None
    line = process.stdout.readline()
    address = line.split()[3]
    assert urlsplit(address).hostname == "127.0.0.1"
    with socket.create_connection(("127.0.0.1", urlsplit(address).port or 0)) as raw:
        raw.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert b'"status":"ok"' in answer
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert process.returncode in (0, 130, -signal.SIGINT, -signal.SIGTERM)
    assert "Traceback" not in said
    kept = sorted(path.name for path in (tmp_path / "openclam").iterdir())
    assert kept == ["openclam.sqlite3", "openclam.sqlite3-reserve"]  # no log is left: it was closed


def test_a_port_that_is_taken_is_told_in_words(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OpenClamError, match=f"port {port} of 127.0.0.1 is taken"):
            listen("127.0.0.1", port)
        process = serve("--port", str(port), folder=tmp_path)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "Traceback" not in err
    assert "--port" in err


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "a" * 300])
def test_a_host_that_is_not_ours_is_told_in_words(host: str) -> None:
    with pytest.raises(UsageError, match="--host"):
        listen(host, 0)


def test_the_address_is_one_that_a_browser_takes() -> None:
    with listen("0.0.0.0", 0) as everywhere:
        assert address_of(everywhere).startswith("http://localhost:")


def test_a_missing_part_names_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from openclam.cli.serve import serve as command

    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(UsageError, match=r"pip install 'openclam\[site\]'"):
        command()


def test_the_live_coach_is_part_of_the_site(site: RunningSite) -> None:
    paths = {route.path for route in live_router().routes}  # type: ignore[attr-defined]
    assert paths == {"/api/v1/live"}
    answer = site.browser.get("/api/v1/live", headers={
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
    })  # fmt: skip
    assert answer.status_code == 101
    refused = site.browser.get("/api/v1/live", headers={
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", "Origin": "https://evil.example",
    })  # fmt: skip
    assert refused.status_code == 403


def test_a_video_is_sent_and_refused_by_the_form(site: RunningSite, chromium: Any, tmp_path: Path) -> None:
    text = tmp_path / "clip.mp4"
    text.write_text("this is no video")
    page = chromium.new_page()
    page.goto(f"{site.address}nl/recording")
    page.set_input_files("#file", text)
    page.click("text=Verstuur en beoordeel")
    assert "geen video" in page.inner_text("[role=alert]")
    page.close()
