"""Peak memory of each mode, as a user runs it: whole processes, the highest resident set that the system saw.

    python -m bench.memory [CLIP] [--minutes 10] [--quick]

`--quick` takes the lite network. `--minutes` takes the clip repeated to that length, to see that memory does not grow
with it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

import openclam
from bench import results
from bench.speed import lengthen
from openclam.setup.child import child_environment
from openclam.web.settings import Upload
from openclam.web.uploads.upload import RUN_AS

CLIP = Path(openclam.__file__).parent / "demo" / "clamshell.mp4"
OPENCLAM = (sys.executable, "-P", "-c", "from openclam.cli.main import main; main()")


def peak_mb(command: list[str], folder: Path) -> float:
    """Run a command in `folder` to its end; its peak in MB (2^20 bytes)."""
    # The worker ends when its input does.
    process = subprocess.Popen(
        command, cwd=folder, env=child_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    code = process.returncode = os.waitstatus_to_exitcode(status)
    if code != 0:
        raise SystemExit(f"{' '.join(command[3:])} ended with status {code}")
    assert process.stdin is not None
    process.stdin.close()
    return usage.ru_maxrss / 1024


def modes(clip: Path, folder: Path, model: str) -> dict[str, list[str]]:
    """The command of each mode; the worker finds its job in `folder`."""
    upload = Upload()
    order = {
        "recording": str(clip), "exercise": None, "options": {"pose_model": model},
        "memory_mb": upload.memory_mb, "seconds": 3600,
    }  # fmt: skip
    (folder / "job.json").write_text(json.dumps(order), "utf-8")
    assess = [*OPENCLAM, "assess", str(clip), "--pose-model", model]
    return {
        "assess": assess,
        "assess --json": [*assess, "--json"],
        "assess --out": [*assess, "--out", str(folder / "out")],
        "a recording sent to the site": list(RUN_AS),
        "kinetics": [*OPENCLAM, "kinetics"],
        "page --pdf": [*OPENCLAM, "page", "--pdf", str(folder / "page.pdf")],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", type=Path, nargs="?", default=CLIP)
    parser.add_argument("--minutes", type=float, help="repeat the clip to this length")
    parser.add_argument("--quick", action="store_true", help="the lite network")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, clip = Path(name), options.clip.resolve()
        if options.minutes:
            lengthen(clip, folder / "long.mp4", options.minutes)
            clip = folder / "long.mp4"
        found = {
            mode: peak_mb(command, folder)
            for mode, command in modes(clip, folder, "lite" if options.quick else "heavy").items()
        }
    table = Table("mode", "peak, MB", title=options.clip.name)
    for mode, megabytes in found.items():
        table.add_row(mode, f"{megabytes:.0f}")
    Console().print(table)
    print(f"Written: {results.write('memory', {'minutes': options.minutes, 'peak_mb': found})}", file=sys.stderr)


if __name__ == "__main__":
    main()
