"""One live set: the stages that it runs through, what the page shows of it, and its document once it is over."""

from __future__ import annotations

from dataclasses import replace

from openclam.assessment.camera_place import CameraPlace, Hint
from openclam.assessment.engine import MeasuredRep, SetResult
from openclam.assessment.model import Finding, RecordingInfo, Rep
from openclam.exercise import Exercise
from openclam.kinematics import Side
from openclam.movement.closed import Closed
from openclam.movement.gauge import UNSEEN, Gauge
from openclam.movement.still import StartWatch
from openclam.pose.landmarks import FrameLandmarks
from openclam.pose.left_right_guard import LeftRightGuard
from openclam.run.options import Options
from openclam.run.set_run import SetRun
from openclam.web.live.packed import Packed, PackedList
from openclam.web.live.protocol import Assessed, Feeling

LIVE = "live"
"""What stands in the place of the file's name."""
_BAND = "start_band_seen"
"""The one start measure that no landmark tells; who said that there is none need not be told to put one on."""


class LiveSet:
    """The frames of one set, or of a rest, as far as they have come."""

    def __init__(self, options: Options, exercise: Exercise, hint: Hint | None = Hint.NOBODY) -> None:
        """Begin before the first frame; `hint` is what the camera's place wanted until now."""
        self.run = SetRun(options, exercise, series=None)
        self.gauge, self.place, self.reading = Gauge(exercise.movement), CameraPlace(exercise.movement, hint), UNSEEN
        self.start = StartWatch(exercise.movement)
        self.reps: PackedList[Rep] = PackedList()
        """Those of the moving leg that count, as they were judged when they ended: whoever steps puts them here."""
        self.frames = 0
        self.began_t: float | None = None
        self._guard = LeftRightGuard()
        self._last: FrameLandmarks | None = None

    def step(self, frame_landmarks: FrameLandmarks) -> list[tuple[Rep, Side]]:
        """Take what was seen in one frame; the reps that it ends, and the leg that did each."""
        self.frames += 1
        self._last = frame_landmarks
        done = []
        for posture, measured in self.run.step(self._guarded(frame_landmarks)):
            self.reading = self.gauge.step(posture, measured)
            self.place.step(posture)
            self.start.step(posture, self.reading)
            if measured is not None and (rep := self._judged(measured)) is not None:
                done.append((rep, measured.side))
        return done

    def start_position(self, closed: Closed) -> list[Finding]:
        """The verdicts on the body as it lies now, by what the camera sees of it: bands are not looked for."""
        return [
            finding
            for finding in self.run.assessor.judge_start(closed)
            if self.run.exercise.statement(finding.statement).measure != _BAND
        ]

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

    def forget_pictures(self) -> None:
        """The set is over: its document needs only what was measured."""
        movement = self.run.exercise.movement
        self.place, self.start = CameraPlace(movement, self.place.hint), StartWatch(movement)

    def _guarded(self, frame_landmarks: FrameLandmarks) -> FrameLandmarks:
        if frame_landmarks.landmarks is None:
            self._guard.lost()
            return frame_landmarks
        landmarks = self._guard.step(frame_landmarks.landmarks)
        return FrameLandmarks(
            frame_landmarks.index, frame_landmarks.time_s, frame_landmarks.width, frame_landmarks.height, landmarks
        )

    def _judged(self, measured: MeasuredRep) -> Rep | None:
        """The rep as judged by what is known so far; None where it is of the leg that does not count."""
        rep = self.run.assessor.judge_latest()
        return rep if rep is not None and rep.end_s == measured.span.end_s else None


class Finished:
    """A finished set, kept so that it can be told again, and anew once it is known how it felt."""

    def __init__(self, ended: LiveSet, result: SetResult) -> None:
        ended.forget_pictures()
        self.ended = ended
        self._measured = replace(result, reps=[], start_position=[], statements=[])  # which stand in the document
        self._document = Packed(ended.assessed(result))

    @property
    def document(self) -> Assessed:
        """The assessment as it was told last."""
        return self._document.open()

    def felt(self, feeling: Feeling) -> Assessed:
        """Keep how it felt; the document with the advice that follows."""
        told = self.document.assessment
        judged = replace(self._measured, reps=told.reps, start_position=told.start_position, statements=told.statements)
        self.ended.felt(feeling)
        self._document = Packed(self.ended.assessed(judged))
        return self.document
