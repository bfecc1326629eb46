"""A person before a camera, live: landmarks in as messages, events out.

What the browser saw goes through the very stages that a recording goes through (`openclam.set_run`), after the guard
that keeps left left (`openclam.pose.sides`), which the pose stage of a recording applies as well. So the same
landmarks give the same reps and the same verdicts. What the browser does by itself, and this cannot make up for, is the
choice of the person and the search for a band in the picture.

Nothing here knows of the network, and nothing is shared between two sessions but the exercise and the weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.assessment.engine import MeasuredRep, SetResult
from openclam.assessment.model import RecordingInfo, Rep
from openclam.coach.coach import Coach
from openclam.coach.cue import Cue
from openclam.errors import UsageError
from openclam.exercise import Exercise
from openclam.kinematics import Side
from openclam.options import Options
from openclam.pose.landmarks import Landmarks, Sighting
from openclam.pose.sides import Sides
from openclam.set_run import SetRun
from openclam.web.camera_place import CameraPlace
from openclam.web.gauge import UNSEEN, Gauge
from openclam.web.protocol import (
    Assessed,
    CueSaid,
    Error,
    Feeling,
    Frame,
    Hello,
    Problem,
    RefusedError,
    RepDone,
    State,
    ToClient,
)

STATE_EVERY_S = 0.1
REORDERED_S = 0.5
"""A picture this much older than the last one is left out; an older one is refused, as its clock cannot be trusted."""
LONGEST_SET_S = 1800.0
LIVE = "live"
"""What stands in the place of the file's name."""


class LiveSession:
    """One person's session: one set after another, and the coach who goes with them through all."""

    def __init__(self, hello: Hello, exercise: Exercise, coach: Coach | None = None) -> None:
        """Begin before the first picture.

        Raises:
            RefusedError: an option is not one that can be.
        """
        self._options, self._exercise, self._coach = _options(hello), exercise, coach
        self._width, self._height = hello.width, hello.height
        self._set = _Set(self._options, exercise)
        self._finished: _Finished | None = None
        self._state_due = -np.inf
        self.seq: int | None = None
        """Of the last frame that was taken."""
        self.t: float | None = None
        """Its time, on the client's clock."""
        self.sets = 0
        """How many sets were finished."""

    def resume(self, hello: Hello) -> None:
        """The client is back, perhaps with a picture of another size."""
        self._width, self._height = hello.width, hello.height

    @property
    def reps(self) -> list[Rep]:
        """Those of the set that is being done, as they were judged when they ended."""
        return self._set.reps

    @property
    def finished(self) -> Assessed | None:
        """The last set that was finished and had reps."""
        return None if self._finished is None else self._finished.document

    def step(self, frame: Frame) -> list[ToClient]:
        """Take one picture; what is to be told now: reps that it ends, cues, and the state, ten times a second at most.

        Raises:
            RefusedError: it comes out of order, its time goes backward, or the set is longer than `LONGEST_SET_S`.
        """
        if not self._in_order(frame):
            return []
        done = self._set.step(self._sighting(frame))
        events: list[ToClient] = [RepDone(rep=rep, cue=self._cue_of(rep, side)) for rep, side in done]
        if frame.t >= self._state_due:
            # Counted on from when it was due, so that an uneven stream is still told ten times a second.
            self._state_due = max(self._state_due, frame.t - STATE_EVERY_S) + STATE_EVERY_S
            if self._coach is not None:
                events += _said(self._coach.tick(frame.t))
            events.append(self._state(frame))
        return events

    def begin(self) -> list[ToClient]:
        """The person is ready: the coach counts down."""
        return [] if self._coach is None else _said(self._coach.begin(self.t or 0.0))

    def feel(self, feeling: Feeling) -> list[ToClient]:
        """Take pain and effort: what the coach says, and the last set once more where the advice in it changes."""
        events: list[ToClient] = []
        if self._coach is not None:
            if feeling.pain is not None:
                events += _said(self._coach.pain(feeling.pain, self.t or 0.0))
            if feeling.effort is not None:
                events += _said(self._coach.effort(feeling.effort, self.t or 0.0))
        if self._set.reps or self._finished is None:
            self._set.felt(feeling)
        else:
            events.append(self._finished.felt(feeling))
        return events

    def finish(self) -> list[ToClient]:
        """End the set: its assessment, or why there is none. Where loads are estimated this takes a second or so.

        Where no frame came since the last one ended, that one is told again.
        """
        if self._finished is not None and not self._set.frames:
            return [self._finished.document]
        self.sets += 1
        events = [] if self._coach is None else _said(self._coach.end_set(self.t or 0.0))
        ended, self._set = self._set, _Set(self._options, self._exercise)
        result = ended.run.finish()
        if result is None:
            self._finished = None
            return [*events, Error(error=Problem(code="nobody", message=ended.run.missing("the set")))]
        self._finished = _Finished(ended, result, ended.assessed(result))
        return [*events, self._finished.document]

    def _in_order(self, frame: Frame) -> bool:
        """Whether to take the frame; it is left out where it comes a little late, as pictures from a worker may.

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

    def _sighting(self, frame: Frame) -> Sighting:
        """The frame as the pose stage of a recording tells it, in pixels and in the set's own time."""
        if self._set.began_t is None:
            self._set.began_t = frame.t
        index, time_s = self._set.frames, frame.t - self._set.began_t
        points = frame.points()
        if points is None:
            return Sighting(index, time_s, self._width, self._height, None)
        shares, world = points
        # MediaPipe tells depth in shares of the picture's width, as x: `landmark_projection_calculator.cc`.
        image = (shares[:, :3] * (self._width, self._height, self._width)).astype(np.float32)
        visibility = shares[:, 3].clip(0, 1).astype(np.float32)
        landmarks = Landmarks(
            index, time_s, self._width, self._height, image, world.astype(np.float32), visibility, visibility, 1.0
        )
        return Sighting(index, time_s, self._width, self._height, landmarks)

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
            reps=len(self._set.reps),
            view=self._set.place.view,
            coach=None if self._coach is None else self._coach.standing(),
        )


class _Set:
    """One set: the stages that it runs through, and what the page shows of it."""

    def __init__(self, options: Options, exercise: Exercise) -> None:
        self.run = SetRun(options, exercise, series=None)
        self.gauge, self.place, self.reading = Gauge(), CameraPlace(options.lang), UNSEEN
        self.reps: list[Rep] = []
        self.frames = 0
        self.began_t: float | None = None
        self._sides = Sides()
        self._last: Sighting | None = None

    def step(self, sighting: Sighting) -> list[tuple[Rep, Side]]:
        """Take what was seen in one picture; the reps that it ends, and the leg that did each."""
        self.frames += 1
        self._last = sighting
        steps = self.run.step(self._guarded(sighting))
        done = []
        for posture, measured in steps:
            self.reading = self.gauge.step(posture, measured)
            self.place.step(posture)
            if measured is not None and (rep := self._judged(measured)) is not None:
                self.reps.append(rep)
                done.append((rep, measured.side))
        return done

    def felt(self, feeling: Feeling) -> None:
        """Keep how it felt; what was told before stays where this is silent."""
        told = self.run.options
        self.run.felt(
            told.effort if feeling.effort is None else feeling.effort,
            told.pain if feeling.pain is None else feeling.pain,
        )

    def assessed(self, result: SetResult) -> Assessed:
        """The document of the finished set."""
        assert self._last is not None, "a set with reps has pictures"
        duration = self._last.time_s
        info = RecordingInfo(
            path=LIVE,
            duration_s=duration,
            fps=(self.frames - 1) / duration if duration > 0 else 0.0,
            frames=self.frames,
            width=self._last.width,
            height=self._last.height,
        )
        return Assessed(assessment=self.run.document(info, [], result))

    def _guarded(self, sighting: Sighting) -> Sighting:
        if sighting.landmarks is None:
            self._sides.lost()
            return sighting
        landmarks = self._sides.step(sighting.landmarks)
        return Sighting(sighting.index, sighting.time_s, sighting.width, sighting.height, landmarks)

    def _judged(self, measured: MeasuredRep) -> Rep | None:
        """The rep as judged by what is known so far; None where it is of the leg that does not count."""
        rep = self.run.assessor.judge_latest()
        return rep if rep is not None and rep.end_s == measured.span.end_s else None


@dataclass
class _Finished:
    """A finished set, kept so that it can be told again, and anew once it is known how it felt."""

    ended: _Set
    result: SetResult
    document: Assessed

    def felt(self, feeling: Feeling) -> Assessed:
        self.ended.felt(feeling)
        self.document = self.ended.assessed(self.result)
        return self.document


def _options(hello: Hello) -> Options:
    try:
        return Options(
            lang=hello.lang,
            moving_leg=hello.moving_leg,
            height_cm=hello.height_cm,
            mass_kg=hello.mass_kg,
            band=hello.band,
            pose_model=hello.pose_model,
            band_loop_cm=hello.band_loop_cm,
            thigh_girth_cm=hello.thigh_girth_cm,
        )
    except UsageError as problem:
        raise RefusedError("bad_option", str(problem)) from problem


def _said(cue: Cue | None) -> list[ToClient]:
    return [] if cue is None else [CueSaid(cue=cue)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
