"""A constant set to half and to double its value, and what that changes; then the nearest value at which anything does.

Each constant is asked in a process of its own, forked once the cases are loaded, and that ends with it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.constants.listed import Class, Constant
from bench.constants.outcome import Case, Figures, Result, figures, result_of
from bench.constants.patch import Value, current, patch, scaled

FAR, NEAR = (0.5, 2.0), (0.8, 1.25)
"""Factors; the nearer ones are tried only where the farther ones change something."""
HALVINGS = 4
MOST_HALVED = 12
"""Where more cases than this change already at the nearer factor, the nearest value is not sought: it plainly
separates."""
FEW = 3
"""What so few cases or fewer hang on is not known."""
LEAST_CHANGE: dict[str, float] = {
    "opening_deg": 0.05, "roll_deg": 0.05, "times_s": 0.005, "start_deg": 0.05, "covered_pct": 0.5,
}  # fmt: skip
"""Changes of a figure that are worth the name."""

FROM_LANDMARKS = ("kinematics", "pose")
"""Rooms whose constants change the postures."""


@dataclass(frozen=True, slots=True)
class Base:
    """The cases, and what comes of each with every constant as it stands."""

    cases: list[Case]
    results: dict[str, Result]


_base: Base | None = None
"""What the forked processes find."""


def ask(base: Base, chosen: dict[Constant, Class], workers: int) -> Iterator[dict[str, Any]]:
    """The evidence for each constant, as it is found."""
    global _base
    _base = base
    with multiprocessing.get_context("fork").Pool(workers, maxtasksperchild=1) as pool:
        yield from pool.imap(_ask, chosen.items(), chunksize=1)


def _ask(item: tuple[Constant, Class]) -> dict[str, Any]:
    assert _base is not None
    return evidence(_base, *item)


def evidence(base: Base, constant: Constant, said: Class) -> dict[str, Any]:
    """Figures at every factor, the cases that change, and the nearest value on either side at which one does."""
    value = current(constant)
    if said.no_evidence:
        return named(constant, said, value) | {"finding": f"no evidence here: {said.no_evidence}"}
    needed = [case if constant.room not in FROM_LANDMARKS else _bare(case) for case in base.cases]
    rows = {1.0: base.results}
    for factor in (*FAR, *NEAR):
        if factor in NEAR and not _differ(base, rows[FAR[NEAR.index(factor)]]):
            continue
        rows[factor] = _run(constant, scaled(value, factor), needed)
    found = named(constant, said, value) | {
        "rows": [_row(base, factor, scaled(value, factor), rows[factor]) for factor in sorted(rows)],
        "nearest": {
            side: _nearest(base, constant, value, needed, rows, (near, far))
            for side, near, far in (("below", NEAR[0], FAR[0]), ("above", NEAR[1], FAR[1]))
        },
    }
    touched = {name for row in rows.values() for name in _touched(base, row)}
    found["cases_that_change"] = sorted(touched)
    found["figures_that_move"] = _moving(found["rows"])
    found["finding"] = finding(found)
    return found


def named(constant: Constant, said: Class, value: Value) -> dict[str, Any]:
    """Which constant this is."""
    return {"name": constant.name, "place": constant.place, "value": value, "apart": said.apart}


def _bare(case: Case) -> Case:
    return Case(case.name, case.split, case.recorded)


def _run(constant: Constant, value: Value, cases: Iterable[Case]) -> dict[str, Result]:
    patch(constant, value)
    return {case.name: result_of(case) for case in cases}


def _touched(base: Base, results: dict[str, Result]) -> list[str]:
    """The cases of which something else is said."""
    return [name for name, result in results.items() if result.said != base.results[name].said]


def _differ(base: Base, results: dict[str, Result]) -> bool:
    return any(result != base.results[name] for name, result in results.items())


def _row(base: Base, factor: float, value: Value, results: dict[str, Result]) -> dict[str, Any]:
    """One line of the table: for each split its figures, how many cases change, and how their counts do."""
    splits: dict[str, Any] = {}
    for split in dict.fromkeys(case.split for case in base.cases):
        names = [case.name for case in base.cases if case.split == split]
        was, now = ([of[name] for name in names] for of in (base.results, results))
        right = [(one.counts == one.true_reps, two.counts == two.true_reps) for one, two in zip(was, now, strict=True)]
        splits[split] = {
            **figures(now),
            "changed": len(_touched(base, {name: results[name] for name in names})),
            "lost": right.count((True, False)),
            "gained": right.count((False, True)),
        }
    return {"factor": factor, "value": value, "splits": splits}


def _nearest(
    base: Base,
    constant: Constant,
    value: Value,
    cases: list[Case],
    rows: dict[float, dict[str, Result]],
    factors: tuple[float, float],
) -> dict[str, Any] | None:
    """The nearest value at which something else is said of a case, and of which case; None up to the farthest."""
    same, names = 1.0, []
    for other in (factor for factor in factors if factor in rows):
        names = _touched(base, rows[other])
        if names:
            break
        same = other
    if not names:
        return None
    if len(names) <= MOST_HALVED:
        for _ in range(HALVINGS):
            middle = (same * other) ** 0.5
            if scaled(value, middle) in (scaled(value, same), scaled(value, other)):
                break
            left = _touched(base, _run(constant, scaled(value, middle), [c for c in cases if c.name in names]))
            other, names, same = (middle, left, same) if left else (other, names, middle)
    return {"value": scaled(value, other), "cases": names}


def _moving(rows: list[dict[str, Any]]) -> list[str]:
    """The figures that some value changes by more than nothing."""
    now = next(row["splits"] for row in rows if row["factor"] == 1.0)
    return [
        name
        for name in Figures.__annotations__
        if any(
            abs(row["splits"][split][name] - now[split][name]) > LEAST_CHANGE.get(name, 0.5)
            for row in rows
            for split in now
            if now[split][name] is not None and row["splits"][split][name] is not None
        )
    ]


def finding(found: dict[str, Any]) -> str:
    """One line for the reader."""
    cases, figures_moved = found["cases_that_change"], found["figures_that_move"]
    if not cases and not figures_moved:
        return "moves nothing"
    one, other = found["apart"]
    if not cases:
        return f"separates {one} from {other}: no count and no verdict changes; {_words(figures_moved)} moves"
    few = f"; hangs on {len(cases)} of {_count(found)} cases" if len(cases) <= FEW else ""
    return f"separates {one} from {other}: {_side(found, 'below')}, {_side(found, 'above')}{few}"


def _words(names: list[str]) -> str:
    return ", ".join(name.rpartition("_")[0] or name for name in names)


def _count(found: dict[str, Any]) -> int:
    return sum(split["cases"] for split in found["rows"][0]["splits"].values())


def _side(found: dict[str, Any], side: str) -> str:
    nearest = found["nearest"][side]
    if nearest is None:
        factor = FAR[0] if side == "below" else FAR[1]
        return f"nothing changes {side} it as far as ×{factor:g}"
    cases = nearest["cases"]
    who = cases[0] if len(cases) == 1 else f"{cases[0]} and {len(cases) - 1} others" if len(cases) > 1 else "a case"
    return f"{side} it {who} changes first at {written(nearest['value'])}"


def written(value: Value) -> str:
    """A value as it is shown."""
    return ", ".join(f"{part:.3g}" for part in value) if isinstance(value, tuple | list) else f"{value:.3g}"
