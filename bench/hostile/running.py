"""A site to be hurt: a real server in a process of its own, forked from one that has its imports behind it."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

import openclam
from openclam.web.settings import Settings
from openclam.web.site.store import Store

STARTS_S: Final = 60.0
EXAMPLE: Final = Path(openclam.__file__).parents[2] / "tests" / "web" / "assessment.json"
"""An assessment of the shipped clip."""
DATABASE, RECORDINGS, LOG = "history.sqlite3", "recordings", "log"

_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["bench.hostile.running", "openclam.web.site.app", "uvicorn", "openclam.cli.serve"])


@dataclass
class RunningSite:
    """A site that listens at `port`; its store, its recordings and what it says lie in `folder`."""

    folder: Path
    port: int
    process: ForkServerProcess

    def log(self) -> str:
        """What it has said so far."""
        return (self.folder / LOG).read_text("utf-8", "replace")

    def children(self) -> set[int]:
        """The processes that it has started, where the system tells (Linux)."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        if not tasks.is_dir():
            return set()
        return {int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()}

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.join()

    def store(self) -> Store:
        """Its store, opened anew."""
        return Store(address(self.folder))


def start(folder: Path, *, worker: tuple[str, ...] | None = None, **settings: Any) -> RunningSite:
    """Start a site whose files lie in `folder`.

    Args:
        folder: made where it is not there.
        worker: what does the work of a recording in place of the product's own.
        settings: of the settings file, by table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ours, theirs = _FORKS.Pipe()
    process = _FORKS.Process(target=_serve, args=(theirs, str(folder), worker, json.dumps(settings)), daemon=False)
    process.start()
    theirs.close()
    if not ours.poll(STARTS_S):
        process.kill()
        raise TimeoutError(f"the site did not start within {STARTS_S:g} s: {(folder / LOG).read_text()}")
    port = int(ours.recv())
    ours.close()
    return RunningSite(folder, port, process)


@contextmanager
def running(folder: Path, **options: Any) -> Iterator[RunningSite]:
    """The same, ended as a system does that shuts down."""
    site = start(folder, **options)
    try:
        yield site
    finally:
        if site.process.is_alive() and site.process.pid is not None:
            os.kill(site.process.pid, signal.SIGTERM)
        site.process.join(20)
        if site.process.is_alive():
            site.kill()


def address(folder: Path) -> str:
    """Of the store of a site in `folder`."""
    return f"sqlite:///{folder / DATABASE}"


def gone(pids: set[int], within_s: float) -> bool:
    """Whether these processes end within so long; those that are over and not yet asked after have ended."""
    deadline = time.monotonic() + within_s
    while any(_lives(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _serve(told: Connection, folder_name: str, worker: tuple[str, ...] | None, text: str) -> None:
    import uvicorn

    from openclam.cli.serve import listen, server_options
    from openclam.web.site.app import create_app
    from openclam.web.uploads.upload import RUN_AS, Uploads

    folder, wanted = Path(folder_name), json.loads(text)
    log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    wanted["site"] = {"database": address(folder), **wanted.get("site", {})}
    settings = Settings.model_validate(wanted)
    listening: socket.socket = listen("127.0.0.1", 0)
    app = create_app(settings, uploads=Uploads(settings.upload, folder / RECORDINGS, worker or RUN_AS))
    server = uvicorn.Server(uvicorn.Config(app, **server_options(settings.site.connections)))
    told.send(listening.getsockname()[1])
    server.run(sockets=[listening])
