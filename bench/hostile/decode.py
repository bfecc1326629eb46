"""Hostile recordings decoded in processes of their own: one that dies is seen, one that hangs is ended."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

import av
import av.error

from bench.hostile.media import hostile_file
from openclam.capture import VideoFile
from openclam.errors import InputError
from openclam.report.video.sound import SoundTrack
from openclam.setup.child import child_environment, python_module
from openclam.web.settings import Upload

DEADLINE_S: Final = 20.0
"""For one small file; whole ones take 5 ms."""
COMMAND: Final = python_module("bench.hostile.decode")
"""What decodes a share: its order as the last word, a line on standard output for each file."""


def decode(seed: int, count: int, workers: int = 2) -> Counter[str]:
    """What became of each of `count` files: read, refused, too heavy, crash or hang; crashes are told on stderr."""
    found: Counter[str] = Counter()
    shares = [_Share(seed, first, count, workers) for first in range(min(workers, count))]
    while any(not share.done for share in shares):
        for share in shares:
            share.step(found)
        time.sleep(0.005)
    return found


def with_bench(environment: Mapping[str, str]) -> dict[str, str]:
    """The same, and this checkout on the path: a child process looks for nothing in the folder one stands in."""
    root, told = str(Path(__file__).parents[2]), environment.get("PYTHONPATH")
    return {**environment, "PYTHONPATH": os.pathsep.join([root, told] if told else [root])}


class _Share:
    """Every so-many-th file, in a process that is started anew after each that dies."""

    def __init__(self, seed: int, first: int, count: int, every: int) -> None:
        self._seed, self._next, self._count, self._every = seed, first, count, every
        self._process: subprocess.Popen[bytes] | None = None
        self._since_s = 0.0
        self._waiting = b""

    @property
    def done(self) -> bool:
        return self._next >= self._count and self._process is None

    def step(self, found: Counter[str]) -> None:
        """Take what the process has told, or note that it died or hangs."""
        if self._process is None:
            if self._next < self._count:
                self._start()
            return
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            ready = selector.select(0)
        piece = os.read(self._process.stdout.fileno(), 65536) if ready else b""
        if piece:
            *lines, self._waiting = (self._waiting + piece).split(b"\n")
            for line in lines:
                found[line.decode()] += 1
                self._next += self._every
            self._since_s = time.monotonic()
        elif ready:
            self._ended(found, "crash")
        elif time.monotonic() - self._since_s > DEADLINE_S:
            self._process.kill()
            self._ended(found, "hang")

    def _start(self) -> None:
        order = json.dumps([self._seed, self._next, self._count, self._every])
        self._process = subprocess.Popen(
            [*COMMAND, order], stdout=subprocess.PIPE,
            env=with_bench(child_environment()),
        )  # fmt: skip
        self._since_s = time.monotonic() + DEADLINE_S  # its imports are not the file's fault

    def _ended(self, found: Counter[str], how: str) -> None:
        assert self._process is not None
        status = self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process, self._waiting = None, b""
        if self._next < self._count:
            print(f"{how}: file {self._next} of seed {self._seed}, exit status {status}", file=sys.stderr)
            found[how] += 1
            self._next += self._every


def main() -> None:
    """Decode a share of the files; a line for each says what became of it."""
    seed, first, count, every = json.loads(sys.argv[1])
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = Upload().memory_mb * 1024**2
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, count, every):
            kind, content = hostile_file(seed, number)
            path = Path(folder) / f"{number}.{kind}"
            path.write_bytes(content)
            sys.stdout.write(f"{_fate(path)}\n")
            sys.stdout.flush()
            path.unlink()


def _fate(path: Path) -> str:
    try:
        with VideoFile(path) as video:
            for _ in video:
                pass
        with (
            av.open(BytesIO(), "w", format="mp4") as out,
            contextlib.suppress(av.error.FFmpegError),  # what cannot be written is told of as such
            SoundTrack(path, out) as sound,
        ):
            sound.finish()
    except InputError:
        return "refused"
    except MemoryError:
        return "too heavy"
    return "read"


if __name__ == "__main__":
    main()
