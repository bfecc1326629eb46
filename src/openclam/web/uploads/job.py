"""A recording on its way through, and the refusals that may await it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from openclam.assessment.model import Assessment
from openclam.setup.locked import Lock
from openclam.web.problems import Problem

State = Literal["waiting", "working", "done", "failed"]


@dataclass(slots=True)
class Job:
    """A recording on its way through; `owner` is the key of who sent it, and nobody else gets it."""

    id: str
    owner: str
    lock: Lock
    options: dict[str, Any]
    state: State = "waiting"
    progress: float = 0.0
    problem: Problem | None = None
    assessment: Assessment | None = None
    report: str | None = None
    since: float = field(default_factory=time.monotonic)
    task: asyncio.Task[None] | None = None

    @property
    def folder(self) -> Path:
        """Where the recording and whatever is made of it lie."""
        return self.lock.folder

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "id": self.id,
            "state": self.state,
            "progress": self.progress,
            "error": None if self.problem is None else self.problem.document()["error"],
        }


def no_room() -> Problem:
    """That the disk is full."""
    return Problem(507, "no_room", "There is no room here for the recording just now. Please try again later.")


def refusal(error: Mapping[str, str]) -> Problem:
    """What OpenClam says of a recording, as the worker tells it."""
    code = {"NobodyError": "nobody", "InputError": "no_video", "MemoryError": "too_heavy"}.get(error["code"], "refused")
    return Problem(422, code, error["message"])


def stopped() -> Problem:
    """That the worker ended without a word."""
    why = "Assessing this recording ended before it was done; it may be damaged, or need more memory than it may have."
    return Problem(422, "stopped", why)
