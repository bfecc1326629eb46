"""Runs tests as a slow machine does: on one core, half of which a process takes that never rests.

python -m tests.one_core -m browser
"""

from __future__ import annotations

import os
import subprocess
import sys

if __name__ == "__main__":
    if not hasattr(os, "sched_setaffinity"):
        sys.exit("Expected a system that can keep a program on one core (Linux).")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # what is started from here stays there, browsers too
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        status = subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]]).returncode
    finally:
        busy.kill()
    sys.exit(status)
