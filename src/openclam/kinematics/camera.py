"""Where the camera stands, from the person who lies before it.

The room's up is not seen. It is taken as the picture's up, tipped by the camera's elevation: the
points of the lower side lie on the mat (lower shoulder, hip, knee, ankle), so the plane through
them is level. That plane rests on guessed depths, so it is steadied over seconds and drawn toward
a phone or laptop that stands on the floor.
"""

from __future__ import annotations

import numpy as np

from openclam.kinematics.angles import pelvis_frame, unit
from openclam.kinematics.posture import Values, View
from openclam.kinematics.skeleton import Skeleton

USUAL_ELEVATION_DEG = 12.0
USUAL_SD_DEG = 12.0
PLANE_SD_DEG = 15.0
FLATTENED_DEG, FLATTENED_OVER_DEG = 17.0, 8.0
"""Rendered bodies at 25, 35, 45, 60 and 70° from frontal were read as 8, 14, 30, 46 and 51°: some 17°
too frontal, once clearly oblique."""

_MEMORY_S = 5.0
_HIGHEST_DEG = 60.0
_ON_THE_MAT = ("SHOULDER", "HIP", "KNEE", "ANKLE")


class Camera:
    """Learns the room's up and the camera's place."""

    def __init__(self) -> None:
        self._plane_deg: float | None = None
        self._view: Values | None = None
        self._time_s = 0.0

    def step(self, skeleton: Skeleton, time_s: float) -> tuple[Values, View]:
        """The room's up (3,) in camera axes, and the view."""
        dt = max(0.0, time_s - self._time_s)
        self._time_s = time_s
        share = 1.0 if self._plane_deg is None else dt / (_MEMORY_S + dt)
        plane = _mat_elevation(skeleton)
        self._plane_deg = plane if self._plane_deg is None else self._plane_deg + share * (plane - self._plane_deg)
        trust = USUAL_SD_DEG**2 / (USUAL_SD_DEG**2 + PLANE_SD_DEG**2)
        elevation = USUAL_ELEVATION_DEG + trust * (self._plane_deg - USUAL_ELEVATION_DEG)
        tipped = np.radians(elevation)
        up = np.array([0.0, -np.cos(tipped), -np.sin(tipped)])
        toward = _toward_camera(skeleton, up)
        self._view = toward if self._view is None else unit(self._view + share * (toward - self._view))
        azimuth = _unflattened(float(np.degrees(np.arctan2(self._view[1], self._view[0]))))
        return up, View(azimuth, float(elevation))


def _mat_elevation(skeleton: Skeleton) -> float:
    """Elevation of the camera above the plane of the lower side's points (deg)."""
    points = np.stack([skeleton.joint(name, top=False) for name in _ON_THE_MAT])
    normal = np.linalg.svd(points - points.mean(axis=0))[2][2]
    if normal[1] > 0:
        normal = -normal
    return float(np.clip(np.degrees(np.arctan2(-normal[2], -normal[1])), 0, _HIGHEST_DEG))


def _toward_camera(skeleton: Skeleton, up: Values) -> Values:
    """Direction to the camera in the body's own axes (forward, to the head, up)."""
    hips = skeleton.joint("HIP", top=True) - skeleton.joint("HIP", top=False)
    shoulders = skeleton.joint("SHOULDER", top=True) + skeleton.joint("SHOULDER", top=False)
    long_axis = unit(shoulders - skeleton.joint("HIP", top=True) - skeleton.joint("HIP", top=False))
    steady = up if hips @ up >= 0 else -up
    frame = pelvis_frame(steady if skeleton.top == "right" else -steady, long_axis)
    toward = np.array([0.0, 0.0, -1.0])
    return np.array([frame[0] @ toward, frame[1] @ toward, up @ toward])


def _unflattened(azimuth_deg: float) -> float:
    """The camera's azimuth, of the one that the network's body gives: it draws bodies toward the frontal."""
    off_frontal = azimuth_deg if abs(azimuth_deg) <= 90 else np.copysign(180 - abs(azimuth_deg), azimuth_deg)
    more = FLATTENED_DEG * float(np.tanh(off_frontal / FLATTENED_OVER_DEG))
    turned = off_frontal + more
    return float(turned if abs(azimuth_deg) <= 90 else np.copysign(180, azimuth_deg) - turned)
