"""The curves behind an assessment, for plots, the annotated video and further study."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openclam.kinematics import Posture, Quantity
from openclam.kinematics.posture import COUNT
from openclam.movement.closed import Closed

Curve = npt.NDArray[np.float32]

_UNSEEN = np.full((33, 2), np.nan, np.float32)
_DARK = np.zeros(33, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One row per frame; NaN where nothing was seen.

    `time_s` (n,) seconds. `opening_deg`, `pelvic_roll_deg` and their `_sd` (n,) degrees, zeroed on
    the set's start. `landmarks_px` (n, 33, 2) upright pixels, BlazePose order.
    `visibility` (n, 33) 0 to 1. `quantities` (n, COUNT) holds every `Quantity` as measured, not counted from the start.
    """

    time_s: npt.NDArray[np.float64]
    opening_deg: Curve
    opening_sd_deg: Curve
    pelvic_roll_deg: Curve
    pelvic_roll_sd_deg: Curve
    landmarks_px: Curve
    visibility: Curve
    quantities: Curve

    @staticmethod
    def empty() -> Series:
        """A series without frames."""
        none = np.zeros(0, np.float32)
        return Series(
            np.zeros(0), none, none, none, none, np.zeros((0, 33, 2), np.float32), np.zeros((0, 33), np.float32),
            np.zeros((0, COUNT), np.float32),
        )  # fmt: skip


class SeriesRecorder:
    """Collects the curves while postures come in."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._values: list[Curve] = []
        self._sds: list[tuple[float, float]] = []
        self._points: list[Curve] = []
        self._visibility: list[Curve] = []

    def step(self, posture: Posture) -> None:
        """Take one posture, seen or not."""
        landmarks = posture.frame_landmarks.landmarks
        self._times.append(posture.time_s)
        self._values.append(posture.value.astype(np.float32))
        self._sds.append((float(posture.change_sd[Quantity.OPENING]), float(posture.change_sd[Quantity.PELVIC_ROLL])))
        self._points.append(_UNSEEN if landmarks is None else landmarks.image[:, :2].copy())
        self._visibility.append(_DARK if landmarks is None else landmarks.visibility)

    def series(self, closed: Closed) -> Series:
        """The curves, counted from the closed position."""
        if not self._times:
            return Series.empty()
        values, sds = np.stack(self._values), np.array(self._sds, np.float32)
        return Series(
            time_s=np.array(self._times),
            opening_deg=values[:, Quantity.OPENING] - np.float32(closed.value[Quantity.OPENING]),
            opening_sd_deg=sds[:, 0],
            pelvic_roll_deg=values[:, Quantity.PELVIC_ROLL] - np.float32(closed.value[Quantity.PELVIC_ROLL]),
            pelvic_roll_sd_deg=sds[:, 1],
            landmarks_px=np.stack(self._points),
            visibility=np.stack(self._visibility),
            quantities=values,
        )
