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
from openclam.synthesis.frames import Array, Side, X, Y, Z, segment_frame, thigh_frame_of, turn
from openclam.synthesis.legs import LYING, ClosedLegs, close_legs, knee_on_circle, leg_lengths
from openclam.synthesis.limbs import place_arms, place_head

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
        self._start = close_legs(skeleton, hip_flexion_deg, knee_flexion_deg)
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
        knee = knee_on_circle(hip, ankle, leg_lengths(skeleton, "L"), start.knee_turn_deg + pose.opening_deg)
        return _assemble(skeleton, pose, pelvis, start, (hip, knee, ankle))


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise UsageError(f"{name} must lie between {low:g} and {high:g} degrees for a clam, got {value}.")


def _pelvis_frame(pose: ClamPose) -> Array:
    """Forward tilt brings the head end forward: a negative turn about the pelvis' Z (to the right)."""
    return np.asarray(LYING @ turn(Z, -pose.pelvic_tilt_deg) @ turn(Y, pose.pelvic_roll_deg))


def _assemble(
    skeleton: Skeleton, pose: ClamPose, pelvis: Array, start: ClosedLegs, top_leg: tuple[Array, Array, Array]
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


def _propped_deg(skeleton: Skeleton, start: ClosedLegs) -> float:
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
