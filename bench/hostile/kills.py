"""A site that is killed while people save, send recordings and exercise: what it acknowledged is there afterwards."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final

from bench.hostile.frames import HELLO, POINTS, UPGRADE, frame
from bench.hostile.media import seeds
from bench.hostile.running import EXAMPLE, RECORDINGS, RunningSite, gone, start
from openclam.web.site.store import new_key

ENDS_S: Final = 30.0
"""For the processes of a killed site to end by themselves."""
_AT_ONCE: Final = 4
_KILLED_AFTER_S: Final = ((0.02, 0.3), (0.1, 0.6), (0.5, 2.5))
"""From the first word on; the last is long enough for an engine, and for a recording to be looked at."""


def kill_rounds(folder: Path, seed: int, count: int) -> Counter[str]:
    """Kill a site `count` times, by turns over saving, sending and exercising; each starts where the last left off."""
    found: Counter[str] = Counter()
    acknowledged: dict[str, list[str]] = {}
    for number in range(count):
        random = Random(f"{seed} kill {number}")
        work = (_save, _send, _exercise)[number % 3]
        site = start(folder, live={"sessions_per_address": 100}, upload={"pose_model": "lite"})
        found["files left behind"] += len(_left(folder))
        stop = threading.Event()
        people = [
            threading.Thread(
                target=_person, args=(work, site, Random(f"{seed} {number} {one}"), stop, acknowledged, found)
            )
            for one in range(_AT_ONCE)
        ]
        for person in people:
            person.start()
        time.sleep(random.uniform(*random.choice(_KILLED_AFTER_S)))
        children = site.children()
        site.kill()
        stop.set()
        for person in people:
            person.join()
        found[f"rounds, {work.__name__.strip('_')}"] += 1
        found["children of killed sites"] += len(children)
        found["processes left behind"] += not gone(children, ENDS_S)
        found["lost acknowledged sets"] += _lost(site, acknowledged)
    found["acknowledged sets"] = sum(map(len, acknowledged.values()))
    last = start(folder)
    found["files left behind"] += len(_left(folder))
    if complaints := last.log().count("Traceback"):
        print(last.log()[-6000:], file=sys.stderr)
    found["crash"] += complaints
    last.kill()
    return found


def _person(
    work: Callable[[RunningSite, Random, dict[str, list[str]], Counter[str]], None],
    site: RunningSite,
    random: Random,
    stop: threading.Event,
    acknowledged: dict[str, list[str]],
    found: Counter[str],
) -> None:
    while not stop.is_set():
        try:
            work(site, random, acknowledged, found)
        except (OSError, ValueError):  # the site is gone, or went halfway through an answer
            time.sleep(0.01)


def _save(site: RunningSite, random: Random, acknowledged: dict[str, list[str]], found: Counter[str]) -> None:
    """Save a set, of somebody new or of somebody who was there before, and note its id once it is acknowledged."""
    key = random.choice(list(acknowledged)) if acknowledged and random.random() < 0.5 else new_key()
    document: dict[str, Any] = json.loads(EXAMPLE.read_text("utf-8"))
    document["reps"][0]["hold_s"] = random.random()
    body = json.dumps({"assessment": document, "consent": True}).encode()
    status, answer = _post(site, "/api/v1/sets", body, "application/json", f"openclam_owner={key}")
    if status == 201:
        acknowledged.setdefault(key, []).append(json.loads(answer)["id"])
    elif status:
        found[f"saving: {status}"] += 1


def _send(site: RunningSite, random: Random, _sets: dict[str, list[str]], found: Counter[str]) -> None:
    """Send a recording, some of them no further than halfway."""
    _, content = random.choice(seeds())
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + content + b"\r\n--x--\r\n"
    if random.random() < 0.3:
        with _line(site) as line:
            line.sendall(_head("/api/v1/recordings", len(part), "multipart/form-data; boundary=x") + part[:-50])
            time.sleep(0.05)
        return
    status, _ = _post(site, "/api/v1/recordings", part, "multipart/form-data; boundary=x")
    if status not in (0, 202, 429):
        found[f"sending: {status}"] += 1


def _exercise(site: RunningSite, random: Random, _sets: dict[str, list[str]], _found: Counter[str]) -> None:
    """Send frames, and end a set now and then."""
    with _line(site) as line:
        line.sendall(UPGRADE)
        line.recv(4096)
        line.sendall(frame(0x81, json.dumps(HELLO).encode()))
        for number in range(random.randrange(30)):
            line.sendall(frame(0x81, json.dumps({**POINTS, "seq": number, "t": number / 30}).encode()))
        line.sendall(frame(0x81, b'{"type": "finish"}'))
        line.recv(1 << 16)


def _lost(site: RunningSite, acknowledged: dict[str, list[str]]) -> int:
    """How many sets that were acknowledged are not in the store, or cannot be read."""
    store = site.store()
    lost = 0
    for key, ids in acknowledged.items():
        there = {kept.id for kept in store.sets(key)}
        lost += len(set(ids) - there)
    for key, ids in list(acknowledged.items())[-5:]:  # the newest whole
        lost += sum(store.get(key, set_id) is None for set_id in ids)
    store.close()
    return lost


def _left(folder: Path) -> list[Path]:
    """What of recordings lies there, and half-made files."""
    recordings = folder / RECORDINGS
    return [*(recordings.iterdir() if recordings.is_dir() else ()), *folder.glob(".openclam-*")]


def _post(site: RunningSite, path: str, body: bytes, kind: str, cookie: str = "x=y") -> tuple[int, bytes]:
    answer = b""
    with _line(site) as line:
        line.sendall(_head(path, len(body), kind, cookie) + body)
        while piece := line.recv(1 << 16):
            answer += piece
    head, _, content = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 "):
        return 0, b""
    return int(head[9:12]), content


def _head(path: str, length: int, kind: str, cookie: str = "x=y") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookie}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def _line(site: RunningSite) -> socket.socket:
    return socket.create_connection(("127.0.0.1", site.port), timeout=10)
