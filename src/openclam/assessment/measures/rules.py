"""What an exercise file may ask of measures: a name that is registered, in its own unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openclam.assessment.measures.registry import REGISTRY
from openclam.exercise.nearest import did_you_mean
from openclam.exercise.rules import Fault, rows


def measures_exist(document: dict[str, Any]) -> Iterator[Fault]:
    """Every statement with an unknown measure or limits in another unit; a `Rule` for `load_exercise`."""
    for index, statement in rows(document, "statement"):
        name, limits = statement.get("measure"), statement.get("limits")
        if not isinstance(name, str):
            continue
        if name not in REGISTRY:
            yield ("statement", index, "measure"), f'unknown measure "{name}"{did_you_mean(name, REGISTRY)}'
            continue
        unit, expected = limits.get("unit") if isinstance(limits, dict) else None, REGISTRY[name].unit
        if isinstance(unit, str) and unit != expected:
            yield (
                ("statement", index, "limits", "unit"),
                f'unit "{unit}" does not belong to {name}, which is in "{expected}"',
            )
