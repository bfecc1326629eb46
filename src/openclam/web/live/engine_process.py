"""One engine process of the live coach, started by the site: `python -P -m openclam.web.live.engine_process`.

Reads packets from standard input and answers on standard output (`openclam.web.live.wire`); the first brings the
exercise. When its input closes, the
site is gone, and so is this process.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from openclam.exercise import Exercise
from openclam.web.live.host import SessionHost
from openclam.web.live.wire import Inbox, Packet

_PIECE = 1 << 18
_TOLD_WITHIN_S = 0.003
"""Answers wait for each other this long while there is more to do: under load each write would wake the site."""
_SWITCH_S = 0.0005
"""A set that ends keeps a thread busy for a second; this is how long frames wait for it at a time."""


class _Outbox:
    """Collects what is to be written, and writes it; used by both threads."""

    def __init__(self, pipe: int) -> None:
        self._pipe, self._waiting, self._since_s = pipe, bytearray(), 0.0
        self._lock = threading.Lock()

    def put(self, packets: bytes) -> None:
        """Keep for `flush`, which follows soon; what has waited long enough goes out now."""
        now = time.monotonic()
        with self._lock:
            if not self._waiting:
                self._since_s = now
            self._waiting += packets
        if now - self._since_s >= _TOLD_WITHIN_S:
            self.flush()

    def flush(self) -> None:
        """Write all that waits."""
        with self._lock:
            waiting, self._waiting = memoryview(bytes(self._waiting)), bytearray()
            try:
                while waiting:
                    waiting = waiting[os.write(self._pipe, waiting) :]
            except BrokenPipeError:  # the site is gone: nobody is there to be told, and no session has failed
                os._exit(0)


def main() -> None:
    """Serve until the input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the site, which ends this process when it is done
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    pipe = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not get among the packets
    sys.setswitchinterval(_SWITCH_S)
    packets = _packets()
    first = next(filter(None, packets), None)
    if first is not None:
        _serve(_Outbox(pipe), Exercise.model_validate_json(first[2]), packets)
    os._exit(0)  # nobody waits for the sets that were ending


def _packets() -> Iterator[Packet | None]:
    """What the site sends; None wherever more is to be waited for."""
    inbox = Inbox()
    while piece := os.read(0, _PIECE):
        yield from inbox.take(piece)
        yield None


def _serve(outbox: _Outbox, exercise: Exercise, packets: Iterator[Packet | None]) -> None:
    ends = ThreadPoolExecutor(1, "live-end")
    host = SessionHost(outbox.put, lambda work: ends.submit(_aside, work, outbox), exercise)
    gc.collect()
    gc.freeze()  # what was imported stays: looking through it again and again would make everybody wait
    gc.set_threshold(20_000, 20, 50)
    for packet in packets:
        if packet is None:
            outbox.flush()
        else:
            host.take(packet)


def _aside(work: Callable[[], None], outbox: _Outbox) -> None:
    work()
    outbox.flush()


if __name__ == "__main__":
    main()
