"""A pinhole camera placed around the body."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.errors import UsageError
from openclam.synthesis.frames import Array, turn, unit


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the camera stands, as seen from the body.

    `azimuth_deg`: 0 looks at the front of the body, + toward the head end, 90 at the head end.
    `elevation_deg`: + above. `distance_m` from `target`, the point (3,) in the room at the middle of the
    picture. `fov_deg` is the angle over the picture's height. `roll_deg` turns the camera about its optical
    axis: + clockwise as its holder sees it, so that the picture turns anticlockwise.
    """

    azimuth_deg: float = 0.0
    elevation_deg: float = 12.0
    distance_m: float = 2.2
    fov_deg: float = 31.0
    target: tuple[float, float, float] = (0.08, -0.1, 0.2)
    roll_deg: float = 0.0

    def __post_init__(self) -> None:
        if not 0.2 < self.distance_m < 20.0:
            raise UsageError(f"camera distance must lie between 0.2 and 20 m, got {self.distance_m}.")
        if not 5.0 <= self.fov_deg <= 120.0:
            raise UsageError(f"camera fov must lie between 5 and 120 degrees, got {self.fov_deg}.")
        if not -180.0 <= self.roll_deg <= 180.0:
            raise UsageError(f"camera roll must lie between -180 and 180 degrees, got {self.roll_deg}.")
        if not -10.0 <= self.elevation_deg <= 85.0:
            raise UsageError(f"camera elevation must lie between -10 and 85 degrees, got {self.elevation_deg}.")

    def position(self, mirrored: bool = False) -> Array:
        """Place (3,) in the room, metres. `mirrored`: the person's head is at +Y."""
        azimuth, elevation = np.radians(self.azimuth_deg), np.radians(self.elevation_deg)
        to_head = 1.0 if mirrored else -1.0
        level = np.cos(elevation)
        away = np.array([level * np.cos(azimuth), to_head * level * np.sin(azimuth), np.sin(elevation)])
        return np.asarray(self.aim(mirrored) + self.distance_m * away)

    def aim(self, mirrored: bool = False) -> Array:
        """The point (3,) that the camera looks at, metres."""
        x, y, z = self.target
        return np.array([x, -y if mirrored else y, z])

    def axes(self, mirrored: bool = False) -> Array:
        """Right, up and forward of the picture, as columns (3, 3) in the room.

        A mirrored scene turns the camera the other way, so that its picture is the mirror image.
        """
        forward = unit(self.aim(mirrored) - self.position(mirrored))
        level = unit(np.cross(forward, np.array([0.0, 0.0, 1.0])))
        right = turn(forward, -self.roll_deg if mirrored else self.roll_deg) @ level
        return np.column_stack([right, np.cross(right, forward), forward])

    def project(self, points: Array, width: int, height: int, mirrored: bool = False) -> Array:
        """Pixels (n, 2) of points (n, 3) in the room; (0, 0) is the upper left corner of the picture.

        A point behind the camera becomes NaN.
        """
        seen = (points - self.position(mirrored)) @ self.axes(mirrored)
        depth = np.where(seen[:, 2] > 0.0, seen[:, 2], np.nan)
        focal = height / 2.0 / np.tan(np.radians(self.fov_deg) / 2.0)
        return np.column_stack([width / 2.0 + focal * seen[:, 0] / depth, height / 2.0 - focal * seen[:, 1] / depth])
