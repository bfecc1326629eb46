"""Numbers of a model in words: always with the range over the model's variants."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Final

from openclam.kinetics.document import Estimate, Kinetics, Level, MuscleGroup, RepKinetics
from openclam.report.words import Speech

_PLACES: Final = {"N": 0, "N·m": 1, "N·m/kg": 2, "J": 1, "%": 0}
_UNIT_KEYS: Final = {
    "N": "kinetics.n",
    "N·m": "kinetics.nm",
    "N·m/kg": "kinetics.nm_kg",
    "J": "kinetics.j",
    "%": "unit.percent",
}


def value_words(estimate: Estimate, unit: str, say: Speech) -> str:
    """The value alone, with its unit: "38 N"."""
    return f"{say.number(estimate.value, _PLACES[unit])}{say(_UNIT_KEYS[unit])}"


def range_words(estimate: Estimate, unit: str, say: Speech) -> str:
    """The range alone, without its unit: "27–50", or "−12 to 3" where a dash would read as a minus."""
    low, high = (say.number(end, _PLACES[unit]) for end in (estimate.low, estimate.high))
    return say("kinetics.range_signed" if estimate.low < 0 else "kinetics.range", low=low, high=high)


def estimate_words(estimate: Estimate, unit: str, say: Speech) -> str:
    """Value and range: "38 N (27–50)"."""
    return f"{value_words(estimate, unit, say)} ({range_words(estimate, unit, say)})"


def unit_words(unit: str, say: Speech) -> str:
    """The unit as it stands in a column's head."""
    return say(_UNIT_KEYS[unit]).strip()


def largest(estimates: Sequence[Estimate | None]) -> Estimate | None:
    """The estimate with the largest value; None where there is none."""
    there = [estimate for estimate in estimates if estimate is not None]
    return max(there, key=lambda estimate: estimate.value, default=None)


def total(estimates: Sequence[Estimate]) -> Estimate:
    """All of them together. A variant of the model is the same in every rep, so the ends of the ranges add up too."""
    return Estimate(
        value=sum(estimate.value for estimate in estimates),
        low=sum(estimate.low for estimate in estimates),
        high=sum(estimate.high for estimate in estimates),
    )


def mean(estimates: Sequence[Estimate]) -> Estimate:
    """Their mean, with the mean of the ends of their ranges, for the reason that `total` gives."""
    return Estimate(
        value=fmean(estimate.value for estimate in estimates),
        low=fmean(estimate.low for estimate in estimates),
        high=fmean(estimate.high for estimate in estimates),
    )


def representative(kinetics: Kinetics) -> list[RepKinetics]:
    """The reps that stand for the set: those that the model is trusted for, or all of them where it is for none."""
    return [rep for rep in kinetics.reps if rep.trusted] or kinetics.reps


def mean_openings(kinetics: Kinetics) -> dict[MuscleGroup, Estimate]:
    """What each muscle group could give towards opening, N·m, at the tops of the representative reps: their mean."""
    found: dict[MuscleGroup, list[Estimate]] = {}
    for rep in representative(kinetics):
        for muscle in rep.openers:
            found.setdefault(muscle.group, []).append(muscle.opening_moment_nm)
    return {group: mean(estimates) for group, estimates in found.items()}


def set_levels(kinetics: Kinetics) -> dict[MuscleGroup, Level]:
    """The level of each muscle group in the set: that of all representative reps; "some" where they differ."""
    found: dict[MuscleGroup, set[Level]] = {}
    for rep in representative(kinetics):
        for muscle in rep.openers:
            found.setdefault(muscle.group, set()).add(muscle.level)
    return {group: levels.pop() if len(levels) == 1 else "some" for group, levels in found.items()}
