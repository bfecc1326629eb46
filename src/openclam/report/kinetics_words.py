"""Sentences about the estimates of a set: which reps count, which band next, which muscles work most."""

from __future__ import annotations

from typing import Final

from openclam.kinetics.document import Choice, Kinetics, MuscleGroup
from openclam.report.estimates import representative, set_levels
from openclam.report.muscles import group_name
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


def works_most(kinetics: Kinetics, say: Speech) -> str:
    """Which muscles work most, and which of them less when the pelvis rolls back, in a sentence.

    The latter is what studies found (Willcox & Burden 2013, doi 10.2519/jospt.2013.4004), not an estimate of this set.
    """
    named = [_in_sentence(group, say) for group, level in set_levels(kinetics).items() if level == "most"]
    if not named:
        return say("kinetics.less_rolled")
    *first, last = named
    listed = ", ".join(first) + say("muscle.and") + last if first else last
    return say("kinetics.works_most", muscles=listed)


def _in_sentence(group: MuscleGroup, say: Speech) -> str:
    """The group within a list: "gluteus medius (posterior part)"."""
    name, _, part = group_name(group, say).partition(", ")
    return f"{name} ({part})" if part else name
