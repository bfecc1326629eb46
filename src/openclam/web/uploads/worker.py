"""One recording, assessed in a process of its own: `python -P -m openclam.web.uploads.worker` in the folder of the job.

Reads `job.json` there, writes the report to `report/`, and says on standard output how far it is, a line of JSON at a
time: `{"progress": 0.4}`, at the end `{"done": true}` or `{"error": {"code", "message"}}`. It gives itself limits of
memory, processor time and file size, so that a recording made to do harm ends this process and no other. Standard input
stays open for as long as the site lives: when it closes, the folder is removed and the process ends, so that not even a
site that was killed leaves a recording behind.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import threading
from pathlib import Path
from typing import Any

from openclam.errors import OpenClamError

REPORT = "report"
_WATCHING = 0.8
"""Share of the work that is assessing; the rest is writing the report."""
_LARGEST_FILE = 2 * 1024**3


def main() -> None:
    """Do the job that lies in the current folder."""
    threading.Thread(target=_end_with_the_site, args=(Path.cwd(),), daemon=True).start()
    job = json.loads(Path("job.json").read_text("utf-8"))
    _limit(int(job["memory_mb"]), int(job["seconds"]))
    try:
        _assess(Path(job["recording"]), job["options"], job["exercise"])
    except OpenClamError as error:
        _tell(error={"code": type(error).__name__, "message": str(error)})
    except MemoryError:
        _tell(error={"code": "MemoryError", "message": "the recording took more memory than it may"})
    else:
        _tell(done=True)


def _assess(recording: Path, options: dict[str, Any], told: dict[str, Any] | None) -> None:
    from openclam.exercise import Exercise
    from openclam.report.writer import write_report
    from openclam.run.exercise_file import open_exercise
    from openclam.run.options import Options
    from openclam.run.recording import assess

    exercise = open_exercise() if told is None else Exercise.model_validate(told)
    assessment = assess(
        recording,
        Options(**options),
        exercise=exercise,
        progress=lambda share: _tell(progress=round(_WATCHING * share, 3)),
    )
    write_report(
        assessment, exercise, recording, Path(REPORT),
        progress=lambda share: _tell(progress=round(_WATCHING + (1 - _WATCHING) * share, 3)),
    )  # fmt: skip


def _tell(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _limit(memory_mb: int, seconds: int) -> None:
    """Limits that the system keeps, where it has them (on Windows the site's own clock stops the process)."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(OSError):
        os.nice(10)
    wanted = {
        resource.RLIMIT_AS: memory_mb * 1024**2,
        resource.RLIMIT_CPU: seconds * (os.cpu_count() or 1),
        resource.RLIMIT_FSIZE: _LARGEST_FILE,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in wanted.items():
        hard = resource.getrlimit(what)[1]
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end_with_the_site(folder: Path) -> None:
    while os.read(0, 1):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    main()
