"""How many people one server coaches at once: the answer time of live sessions, and what each costs.

    python -m bench.server [--quick] [--seconds 20] [--processes N] [--levels 1,100]

Starts the live coach's socket in a process of its own, which starts its engines, and lets 1 to 100 people do stored
sessions before it at 30 frames a second. The answer time runs from when a frame was due to be sent until the state
that carries it has come back; states come ten times a second, and frames that no state answers are not counted. The
clients (`bench.live_client`) work on the same machine and take their share of it, which is told. Then one session takes
a set of five minutes, and what it keeps in memory is counted. Prints the curve and writes `bench/results/server.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import socket
import subprocess
import sys
import time
import tracemalloc
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import uvicorn
from fastapi import FastAPI
from rich.console import Console
from rich.table import Table

from bench import results
from bench.live_client import RATE, SHOWN, Person, bodies, hello, message
from openclam.cli.serve import server_options
from openclam.coach.coach import Coach
from openclam.exercise import load_exercise
from openclam.web.live.open_sessions import SessionLimits
from openclam.web.live.process_pool import usual_count
from openclam.web.live.protocol import Frame, Hello, parse
from openclam.web.live.routes import live_router
from openclam.web.live.session import LiveSession

LEVELS = (1, 10, 25, 50, 75, 100)
TARGET_SESSIONS = 100
TARGET_P99_MS = 50.0
TARGET_MB = 1.0
SETTLE_S = 3.0
"""The first seconds of each level do not count: engines start, connections open, caches fill."""
LONG_SET_S = 300.0


@dataclass(frozen=True, slots=True)
class Level:
    """What was measured with so many sessions at once.

    Shares are of one core. `server_ms_a_picture` is processor time, all work of the server counted; 1000 / (30 · it) is
    how many sessions one core could carry at most. `site_core_share` is the part of `server_core_share` that the
    process with the connections takes, the engines the rest.
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
    site_core_share: float
    clients_core_share: float
    load_of_others: float

    @property
    def held(self) -> bool:
        """Whether everybody was answered in time."""
        return self.p99_ms < TARGET_P99_MS and self.states >= 0.95 * self.states_expected


@dataclass(frozen=True, slots=True)
class Memory:
    """What one session keeps, MB: while its set of `seconds` is being done, and once that is assessed."""

    seconds: float
    reps: int
    during_mb: float
    after_mb: float


def serve(port: int, processes: int) -> None:
    """The server process: the live coach's socket and nothing else, run as `openclam serve` runs it."""
    most = 2 * max(LEVELS)
    app = FastAPI()
    app.include_router(live_router(SessionLimits(sessions=most, sessions_per_address=most), processes=processes))
    uvicorn.run(app, host="127.0.0.1", port=port, **server_options())


async def level(sessions: int, port: int, server: int, seconds: float) -> Level:
    """So many people for so long."""
    began = time.monotonic()
    until = began + SETTLE_S + seconds
    people = [Person(number, port, until) for number in range(sessions)]
    running = asyncio.gather(*(person.run() for person in people))
    await asyncio.sleep(SETTLE_S)
    taken = sum(person.taken for person in people)
    at, spent, own, machine = time.monotonic(), _cpu_s(server), time.process_time(), _machine_cpu_s()
    site = spent[server]
    await asyncio.sleep(max(0.0, until - time.monotonic()))
    wall, after = time.monotonic() - at, _cpu_s(server)
    server_s, own_s = sum(after.values()) - sum(spent.values()), time.process_time() - own
    all_s, taken = _machine_cpu_s() - machine, sum(person.taken for person in people) - taken
    await running
    counted = [1000 * took for person in people for came, took in person.answers if came >= at]
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
        server_ms_a_picture=1000 * server_s / taken,
        server_core_share=server_s / wall,
        site_core_share=(after[server] - site) / wall,
        clients_core_share=own_s / wall,
        load_of_others=max(0.0, (all_s - server_s - own_s) / wall),
    )


def memory(seconds: float) -> Memory:
    """One session through a long set, its allocations counted by Python itself (NumPy tells it of its arrays)."""
    pictures = [message(SHOWN[0], seq) for seq in range(round(seconds * RATE))]
    welcome, exercise = parse(hello(SHOWN[0])), load_exercise()
    assert isinstance(welcome, Hello)
    warm = LiveSession(welcome, exercise, Coach)  # what all sessions share is not a session's own
    for picture in pictures[:300]:
        _taken(warm, picture)
    warm.finish()
    del warm
    gc.collect()
    tracemalloc.start()
    session, reps = LiveSession(welcome, exercise, None), 0
    for picture in pictures:
        _taken(session, picture)
    gc.collect()
    during, reps = tracemalloc.get_traced_memory()[0], len(session.reps)
    session.finish()
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return Memory(seconds, reps, during / 1e6, after / 1e6)


def _taken(session: LiveSession, picture: bytes) -> None:
    frame = parse(picture)
    assert isinstance(frame, Frame)
    session.step(frame)


def _cpu_s(pid: int) -> dict[int, float]:
    """Processor time of a process and of those that it started, their threads included."""
    tick = os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    spent = {}
    for one in (pid, *map(int, children)):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        spent[one] = (int(fields[11]) + int(fields[12])) / tick
    return spent


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


def measure(sessions: int, processes: int, seconds: float) -> Level:
    """One level, on a server that has just started."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.server", "--serve", str(port), "--processes", str(processes)]
    server = subprocess.Popen(command)
    try:
        _wait_for(port, server)
        return asyncio.run(level(sessions, port, server.pid, seconds))
    finally:
        server.terminate()
        server.wait(10)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="5 s a level instead of 20")
    parser.add_argument("--seconds", type=float, help="how long each level lasts")
    parser.add_argument("--processes", type=int, default=usual_count(), help="how many engine processes")
    parser.add_argument("--levels", default=",".join(map(str, LEVELS)), help="how many sessions at once")
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.processes)
        return
    seconds = options.seconds or (5.0 if options.quick else 20.0)
    for name in SHOWN:
        bodies(name)
    gc.freeze()
    levels = [measure(int(sessions), options.processes, seconds) for sessions in options.levels.split(",")]
    kept = memory(60.0 if options.quick else LONG_SET_S)
    _print(levels, kept, options.processes)
    figures = {
        "pictures_a_second": RATE,
        "seconds_a_level": seconds,
        "engine_processes": options.processes,
        "sessions_target": TARGET_SESSIONS,
        "p99_target_ms": TARGET_P99_MS,
        "mb_a_session_target": TARGET_MB,
        "sessions_held": max((one.sessions for one in levels if one.held), default=0),
        "levels": [asdict(one) for one in levels],
        "memory": asdict(kept),
    }
    print(f"Written: {results.write('server', figures)}", file=sys.stderr)


def _print(levels: list[Level], kept: Memory, processes: int) -> None:
    table = Table(
        "sessions", "p50 ms", "p99 ms", "worst ms", "states", "reps", "ms a picture", "server", "of it site", "clients",
        "others",
        title=f"Live sessions at {RATE:g} pictures a second on {os.cpu_count()} cores, "
        f"{processes} engine(s) (loads in cores)",
    )  # fmt: skip
    for one in levels:
        table.add_row(
            str(one.sessions), f"{one.p50_ms:.1f}", f"{one.p99_ms:.1f}", f"{one.worst_ms:.0f}",
            f"{one.states} of {one.states_expected}", str(one.reps), f"{one.server_ms_a_picture:.2f}",
            f"{one.server_core_share:.2f}", f"{one.site_core_share:.2f}", f"{one.clients_core_share:.2f}",
            f"{one.load_of_others:.2f}",
        )  # fmt: skip
    out = Console(width=132)
    out.print(table)
    held = max((one.sessions for one in levels if one.held), default=0)
    out.print(f"{held} sessions answered with p99 below {TARGET_P99_MS:g} ms (target: {TARGET_SESSIONS}).")
    out.print(
        f"Memory of one session: {1000 * kept.during_mb:.0f} kB "
        f"after a set of {kept.seconds:g} s with {kept.reps} reps, "
        f"{1000 * kept.after_mb:.0f} kB once it is assessed (target: below {1000 * TARGET_MB:.0f} kB)."
    )


if __name__ == "__main__":
    main()
