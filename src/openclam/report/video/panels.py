"""The panels of the annotated video: rep count and phase, opening gauge, cue, header.

Each annotator holds its own look and place and has one method, `annotate(scene, state)`, which draws on
the scene in place. Each touches its own small part of the frame only, and lays kept bitmaps of its text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import cv2

from openclam.movement.phase import Phase
from openclam.report.video.lettering import Colour, Scene, panel_patch, text_patch, wrap
from openclam.report.video.timeline import FrameState

_SOFT: Colour = (205, 215, 222)
_TRACK: Colour = (96, 110, 120)
_VALUE: Colour = (255, 196, 61)
_TARGET: Colour = (255, 255, 255)

_PHASE_MARK = {Phase.REST: "●", Phase.OUT: "▲", Phase.HOLD: "■", Phase.BACK: "▼"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The size of the frame, and the unit that everything on it is measured in."""

    width: int
    height: int

    def px(self, size: float, *, least: int = 1) -> int:
        """`size` units in pixels; a unit is one pixel at 900 × 720 and shrinks and grows with the frame."""
        return max(least, round(size * min(self.width / 900, self.height / 720)))

    @property
    def margin(self) -> int:
        """Distance of every panel from the frame's edge."""
        return self.px(14)


class CounterAnnotator:
    """Top left: the rep's number of all reps, and the phase by mark and word."""

    def __init__(self, layout: Layout, phase_words: Mapping[Phase, str]) -> None:
        """Make the panel wide enough for the longest phase word, so that it never jumps."""
        self._layout = layout
        self._lines = {phase: f"{_PHASE_MARK[phase]} {word}" for phase, word in phase_words.items()}
        self._big, self._small, self._pad = layout.px(54, least=18), layout.px(24, least=10), layout.px(14)
        widest = max(text_patch(line, self._small).width for line in self._lines.values())
        self.width = max(widest, text_patch("88 / 88", self._big, bold=True).width) + 2 * self._pad
        self._count_height = text_patch("0", self._big, bold=True).height
        height = self._count_height + text_patch("0", self._small).height + self._pad
        self._panel = panel_patch(self.width, height, self._pad)

    def annotate(self, scene: Scene, state: FrameState) -> None:
        """Draw on `scene` in place."""
        left = top = self._layout.margin
        self._panel.lay(scene, left, top)
        count = text_patch(f"{state.rep} / {state.reps}", self._big, bold=True)
        count.lay(scene, left + self._pad, top + self._pad // 4)
        line = text_patch(self._lines[state.phase], self._small, colour=_SOFT)
        line.lay(scene, left + self._pad, top + self._pad // 4 + self._count_height)


class GaugeAnnotator:
    """Top right: the opening as an arc and a number, with the band to aim for."""

    def __init__(self, layout: Layout, *, label: str, target_deg: tuple[float, float] | None, full_deg: float) -> None:
        """Prepare the parts that do not change.

        Args:
            layout: the frame.
            label: the word under the number.
            target_deg: lowest and highest opening to aim for, or None where the exercise names none.
            full_deg: the opening at the end of the arc.
        """
        self._layout = layout
        self._label, self._target, self._full = label, target_deg, full_deg
        self._number_size, self._label_size = layout.px(40, least=14), layout.px(20, least=10)
        self._radius, self._stroke = layout.px(84), layout.px(15, least=3)
        label_width = text_patch(label, self._label_size).width
        self.width = max(2 * self._radius + layout.px(52), label_width + 2 * layout.px(12))
        self._centre_down = self._radius + layout.px(28)
        self.height = self._centre_down + text_patch(label, self._label_size).height + layout.px(16)
        self._panel = panel_patch(self.width, self.height, layout.px(14))

    def annotate(self, scene: Scene, state: FrameState) -> None:
        """Draw on `scene` in place."""
        left, top = scene.shape[1] - self._layout.margin - self.width, self._layout.margin
        centre = (left + self.width // 2, top + self._centre_down)
        self._panel.lay(scene, left, top)
        self._arc(scene, centre, 0.0, self._full, _TRACK, self._stroke, self._radius)
        self._target_band(scene, centre)
        if math.isfinite(state.opening_deg):
            self._arc(scene, centre, 0.0, state.opening_deg, _VALUE, self._stroke, self._radius)
        number = "–" if not math.isfinite(state.opening_deg) else f"{max(0.0, state.opening_deg):.0f}°"
        patch = text_patch(number, self._number_size, bold=True)
        patch.lay(scene, centre[0] - patch.width // 2, centre[1] - patch.height + self._layout.px(10))
        label = text_patch(self._label, self._label_size, colour=_SOFT)
        label.lay(scene, centre[0] - label.width // 2, centre[1] + self._layout.px(8))

    def _target_band(self, scene: Scene, centre: tuple[int, int]) -> None:
        """A white line outside the arc with a tick at each end: a shape, not only a colour."""
        if self._target is None:
            return
        outside = self._radius + self._stroke // 2 + self._layout.px(6, least=2)
        thin = self._layout.px(5, least=2)
        self._arc(scene, centre, *self._target, _TARGET, thin, outside)
        for edge_deg in self._target:
            turn = math.pi * (1 + min(max(edge_deg / self._full, 0.0), 1.0))
            ends = [
                (round(centre[0] + reach * math.cos(turn)), round(centre[1] + reach * math.sin(turn)))
                for reach in (outside, self._radius - self._stroke // 2)
            ]
            cv2.line(scene, ends[0], ends[1], _TARGET, max(1, thin // 2), cv2.LINE_AA)

    def _arc(
        self,
        scene: Scene,
        centre: tuple[int, int],
        from_deg: float,
        to_deg: float,
        colour: Colour,
        stroke: int,
        radius: int,
    ) -> None:
        """The part of the half circle, left to right, between two openings."""
        start, end = (180.0 * (1 + min(max(deg / self._full, 0.0), 1.0)) for deg in (from_deg, to_deg))
        if end > start:
            cv2.ellipse(scene, centre, (radius, radius), 0.0, start, end, colour, stroke, cv2.LINE_AA)


class CueAnnotator:
    """A bar across the frame with the cue of the state, where the body is not."""

    def __init__(self, layout: Layout, *, place: Literal["top", "bottom"], top_clear_px: int = 0) -> None:
        """Put the bar at the bottom, or at the top below `top_clear_px` pixels of other panels."""
        self._layout = layout
        self._place = place
        self._top_clear_px = top_clear_px
        self._size = layout.px(32, least=13)

    def annotate(self, scene: Scene, state: FrameState) -> None:
        """Draw on `scene` in place; nothing where there is no cue."""
        if state.cue is None:
            return
        pad, margin = self._layout.px(16), self._layout.margin
        lines = wrap(state.cue, self._size, self._layout.width - 2 * (margin + pad), bold=True)
        patches = [text_patch(line, self._size, bold=True) for line in lines]
        width = max(patch.width for patch in patches) + 2 * pad
        height = sum(patch.height for patch in patches) + pad
        top = self._layout.height - margin - height if self._place == "bottom" else margin + self._top_clear_px
        left = (self._layout.width - width) // 2
        panel_patch(width, height, self._layout.px(12)).lay(scene, left, top)
        down = top + pad // 2
        for patch in patches:
            patch.lay(scene, (self._layout.width - patch.width) // 2, down)
            down += patch.height


class HeaderAnnotator:
    """Top middle, small: what made this video and what it is not. Left out where it does not fit."""

    def __init__(self, layout: Layout, text: str, *, room_px: tuple[int, int]) -> None:
        """Take the pixels from the left and from the right that other panels need."""
        self._patch = text_patch(text, layout.px(17, least=10))
        from_left, from_right = (side + 2 * layout.margin for side in room_px)
        room = layout.width - from_left - from_right
        self._pad = layout.px(8, least=3)
        self._fits = self._patch.width + 2 * self._pad <= room
        self._left = from_left + (room - self._patch.width) // 2
        self._top = layout.margin

    def annotate(self, scene: Scene, state: FrameState) -> None:  # noqa: ARG002 - one shape for every annotator
        """Draw on `scene` in place."""
        if self._fits:
            width, height = self._patch.width + 2 * self._pad, self._patch.height + self._pad
            panel_patch(width, height, self._pad).lay(scene, self._left - self._pad, self._top)
            self._patch.lay(scene, self._left, self._top + self._pad // 2)
