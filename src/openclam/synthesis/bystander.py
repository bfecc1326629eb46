"""A second person in the picture, who kneels beside the mat and does nothing that is measured."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from openclam.errors import UsageError
from openclam.synthesis.body import BodyMesh, Skeleton
from openclam.synthesis.clam import Posed
from openclam.synthesis.frames import Array, X, Z, turn, unit
from openclam.synthesis.look import Look

_UPRIGHT = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
"""Body axes (X forward, Y to the head, Z right) of a person who stands in the room facing +X."""

_DOWN = np.array([0.0, -1.0, 0.0])


@dataclass(frozen=True, slots=True)
class Bystander:
    """Who kneels where, and how; for a person who lies on the right side (a mirrored scene mirrors both).

    `place` (x, y) is the spot under the knees, metres; `facing_deg` 0 faces the front (+X), + towards the feet
    end (+Y). `hip_flexion_deg` 0 kneels upright, 75 sits on the heels. `lean_deg` bends the trunk forward,
    `reach_deg` lifts the near arm forward.

    Raises:
        UsageError: an angle with which nobody kneels.
    """

    body: BodyMesh
    look: Look = field(default_factory=Look)
    place: tuple[float, float] = (-0.65, 0.35)
    facing_deg: float = 0.0
    hip_flexion_deg: float = 0.0
    lean_deg: float = 5.0
    reach_deg: float = 10.0

    def __post_init__(self) -> None:
        for name, high in (("hip_flexion_deg", 80.0), ("lean_deg", 60.0), ("reach_deg", 120.0)):
            if not 0.0 <= getattr(self, name) <= high:
                raise UsageError(f"{name} must lie between 0 and {high:g} degrees, got {getattr(self, name)}.")

    def posed(self) -> Posed:
        """Joint centres and bone rotations in the room, the knees on the floor."""
        skeleton = self.body.skeleton
        base = turn(Z, self.facing_deg) @ _UPRIGHT
        bent = base @ turn(Z, -self.lean_deg)
        turned = {"root": bent}
        for side in "LR":
            turned |= _leg(skeleton, base, side, self.hip_flexion_deg)
            turned |= _arm(skeleton, bent, side, self.lean_deg + (self.reach_deg if side == "R" else 0.0))
        heads, rotations = np.zeros_like(skeleton.heads), np.zeros((len(skeleton.names), 3, 3))
        for row, (name, parent) in enumerate(zip(skeleton.names, skeleton.parents, strict=True)):
            rotations[row] = turned.get(name, rotations[parent])
            if parent >= 0:
                heads[row] = heads[parent] + rotations[parent] @ (skeleton.heads[row] - skeleton.heads[parent])
        knees = [heads[skeleton.names.index(f"lowerleg01.{side}")] for side in "LR"]
        ground = np.array([*self.place, skeleton.clearance_m["knee"] - 0.01])
        return Posed(skeleton.names, heads + ground - np.mean(knees, axis=0), rotations, bent, bent)


def _leg(skeleton: Skeleton, base: Array, side: str, hip_flexion_deg: float) -> dict[str, Array]:
    """Thigh bent forward, shank level and behind the knee, foot stretched."""
    knee, ankle = skeleton.head(f"lowerleg01.{side}"), skeleton.head(f"foot.{side}")
    return {
        f"upperleg01.{side}": base @ turn(Z, hip_flexion_deg),
        f"lowerleg01.{side}": base @ _swing(ankle - knee, -X),
        f"foot.{side}": base @ turn(Z, -158.0),
    }


def _arm(skeleton: Skeleton, trunk: Array, side: str, forward_deg: float) -> dict[str, Array]:
    """Arm swung from where it rests, held out, to hanging, and forward by `forward_deg`; elbow a little bent."""
    out = 0.16 if side == "R" else -0.16
    shoulder, elbow, wrist = (skeleton.head(f"{bone}.{side}") for bone in ("upperarm01", "lowerarm01", "wrist"))
    upper = turn(Z, forward_deg) @ (_DOWN + out * Z)
    lower = turn(Z, forward_deg + 18.0) @ (_DOWN + 0.4 * out * Z)
    return {
        f"upperarm01.{side}": trunk @ _swing(elbow - shoulder, upper),
        f"lowerarm01.{side}": trunk @ _swing(wrist - elbow, lower),
    }


def _swing(start: Array, end: Array) -> Array:
    """The shortest rotation (3, 3) that carries the direction `start` (3,) onto `end` (3,)."""
    axis = np.cross(unit(start), unit(end))
    sine = float(np.linalg.norm(axis))
    if sine < 1e-9:
        return np.eye(3)
    return turn(axis, float(np.degrees(np.arctan2(sine, np.dot(unit(start), unit(end))))))
