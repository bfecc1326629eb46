"""A person before a camera, live: landmarks in as messages, events out.

What the browser saw goes through the very stages that a recording goes through (`openclam.run.set_run`), after the
guard that keeps left left (`openclam.pose.left_right_guard`), which the pose stage of a recording applies as well. So
the same landmarks give the same reps and the same verdicts. What the browser does by itself, and this cannot make up
for, is the choice of the person and the search for a band in the frame.

Nothing here knows of the network, and nothing is shared between two sessions but the exercise and the weights.
"""

from __future__ import annotations

import numpy as np

from openclam.assessment.model import Rep
from openclam.coach.coach import Coach
from openclam.coach.cue import Cue
from openclam.coach.status import Stage
from openclam.coach.tempo import Tempo
from openclam.exercise import Exercise
from openclam.kinematics import Side
from openclam.pose.landmarks import FrameLandmarks, Landmarks
from openclam.web.live.live_set import Finished, LiveSet
from openclam.web.live.protocol import (
    Assessed,
    CueSaid,
    Error,
    Feeling,
    Frame,
    Hello,
    Problem,
    Ready,
    RefusedError,
    RepDone,
    State,
    ToClient,
)
from openclam.web.live.session_options import CoachMaker, options_of, plan_of, screening_of
from openclam.web.live.words import live_view, why_nothing

STATE_EVERY_S = 0.1
REORDERED_S = 0.5
"""A frame this much older than the last one is left out; an older one is refused, as its clock cannot be trusted."""
LONGEST_SET_S = 1800.0
BETWEEN_SETS: frozenset[Stage] = frozenset({"before", "ready", "rest"})
"""When the start position is looked at."""


class LiveSession:
    """One person's session: one set after another, and the coach who goes with them through all.

    A set begins with its first frame and ends when the coach ends it, or at `finish`. What comes in the rest that
    follows is looked at and not counted, and the next set begins with the countdown to it.
    """

    def __init__(self, hello: Hello, exercise: Exercise, coach: CoachMaker | None = None) -> None:
        """Begin before the first frame.

        Raises:
            RefusedError: an option, the plan or the screening is not one that can be.
        """
        self._options, self._exercise = options_of(hello), exercise
        self._screening, plan = screening_of(hello, exercise), plan_of(hello, exercise)
        quiet = () if self._screening is None else self._screening.quiet
        self._coach = None if coach is None else coach(exercise, hello.lang, plan=plan, quiet=quiet)
        self._stage: Stage = "before"
        self._width, self._height = hello.width, hello.height
        self._set = LiveSet(self._options, exercise)
        self._over: list[LiveSet] = []
        """Sets that the coach has ended and nobody has finished yet, oldest first."""
        self._finished: Finished | None = None
        self._state_due = -np.inf
        self.seq: int | None = None
        """Of the last frame that was taken."""
        self.t: float | None = None
        """Its time, on the client's clock."""
        self.sets = 0
        """How many sets were finished."""

    def resume(self, hello: Hello) -> None:
        """The client is back, perhaps with a frame of another size."""
        self._width, self._height = hello.width, hello.height

    def ready(self, token: str, *, resumed: bool) -> Ready:
        """Where the session stands, for a client that has just come."""
        tempo = Tempo.of(self._exercise, self._options.lang)
        return Ready(
            token=token,
            resumed=resumed,
            seq=self.seq,
            t=self.t,
            sets=self.sets,
            reps=len(self._latest.reps),
            tempo=tempo.steps,
            screening=self._screening,
        )

    @property
    def reps(self) -> list[Rep]:
        """Those of the set that is being done, or waits for `finish`, as they were judged when they ended."""
        return list(self._latest.reps)

    @property
    def finished(self) -> Assessed | None:
        """The last set that was finished and had reps."""
        return None if self._finished is None else self._finished.document

    def step(self, frame: Frame) -> list[ToClient]:
        """Take one frame; what is to be told now: reps that it ends, cues, and the state, ten times a second at most.

        Raises:
            RefusedError: it comes out of order, its time goes backward, or the set is longer than `LONGEST_SET_S`.
        """
        if not self._in_order(frame):
            return []
        done = self._set.step(self._landmarks_of(frame))
        events: list[ToClient] = []
        for rep, side in done if self._counts else ():
            self._set.reps.append(rep)
            events.append(RepDone(rep=rep, cue=self._cue_of(rep, side), seq=frame.seq))
        self._divide()
        if frame.t >= self._state_due:
            # Counted on from when it was due, so that an uneven stream is still told ten times a second.
            self._state_due = max(self._state_due, frame.t - STATE_EVERY_S) + STATE_EVERY_S
            events += self._said_by_the_clock(frame.t)
            self._divide()
            events.append(self._state(frame))
        return events

    def begin(self) -> list[ToClient]:
        """The person is ready: the coach counts down."""
        said = None if self._coach is None else self._coach.begin(self.t or 0.0)
        self._divide()
        return _said(said)

    def feel(self, feeling: Feeling) -> list[ToClient]:
        """Take pain and effort: what the coach says, and the last set once more where the advice in it changes."""
        events: list[ToClient] = []
        if self._coach is not None:
            if feeling.pain is not None:
                events += _said(self._coach.pain(feeling.pain, self.t or 0.0))
            if feeling.effort is not None:
                events += _said(self._coach.effort(feeling.effort, self.t or 0.0))
            self._divide()
        if self._latest.reps or self._finished is None:
            self._latest.felt(feeling)
        else:
            events.append(self._finished.felt(feeling))
        return events

    def finish(self) -> list[ToClient]:
        """End the set: its assessment, or why there is none. Where loads are estimated this takes a second or so.

        Where no frame came since the last one ended, or only such as are not counted, that one is told again. Sets that
        the coach has ended long ago come before it.
        """
        events = [] if self._coach is None else _said(self._coach.end_set(self.t or 0.0))
        self._divide()
        ended, self._over = self._over, []
        if not ended:
            if self._finished is not None and not (self._set.frames and self._counts):
                return [*events, self._finished.document]
            ended, self._set = [self._set], self._new_set()
        return [*events, *(self._assess(one) for one in ended)]

    def _assess(self, ended: LiveSet) -> ToClient:
        self.sets += 1
        result = ended.run.finish()
        if result is None:
            self._finished = None
            return Error(error=Problem(code="nobody", message=why_nothing(ended.run)))
        self._finished = Finished(ended, result)
        return self._finished.document

    @property
    def _counts(self) -> bool:
        """Whether what is done now is part of a set."""
        return self._coach is None or self._coach.counts

    @property
    def _latest(self) -> LiveSet:
        return self._set if self._set.reps or not self._over else self._over[-1]

    def _divide(self) -> None:
        """Let a set's frames end where the coach ends it, and those of the next begin with the countdown."""
        was, self._stage = self._stage, self._stage if self._coach is None else self._coach.stage
        if was == "set" != self._stage:
            self._over.append(self._set)
            self._set = self._new_set()
        elif was == "rest" and self._stage == "ready":
            self._set = self._new_set()

    def _new_set(self) -> LiveSet:
        return LiveSet(self._options, self._exercise, self._set.place.hint)

    def _said_by_the_clock(self, at_s: float) -> list[ToClient]:
        """The coach's line that is due; else what the start position asks for, where there is time for it."""
        return [] if self._coach is None else _said(self._coach.tick(at_s) or self._about_the_start(self._coach, at_s))

    def _about_the_start(self, coach: Coach, at_s: float) -> Cue | None:
        start, side = self._set.start, self._set.start.side
        if self._stage not in BETWEEN_SETS or side is None or self._set.place.hint is not None:
            return None
        if not coach.minds_start(side) or (closed := start.look()) is None:
            return None
        return coach.start_position(self._set.start_position(closed), at_s)

    def _in_order(self, frame: Frame) -> bool:
        """Whether to take the frame; it is left out where it comes a little late, as frames from a worker may.

        Raises:
            RefusedError: see `step`.
        """
        if self.seq is not None and frame.seq <= self.seq:
            raise RefusedError("out_of_order", f"frame: expected a seq above {self.seq}; got {frame.seq}")
        if self.t is not None and frame.t < self.t - REORDERED_S:
            raise RefusedError("time_backward", f"frame: expected a t of {self.t:.3f} or later; got {frame.t:.3f}")
        began = self._set.began_t
        if began is not None and frame.t - began > LONGEST_SET_S:
            raise RefusedError(
                "too_long",
                f"frame: expected a set of {LONGEST_SET_S:.0f} s at most. Send finish; the next frame begins anew.",
            )
        self.seq = frame.seq
        if self.t is not None and frame.t <= self.t:
            return False
        self.t = frame.t
        return True

    def _landmarks_of(self, frame: Frame) -> FrameLandmarks:
        """The frame as the pose stage of a recording tells it, in pixels and in the set's own time."""
        if self._set.began_t is None:
            self._set.began_t = frame.t
        index, time_s = self._set.frames, frame.t - self._set.began_t
        points = frame.points()
        if points is None:
            return FrameLandmarks(index, time_s, self._width, self._height, None)
        shares, world = points
        # MediaPipe tells depth in shares of the frame's width, as x: `landmark_projection_calculator.cc`.
        image = (shares[:, :3] * (self._width, self._height, self._width)).astype(np.float32)
        visibility = shares[:, 3].clip(0, 1).astype(np.float32)
        landmarks = Landmarks(
            index, time_s, self._width, self._height, image, world.astype(np.float32), visibility, visibility, 1.0
        )
        return FrameLandmarks(index, time_s, self._width, self._height, landmarks)

    def _cue_of(self, rep: Rep, side: Side) -> Cue | None:
        return None if self._coach is None or self.t is None else self._coach.rep(rep, self.t, side)

    def _state(self, frame: Frame) -> State:
        reading = self._set.reading
        return State(
            seq=frame.seq,
            t=frame.t,
            opening_deg=_rounded(reading.opening_deg),
            sd=_rounded(reading.sd),
            phase=reading.phase,
            hold_s=round(reading.hold_s, 2),
            reps=len(self._latest.reps),
            view=live_view(self._set.place.hint, self._options.lang),
            coach=None if self._coach is None else self._coach.standing(),
        )


def _said(cue: Cue | None) -> list[ToClient]:
    return [] if cue is None else [CueSaid(cue=cue)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
