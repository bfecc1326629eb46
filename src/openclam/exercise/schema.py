"""The exercise page as data: what an exercise file may hold.

Every row is frozen and refuses keys that it does not know. What one row can tell about itself
(a limit on the wrong side) is checked here; what takes the whole file (codes that exist, codes that
nobody judges) is checked in `openclam.exercise.rules`. `load_exercise` runs both, and the rules of
later rooms that it is given: which measures there are is known to `openclam.assessment.measures`.
"""

from __future__ import annotations

from typing import Literal, TypeVar

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from openclam.exercise.movement import Movement
from openclam.exercise.nearest import did_you_mean
from openclam.exercise.rows import Code, Row, Slug, Text, Words
from openclam.exercise.screening import Screening

Priority = Literal["safety", "pelvis", "feet", "torso", "tempo", "range"]
PRIORITIES: tuple[Priority, ...] = ("safety", "pelvis", "feet", "torso", "tempo", "range")
"""What to correct first: what protects the person, then what makes every other measure mean something."""

Teller = Literal["kinetics", "microphone", "person"]
Anchor = Literal[
    "head", "top_hand", "band", "feet", "pelvis", "knee", "hip_angle", "knee_angle"
]  # the places that the drawn figure knows

RowT = TypeVar("RowT")


class Line(Row):
    """One fact of the page. `name` and `more` make it a card: a heading, a first line, "read more"."""

    code: Code
    words: Words
    name: Words | None = None
    more: Words | None = None
    source: Text | None = None


class Section(Row):
    """A heading of the page and its lines; the lines of a `judged` section are held against a video."""

    slug: Slug
    title: Words
    judged: bool = False
    lines: tuple[Line, ...] = Field(alias="line", min_length=1)


class LimitSide(Row):
    """One side of a limit, in the unit of its measure: certainly good from `met`, a fault from `not_met`."""

    met: float = Field(allow_inf_nan=False)
    not_met: float = Field(allow_inf_nan=False)

    def fault(self, value: float) -> float:
        """0 at or inside `met`, 1 at or beyond `not_met`, linear between; NaN for NaN."""
        share = (value - self.met) / (self.not_met - self.met)
        return min(max(share, 0.0), 1.0) if share == share else share


class Limits(Row):
    """Where a measure is good and where it is a fault. `low` guards small values, `high` large ones."""

    unit: Text
    source: Text
    low: LimitSide | None = None
    high: LimitSide | None = None

    @field_validator("low")
    @classmethod
    def _low_faults_lie_below(cls, side: LimitSide | None) -> LimitSide | None:
        if side is not None and side.not_met >= side.met:
            raise PydanticCustomError("wrong_side", "on the low side `not_met` must lie below `met`")
        return side

    @field_validator("high")
    @classmethod
    def _high_faults_lie_above(cls, side: LimitSide | None) -> LimitSide | None:
        if side is not None and side.not_met <= side.met:
            raise PydanticCustomError("wrong_side", "on the high side `not_met` must lie above `met`")
        return side

    @model_validator(mode="after")
    def _some_side_and_room_between(self) -> Limits:
        if self.low is None and self.high is None:
            raise PydanticCustomError("no_side", "a limit needs `low`, `high`, or both")
        if self.low is not None and self.high is not None and self.low.met > self.high.met:
            raise PydanticCustomError("wrong_side", "`low.met` lies above `high.met`: no value could be met")
        return self

    def fault(self, value: float) -> float:
        """How far `value` is a fault, 0 to 1: 0 at or inside *met*, 1 at or beyond *not met*, linear between.

        Args:
            value: the measure, in `unit`. NaN gives NaN.
        """
        return max(side.fault(value) for side in (self.low, self.high) if side is not None)

    def nearest_not_met(self, value: float) -> float:
        """The *not met* limit nearest to `value`, in `unit`; on a tie the high one."""
        limits = [side.not_met for side in (self.high, self.low) if side is not None]
        return min(limits, key=lambda limit: abs(value - limit))


class Statement(Row):
    """One thing that the page asks for, and how it is told whether it was so.

    A statement has either a `measure` with `limits`, or, where no camera can see it, `told_by`
    (what would tell instead) with `why` in words. `page` holds the codes of the lines it stands for.
    `praise` is what the coach says when a fault that was named is gone; its name will do without it.
    """

    slug: Slug
    page: tuple[Code, ...] = Field(min_length=1)
    name: Words
    cue: Words
    praise: Words | None = None
    priority: Priority
    measure: str | None = None
    limits: Limits | None = None
    told_by: tuple[Teller, ...] = ()
    why: Words | None = None

    @model_validator(mode="after")
    def _seen_or_told(self) -> Statement:
        if self.measure is not None:
            if self.limits is None:
                raise PydanticCustomError("no_limits", "a statement with a `measure` needs `[statement.limits]`")
            if self.told_by or self.why is not None:
                raise PydanticCustomError("both", "give either `measure`, or `told_by` with `why`, not both")
        elif not self.told_by or self.why is None:
            raise PydanticCustomError("neither", "a statement needs a `measure`, or `told_by` with `why`")
        elif self.limits is not None:
            raise PydanticCustomError("no_measure", "limits without a `measure` decide nothing")
        elif self.praise is not None:
            raise PydanticCustomError("no_measure", "`praise` without a `measure` is never said")
        return self

    @property
    def rank(self) -> int:
        """Place in the order of corrections, 0 first."""
        return PRIORITIES.index(self.priority)


class SafetyItem(Row):
    """One condition, sign or rule of safety."""

    slug: Slug
    words: Words


class SafetyGroup(Row):
    """Safety items that ask for the same answer, under one heading."""

    slug: Slug
    title: Words
    source: Text
    items: tuple[SafetyItem, ...] = Field(alias="item", min_length=1)


class Safety(Row):
    """What to read before the first rep."""

    title: Words
    groups: tuple[SafetyGroup, ...] = Field(alias="group", min_length=1)


class Span(Row):
    """From `least` to `most`."""

    least: int = Field(gt=0)
    most: int = Field(gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.least > self.most:
            raise PydanticCustomError("order", "`least` must not be larger than `most`")
        return self

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"


class Dose(Row):
    """How much: `reps` in a set and side, `rest_s` seconds between sets."""

    sets: Span
    reps: Span
    days_per_week: Span
    rest_s: Span
    tempo: Words
    effort: Words
    progress: Words
    source: Text


class FigureLabel(Row):
    """Words at a place of the drawn figure, in the picture of the start, of the open position, or from above."""

    picture: Literal["start", "open", "above"]
    at: Anchor
    words: Words


class Figure(Row):
    """The posture that the drawn side-lying figure takes; angles as in `openclam.kinematics`, degrees."""

    hip_flexion_deg: float = Field(ge=0, le=90)
    knee_flexion_deg: float = Field(ge=30, le=120)
    opening_deg: float = Field(gt=0, le=60)
    start: Words
    open: Words
    above: Words
    labels: tuple[FigureLabel, ...] = Field(alias="label", default=())


class Exercise(Row):
    """An exercise page, whole: what is said to a person, and what decides whether it was done."""

    schema_: Literal["openclam/exercise/2"] = Field(alias="schema")
    name: Slug
    title: Words
    subtitle: Words
    intro: Words
    sections: tuple[Section, ...] = Field(alias="section", min_length=1)
    movement: Movement
    statements: tuple[Statement, ...] = Field(alias="statement", min_length=1)
    safety: Safety
    screening: Screening
    dose: Dose
    figure: Figure | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the page, in its order."""
        return tuple(line for section in self.sections for line in section.lines)

    def section(self, slug: str) -> Section:
        """The section called `slug`; KeyError, with the nearest name, where there is none."""
        return _named(slug, {section.slug: section for section in self.sections})

    def line(self, code: str) -> Line:
        """The line with this page code; KeyError, with the nearest code, where there is none."""
        return _named(code, {line.code: line for line in self.lines})

    def statement(self, slug: str) -> Statement:
        """The statement called `slug`; KeyError, with the nearest name, where there is none."""
        return _named(slug, {statement.slug: statement for statement in self.statements})


def _named(name: str, rows: dict[str, RowT]) -> RowT:
    if name not in rows:
        raise KeyError(f'no "{name}" in this exercise{did_you_mean(name, rows)}')
    return rows[name]
