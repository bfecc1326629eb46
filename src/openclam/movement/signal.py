"""The signal: the quantity that a rep moves out and back."""

from __future__ import annotations

from openclam.exercise.movement import Movement
from openclam.kinematics import Quantity
from openclam.kinematics.claims import CLAIMS


def signal_of(movement: Movement) -> Quantity:
    """The quantity of an exercise's signal, as its lifter claims it.

    Raises:
        KeyError: the lifter does not claim the signal; `openclam.movement.rules` refuses such a file at the door.
    """
    return CLAIMS[movement.lifter].signals[movement.signal]
