"""Postures made straight from an opening curve, for tests of what comes after kinematics."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from openclam.kinematics import CameraView, Posture, Quantity
from openclam.kinematics.posture import COUNT
from openclam.kinematics.smoothing import LocalParabola
from tests.stick_body import Pose, sight

Curve = Callable[[float], float]

LYING = {
    Quantity.HIP_FLEXION: 45.0,
    Quantity.KNEE_FLEXION: 90.0,
    Quantity.SIDE_LYING: 3.0,
    Quantity.FEET_DISTANCE: 10.0,
    Quantity.HEAD_TO_ARM: 6.0,
    Quantity.TOP_HAND_FORWARD: 25.0,
}


def postures(
    opening: Curve,
    times: Iterable[float],
    *,
    others: dict[Quantity, Curve] | None = None,
    noise_deg: float = 0.0,
    sd: float = 1.0,
    on_side: float = 0.95,
    seen: Callable[[float], bool] = lambda _: True,
    seed: int = 0,
) -> list[Posture]:
    """Smoothed postures at `times`; quantities not named lie still as in a good start position."""
    random = np.random.default_rng(seed)
    smooth: LocalParabola[float] = LocalParabola()
    rows = []
    for t in times:
        value = np.full(COUNT, np.nan)
        if seen(t):
            value[:] = 0.0
            for quantity, level in LYING.items():
                value[quantity] = level
            value[Quantity.OPENING] = opening(t) + random.normal(0, noise_deg)
            value[Quantity.KNEES_APART] = 12 + 0.5 * opening(t)
            for quantity, curve in (others or {}).items():
                value[quantity] = curve(t)
        rows += smooth.step(t, value, float(value[Quantity.OPENING]))
    rows += smooth.flush()
    view, frame_landmarks = CameraView(0.0, 10.0), sight(Pose(), 0.0)
    return [
        Posture(
            row.time_s, "right", on_side, row.value, np.full(COUNT, sd), np.full(COUNT, sd), row.speed, view,
            replace(frame_landmarks, time_s=row.time_s), abs(row.item - float(row.value[Quantity.OPENING])),
        )
        for row in rows
    ]  # fmt: skip


def at_rate(seconds: float, fps: float = 30.0) -> np.ndarray:
    """Evenly spaced times."""
    return np.arange(0, seconds, 1 / fps)
