"""Both legs of a side-lying person: the closed position, and the one turn that is left when the foot is held.

The top thigh turns about the line from its hip centre to its ankle. `Clam` poses the body around this.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.errors import UsageError
from openclam.synthesis.body import Skeleton
from openclam.synthesis.frames import Array, hip_angles, thigh_frame_of, turn, unit

LYING = np.diag([1.0, -1.0, -1.0])
"""Pelvis frame (columns, in the room) of a person lying on the right side, pelvis upright on its edge."""

_MAT_SINK_M = 0.02
"""How far the flesh over the lower hip gives way."""

_KNEES_APART_M = 0.02
"""Air between the knees when closed: the page asks to keep slight tension on the band (I8)."""


@dataclass(frozen=True, slots=True)
class ClosedLegs:
    """What the closed position fixes for the whole set."""

    top_ankle: Array
    knee_turn_deg: float
    bottom_hip: Array
    bottom_knee: Array
    bottom_ankle: Array


def close_legs(skeleton: Skeleton, hip_flexion_deg: float, knee_flexion_deg: float) -> ClosedLegs:
    """Stack the legs: lower leg on the mat, feet on each other, knees nearly so.

    The hips are wider than the feet, so that the top leg starts adducted. The line to the ankle is
    turned until the top hip is flexed as asked.
    """
    skin = skeleton.clearance_m
    hips = skeleton.head("upperleg01.L") - skeleton.head("upperleg01.R")
    bottom_hip = np.array([0.0, 0.0, skin["hip"] - _MAT_SINK_M])
    top_hip = bottom_hip + LYING @ hips
    knee_height = skin["knee"] - _MAT_SINK_M / 2.0
    azimuth = 0.0
    for _ in range(8):
        ankle = _stacked_ankle(skeleton, top_hip, knee_flexion_deg, azimuth, 3.0 * skin["ankle"] + 0.005)
        height = knee_height + 2.0 * skin["knee"] + _KNEES_APART_M
        lengths = leg_lengths(skeleton, "L")
        turned = _knee_turn_at_height(top_hip, ankle, lengths, height)
        thigh = thigh_frame_of(top_hip, knee_on_circle(top_hip, ankle, lengths, turned), ankle)
        azimuth += hip_flexion_deg - hip_angles(LYING, thigh, "left").flexion_deg
    bottom_ankle = np.array([ankle[0], ankle[1], skin["ankle"]])
    bottom = leg_lengths(skeleton, "R")
    low_turn = _knee_turn_at_height(bottom_hip, bottom_ankle, bottom, knee_height)
    bottom_knee = knee_on_circle(bottom_hip, bottom_ankle, bottom, low_turn)
    return ClosedLegs(ankle, turned, bottom_hip, bottom_knee, bottom_ankle)


def _stacked_ankle(skeleton: Skeleton, hip: Array, knee_flexion_deg: float, azimuth_deg: float, height: float) -> Array:
    """Top ankle at `height`, as far from `hip` as the bent knee sets, `azimuth_deg` forward of the feet."""
    thigh, shank = leg_lengths(skeleton, "L")
    reach = np.sqrt(thigh**2 + shank**2 + 2.0 * thigh * shank * np.cos(np.radians(knee_flexion_deg)))
    drop = height - hip[2]
    level = np.sqrt(reach**2 - drop**2)
    azimuth = np.radians(azimuth_deg)
    return np.asarray(hip + np.array([level * np.sin(azimuth), level * np.cos(azimuth), drop]))


def knee_on_circle(hip: Array, ankle: Array, lengths: tuple[float, float], turn_deg: float) -> Array:
    """Knee centre (3,) with hip and ankle held, at `turn_deg` above the horizontal about their line.

    `lengths` are those of thigh and shank, metres. 0 puts the knee level, in front; + lifts it.

    Raises:
        UsageError: hip and ankle are too far apart, or too near, for these lengths.
    """
    thigh, shank = lengths
    line = ankle - hip
    distance = float(np.linalg.norm(line))
    if not abs(thigh - shank) < distance < thigh + shank:
        raise UsageError(
            f"the leg ({thigh:.2f} m + {shank:.2f} m) cannot reach an ankle {distance:.2f} m from the hip; "
            "lower the foot lift or the pelvic roll."
        )
    along = (thigh**2 - shank**2 + distance**2) / (2.0 * distance)
    radius = np.sqrt(thigh**2 - along**2)
    level, up = _circle_axes(line)
    angle = np.radians(turn_deg)
    return np.asarray(hip + along * unit(line) + radius * (np.cos(angle) * level + np.sin(angle) * up))


def _circle_axes(line: Array) -> tuple[Array, Array]:
    """Level and upward unit vectors at a right angle to `line`; level points to the front of the body."""
    forward = np.cross(np.array([0.0, 0.0, 1.0]), unit(line))
    level = unit(forward if forward[0] >= 0.0 else -forward)
    up = np.cross(unit(line), level)
    return level, np.asarray(up if up[2] >= 0.0 else -up)


def knee_turn_deg(hip: Array, knee: Array, ankle: Array) -> float:
    """The inverse of `knee_on_circle`: how far the knee stands above the level, about hip to ankle."""
    level, up = _circle_axes(ankle - hip)
    return float(np.degrees(np.arctan2(np.dot(knee - hip, up), np.dot(knee - hip, level))))


def _knee_turn_at_height(hip: Array, ankle: Array, lengths: tuple[float, float], height: float) -> float:
    """The turn at which the knee is `height` metres above the floor."""
    low, high = -60.0, 60.0
    for _ in range(50):
        middle = (low + high) / 2.0
        low, high = (middle, high) if knee_on_circle(hip, ankle, lengths, middle)[2] < height else (low, middle)
    return (low + high) / 2.0


def leg_lengths(skeleton: Skeleton, side: str) -> tuple[float, float]:
    """Length of thigh and shank, metres; `side` is "L" or "R"."""
    hip, knee, ankle = (skeleton.head(f"{bone}.{side}") for bone in ("upperleg01", "lowerleg01", "foot"))
    return float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))


def open_about_ankle_line(
    hip_flexion_deg: float, knee_flexion_deg: float, opening_deg: float, thigh_m: float = 0.42, shank_m: float = 0.40
) -> tuple[Array, Array, Array]:
    """Hip, knee and ankle of a left leg that starts in the sagittal plane and opens with the foot held.

    Points (3,) in the pelvis frame (X forward, Y head, Z right), metres, hip at the origin. This is the
    bare clam, without the width of the pelvis: the case that textbooks and `docs/synthesis.md` tabulate.
    """
    flexion, knee_angle = np.radians(hip_flexion_deg), np.radians(knee_flexion_deg)
    knee = thigh_m * np.array([np.sin(flexion), -np.cos(flexion), 0.0])
    down = flexion - knee_angle
    ankle = knee + shank_m * np.array([np.sin(down), -np.cos(down), 0.0])
    # The left knee opens to -Z: about the line that runs down to the ankle that is a negative turn.
    return np.zeros(3), turn(ankle, -opening_deg) @ knee, ankle
