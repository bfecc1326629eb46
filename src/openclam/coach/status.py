"""Where a session stands, for a page to show."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from openclam.coach.cue import Asks
from openclam.kinematics import Side

Stage = Literal["before", "ready", "set", "rest", "done", "stopped"]
"""Not begun; counting down; in a set; resting; all sets done; stopped for pain."""


class SessionStatus(BaseModel):
    """Where the session is.

    `seconds_left` until the next set begins, where one is waited for. `asks` is the question that is open.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stage: Stage
    side: Side
    set: int
    sets: int
    reps: int
    target_reps: int
    seconds_left: float | None
    asks: Asks | None
