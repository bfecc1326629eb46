"""What the coach says: one thing at a time."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from openclam.exercise import Priority

Kind = Literal["safety", "correct", "praise", "count", "info"]
"""Stop (`safety`), do it differently (`correct`), a fault is gone (`praise`), a rep more (`count`), the rest
(`info`)."""

Asks = Literal["pain", "effort"]


class Cue(BaseModel):
    """One thing to say and show now.

    `words` are in the session's language and ready to be spoken. `statement` and `priority` name what a correction
    or a praise is about, and are None for the other kinds; a safety cue has the priority "safety". Where `asks` is set
    the person is asked for a number from 0 to 10. A cue is to be spoken at once: the coach gives none while another is
    being said, but for safety and for answers to the person, which break it off.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    words: str = Field(min_length=1)
    statement: str | None = None
    priority: Priority | None = None
    asks: Asks | None = None
