"""How much there is to do: sets, reps, rests, and which side when."""

from __future__ import annotations

from dataclasses import dataclass

from openclam.errors import UsageError
from openclam.exercise import Exercise
from openclam.kinematics import Side

CHANGE_S = 45
"""Time to turn over to the other side and lie well again: judgement. That side has rested while the first one
worked."""

REST_MOST_S = 600
REPS_LEAST = 2

OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One set of one side. `number` counts from 1; `rest_s` is the time until the next turn, None after the last."""

    number: int
    side: Side
    rest_s: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A session: `sets` of `reps` for each of `sides`, which take turns within a set.

    Times in seconds. `side` is always the moving leg, the one on top.
    """

    reps: int
    sets: int
    rest_s: float
    sides: tuple[Side, ...] = ("left", "right")
    change_s: float = CHANGE_S

    @staticmethod
    def of(
        exercise: Exercise,
        *,
        reps: int | None = None,
        sets: int | None = None,
        rest_s: float | None = None,
        first: Side = "left",
        both: bool = True,
    ) -> Plan:
        """The dose of the exercise file, from its careful end: fewest reps and sets, longest rest.

        Args:
            exercise: whose dose it is.
            reps: in a set and side, from 2 to the most that the exercise asks for.
            sets: for each side, from 1 to the most that the exercise asks for.
            rest_s: between sets, from the least that the exercise asks for to ten minutes.
            first: the moving leg of the first set.
            both: whether the other side has its turn too.

        Raises:
            UsageError: a number lies outside those bounds.
        """
        dose = exercise.dose
        return Plan(
            reps=_whole("reps in a set", reps, dose.reps.least, (REPS_LEAST, dose.reps.most)),
            sets=_whole("sets", sets, dose.sets.least, (1, dose.sets.most)),
            rest_s=_within("seconds of rest", rest_s, dose.rest_s.most, (dose.rest_s.least, REST_MOST_S)),
            sides=(first, OTHER[first]) if both else (first,),
        )

    def turns(self) -> tuple[Turn, ...]:
        """Every set of every side, in order: a set of one side, the same of the other, rest, and again."""
        order = [(number, side) for number in range(1, self.sets + 1) for side in self.sides]
        last = len(order) - 1
        rests = [self.change_s if side != self.sides[-1] else self.rest_s for _, side in order]
        return tuple(
            Turn(number, side, None if place == last else rests[place]) for place, (number, side) in enumerate(order)
        )

    def starting_with(self, side: Side) -> Plan:
        """This plan with `side` first."""
        sides = tuple(sorted(self.sides, key=lambda one: one != side)) if len(self.sides) > 1 else (side,)
        return Plan(self.reps, self.sets, self.rest_s, sides, self.change_s)


def _whole(what: str, value: int | None, default: int, bounds: tuple[int, int]) -> int:
    return round(_within(what, value, default, bounds))


def _within(what: str, value: float | None, default: float, bounds: tuple[int, int]) -> float:
    least, most = bounds
    chosen = default if value is None else value
    if not least <= chosen <= most:
        raise UsageError(f"{what}: expected {least} to {most}, got {chosen:g}. Choose a number in between.")
    return chosen
