"""The registry of measures: a measure is one decorated function, and everything else is derived from it.

    @rep_measure("deg")
    def knee_turn_deg(rep: RepView) -> Measured:
        '''Largest turn of the knee over the rep.'''

The function's name is the measure's name, as exercise files and CSV columns write it, and ends in its unit. The first
line of its docstring is its line of documentation. Derived are what a statement may ask for, what is kept of a rep, the
columns of `reps.csv` and of the report, the moment that a correction shows, and the table in `docs/exercise-file.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from openclam.assessment.measures.views import RepView, SetView, StartView
from openclam.assessment.model import Measured
from openclam.errors import ExerciseError
from openclam.exercise import Statement
from openclam.exercise.nearest import did_you_mean

Unit = Literal["deg", "cm", "s", "deg/s", "%", "probability"]
SUFFIXES: Final[dict[Unit, str]] = {
    "deg/s": "_deg_s", "deg": "_deg", "cm": "_cm", "s": "_s", "%": "_pct", "probability": "",
}  # fmt: skip
"""How the name of a measure in this unit ends."""

Scope = Literal["start", "rep", "set"]
"""What a measure is taken over: the still start, one rep alone, or one rep held against all of its set."""

Need = Literal["view", "feet", "hips", "band", "loop"]
"""What a verdict on a measure needs.

`view`: a camera before the body, and the top knee in sight. `feet`: both feet in the frame. `hips`: hips and knees in
the frame. `band`: a band that was declared, or looked for; what was declared goes before what was seen. `loop`: the
length of the band.
"""

ShownAt = Literal["top", "up", "down", "peak roll"]
"""Where in a rep a fault is best seen: at the top, on the way up or down, or where the pelvis is rolled furthest."""

Take = TypeVar("Take", bound=Callable[..., Measured])


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, as it was registered.

    `meaning` is its line of documentation. `in_table` tells whether the report's table of numbers has a column for it.
    `take` is the function: of a `StartView`, a `RepView` or a `SetView`, by `scope`.
    """

    name: str
    unit: Unit
    scope: Scope
    meaning: str
    needs: frozenset[Need]
    shown_at: ShownAt
    in_table: bool
    take: Callable[[Any], Measured]

    @property
    def sd_name(self) -> str:
        """The name of its standard deviation, unit last: `opening_deg` to `opening_sd_deg`."""
        suffix = SUFFIXES[self.unit]
        return f"{self.name.removesuffix(suffix)}_sd{suffix}"


REGISTRY: Final[dict[str, Measure]] = {}
"""Every measure by name, in the order of registration."""


def start_measure(unit: Unit, *, needs: Iterable[Need] = ("view",)) -> Callable[[Take], Take]:
    """Register a measure of the start position: a function of a `StartView`."""
    return _registered("start", unit, needs, "top", in_table=False)


def rep_measure(
    unit: Unit, *, needs: Iterable[Need] = ("view",), shown_at: ShownAt = "top", in_table: bool = True
) -> Callable[[Take], Take]:
    """Register a measure that one rep alone gives: a function of a `RepView`.

    Args:
        unit: of its value and its standard deviation.
        needs: what a verdict on it needs.
        shown_at: the moment that a correction's picture shows.
        in_table: whether it has a column in the report's table of numbers, where something asks for it.
    """
    return _registered("rep", unit, needs, shown_at, in_table=in_table)


def set_measure(
    unit: Unit, *, needs: Iterable[Need] = ("view",), shown_at: ShownAt = "top", in_table: bool = True
) -> Callable[[Take], Take]:
    """Register a measure of a rep that needs its whole set, a function of `SetView`; arguments as in `rep_measure`."""
    return _registered("set", unit, needs, shown_at, in_table=in_table)


def _registered(
    scope: Scope, unit: Unit, needs: Iterable[Need], shown_at: ShownAt, *, in_table: bool
) -> Callable[[Take], Take]:
    def register(take: Take) -> Take:
        name, line = take.__name__, (take.__doc__ or "").strip().split("\n")[0]
        meaning = line[:1].lower() + line[1:].rstrip(".")
        if name in REGISTRY:
            raise ValueError(f"measure {name}: registered twice; give one of them another name")
        if not meaning:
            raise ValueError(f"measure {name}: expected a docstring whose first line says what it is, got none")
        if not name.endswith(SUFFIXES[unit]):
            raise ValueError(f'measure {name}: in "{unit}", so its name must end in {SUFFIXES[unit]}')
        REGISTRY[name] = Measure(name, unit, scope, meaning, frozenset(needs), shown_at, in_table, take)
        return take

    return register


def of_scope(*scopes: Scope) -> list[Measure]:
    """The measures that are taken over one of `scopes`, in the order of registration."""
    return [measure for measure in REGISTRY.values() if measure.scope in scopes]


def taken(scope: Scope, view: StartView | RepView | SetView) -> dict[str, Measured]:
    """Every measure of `scope`, by name, taken of the view that belongs to it."""
    return {measure.name: measure.take(view) for measure in of_scope(scope)}


def measure_of(statement: Statement) -> Measure | None:
    """The measure that decides a statement; None where no camera sees it.

    Raises:
        ExerciseError: no such measure is registered.
    """
    if statement.measure is None:
        return None
    if statement.measure not in REGISTRY:
        what = f'statement "{statement.slug}": unknown measure "{statement.measure}"'
        raise ExerciseError(f"{what}{did_you_mean(statement.measure, REGISTRY)}")
    return REGISTRY[statement.measure]


def scope_of(statement: Statement) -> Scope | None:
    """What the measure of a statement is taken over; None where there is no measure."""
    measure = measure_of(statement)
    return None if measure is None else measure.scope
