"""Finds a body that lies still with its knees closed: the start position of a live set.

A recording judges the last still second before the first rep (`openclam.movement.closed`). A live set does not know
yet when that will be, so every still moment counts, unless the knee is held open.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from openclam.exercise.definitions import STILL_DEG_S
from openclam.exercise.movement import Movement
from openclam.kinematics import Posture, Quantity, Side
from openclam.movement.closed import Closed, closed_position
from openclam.movement.gauge import GaugeReading
from openclam.movement.phase import AWAY_DEG
from openclam.movement.signal import signal_of

EVERY_S = 0.1
"""Interval between the postures that are kept."""
STILL_S = 1.5
"""How long a body must lie still: longer than a pause while somebody gets into position."""
AGAIN_S = 1.5
"""Least time between two looks."""
OPEN_CM = 22.0
"""A top knee this far above the lower one is open. Closed knees of the accuracy bench lie up to 21.6 cm apart, most
open ones further."""
HELD_S = 6.0
"""Nobody holds a knee open for longer before a set: the body has then settled with the knees apart."""


class StartWatch:
    """Takes postures as they come, and what the gauge reads of each."""

    def __init__(self, movement: Movement) -> None:
        self._signal = signal_of(movement)
        self._watched = [self._signal, Quantity.HIP_FLEXION, Quantity.KNEE_FLEXION, Quantity.SIDE_LYING]
        self._kept: deque[Posture] = deque()
        self._open: deque[bool] = deque(maxlen=round(STILL_S / EVERY_S))
        self._shut_s = self._looked_s = float("-inf")

    def step(self, posture: Posture, reading: GaugeReading) -> None:
        """Take the next posture; a reading without an opening is of a body that does not lie on its side."""
        if self._kept and posture.time_s - self._kept[-1].time_s < EVERY_S:
            return
        if reading.opening_deg is None:
            self._kept.clear()
            return
        self._kept.append(posture)
        while len(self._kept) > 1 and posture.time_s - self._kept[1].time_s >= STILL_S:
            self._kept.popleft()
        self._open.append(reading.opening_deg >= AWAY_DEG)
        if not self._is_open():
            self._shut_s = posture.time_s

    @property
    def side(self) -> Side | None:
        """The side on top, where a body lies there."""
        return self._kept[-1].top if self._kept else None

    def look(self) -> Closed | None:
        """The closed position, where the body lies still in it and the last look was a while ago."""
        if not self._kept:
            return None
        now_s = self._kept[-1].time_s
        if now_s - self._looked_s < AGAIN_S or now_s - self._kept[0].time_s < STILL_S:
            return None
        self._looked_s = now_s
        if self._is_open() and now_s - self._shut_s < HELD_S:
            return None
        apart_cm = float(np.median([posture.value[Quantity.KNEES_APART] for posture in self._kept]))
        speeds = np.median(np.abs(np.stack([posture.speed[self._watched] for posture in self._kept])), axis=0)
        if apart_cm >= OPEN_CM or float(speeds.max()) > STILL_DEG_S:
            return None
        return closed_position(tuple(self._kept), self._kept[-1], self._signal)

    def _is_open(self) -> bool:
        """Whether the knee has been open for most of the time; a noisy frame or two are not enough."""
        return 2 * sum(self._open) >= len(self._open)
