"""What is kept of postures: rows of numbers.

A posture holds the landmarks of its frame, some four kilobytes. A server that follows a hundred people keeps only what
reps are judged by: a `Track` of the last seconds, and the `RepCurves` of each measured rep.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from openclam.kinematics import Posture, Quantity, Side
from openclam.kinematics.posture import COUNT, Values
from openclam.pose.landmarks import Point
from openclam.pose.lying import knee_bend_deg

Shares = npt.NDArray[np.float32]

FOLLOWED = (Quantity.OPENING, Quantity.PELVIC_ROLL, Quantity.FEET_DISTANCE)
"""The quantities of which a measured rep keeps the curve: those that its loads are worked out from."""


class _Column(IntEnum):
    """Where in a row stands what; NaN where it was not seen. The quantities follow, each four times."""

    TIME = 0
    ON_SIDE = 1
    TOP_IS_RIGHT = 2
    AZIMUTH = 3
    ELEVATION = 4
    FEET_OUT = 5
    KNEE_SEEN = 6
    KNEE_BEND = 7
    BAND = 8
    KNEES_X = 9
    KNEES_Y = 10
    ANKLES_X = 11
    ANKLES_Y = 12
    SLIP = 13
    HIPS_OUT = 14


_FIRST = len(_Column)
_VALUE, _SD, _CHANGE_SD, _SPEED = (slice(_FIRST + k * COUNT, _FIRST + (k + 1) * COUNT) for k in range(4))
_WIDTH = _FIRST + 4 * COUNT
_ROOM = 128
_FULL = 0.8
"""Share of the room from which on more is made; below it what is kept moves to the front."""

_HIPS = [int(Point.LEFT_HIP), int(Point.RIGHT_HIP)]
_LEFT_KNEE, _RIGHT_KNEE = int(Point.LEFT_KNEE), int(Point.RIGHT_KNEE)
_LEFT_ANKLE, _RIGHT_ANKLE = int(Point.LEFT_ANKLE), int(Point.RIGHT_ANKLE)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A stretch of postures, oldest first; see `Posture` for what the columns mean."""

    rows: Values

    @staticmethod
    def of(postures: Sequence[Posture]) -> Track:
        """The track of postures that are at hand."""
        rows = np.empty((len(postures), _WIDTH))
        for row, posture in zip(rows, postures, strict=True):
            _fill(row, posture)
        return Track(rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, part: slice) -> Track:
        return Track(self.rows[part])

    @property
    def time_s(self) -> Values:
        """(n,) seconds."""
        return self.rows[:, _Column.TIME]

    @property
    def on_side(self) -> Values:
        """(n,)."""
        return self.rows[:, _Column.ON_SIDE]

    @property
    def azimuth_deg(self) -> Values:
        """(n,) the camera's; NaN where not known."""
        return self.rows[:, _Column.AZIMUTH]

    @property
    def elevation_deg(self) -> Values:
        """(n,) the camera's; NaN where not known."""
        return self.rows[:, _Column.ELEVATION]

    @property
    def feet_out(self) -> Values:
        """(n,) share of both ankles that lies outside the frame."""
        return self.rows[:, _Column.FEET_OUT]

    @property
    def hips_out(self) -> Values:
        """(n,) share of both hips and both knees that lies outside the frame."""
        return self.rows[:, _Column.HIPS_OUT]

    @property
    def knee_seen(self) -> Values:
        """(n,) visibility of the top knee, 0 to 1."""
        return self.rows[:, _Column.KNEE_SEEN]

    @property
    def knee_bend_deg(self) -> Values:
        """(n,) see `openclam.pose.lying.knee_bend_deg`; NaN where nothing was seen."""
        return self.rows[:, _Column.KNEE_BEND]

    @property
    def band(self) -> Values:
        """(n,) chance that a band was seen; NaN where it was not looked for."""
        return self.rows[:, _Column.BAND]

    @property
    def knees_apart_px(self) -> Values:
        """(n, 2) from the left to the right knee in the frame."""
        return self.rows[:, [_Column.KNEES_X, _Column.KNEES_Y]]

    @property
    def ankles_apart_px(self) -> Values:
        """(n, 2) from the left to the right ankle in the frame."""
        return self.rows[:, [_Column.ANKLES_X, _Column.ANKLES_Y]]

    @property
    def slip_deg(self) -> Values:
        """(n,) see `Posture`."""
        return self.rows[:, _Column.SLIP]

    @property
    def value(self) -> Values:
        """(n, COUNT)."""
        return self.rows[:, _VALUE]

    @property
    def sd(self) -> Values:
        """(n, COUNT)."""
        return self.rows[:, _SD]

    @property
    def change_sd(self) -> Values:
        """(n, COUNT)."""
        return self.rows[:, _CHANGE_SD]

    @property
    def speed(self) -> Values:
        """(n, COUNT)."""
        return self.rows[:, _SPEED]

    def top(self, at: int) -> Side | None:
        """The side nearer the ceiling at one posture."""
        right = self.rows[at, _Column.TOP_IS_RIGHT]
        return None if math.isnan(right) else "right" if right else "left"

    def curves(self) -> RepCurves:
        """What a measured rep still needs."""
        band = self.band
        return RepCurves(
            self.time_s.copy(),
            self.azimuth_deg.copy(),
            self.elevation_deg.copy(),
            self.feet_out.astype(np.float32),
            self.hips_out.astype(np.float32),
            self.knee_seen.astype(np.float32),
            band[~np.isnan(band)],
            self.value[:, FOLLOWED],
        )


@dataclass(frozen=True, slots=True)
class PostureMoment:
    """One posture of a measured rep: seconds, and its quantities (COUNT,), NaN for those that were not kept."""

    time_s: float
    value: Values


@dataclass(frozen=True, slots=True, eq=False)
class RepCurves:
    """What is kept of a measured rep's postures (n,) until its set is finished: 60 bytes of each.

    `band` holds the chances of those postures in which a band was looked for, `followed` (n, 3) the quantities
    `FOLLOWED`.
    """

    time_s: Values
    azimuth_deg: Values
    elevation_deg: Values
    feet_out: Shares
    hips_out: Shares
    knee_seen: Shares
    band: Values
    followed: Values

    @staticmethod
    def of_all(several: Sequence[RepCurves]) -> RepCurves:
        """Those of several reps one after another."""
        names = [field.name for field in fields(RepCurves)]
        return RepCurves(**{name: np.concatenate([getattr(one, name) for one in several]) for name in names})

    def moments(self) -> list[PostureMoment]:
        """Posture by posture."""
        values = np.full((len(self.time_s), COUNT), np.nan)
        values[:, FOLLOWED] = self.followed
        return [PostureMoment(float(time_s), value) for time_s, value in zip(self.time_s, values, strict=True)]


class Recent:
    """The postures of the last while: a track that grows at one end and is forgotten at the other."""

    def __init__(self) -> None:
        self._rows = np.empty((0, _WIDTH))
        self._first = self._end = 0

    def __len__(self) -> int:
        return self._end - self._first

    def append(self, posture: Posture) -> None:
        """Add the next posture."""
        if self._end == len(self._rows):
            kept = self._rows[self._first : self._end]
            full = len(kept) >= _FULL * len(self._rows)
            rows = np.empty((max(_ROOM, 3 * len(kept) // 2), _WIDTH)) if full else self._rows
            rows[: len(kept)] = kept
            self._rows, self._first, self._end = rows, 0, len(kept)
        _fill(self._rows[self._end], posture)
        self._end += 1

    def forget_before(self, time_s: float) -> None:
        """Drop the postures that are older; the newest stays."""
        while self._first < self._end - 1 and self._rows[self._first, _Column.TIME] < time_s:
            self._first += 1

    def clear(self) -> None:
        """Drop all."""
        self._first = self._end = 0

    def track(self) -> Track:
        """A copy of what is kept."""
        return Track(self._rows[self._first : self._end].copy())


def _fill(row: Values, posture: Posture) -> None:
    """Write a posture into a row (_WIDTH,)."""
    nan = math.nan
    view, top, band, landmarks = (
        posture.view,
        posture.top,
        posture.frame_landmarks.band,
        posture.frame_landmarks.landmarks,
    )
    azimuth, elevation = (nan, nan) if view is None else (view.azimuth_deg, view.elevation_deg)
    feet_out, hips_out, knee_seen, bend, knees_x, knees_y, ankles_x, ankles_y = 1.0, 1.0, 0.0, nan, nan, nan, nan, nan
    if landmarks is not None:
        # Plain numbers: for every frame, and NumPy takes many times as long over two of them.
        (left_knee, right_knee), (left, right) = landmarks.image[_JOINTS].tolist()
        knees_x, knees_y = left_knee[0] - right_knee[0], left_knee[1] - right_knee[1]
        ankles_x, ankles_y = left[0] - right[0], left[1] - right[1]
        width, height = landmarks.width, landmarks.height
        hips = landmarks.image[_HIPS].tolist()
        feet_out, hips_out = (
            sum(not (0 <= x < width and 0 <= y < height) for x, y, _ in points) / len(points)
            for points in ((left, right), (*hips, left_knee, right_knee))
        )
        if top is not None:
            knee_seen = float(landmarks.visibility[_LEFT_KNEE if top == "left" else _RIGHT_KNEE])
            bend = knee_bend_deg(landmarks, top)
    row[_Column.TIME], row[_Column.SLIP], row[_Column.ON_SIDE] = posture.time_s, posture.slip_deg, posture.on_side
    row[_Column.TOP_IS_RIGHT] = nan if top is None else float(top == "right")
    row[_Column.AZIMUTH], row[_Column.ELEVATION] = azimuth, elevation
    row[_Column.FEET_OUT], row[_Column.HIPS_OUT] = feet_out, hips_out
    row[_Column.KNEE_SEEN], row[_Column.KNEE_BEND] = knee_seen, bend
    row[_Column.BAND] = nan if band is None else band
    row[_Column.KNEES_X], row[_Column.KNEES_Y] = knees_x, knees_y
    row[_Column.ANKLES_X], row[_Column.ANKLES_Y] = ankles_x, ankles_y
    row[_VALUE], row[_SD], row[_CHANGE_SD], row[_SPEED] = posture.value, posture.sd, posture.change_sd, posture.speed


_JOINTS = np.array([[_LEFT_KNEE, _RIGHT_KNEE], [_LEFT_ANKLE, _RIGHT_ANKLE]])
