"""Sentences about the estimates of a set: which reps count, which band next, what a rolled pelvis changes."""

from __future__ import annotations

from typing import Final

from openclam.kinetics.document import Choice, Estimate, Kinetics
from openclam.report.estimates import mean, range_words, representative, value_words
from openclam.report.words import Speech

_CHOICES: Final[dict[Choice, str]] = {
    "lighter": "kinetics.lighter",
    "same": "kinetics.same",
    "heavier": "kinetics.heavier",
}


def left_out(kinetics: Kinetics, say: Speech) -> str | None:
    """Which reps do not count in the numbers of the set, in a sentence; None where all do."""
    counted = {rep.number for rep in representative(kinetics)}
    numbers = [str(rep.number) for rep in kinetics.reps if rep.number not in counted]
    return say("kinetics.left_out", reps=", ".join(numbers)) if numbers else None


def choice_words(kinetics: Kinetics, say: Speech) -> str:
    """The band to take next: "the same one"."""
    return say(_CHOICES[kinetics.advice.choice])


def rolled_back(kinetics: Kinetics, say: Speech) -> str | None:
    """What a pelvis that rolls back does to this person's gluteus medius, in a sentence; None where unknown."""
    found = [rep.rolled_back for rep in representative(kinetics) if rep.rolled_back is not None]
    if not found:
        return None
    roll_deg = found[0].roll_deg
    change = mean([one.gluteus_medius_change_pct for one in found if one.roll_deg == roll_deg])
    roll = say.quantity(roll_deg, "deg")
    if change.low < 0 < change.high:
        less, more = (say.quantity(abs(end), "%") for end in (change.low, change.high))
        return say("kinetics.rolled_unsure", roll=roll, less=less, more=more)
    size = change if change.low >= 0 else Estimate(value=-change.value, low=-change.high, high=-change.low)
    return say(
        "kinetics.rolled_more" if change.low >= 0 else "kinetics.rolled_less",
        roll=roll,
        value=value_words(size, "%", say),
        range=range_words(size, "%", say),
    )
