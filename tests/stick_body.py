"""A body of sticks that does the clamshell before an ideal camera: landmarks whose truth is known.

Room axes as the pelvis frame of a person who lies on the left side: X forward, Y to the head, Z to
the right, which is up. The left-lying body has its right leg on top; the other side is its mirror.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from openclam.pose.landmarks import COUNT, FrameLandmarks, Landmarks, Point

HEIGHT_M = 1.70
THIGH_M, SHANK_M, TRUNK_M = 0.245 * HEIGHT_M, 0.246 * HEIGHT_M, 0.288 * HEIGHT_M
HIPS_M, SHOULDERS_M = 0.17, 0.34

Array = np.ndarray


@dataclass(frozen=True)
class Pose:
    """What the sticks do, degrees and centimetres since the closed position."""

    opening: float = 0.0
    roll: float = 0.0
    lift_cm: float = 0.0
    hip_flexion: float = 45.0
    knee_flexion: float = 90.0


@dataclass(frozen=True)
class Camera:
    """Where the picture is taken from; degrees, metres, pixels."""

    azimuth: float = 0.0
    elevation: float = 10.0
    distance: float = 2.2
    width: int = 640
    height: int = 360


def turn(axis: Array, degrees: float) -> Array:
    """Rotation matrix about `axis` (Rodrigues)."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def joints(pose: Pose) -> Array:
    """(33, 3) joints of the left-lying body in the room; points without meaning sit at the hips."""
    points = np.zeros((COUNT, 3))
    roll = turn(np.array([0.0, 1.0, 0.0]), -pose.roll)
    top, bottom = np.array([0, 0, HIPS_M / 2]), np.array([0, 0, -HIPS_M / 2])
    points[Point.RIGHT_HIP], points[Point.LEFT_HIP] = bottom + roll @ (top - bottom), bottom
    points[Point.RIGHT_SHOULDER] = [0, TRUNK_M, SHOULDERS_M / 2]
    points[Point.LEFT_SHOULDER] = [0, TRUNK_M, -SHOULDERS_M / 2]
    flexion, bend = np.radians(pose.hip_flexion), np.radians(pose.hip_flexion - pose.knee_flexion)
    thigh = THIGH_M * np.array([np.sin(flexion), -np.cos(flexion), 0])
    shank = SHANK_M * np.array([np.sin(bend), -np.cos(bend), 0])
    points[Point.LEFT_KNEE], points[Point.LEFT_ANKLE] = bottom + thigh, bottom + thigh + shank
    hip = points[Point.RIGHT_HIP]
    ankle = bottom + np.array([0, 0, 0.10 + pose.lift_cm / 100]) + thigh + shank
    points[Point.RIGHT_KNEE] = hip + knee_about(ankle - hip, pose.opening)
    points[Point.RIGHT_ANKLE] = ankle
    points[Point.LEFT_EAR] = points[Point.RIGHT_EAR] = [0, TRUNK_M + 0.18, -0.05]
    points[Point.LEFT_ELBOW], points[Point.LEFT_WRIST] = [0.1, TRUNK_M + 0.2, -0.17], [0, TRUNK_M + 0.3, -0.1]
    points[Point.RIGHT_ELBOW], points[Point.RIGHT_WRIST] = [0.15, TRUNK_M - 0.2, 0], [0.3, TRUNK_M - 0.1, -0.17]
    for side in ("LEFT", "RIGHT"):
        foot = points[Point[f"{side}_ANKLE"]]
        points[Point[f"{side}_HEEL"]] = foot + np.array([-0.04, 0, 0])
        points[Point[f"{side}_FOOT_INDEX"]] = foot + np.array([0.15, -0.05, 0])
    return points


def knee_about(line: Array, opening: float) -> Array:
    """The knee from the hip, turned up by `opening` about hip–ankle from where it lies level."""
    span = float(np.linalg.norm(line))
    axis = line / span
    along = (THIGH_M**2 - SHANK_M**2 + span**2) / (2 * span)
    radius = np.sqrt(THIGH_M**2 - along**2)
    up = np.array([0.0, 0.0, 1.0]) - axis * axis[2]
    up /= np.linalg.norm(up)
    forward = np.cross(up, axis)
    angle = np.radians(opening)
    return axis * along + radius * (np.cos(angle) * forward + np.sin(angle) * up)


def sight(
    pose: Pose, time_s: float, *, camera: Camera | None = None, top: str = "right", index: int = 0
) -> FrameLandmarks:
    """What an ideal landmark network would give for one picture of the sticks."""
    camera = camera or Camera()
    points = joints(pose)
    azimuth, elevation = np.radians(camera.azimuth), np.radians(camera.elevation)
    toward = np.array([np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)])
    away = -toward
    right = np.cross(away, np.array([0.0, 0.0, 1.0]))
    right /= np.linalg.norm(right)
    down = np.cross(away, right)
    middle = (points[Point.LEFT_HIP] + points[Point.RIGHT_HIP]) / 2
    world = (points - middle) @ np.stack([right, down, away]).T
    focal = 0.9 * max(camera.width, camera.height)
    depth = world[:, 2] + camera.distance
    image = np.empty((COUNT, 3))
    image[:, 0] = camera.width / 2 + focal * world[:, 0] / depth
    image[:, 1] = camera.height / 2 + focal * world[:, 1] / depth
    image[:, 2] = focal * world[:, 2] / camera.distance
    if top == "left":
        image[:, 0] = camera.width - image[:, 0]
        world[:, 0] = -world[:, 0]
    ones = np.ones(COUNT, np.float32)
    landmarks = Landmarks(
        index, time_s, camera.width, camera.height, image.astype(np.float32), world.astype(np.float32), ones, ones, 1.0
    )
    if top == "left":
        landmarks = landmarks.mirrored()
    return FrameLandmarks(index, time_s, camera.width, camera.height, landmarks)


def rep_opening(t: float, *, up: float, hold: float, down: float, size: float) -> float:
    """Opening `t` seconds into a rep: a smooth rise, a hold, a smooth fall (minimum jerk)."""
    if t < up:
        share = t / up
    elif t < up + hold:
        share = 1.0
    else:
        share = max(0.0, 1 - (t - up - hold) / down)
    return size * (10 * share**3 - 15 * share**4 + 6 * share**5)


def exercise(
    reps: int, *, rest: float = 1.0, up: float = 1.2, hold: float = 1.0, down: float = 1.6, size: float = 35.0
) -> Callable[[float], float]:
    """Opening over time of a set: two seconds of rest, then `reps` reps with `rest` seconds between them."""
    length = up + hold + down + rest

    def opening(time_s: float) -> float:
        t = time_s - 2.0
        if t < 0 or t >= reps * length:
            return 0.0
        return rep_opening(t % length, up=up, hold=hold, down=down, size=size)

    return opening


def film(
    opening: Callable[[float], float],
    seconds: float,
    *,
    fps: float = 30.0,
    camera: Camera | None = None,
    top: str = "right",
    noise_px: float = 0.0,
    seed: int = 0,
) -> Iterator[FrameLandmarks]:
    """Sightings of a set, one a picture, with even noise on the points where asked for."""
    random = np.random.default_rng(seed)
    for index in range(round(seconds * fps)):
        time_s = index / fps
        frame_landmarks = sight(Pose(opening=opening(time_s)), time_s, camera=camera, top=top, index=index)
        if noise_px and frame_landmarks.landmarks is not None:
            frame_landmarks.landmarks.image[:, :2] += random.normal(0, noise_px, (COUNT, 2))
        yield frame_landmarks


def tilted(person: Landmarks, degrees: float) -> Landmarks:
    """The person with a body that the network takes to lie on a slope, head up."""
    turn = np.radians(degrees)
    cos, sin = np.cos(turn), np.sin(turn)
    x, y, z = person.world.T
    return replace(person, world=np.column_stack([cos * x - sin * y, sin * x + cos * y, z]).astype(np.float32))
