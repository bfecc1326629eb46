"""The messages of a live set, `openclam/live/1`: every one that goes either way, and nothing else.

What comes from the network is checked here and nowhere later: its size, its shape, the length of every list, every
number finite and within what a camera can show. `docs/live.md` describes the order in which they go.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from openclam.assessment.model import Assessment, Rep
from openclam.coach.cue import Cue
from openclam.coach.screening import Answer, Outcome
from openclam.coach.status import SessionStatus
from openclam.coach.tempo import Step
from openclam.kinematics import Side
from openclam.movement.phase import Phase
from openclam.pose import PoseModel
from openclam.pose.landmarks import COUNT
from openclam.run.options import MovingLeg

PROTOCOL: Literal["openclam/live/1"] = "openclam/live/1"
MESSAGE_BYTES = 16_384
"""Longest message; 33 points written with every digit of a double take some 5,000 bytes."""
MOST_SHARE = 10.0
"""How far a point may lie from the frame's corner, in frame sizes: the network guesses joints outside the frame,
but not this far."""
MOST_M = 10.0
MOST_PX = 16_384
MOST_TIME_S = 1e7
MOST_ANSWERS = 100

Code = Literal[
    "bad_message", "bad_option", "busy", "internal", "no_session", "nobody", "out_of_order", "silent", "taken_over",
    "time_backward", "too_fast", "too_large", "too_long", "unknown_session",
]  # fmt: skip


class RefusedError(Exception):
    """A message that is not taken: `code` for programs, the text for people."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code: Code = code


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


Share = Annotated[float, Field(ge=-MOST_SHARE, le=MOST_SHARE)]
Metres = Annotated[float, Field(ge=-MOST_M, le=MOST_M)]
Seconds = Annotated[float, Field(ge=0, le=MOST_TIME_S)]
Sequence = Annotated[int, Field(ge=0, le=2**53)]
Pixels = Annotated[int, Field(ge=1, le=MOST_PX)]
Slug = Annotated[str, Field(min_length=1, max_length=64)]
OfTen = Annotated[float, Field(ge=0, le=10)]
Doubles = npt.NDArray[np.float64]


class PlanAsked(_Message):
    """How much the person wants to do; what is null follows the exercise's own dose (`openclam.coach.plan.Plan.of`).

    `first` is the moving leg of the first set, the one on top; `both`: whether the other side has its turn too.
    """

    reps: int | None = None
    sets: int | None = None
    rest_s: float | None = None
    first: Side = "left"
    both: bool = True


class Hello(_Message):
    """The first message: who does the set, and how large the camera's frame is.

    `screening` holds the answers by the question's slug, and `cleared` whether somebody who knows of them has
    prescribed the exercise (`openclam.coach.screening.screen`). With `resume` the session of that token goes on, and
    only the frame's size counts.
    """

    type: Literal["hello"]
    protocol: Literal["openclam/live/1"]
    lang: Literal["en", "nl"] = "en"
    height_cm: float | None = None
    mass_kg: float | None = None
    band: Annotated[str, Field(max_length=100)] | None = None
    band_loop_cm: float | None = None
    thigh_girth_cm: float | None = None
    moving_leg: MovingLeg = "auto"
    pose_model: PoseModel = "full"
    screening: Annotated[dict[Slug, Answer], Field(max_length=MOST_ANSWERS)] | None = None
    cleared: bool | None = None
    plan: PlanAsked | None = None
    width: Pixels
    height: Pixels
    resume: Annotated[str, Field(max_length=100)] | None = None


class Frame(_Message):
    """What the pose network saw in one frame; `image` and `world` are null where it saw nobody.

    `image` is x, y, z and visibility of the 33 points in a row: x and z in shares of the frame's width, y of its
    height. `world` is x, y, z in metres. Both as tasks-vision's `landmarks` and `worldLandmarks`. `t` is in seconds.
    """

    type: Literal["frame"]
    t: Seconds
    seq: Sequence
    image: Annotated[list[Share], Field(min_length=4 * COUNT, max_length=4 * COUNT)] | None
    world: Annotated[list[Metres], Field(min_length=3 * COUNT, max_length=3 * COUNT)] | None

    def points(self) -> tuple[Doubles, Doubles] | None:
        """Points in the frame (33, 4) in shares, and in metres (33, 3); None where nobody was seen.

        Raises:
            RefusedError: one of the two is missing.
        """
        if self.image is None and self.world is None:
            return None
        if self.image is None or self.world is None:
            raise RefusedError(
                "bad_message", "frame: expected both image and world, or null for both where nobody is seen; got one"
            )
        return np.array(self.image).reshape(COUNT, 4), np.array(self.world).reshape(COUNT, 3)


class Begin(_Message):
    """The person is ready, or cuts a rest short: the coach counts down to the set."""

    type: Literal["begin"]


class Finish(_Message):
    """The set is over; frames that follow are of the next one."""

    type: Literal["finish"]


class Feeling(_Message):
    """How the set feels or felt, 0 to 10; null where it was not told.

    It counts for the set that is being done; while that has no rep yet, for the one before.
    """

    type: Literal["feeling"]
    pain: OfTen | None = None
    effort: OfTen | None = None


FromClient = Hello | Frame | Begin | Finish | Feeling
_FROM_CLIENT: TypeAdapter[FromClient] = TypeAdapter(Annotated[FromClient, Field(discriminator="type")])


def parse(text: str | bytes) -> FromClient:
    """A message from the client.

    Raises:
        RefusedError: it is too long, no JSON, or not one of the messages of the protocol; the text says what was
            expected.
    """
    if len(text) > MESSAGE_BYTES or (isinstance(text, str) and len(text.encode("utf-8", "replace")) > MESSAGE_BYTES):
        raise RefusedError("too_large", f"expected a message of {MESSAGE_BYTES} bytes at most; got a longer one")
    try:
        return _FROM_CLIENT.validate_json(text)
    except ValidationError as problem:
        raise RefusedError("bad_message", _told(problem)) from None


def _told(problem: ValidationError) -> str:
    """What was wrong first, without what the client sent: that may be anything, and of any length."""
    first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "message"
    return f"{where[:100]}: {first['msg'][:300]}"


class Ready(_Message):
    """The session is open, or goes on: then `seq` and `t` are those of the last frame that was taken.

    `sets` were finished; `reps` are of the set that is being done, or that is over and waits for `finish`. `tempo` is
    the guide's rep, which repeats; `screening` what the answers in the hello advise, null where there were none.
    """

    type: Literal["ready"] = "ready"
    protocol: Literal["openclam/live/1"] = PROTOCOL
    token: str
    resumed: bool
    seq: int | None
    t: float | None
    sets: int
    reps: int
    tempo: tuple[Step, ...]
    screening: Outcome | None


class LiveView(_Message):
    """Whether the camera's place allows a judgement now, and what to move where it does not."""

    judgeable: bool
    why: str | None


class State(_Message):
    """Where the leg is. `seq` is the newest frame that was taken; what is told is of `t`, a moment earlier.

    `opening_deg` counts from the closed position; null where the body is not seen lying on its side. `hold_s` is how
    long the knee has been held open, 0 outside a hold. `reps` is of this set; `coach` tells where the whole session
    stands, null without a coach.
    """

    type: Literal["state"] = "state"
    seq: int
    t: float
    opening_deg: float | None
    sd: float | None
    phase: Phase
    hold_s: float
    reps: int
    view: LiveView
    coach: SessionStatus | None


class RepDone(_Message):
    """A rep is over: what was measured and found, and what the coach says to it.

    `seq` is the frame with which that was known; null, and `again`, where it is told a second time, to a client that
    came back.
    """

    type: Literal["rep"] = "rep"
    rep: Rep
    cue: Cue | None
    seq: int | None = None
    again: bool = False


class CueSaid(_Message):
    """The coach says something between reps."""

    type: Literal["cue"] = "cue"
    cue: Cue


class Assessed(_Message):
    """The finished set, the same document as that of a recording."""

    type: Literal["assessment"] = "assessment"
    assessment: Assessment


class Problem(BaseModel):
    """What went wrong: `code` for programs, `message` for people."""

    code: Code
    message: str


class Error(_Message):
    """A message was refused, or the set could not be assessed."""

    type: Literal["error"] = "error"
    error: Problem


ToClient = Ready | State | RepDone | CueSaid | Assessed | Error
