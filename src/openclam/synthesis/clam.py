"""The clam as exact geometry: from a handful of angles to joint centres and bone rotations.

Room axes: X the way the front of the body faces, Z up, Y along the floor. A person on the right side
(left leg on top) has the head at -Y. The person is always posed on the right side; `Posed.mirrored`
gives the same posture on the left side.

The feet stay together because the top thigh turns about the line from its hip centre to its ankle:
with the ankle held, that turn is the one degree of freedom that is left (the page's "open the upper
knee"). A pelvis that rolls or tilts carries the hip along; the knee bends by what little it must.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openclam.errors import UsageError
from openclam.synthesis.body import Skeleton
from openclam.synthesis.frames import Array, Side, X, Y, Z, hip_angles, segment_frame, thigh_frame_of, turn, unit
from openclam.synthesis.limbs import place_arms, place_head

LYING = np.diag([1.0, -1.0, -1.0])
"""Pelvis frame (columns, in the room) of a person lying on the right side, pelvis upright on its edge."""

_MAT_SINK_M = 0.02
"""How far the flesh over the lower hip gives way."""

_KNEES_APART_M = 0.02
"""Air between the knees when closed: the page asks to keep slight tension on the band (I8)."""


_SHOULDER_HEIGHT_M = 0.03
"""Centre of the lower shoulder above the mat, before its blade moves up with the arm."""


@dataclass(frozen=True, slots=True)
class ClamPose:
    """One moment of the exercise: changes since the closed position, degrees and centimetres.

    `pelvic_roll_deg` is + where the top hip goes backward, `pelvic_tilt_deg` + forward,
    `trunk_rotation_deg` + where the top shoulder goes backward against the pelvis, `trunk_lean_deg` +
    where the shoulders bend up, towards the top hip. `opening_deg` is the turn of the thigh in the room.
    """

    opening_deg: float = 0.0
    pelvic_roll_deg: float = 0.0
    pelvic_tilt_deg: float = 0.0
    trunk_rotation_deg: float = 0.0
    trunk_lean_deg: float = 0.0
    foot_lift_cm: float = 0.0


@dataclass(frozen=True, slots=True)
class Posed:
    """Joint centres and bone rotations in the room.

    `heads` (b, 3) metres. `rotations` (b, 3, 3) carry a bone from rest (body axes) into the room.
    `pelvis`, `thorax` (3, 3) are segment frames. `side` is the side that moves (the top one).
    """

    names: tuple[str, ...]
    heads: Array
    rotations: Array
    pelvis: Array
    thorax: Array
    side: Side = "left"

    def head(self, bone: str) -> Array:
        """Joint centre where `bone` begins (3,), metres."""
        return np.asarray(self.heads[self.names.index(bone)])

    @property
    def mirrored(self) -> Posed:
        """The same posture on the other side: head at +Y, right leg on top.

        Joint centres are reflected and swap their names. A reflected frame keeps its meaning (X forward,
        Y to the head, Z right) when its Z is turned round, so that angles come out the same.
        """
        across, inside = np.diag([1.0, -1.0, 1.0]), np.diag([1.0, 1.0, -1.0])
        swap = [self.names.index(_other_side(name)) for name in self.names]
        return Posed(
            self.names,
            (self.heads @ across)[swap],
            (across @ self.rotations @ inside)[swap],
            across @ self.pelvis @ inside,
            across @ self.thorax @ inside,
            "right" if self.side == "left" else "left",
        )


def _other_side(name: str) -> str:
    return {"L": name[:-1] + "R", "R": name[:-1] + "L"}.get(name[-1], name) if name[-2:-1] == "." else name


@dataclass(frozen=True, slots=True)
class _Start:
    """What the closed position fixes for the whole set."""

    top_ankle: Array
    knee_turn_deg: float
    bottom_hip: Array
    bottom_knee: Array
    bottom_ankle: Array


class Clam:
    """A body on its right side in one closed position, to be posed in any moment of the set.

    `hip_flexion_deg` and `knee_flexion_deg` are those of the top leg when closed.

    Raises:
        UsageError: an angle lies outside what a clam can be.
    """

    def __init__(self, skeleton: Skeleton, hip_flexion_deg: float = 45.0, knee_flexion_deg: float = 90.0) -> None:
        _check("knee_flexion_deg", knee_flexion_deg, 20.0, 140.0)
        _check("hip_flexion_deg", hip_flexion_deg, -10.0, 100.0)
        self.skeleton = skeleton
        self._start = _start(skeleton, hip_flexion_deg, knee_flexion_deg)
        self.closed = self.pose(ClamPose())

    def pose(self, pose: ClamPose) -> Posed:
        """Joint centres and bone rotations of one moment.

        Raises:
            UsageError: the leg cannot reach the foot's place.
        """
        start, skeleton = self._start, self.skeleton
        pelvis = _pelvis_frame(pose)
        hip = start.bottom_hip + pelvis @ (skeleton.head("upperleg01.L") - skeleton.head("upperleg01.R"))
        ankle = start.top_ankle + np.array([0.0, 0.0, pose.foot_lift_cm / 100.0])
        knee = knee_on_circle(hip, ankle, _lengths(skeleton, "L"), start.knee_turn_deg + pose.opening_deg)
        return _assemble(skeleton, pose, pelvis, start, (hip, knee, ankle))


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise UsageError(f"{name} must lie between {low:g} and {high:g} degrees for a clam, got {value}.")


def _pelvis_frame(pose: ClamPose) -> Array:
    """Forward tilt brings the head end forward: a negative turn about the pelvis' Z (to the right)."""
    return np.asarray(LYING @ turn(Z, -pose.pelvic_tilt_deg) @ turn(Y, pose.pelvic_roll_deg))


def _lengths(skeleton: Skeleton, side: str) -> tuple[float, float]:
    hip, knee, ankle = (skeleton.head(f"{bone}.{side}") for bone in ("upperleg01", "lowerleg01", "foot"))
    return float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))


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


def _start(skeleton: Skeleton, hip_flexion_deg: float, knee_flexion_deg: float) -> _Start:
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
        lengths = _lengths(skeleton, "L")
        turned = _knee_turn_at_height(top_hip, ankle, lengths, height)
        thigh = thigh_frame_of(top_hip, knee_on_circle(top_hip, ankle, lengths, turned), ankle)
        azimuth += hip_flexion_deg - hip_angles(LYING, thigh, "left").flexion_deg
    bottom_ankle = np.array([ankle[0], ankle[1], skin["ankle"]])
    bottom = _lengths(skeleton, "R")
    low_turn = _knee_turn_at_height(bottom_hip, bottom_ankle, bottom, knee_height)
    bottom_knee = knee_on_circle(bottom_hip, bottom_ankle, bottom, low_turn)
    return _Start(ankle, turned, bottom_hip, bottom_knee, bottom_ankle)


def _stacked_ankle(skeleton: Skeleton, hip: Array, knee_flexion_deg: float, azimuth_deg: float, height: float) -> Array:
    """Top ankle at `height`, as far from `hip` as the bent knee sets, `azimuth_deg` forward of the feet."""
    thigh, shank = _lengths(skeleton, "L")
    reach = np.sqrt(thigh**2 + shank**2 + 2.0 * thigh * shank * np.cos(np.radians(knee_flexion_deg)))
    drop = height - hip[2]
    level = np.sqrt(reach**2 - drop**2)
    azimuth = np.radians(azimuth_deg)
    return np.asarray(hip + np.array([level * np.sin(azimuth), level * np.cos(azimuth), drop]))


def _assemble(
    skeleton: Skeleton, pose: ClamPose, pelvis: Array, start: _Start, top_leg: tuple[Array, Array, Array]
) -> Posed:
    """Give every bone its rotation, then its place, from the pelvis outward."""
    propped = _propped_deg(skeleton, start)
    rotations = {"root": pelvis, **_spine(pelvis, pose, propped)}
    thorax = rotations["spine01"]
    for side, leg in (("L", top_leg), ("R", (start.bottom_hip, start.bottom_knee, start.bottom_ankle))):
        rotations |= _leg(skeleton, side, leg)
    rotations |= place_head(thorax, LYING)
    heads, _ = _forward(skeleton, rotations, start.bottom_hip)
    rotations |= place_arms(skeleton, thorax, dict(zip(skeleton.names, heads, strict=True)))
    return Posed(skeleton.names, *_forward(skeleton, rotations, start.bottom_hip), pelvis, thorax)


def _propped_deg(skeleton: Skeleton, start: _Start) -> float:
    """Side-bend of the closed position that keeps the lower shoulder on the mat instead of in it."""
    spine, shoulder = skeleton.head("spine05"), skeleton.head("upperarm01.R")
    hip = skeleton.head("upperleg01.R")
    height = start.bottom_hip[2] - (shoulder[2] - hip[2])
    return float(np.degrees(np.arcsin((_SHOULDER_HEIGHT_M - height) / (shoulder[1] - spine[1]))))


def _spine(pelvis: Array, pose: ClamPose, propped_deg: float) -> dict[str, Array]:
    """Share the trunk's turn and side-bend out over the spine, lowest bone first."""
    bones = ("spine05", "spine04", "spine03", "spine02", "spine01")
    shares = (0.1, 0.35, 0.65, 0.9, 1.0)
    return {
        bone: pelvis
        @ turn(X, -share * propped_deg)
        @ turn(Y, share * pose.trunk_rotation_deg)
        @ turn(X, -share * pose.trunk_lean_deg)
        for bone, share in zip(bones, shares, strict=True)
    }


def _leg(skeleton: Skeleton, side: str, centres: tuple[Array, Array, Array]) -> dict[str, Array]:
    """Bone rotations that carry the resting leg's frames onto the posed joint centres."""
    hip, knee, ankle = centres
    rest = [skeleton.head(f"{bone}.{side}") for bone in ("upperleg01", "lowerleg01", "foot")]
    thigh = thigh_frame_of(hip, knee, ankle)
    shank = segment_frame(knee - ankle, thigh[:, 2])
    thigh_rotation = thigh @ segment_frame(rest[0] - rest[1], Z).T
    shank_rotation = shank @ segment_frame(rest[1] - rest[2], Z).T
    return {f"upperleg01.{side}": thigh_rotation, f"lowerleg01.{side}": shank_rotation}


def _forward(skeleton: Skeleton, rotations: dict[str, Array], bottom_hip: Array) -> tuple[Array, Array]:
    """Joint centres (b, 3) and rotations (b, 3, 3), parents first; the lower hip keeps its place.

    A bone without a rotation of its own turns with its parent.
    """
    heads, turned = np.zeros_like(skeleton.heads), np.zeros((len(skeleton.names), 3, 3))
    for row, (name, parent) in enumerate(zip(skeleton.names, skeleton.parents, strict=True)):
        if parent >= 0:
            heads[row] = heads[parent] + turned[parent] @ (skeleton.heads[row] - skeleton.heads[parent])
        turned[row] = rotations[name] if name in rotations else turned[parent]
    return heads + bottom_hip - heads[skeleton.names.index("upperleg01.R")], turned


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
