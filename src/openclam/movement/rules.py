"""What an exercise file may ask of a movement: a lifter that exists and claims the signal, quantities and shapes that exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openclam.exercise.nearest import did_you_mean
from openclam.exercise.rules import Fault
from openclam.kinematics.claims import CLAIMS
from openclam.movement.quantities import QUANTITIES
from openclam.movement.shapes import SHAPES


def movement_faults(document: dict[str, Any]) -> Iterator[Fault]:
    """Every fault of the `[movement]` table that takes the estimators to see.

    Args:
        document: the parsed TOML; of any shape, what the schema refuses is passed over.
    """
    movement = document.get("movement")
    if not isinstance(movement, dict):
        return
    yield from _unclaimed(movement)
    for name in _names(movement.get("gate")):
        if name not in QUANTITIES:
            yield ("movement", "gate"), f'unknown quantity "{name}" in `gate`{did_you_mean(name, QUANTITIES)}'
    for name in _names(movement.get("is_rep")):
        if name not in SHAPES:
            yield ("movement", "is_rep"), f'unknown shape "{name}" in `is_rep`{did_you_mean(name, SHAPES)}'


def _unclaimed(movement: dict[str, Any]) -> Iterator[Fault]:
    lifter, signal = movement.get("lifter"), movement.get("signal")
    if not isinstance(lifter, str):
        return
    claim = CLAIMS.get(lifter)
    if claim is None:
        yield ("movement", "lifter"), f'there is no lifter "{lifter}"{did_you_mean(lifter, CLAIMS)}'
    elif isinstance(signal, str) and signal not in claim.signals:
        yield (
            ("movement", "signal"),
            f'the lifter "{lifter}" does not claim the signal "{signal}": it was trained on {claim.trained_on}, '
            f"and claims {', '.join(claim.signals)}. Another movement needs a lifter that was trained on it",
        )


def _names(table: object) -> list[str]:
    return [name for name in table if isinstance(name, str)] if isinstance(table, dict | list) else []
