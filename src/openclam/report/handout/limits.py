"""Limits of a statement in words that a person reads."""

from __future__ import annotations

from openclam.exercise.rows import Language
from openclam.exercise.schema import Limits, Statement
from openclam.report.handout.phrases import phrases

_UNIT = {"deg": "°", "cm": " cm", "s": " s", "deg/s": "°/s", "%": " %"}


def describe_limits(statement: Statement, lang: Language) -> str:
    """Such as "met ≤ 10°, not met ≥ 15°"; for what no camera sees, why and what would tell."""
    say = phrases(lang)
    if statement.limits is None:
        why = "" if statement.why is None else statement.why.say(lang)
        return f"{say['by_other_means']}: {why}"
    return f"{say['met']} {_met(statement.limits, lang)}, {say['not_met']} {_not_met(statement.limits, lang)}"


def _met(limits: Limits, lang: Language) -> str:
    if limits.low is not None and limits.high is not None:
        low, high = (_amount(side.met, limits.unit, lang) for side in (limits.low, limits.high))
        return f"{low}–{high}"
    if limits.low is not None:
        return f"≥ {_amount(limits.low.met, limits.unit, lang)}"
    assert limits.high is not None  # the schema asks for at least one side
    return f"≤ {_amount(limits.high.met, limits.unit, lang)}"


def _not_met(limits: Limits, lang: Language) -> str:
    sides = []
    if limits.low is not None:
        sides.append(f"≤ {_amount(limits.low.not_met, limits.unit, lang)}")
    if limits.high is not None:
        sides.append(f"≥ {_amount(limits.high.not_met, limits.unit, lang)}")
    return f" {'of' if lang == 'nl' else 'or'} ".join(sides)


def _amount(value: float, unit: str, lang: Language) -> str:
    if unit == "probability":
        return f"{value * 100:g} %"
    number = f"{value:g}"
    return (number.replace(".", ",") if lang == "nl" else number) + _UNIT.get(unit, f" {unit}")
