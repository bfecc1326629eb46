"""The movement of an exercise as data: which angle moves, what a rep of it looks like, what its phases are called."""

from __future__ import annotations

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from openclam.exercise.rows import Row, Slug, Text, Words


class Rise(Row):
    """How far the signal must rise for a rep to open, degrees; `share` of the person's usual excursion.

    The first rep of a person needs `first`; a later one `share` of the median excursion, but at least `least`.
    """

    first: float = Field(gt=0, le=90)
    least: float = Field(gt=0, le=90)
    share: float = Field(gt=0, lt=1)

    @model_validator(mode="after")
    def _in_order(self) -> Rise:
        if self.least > self.first:
            raise PydanticCustomError("order", "`least` must not be larger than `first`")
        return self


class Bounds(Row):
    """Where a quantity of the posture must lie, in the unit of its name; at least one side is given."""

    least: float | None = Field(default=None, allow_inf_nan=False)
    most: float | None = Field(default=None, allow_inf_nan=False)

    @model_validator(mode="after")
    def _some_side(self) -> Bounds:
        if self.least is None and self.most is None:
            raise PydanticCustomError("no_side", "a gate needs `least`, `most`, or both")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise PydanticCustomError("order", "`least` must not be larger than `most`")
        return self

    def hold(self, value: float) -> bool:
        """Whether `value` lies within; False for NaN."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


class PhaseWords(Row):
    """What each phase is called: on the way `out`, at the top (`hold`), on the way `back`, and at `rest`."""

    out: Words
    hold: Words
    back: Words
    rest: Words


class RepWords(Row):
    """How a rep is asked for: what it is (`rep`, "do this, and that"), how to `breathe`, and the word to `go`."""

    rep: Words
    breathe: Words
    go: Words


class Movement(Row):
    """What a rep of the exercise is.

    Attributes:
        lifter: the trained estimator that the file relies on; `openclam.kinematics.claims` lists what each claims.
        signal: the angle that a rep moves out and back, by the name of its quantity without the unit.
        rise: how far it must rise.
        gate: quantities of the posture and where they must lie while the exercise is done.
        is_rep: names of shapes (`openclam.movement.shapes`) that a movement must have to be a rep.
        label: what gauges and plots call the signal.
        phases: what the annotated video calls each phase.
        guide: what the pace guide says in each phase.
        say: how a rep is asked for, by the coach and where none was found.
    """

    lifter: Slug
    signal: Text
    rise: Rise
    gate: dict[str, Bounds]
    is_rep: tuple[Slug, ...] = Field(min_length=1)
    label: Words
    phases: PhaseWords
    guide: PhaseWords
    say: RepWords
