"""The words that a report says by itself, in every language; those of the exercise stand in its own file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from openclam.assessment.model import Measured, Verdict
from openclam.exercise import Language
from openclam.exercise.word_table import WordTable

_VERDICT_KEYS = {
    Verdict.MET: "verdict.met",
    Verdict.NOT_MET: "verdict.not_met",
    Verdict.CANNOT_JUDGE: "verdict.cannot_judge",
}
_UNIT_KEYS = {
    "deg": "unit.deg", "deg/s": "unit.deg_s", "cm": "unit.cm", "s": "unit.s", "%": "unit.percent",
    "probability": "unit.percent",
}  # fmt: skip
"""How a unit is written; a probability is written in percent."""

_BANDS = {
    None: "band.unknown",
    "none": "band.none",
    "tan": "band.tan",
    "yellow": "band.yellow",
    "red": "band.red",
    "green": "band.green",
    "blue": "band.blue",
    "black": "band.black",
    "silver": "band.silver",
    "gold": "band.gold",
}
_NBSP = "\u00a0"

MARKS = {Verdict.MET: "✓", Verdict.NOT_MET: "✗", Verdict.CANNOT_JUDGE: "?"}
"""The shape of each verdict; it never stands without its word."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The report's words and numbers in one language; keys in `silent` say nothing."""

    lang: Language
    _table: WordTable
    silent: frozenset[str] = frozenset()

    def __call__(self, key: str, **values: object) -> str:
        """The words under `key`, with `values` filled in; KeyError where there is no such key."""
        return "" if key in self.silent else self._table.say(key, self.lang, **values)

    def verdict(self, verdict: Verdict) -> str:
        """The verdict as a word."""
        return self(_VERDICT_KEYS[verdict])

    def band(self, band: str | None) -> str:
        """The band's colour in this language; a name that is none of the known colours stays as it is."""
        return self(_BANDS[band]) if band in _BANDS else str(band)

    def number(self, value: float | None, places: int = 0) -> str:
        """A number as it is written in this language (Dutch has a decimal comma); a dash for none."""
        if value is None:
            return "–"
        text = f"{value:.{places}f}"
        if float(text) == 0:
            text = text.removeprefix("-")
        text = text.replace("-", "−")
        return text.replace(".", ",") if self.lang == "nl" else text

    def unit(self, unit: str) -> str:
        """The unit as it is written after a number in a column's head: "°/s", "cm"."""
        return self(_UNIT_KEYS[unit]).strip()

    def spread(self, measured: Measured, unit: str | None) -> str:
        """A value and its standard deviation, where it has one, without the unit: "34 ± 2"."""
        places, factor = 1 if unit in ("cm", "s") else 0, 100 if unit == "probability" else 1
        if measured.value is None:
            return "–"
        value = self.number(measured.value * factor, places)
        return value if measured.sd is None else f"{value}{_NBSP}±{_NBSP}{self.number(measured.sd * factor, places)}"

    def quantity(self, value: float | None, unit: str | None, sd: float | None = None) -> str:
        """A value, its standard deviation where there is one, and its unit: "34 ± 2°"; a dash for none."""
        if value is None:
            return "–"
        spread = self.spread(Measured(value=value, sd=sd), unit)
        return f"{spread}{self(_UNIT_KEYS[unit]) if unit else ''}"

    def limit(self, limit: float | None, unit: str | None) -> str:
        """A limit as the exercise gives it, with no more places than it has: "15°", "0.5 s"."""
        if limit is None or unit == "probability" or not float(limit).is_integer():
            return self.quantity(limit, unit)
        return f"{self.number(limit)}{self(_UNIT_KEYS[unit]) if unit else ''}"

    def measured(self, measured: Measured, unit: str) -> str:
        """`quantity` of a value with its standard deviation."""
        return self.quantity(measured.value, unit, measured.sd)


@cache
def table() -> WordTable:
    """Every entry of `words.toml` by its dotted key."""
    return WordTable.load("openclam.report", "words.toml")


@cache
def speech(lang: Language) -> Speech:
    """The report's words in `lang`."""
    return Speech(lang, table())
