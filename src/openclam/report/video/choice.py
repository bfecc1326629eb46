"""Which annotators a recording gets, and where they go."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from openclam.assessment.model import Assessment
from openclam.assessment.series import Series
from openclam.exercise import Exercise, Limits
from openclam.movement.phase import words_of_phases
from openclam.report.evidence import limits_of
from openclam.report.video.panels import (
    CounterAnnotator,
    CueAnnotator,
    GaugeAnnotator,
    HeaderAnnotator,
    Layout,
)
from openclam.report.video.skeleton import SkeletonAnnotator
from openclam.report.words import Speech

FULL_DEG = 60.0
"""The end of the gauge: few hips open further in this exercise; a set that does stretches it."""

_STRIP = 0.22  # a cue bar with its margin takes up to this share of the height

AnyAnnotator = SkeletonAnnotator | CounterAnnotator | GaugeAnnotator | CueAnnotator | HeaderAnnotator


class ExerciseAnnotators:
    """Makes the annotators of one assessment, once the size of the frames is known."""

    def __init__(self, assessment: Assessment, exercise: Exercise, speech: Speech) -> None:
        """Take what they show and the words they say it in."""
        self._assessment = assessment
        self._limits = limits_of(exercise, "opening_deg")
        self._movement, self._speech = exercise.movement, speech

    def __call__(self, width: int, height: int) -> list[AnyAnnotator]:
        """The annotators for frames of this size, in the order in which they draw."""
        layout = Layout(width, height)
        counter = CounterAnnotator(layout, words_of_phases(self._movement.phases, self._speech.lang))
        full_deg = self._full_deg()
        gauge = GaugeAnnotator(
            layout,
            label=_gauge_label(self._movement.label.say(self._speech.lang), self._limits, self._speech),
            target_deg=_target(self._limits, full_deg),
            full_deg=full_deg,
        )
        header = HeaderAnnotator(layout, self._speech("video.header"), room_px=(counter.width, gauge.width))
        place = freer_strip(self._assessment.series, height)
        cue = CueAnnotator(layout, place=place, top_clear_px=gauge.height + layout.margin)
        skeleton = SkeletonAnnotator(self._assessment.moving_leg, layout.px(7, least=2))
        return [skeleton, counter, gauge, header, cue]

    def _full_deg(self) -> float:
        opening = self._assessment.series.opening_deg
        widest = float(np.nanmax(opening)) if np.isfinite(opening).any() else 0.0
        return max(FULL_DEG, 10.0 * math.ceil(widest / 10.0))


def freer_strip(series: Series, height: int) -> Literal["top", "bottom"]:
    """Where a bar hides less of the body over the whole recording; the bottom, where captions are, on a tie.

    Args:
        series: where the landmarks were.
        height: of the frames, px.
    """
    down = series.landmarks_px[..., 1]
    low = np.count_nonzero(down > height * (1 - _STRIP))
    high = np.count_nonzero((down > height * _STRIP) & (down < height * 2 * _STRIP))
    return "top" if low > high else "bottom"


def _target(limits: Limits | None, full_deg: float) -> tuple[float, float] | None:
    if limits is None:
        return None
    low = limits.low.met if limits.low is not None else 0.0
    return low, limits.high.met if limits.high is not None else full_deg


def _gauge_label(label: str, limits: Limits | None, speech: Speech) -> str:
    if limits is None or limits.low is None:
        return label
    low = speech.number(limits.low.met)
    if limits.high is None:
        return speech("video.gauge_target", label=label, low=low)
    return speech("video.gauge_target_range", label=label, low=low, high=speech.number(limits.high.met))
