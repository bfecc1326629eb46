"""The gate: whether one posture can belong to the exercise at all."""

from __future__ import annotations

from dataclasses import dataclass

from openclam.exercise.movement import Bounds, Movement
from openclam.kinematics import Posture, Quantity
from openclam.movement.quantities import QUANTITIES
from openclam.pose.lying import ON_THE_SIDE

TURNED_ON_SIDE = 0.4
"""Least `on_side` of a body that has lain on its side and has not turned over. Seen obliquely from above, a body whose
pelvis goes along with the opening has 0.72 at rest and 0.47 at the top."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Where the quantities of a posture must lie while the exercise is done."""

    bounds: tuple[tuple[Quantity, Bounds], ...]

    @staticmethod
    def of(movement: Movement) -> Gate:
        """The gate of an exercise."""
        return Gate(tuple((QUANTITIES[name], bounds) for name, bounds in movement.gate.items()))

    def lets_in(self, posture: Posture, *, already: bool = False) -> bool:
        """Whether the body lies on its side as the exercise asks; `already` if it did so in the frame before."""
        return (
            posture.seen
            and posture.on_side >= (TURNED_ON_SIDE if already else ON_THE_SIDE)
            and all(bounds.hold(float(posture.value[quantity])) for quantity, bounds in self.bounds)
        )
