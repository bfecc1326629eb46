"""The hostile bench: a short run finds no fault, and each kind of fault is seen where there is one."""

from __future__ import annotations

import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench.hostile import decode, kills, media, questions
from bench.hostile.__main__ import FAULTS, QUICK, faults, run
from openclam.capture import VideoFile
from openclam.web.site.store import Store


@pytest.mark.slow
@pytest.mark.networks
def test_a_short_run_finds_no_fault() -> None:
    found = run(QUICK, seed=1)
    assert faults(found) == dict.fromkeys(FAULTS, 0), found
    door, asked, exercised = found["recordings, front door"], found["requests"], found["frames"]
    assert door["202"] + door["415"] == QUICK["media"]
    assert sum(count for status, count in asked.items() if status.isdigit() or status == "closed") == QUICK["requests"]
    assert {"200", "303", "404", "405", "422"} <= set(asked)
    assert exercised["frames"] == QUICK["frames"]
    assert found["recordings, decoded"]["refused"] + found["recordings, decoded"]["read"] == QUICK["media"]
    assert found["kills"]["acknowledged sets"] > 0
    assert found["kills"]["children of killed sites"] > 0


def test_the_seeds_are_whole_recordings_of_many_kinds(tmp_path: Path) -> None:
    """Were they refused as they are, the changed ones would be refused for the wrong reason."""
    assert len(media.seeds()) >= 10
    for name, content in media.seeds():
        path = tmp_path / name
        path.write_bytes(content)
        with VideoFile(path) as video:
            assert sum(1 for _ in video) >= 8


def test_the_same_seed_gives_the_same_files() -> None:
    files = [media.hostile_file(3, number) for number in range(20)]
    assert files == [media.hostile_file(3, number) for number in range(20)]
    assert files != [media.hostile_file(4, number) for number in range(20)]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("print('read', flush=True); import os; os.kill(os.getpid(), 9)", {"read": 1, "crash": 1}),
        ("print('read', flush=True); 1 / 0", {"read": 1, "crash": 1}),
        ("import time; print('refused', flush=True); time.sleep(60)", {"refused": 1, "hang": 1}),
    ],
    ids=["killed", "traceback", "hangs"],
)
def test_a_decoder_that_dies_or_hangs_is_counted(
    monkeypatch: pytest.MonkeyPatch, program: str, expected: dict[str, int]
) -> None:
    monkeypatch.setattr(decode, "COMMAND", (sys.executable, "-c", program))
    monkeypatch.setattr(decode, "DEADLINE_S", 0.5)
    assert decode.decode(1, 2, workers=1) == Counter(expected)


@contextmanager
def server(answer: bytes) -> Iterator[Any]:
    """A site that gives everybody the same answer; where that is empty, none at all."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with ExitStack() as kept, suppress(OSError):  # until it listens no more
                while True:
                    line = kept.enter_context(listening.accept()[0])
                    line.recv(65536)
                    if answer:
                        line.sendall(answer)
                        line.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield SimpleNamespace(port=listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.1 500 X\r\nContent-Security-Policy: x\r\n\r\n", "crash"),
        (b"HTTP/1.1 200 X\r\n\r\n", "without headers"),
        (b"", "hang"),
        (b"HTTP/1.1 503 X\r\nContent-Security-Policy: x\r\n\r\n", ""),
    ],
)
def test_a_wrong_answer_is_counted(monkeypatch: pytest.MonkeyPatch, answer: bytes, fault: str) -> None:
    monkeypatch.setattr(questions, "DEADLINE_S", 0.3)
    monkeypatch.setattr(questions, "_PATIENCE_S", 0.1)
    with server(answer) as site:
        found = questions.ask(site, 1, 3)
    assert {name: found[name] for name in FAULTS if found[name]} == ({fault: 3} if fault else {})


def test_every_route_of_the_site_is_asked() -> None:
    addresses = {path for path, _ in questions.routes()}
    assert {"/api/v1/sets/{set_id}", "/{lang}/recording/{job_id}/save", "/api/v1/live", "/{lang}/report"} <= addresses


def test_a_set_that_was_acknowledged_and_is_not_there_is_counted(tmp_path: Path) -> None:
    def site() -> Store:
        return Store(f"sqlite:///{tmp_path / 'history.sqlite3'}")

    assert kills._lost(SimpleNamespace(store=site), {"k" * 43: ["never-saved"]}) == 2  # type: ignore[arg-type]
