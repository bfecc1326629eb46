"""Everything that comes in, made to hurt: counts, which are to be noughts where a fault is counted.

    python -m bench.hostile [--quick] [--seed 1] [--media N] [--frames N] [--requests N] [--kills N]

10,000 mutated recordings (decoded, and sent to the front door), 10,000 frames of a socket, 10,000 requests over every
route, and 200 rounds in which the site is killed over saving, sending and exercising. Asked for: no crash, no answer
over its deadline, no acknowledged set lost, no file and no process left behind. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bench import results
from bench.hostile.decode import decode
from bench.hostile.frames import send_frames
from bench.hostile.kills import kill_rounds
from bench.hostile.questions import ask, send_recordings
from bench.hostile.running import RECORDINGS, RunningSite, running

FULL: Final = {"media": 10_000, "frames": 10_000, "requests": 10_000, "kills": 200}
QUICK: Final = {"media": 300, "frames": 300, "requests": 300, "kills": 6}
FAULTS: Final = (
    "crash", "hang", "without headers", "lost acknowledged sets", "files left behind", "processes left behind",
)  # fmt: skip
"""What is to be nought everywhere."""
_NO_WORK: Final = (sys.executable, "-S", "-P", "-c", "pass")
"""The door is what is tried: a recording that is taken in is not assessed."""


def run(counts: dict[str, int], seed: int) -> dict[str, dict[str, Any]]:
    """Every part, with its counts and how many seconds it took."""
    found: dict[str, dict[str, Any]] = {}

    def part(name: str, work: Callable[[], Counter[str]]) -> None:
        began = time.perf_counter()
        told = work()
        found[name] = {**dict(sorted(told.items())), "seconds": round(time.perf_counter() - began, 1)}

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        part("recordings, decoded", lambda: decode(seed, counts["media"]))
        limits = {"upload": {"at_once": 4, "waiting": 40}, "live": {"sessions_per_address": 100}}
        with running(folder / "door", worker=_NO_WORK, **limits) as site:
            part("recordings, front door", lambda: _settled(site, send_recordings(site, seed, counts["media"])))
            part("requests", lambda: _settled(site, ask(site, seed, counts["requests"])))
            part("frames", lambda: _settled(site, send_frames(site, seed, counts["frames"])))
        part("kills", lambda: kill_rounds(folder / "killed", seed, counts["kills"]))
    return found


def faults(found: dict[str, dict[str, Any]]) -> dict[str, int]:
    """How many there were of each that is to be nought."""
    return {name: sum(part.get(name, 0) for part in found.values()) for name in FAULTS}


def _settled(site: RunningSite, told: Counter[str]) -> Counter[str]:
    """The counts, with what the site itself complained of, and what is left once its jobs are done."""
    folder, deadline = site.folder / RECORDINGS, time.monotonic() + 30
    while folder.is_dir() and any(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    told["files left behind"] += len(list(folder.iterdir())) if folder.is_dir() else 0
    log = site.log()
    complaints = log.count("Traceback") + log.count("ended by itself")
    if complaints:
        print(log[-4000:], file=sys.stderr)
    told["crash"] += complaints + (not site.process.is_alive())
    return told


def main() -> None:
    """Run and print; status 1 where anything is not nought that should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few hundred of each, under a minute")
    parser.add_argument("--seed", type=int, default=1)
    for name in FULL:
        parser.add_argument(f"--{name}", type=int, help=f"{FULL[name]} unless given")
    options = parser.parse_args()
    usual = QUICK if options.quick else FULL
    counts = {name: usual[name] if (told := getattr(options, name)) is None else told for name in FULL}
    found = run(counts, options.seed)
    _print(found)
    total = faults(found)
    figures = {"seed": options.seed, "counts": counts, "faults": total, "parts": found}
    if not options.quick:
        print(f"Written: {results.write('hostile', figures)}", file=sys.stderr)
    sys.exit(any(total.values()))


def _print(found: dict[str, dict[str, Any]]) -> None:
    console = Console()
    for name, part in found.items():
        table = Table("what", "how many", title=name)
        for what, count in part.items():
            table.add_row(what, f"{count}", style="bold" if what in FAULTS and count else "")
        console.print(table)
    console.print(faults(found))


if __name__ == "__main__":
    main()
