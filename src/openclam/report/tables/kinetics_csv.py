"""What the band and the muscles did in a rep, as columns of `reps.csv`."""

from __future__ import annotations

from typing import Final

from openclam.kinetics.document import GROUPS, Estimate, RepKinetics

_ESTIMATES: Final = tuple(
    name for name, field in RepKinetics.model_fields.items() if field.annotation in (Estimate, Estimate | None)
)
_UNITS: Final = ("_nm_kg", "_nm", "_pct", "_n", "_j")
_CHANGE: Final = "rolled_back_gluteus_medius_change_pct"


def kinetics_head() -> list[str]:
    """The columns' names: every estimate with the ends of its range, unit last; then what belongs to the rep."""
    activations = [f"{group.replace('-', '_')}_activation_pct" for group in GROUPS]
    names = [column for name in (*_ESTIMATES, *activations, _CHANGE) for column in _with_range(name)]
    return [*names, "time_under_tension_s", "rolled_back_roll_deg", "kinetics_trusted"]


def kinetics_row(rep: RepKinetics | None) -> list[str]:
    """The cells of a rep, in the order of `kinetics_head`; all empty where nothing was calculated."""
    if rep is None:
        return [""] * len(kinetics_head())
    activation = {muscle.group: muscle.activation_pct for muscle in rep.muscles}
    estimates = [getattr(rep, name) for name in _ESTIMATES] + [activation.get(group) for group in GROUPS]
    estimates.append(rep.rolled_back and rep.rolled_back.gluteus_medius_change_pct)
    cells = [cell for estimate in estimates for cell in _cells(estimate)]
    roll = "" if rep.rolled_back is None else f"{rep.rolled_back.roll_deg:.3f}"
    return [*cells, f"{rep.time_under_tension_s:.3f}", roll, "yes" if rep.trusted else "no"]


def _with_range(name: str) -> tuple[str, str, str]:
    unit = next(unit for unit in _UNITS if name.endswith(unit))
    bare = name.removesuffix(unit)
    return name, f"{bare}_low{unit}", f"{bare}_high{unit}"


def _cells(estimate: Estimate | None) -> tuple[str, str, str]:
    if estimate is None:
        return "", "", ""
    return f"{estimate.value:.3f}", f"{estimate.low:.3f}", f"{estimate.high:.3f}"
