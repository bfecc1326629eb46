"""The curves behind an assessment, for plots, the annotated video and further study."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openclam.assessment.closed import Closed
from openclam.kinematics import Posture, Quantity

Curve = npt.NDArray[np.float32]

_UNSEEN = np.full((33, 2), np.nan, np.float32)
_DARK = np.zeros(33, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One row per picture; NaN where nothing was seen.

    `time_s` (n,) seconds. `opening_deg`, `pelvic_roll_deg` and their `_sd` (n,) degrees, zeroed on
    the set's start. `landmarks_px` (n, 33, 2) upright pixels, BlazePose order.
    `visibility` (n, 33) 0 to 1.
    """

    time_s: npt.NDArray[np.float64]
    opening_deg: Curve
    opening_sd_deg: Curve
    pelvic_roll_deg: Curve
    pelvic_roll_sd_deg: Curve
    landmarks_px: Curve
    visibility: Curve

    @staticmethod
    def empty() -> Series:
        """A series without pictures."""
        none = np.zeros(0, np.float32)
        return Series(
            np.zeros(0), none, none, none, none, np.zeros((0, 33, 2), np.float32), np.zeros((0, 33), np.float32)
        )


class SeriesRecorder:
    """Collects the curves while postures come in."""

    def __init__(self) -> None:
        self._rows: list[tuple[float, float, float, float, float]] = []
        self._points: list[Curve] = []
        self._visibility: list[Curve] = []

    def step(self, posture: Posture) -> None:
        """Take one posture, seen or not."""
        value, sd, landmarks = posture.value, posture.change_sd, posture.sighting.landmarks
        opening, roll = Quantity.OPENING, Quantity.PELVIC_ROLL
        self._rows.append(
            (posture.time_s, float(value[opening]), float(sd[opening]), float(value[roll]), float(sd[roll]))
        )
        self._points.append(_UNSEEN if landmarks is None else landmarks.image[:, :2].copy())
        self._visibility.append(_DARK if landmarks is None else landmarks.visibility)

    def series(self, closed: Closed) -> Series:
        """The curves, counted from the closed position."""
        if not self._rows:
            return Series.empty()
        table = np.array(self._rows)
        curves = table.astype(np.float32)
        return Series(
            time_s=table[:, 0],
            opening_deg=curves[:, 1] - np.float32(closed.value[Quantity.OPENING]),
            opening_sd_deg=curves[:, 2],
            pelvic_roll_deg=curves[:, 3] - np.float32(closed.value[Quantity.PELVIC_ROLL]),
            pelvic_roll_sd_deg=curves[:, 4],
            landmarks_px=np.stack(self._points),
            visibility=np.stack(self._visibility),
        )
