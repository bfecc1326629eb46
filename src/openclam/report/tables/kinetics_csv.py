"""What the band and the muscles did in a rep, as columns of `reps.csv`."""

from __future__ import annotations

from typing import Final

from openclam.kinetics.document import GROUPS, Estimate, RepKinetics
from openclam.kinetics.openers import RANKED

_ESTIMATES: Final = tuple(
    name for name, field in RepKinetics.model_fields.items() if field.annotation in (Estimate, Estimate | None)
)
_UNITS: Final = ("_nm_kg", "_nm", "_pct", "_n", "_j")


def kinetics_head() -> list[str]:
    """The columns' names: every estimate with the ends of its range, unit last; levels; what belongs to the rep."""
    activations = [f"{_column(group)}_activation_pct" for group in GROUPS]
    openings = [f"{_column(group)}_opening_nm" for group in RANKED]
    names = [column for name in (*_ESTIMATES, *activations, *openings) for column in _with_range(name)]
    levels = [f"{_column(group)}_level" for group in RANKED]
    return [*names, *levels, "time_under_tension_s", "kinetics_trusted"]


def kinetics_row(rep: RepKinetics | None) -> list[str]:
    """The cells of a rep, in the order of `kinetics_head`; all empty where nothing was calculated."""
    if rep is None:
        return [""] * len(kinetics_head())
    activation = {muscle.group: muscle.activation_pct for muscle in rep.muscles}
    opening = {muscle.group: muscle for muscle in rep.openers}
    estimates = [getattr(rep, name) for name in _ESTIMATES] + [activation.get(group) for group in GROUPS]
    estimates += [opening[group].opening_moment_nm if group in opening else None for group in RANKED]
    cells = [cell for estimate in estimates for cell in _cells(estimate)]
    levels = [opening[group].level if group in opening else "" for group in RANKED]
    return [*cells, *levels, f"{rep.time_under_tension_s:.3f}", "yes" if rep.trusted else "no"]


def _column(group: str) -> str:
    return group.replace("-", "_")


def _with_range(name: str) -> tuple[str, str, str]:
    unit = next(unit for unit in _UNITS if name.endswith(unit))
    bare = name.removesuffix(unit)
    return name, f"{bare}_low{unit}", f"{bare}_high{unit}"


def _cells(estimate: Estimate | None) -> tuple[str, str, str]:
    if estimate is None:
        return "", "", ""
    return f"{estimate.value:.3f}", f"{estimate.low:.3f}", f"{estimate.high:.3f}"
