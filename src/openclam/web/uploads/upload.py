"""Recordings that are sent to the site: checked, assessed one after another in processes of their own, and removed.

A job's folder holds the recording and whatever is made of it. It is removed as soon as the process has ended, whatever
way it ended; what stays, in memory alone and for an hour at most, is the assessment and the report. Folders that a
site left behind that was killed go when one starts again.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hmac
import json
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import platformdirs

from openclam.assessment.model import Assessment
from openclam.capture.containers import BEGINNING, container_of
from openclam.exercise import Exercise
from openclam.setup.child import child_environment, python_module
from openclam.setup.locked import Lock
from openclam.web.problems import Problem
from openclam.web.settings import Upload
from openclam.web.uploads.job import Job, no_room, refusal, stopped
from openclam.web.uploads.worker import REPORT

KEPT_S: Final = 3600.0
"""How long a finished assessment waits to be looked at or saved."""
MOST_KEPT: Final = 50
"""Finished assessments in memory (three megabytes each); the oldest goes first."""
_PREFIX: Final = "recording-"
RUN_AS: Final = python_module("openclam.web.uploads.worker")
"""What does a job, in its folder."""


class Uploads:
    """The jobs of a site. All methods are called on the site's event loop."""

    def __init__(
        self,
        limits: Upload,
        folder: Path | None = None,
        command: tuple[str, ...] = RUN_AS,
        *,
        exercise: Exercise | None = None,
    ) -> None:
        """Make the place for the jobs.

        Args:
            limits: of size, time, memory and number.
            folder: where the jobs' folders lie; in the user's cache unless given.
            command: what does a job in its folder, as `openclam.web.uploads.worker` does.
            exercise: what to assess by, which each job is sent; the built-in clamshell without one.
        """
        self._limits, self._command, self._exercise = limits, command, exercise
        self._folder = folder or platformdirs.user_cache_path("openclam") / "recordings"
        self._jobs: dict[str, Job] = {}
        self._coming = 0
        self._saved: dict[str, str] = {}
        self._turn = asyncio.Semaphore(limits.at_once)
        self._remove_left_behind()

    @contextlib.contextmanager
    def place(self) -> Iterator[None]:
        """Keep a place for a recording from its first byte on, until `add` has taken it in or it is refused.

        Raises:
            Problem: 429, too many come or wait already.
        """
        unfinished = sum(job.state in ("waiting", "working") for job in self._jobs.values())
        if self._coming + unfinished >= self._limits.at_once + self._limits.waiting:
            raise Problem(429, "busy", "Other recordings are being assessed. Please try again in a few minutes.")
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1

    async def add(self, owner: str, options: dict[str, Any], read: Callable[[int], Any]) -> Job:
        """Take a recording in, for which a `place` is kept, and have it assessed when its turn comes.

        Args:
            owner: the key of who sends it.
            options: of `openclam.assess`, checked.
            read: gives the next bytes of the recording, at most so many; awaited; b"" at the end.

        Raises:
            Problem: it is no video (415), or larger than allowed (413), or there is no room for it (507).
        """
        self._forget_old()
        beginning: bytes = await read(BEGINNING)
        container = container_of(beginning)
        if container is None:
            raise Problem(
                415,
                "no_video",
                "Expected a video file (MP4, MOV, WebM, MKV, AVI, GIF, MPEG, WMV or FLV); the content of this file is "
                "none of these. Send the recording as the phone or camera saved it.",
            )
        job_id = secrets.token_urlsafe(24)
        lock: Lock | None = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = Lock.take(self._folder / f"{_PREFIX}{secrets.token_hex(12)}")
            if lock is None:
                raise OSError(errno.EBUSY, "the folder was taken")
            folder = lock.folder
            name = f"recording.{container.ending}"
            await self._write(folder / name, beginning, read)
            (folder / "job.json").write_text(json.dumps(self._order(name, options)), "utf-8")
        except BaseException as error:
            if lock is not None:
                lock.remove()
            if isinstance(error, OSError):
                raise no_room() from error
            raise
        job = self._jobs[job_id] = Job(job_id, owner, lock, options)
        job.task = asyncio.create_task(self._run(job))
        return job

    def get(self, owner: str | None, job_id: str) -> Job:
        """The owner's job of that id.

        Raises:
            Problem: 404, there is none, or it is somebody else's.
        """
        self._forget_old()
        job = self._jobs.get(job_id)
        if job is None or owner is None or not hmac.compare_digest(job.owner, owner):
            raise Problem(404, "not_found", "There is no such recording here (any more); results are kept for an hour.")
        return job

    def is_saved(self, owner: str | None, job_id: str) -> bool:
        """Whether a job of the owner was removed because its result was saved, not long ago."""
        return owner is not None and self._saved.get(job_id) == owner

    async def remove(self, job: Job, *, saved: bool = False) -> None:
        """Stop a job and forget all of it; but for an id where its result was `saved`, so that saving twice is one."""
        self._jobs.pop(job.id, None)
        if saved:
            self._saved[job.id] = job.owner
            for oldest in list(self._saved)[:-MOST_KEPT]:
                del self._saved[oldest]
        await self._stop(job)

    async def close(self) -> None:
        """Stop every job; nothing of them stays."""
        jobs, self._jobs = list(self._jobs.values()), {}
        await asyncio.gather(*(self._stop(job) for job in jobs))

    async def _stop(self, job: Job) -> None:
        if job.task is not None:
            job.task.cancel()
            await asyncio.gather(job.task, return_exceptions=True)
        job.lock.remove()

    def _order(self, recording: str, options: dict[str, Any]) -> dict[str, Any]:
        return {
            "recording": recording,
            "exercise": None if self._exercise is None else self._exercise.model_dump(mode="json", by_alias=True),
            "options": {**options, "pose_model": self._limits.pose_model},
            "memory_mb": self._limits.memory_mb,
            "seconds": self._limits.most_minutes * 60,
        }

    async def _write(self, path: Path, beginning: bytes, read: Callable[[int], Any]) -> None:
        most, size, part = self._limits.largest_mb * 1_000_000, 0, beginning
        with path.open("wb") as file:
            while part:
                size += len(part)
                if size > most:
                    raise Problem(
                        413, "too_large", f"Expected a recording of at most {self._limits.largest_mb} MB; this one is "
                        "larger. Cut it to one set, or film with a lower resolution.",
                        {"largest": f"{self._limits.largest_mb} MB"},
                    )  # fmt: skip
                await asyncio.to_thread(file.write, part)
                part = await read(1024 * 1024)

    async def _run(self, job: Job) -> None:
        try:
            async with self._turn:
                job.state = "working"
                async with asyncio.timeout(self._limits.most_minutes * 60):
                    await self._work(job)
        except TimeoutError:
            job.problem = Problem(
                422, "too_long",
                f"Assessing this recording took longer than {self._limits.most_minutes} minutes and was "
                "stopped. Cut it to one set.", {"minutes": str(self._limits.most_minutes)},
            )  # fmt: skip
        except (OSError, ValueError):
            job.problem = stopped()
        finally:
            job.state = "failed" if job.assessment is None else "done"
            if job.state == "failed" and job.problem is None:
                job.problem = stopped()
            job.progress, job.since = 1.0, time.monotonic()
            job.lock.remove()

    async def _work(self, job: Job) -> None:
        process = await asyncio.create_subprocess_exec(
            *self._command, cwd=job.folder, env=child_environment(PYTHONUNBUFFERED="1"), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        told: dict[str, Any] = {}
        try:
            async for line in process.stdout:
                with contextlib.suppress(json.JSONDecodeError):  # a library's own chatter
                    told = json.loads(line)
                    job.progress = float(told.get("progress", job.progress))
            await process.wait()
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if "error" in told:
            job.problem = refusal(told["error"])
        elif told.get("done"):
            report = job.folder / REPORT
            job.assessment = Assessment.model_validate_json((report / "assessment.json").read_bytes())
            job.report = (report / "report.html").read_text("utf-8")

    def _forget_old(self) -> None:
        now = time.monotonic()
        finished = [job for job in self._jobs.values() if job.state in ("done", "failed")]
        finished.sort(key=lambda job: job.since)
        too_many = len(finished) - MOST_KEPT
        for place, job in enumerate(finished):
            if place < too_many or now - job.since > KEPT_S:
                del self._jobs[job.id]

    def _remove_left_behind(self) -> None:
        """Folders that no site holds any more, however young; those of another site that runs are locked.

        Without locks (Windows) those that are older than any job may be.
        """
        oldest = time.time() - 60 * (self._limits.most_minutes + 1) * (self._limits.at_once + self._limits.waiting + 1)
        for folder in self._folder.glob(f"{_PREFIX}*") if self._folder.is_dir() else ():
            with contextlib.suppress(OSError):
                left = Lock.take(folder, make=False)
                if left is not None:
                    left.remove()
                elif sys.platform == "win32" and folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)
