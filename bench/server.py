"""How many people one server coaches at once: the answer time of live sessions, and what each costs.

    python -m bench.server [--quick] [--seconds 20]

Starts the live coach's socket in a process of its own and lets 1 to 100 people do stored sessions before it at 30
pictures a second. The answer time runs from when a picture was due to be sent until the state that carries it has come
back; states come ten times a second, and pictures that no state answers are not counted. The clients work on the same
machine and take their share of it, which is told. Prints the curve and writes `bench/results/server.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect

from bench import results
from bench.recorded import read
from bench.sessions import FOLDER
from openclam.pose.landmarks import Sighting
from openclam.web.live import PATH, SERVER, live_router
from openclam.web.protocol import PROTOCOL
from openclam.web.sessions import Limits

LEVELS = (1, 10, 25, 50, 100)
RATE = 30.0
TARGET_P99_MS = 50.0
TARGET_MB = 1.0
SETTLE_S = 2.0
"""The first seconds of each level do not count: connections open, caches fill."""
SHOWN = ("deve-frontal-00", "deve-frontal-03", "deve-frontal-08", "deve-oblique-00")


@dataclass(frozen=True, slots=True)
class Level:
    """What was measured with so many sessions at once.

    Shares are of one core. `server_ms_a_picture` is processor time, all work of the server counted; 1000 / (30 · it) is how
    many sessions one core could carry at most.
    """

    sessions: int
    p50_ms: float
    p99_ms: float
    worst_ms: float
    states: int
    states_expected: int
    reps: int
    server_ms_a_picture: float
    server_core_share: float
    clients_core_share: float
    load_of_others: float
    mb_a_session: float


def serve(port: int) -> None:
    """The server process: the live coach's socket and nothing else."""
    app = FastAPI()
    app.include_router(live_router(limits=Limits(sessions=2 * max(LEVELS))))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", **SERVER)  # type: ignore[arg-type]


@cache
def bodies(name: str) -> tuple[tuple[float, ...], tuple[str, ...], tuple[int, int]]:
    """A stored session: times, the landmarks of each picture as JSON, and the picture's size."""
    sightings = read(FOLDER / f"{name}.npz").sightings
    first = sightings[0]
    return tuple(s.time_s for s in sightings), tuple(map(_body, sightings)), (first.width, first.height)


def _body(sighting: Sighting) -> str:
    seen = sighting.landmarks
    if seen is None:
        return '"image":null,"world":null}'
    size = np.array([sighting.width, sighting.height, sighting.width], float)
    image = np.column_stack([seen.image / size, seen.visibility]).ravel().tolist()
    return f'"image":{json.dumps(image)},"world":{json.dumps(seen.world.astype(float).ravel().tolist())}}}'


class Person:
    """One client, who does a stored session over and over."""

    def __init__(self, number: int, port: int) -> None:
        self._number, self._port = number, port
        self.answers: list[tuple[float, float]] = []
        """When each state came (monotonic seconds), and how long after its picture was due."""
        self.reps = 0
        self.taken = 0
        """Pictures that the server has taken."""
        self._due: list[float] = []

    async def run(self, until: float) -> None:
        """Exercise until the monotonic time `until`."""
        times, landmarks, (width, height) = bodies(SHOWN[self._number % len(SHOWN)])
        await asyncio.sleep(self._number / len(SHOWN) / RATE)  # people do not begin at the same moment
        async with connect(f"ws://127.0.0.1:{self._port}{PATH}", compression=None, open_timeout=30) as socket_:
            hello = {"type": "hello", "protocol": PROTOCOL, "width": width, "height": height}
            await socket_.send(json.dumps(hello))
            listening = asyncio.create_task(self._listen(socket_))
            began, seq, offset = time.monotonic(), 0, 3 * self._number
            while (due := began + seq / RATE) < until:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                at = (offset + seq / RATE) % times[-1]
                self._due.append(due)
                body = landmarks[int(np.searchsorted(times, at))]
                await socket_.send(f'{{"type":"frame","t":{seq / RATE:.4f},"seq":{seq},{body}')
                seq += 1
            await asyncio.sleep(0.3)
            listening.cancel()

    async def _listen(self, socket_: ClientConnection) -> None:
        async for text in socket_:
            now = time.monotonic()
            message: dict[str, Any] = json.loads(text)
            if message["type"] == "state":
                self.answers.append((now, now - self._due[message["seq"]]))
                self.taken = message["seq"] + 1
            elif message["type"] == "rep":
                self.reps += 1
            elif message["type"] == "error":
                raise SystemExit(f"the server refused a client: {message['error']}")


async def level(sessions: int, port: int, server: int, seconds: float) -> Level:
    """So many people for so long."""
    rss, began = _rss_mb(server), time.monotonic()
    people = [Person(number, port) for number in range(sessions)]
    spent, own, machine = _cpu_s(server), time.process_time(), _machine_cpu_s()
    until = began + SETTLE_S + seconds
    running = asyncio.gather(*(person.run(until) for person in people))
    await asyncio.sleep(max(0.0, until - time.monotonic()))
    grown = _rss_mb(server) - rss
    await running
    wall = time.monotonic() - began
    server_s, own_s, all_s = _cpu_s(server) - spent, time.process_time() - own, _machine_cpu_s() - machine
    counted = [1000 * took for person in people for came, took in person.answers if came >= began + SETTLE_S]
    if not counted:
        raise SystemExit(f"{sessions} sessions: no answer came")
    return Level(
        sessions=sessions,
        p50_ms=float(np.percentile(counted, 50)),
        p99_ms=float(np.percentile(counted, 99)),
        worst_ms=max(counted),
        states=len(counted),
        states_expected=round(10 * seconds * sessions),
        reps=sum(person.reps for person in people),
        server_ms_a_picture=1000 * server_s / sum(person.taken for person in people),
        server_core_share=server_s / wall,
        clients_core_share=own_s / wall,
        load_of_others=max(0.0, (all_s - server_s - own_s) / wall),
        mb_a_session=grown / sessions,
    )


def _rss_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpu_s(pid: int) -> float:
    """Processor time of a process, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _machine_cpu_s() -> float:
    """Processor time of everything on the machine, idling left out."""
    fields = [int(value) for value in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return (sum(fields[:3]) + sum(fields[5:8])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit(f"the server ended with status {server.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not begin to listen within 30 s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="6 s a level instead of 20")
    parser.add_argument("--seconds", type=float, help="how long each level lasts")
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    seconds = options.seconds or (6.0 if options.quick else 20.0)
    for name in SHOWN:
        bodies(name)
    measured = []
    for sessions in LEVELS:  # a fresh server each, so that memory is this level's own
        port = _free_port()
        # One thread for small matrices: more only wait for each other.
        alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        server = subprocess.Popen([sys.executable, "-m", "bench.server", "--serve", str(port)], env=alone)
        try:
            _wait_for(port, server)
            measured.append(asyncio.run(level(sessions, port, server.pid, seconds)))
        finally:
            server.terminate()
            server.wait(10)
    figures = {
        "pictures_a_second": RATE,
        "seconds_a_level": seconds,
        "p99_target_ms": TARGET_P99_MS,
        "mb_a_session_target": TARGET_MB,
        "levels": [asdict(one) for one in measured],
    }
    _print(measured)
    print(f"Written: {results.write('server', figures)}", file=sys.stderr)


def _print(measured: list[Level]) -> None:
    table = Table(
        "sessions", "p50 ms", "p99 ms", "worst ms", "states", "reps", "ms a picture", "server", "clients",
        "others", "MB a session",
        title=f"Live sessions at {RATE:g} pictures a second on {os.cpu_count()} cores (loads in cores)",
    )  # fmt: skip
    for one in measured:
        table.add_row(
            str(one.sessions), f"{one.p50_ms:.1f}", f"{one.p99_ms:.1f}", f"{one.worst_ms:.0f}",
            f"{one.states} of {one.states_expected}", str(one.reps), f"{one.server_ms_a_picture:.2f}",
            f"{one.server_core_share:.2f}",
            f"{one.clients_core_share:.2f}", f"{one.load_of_others:.2f}", f"{one.mb_a_session:.2f}",
        )  # fmt: skip
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
