"""The band: maker and colour to a pull, by a published chart or by the user's own pulls.

A loop round both thighs has two strands between them, so its pull is twice the tension of one. A force by colour is
uncertain by ±30 %: measured bands lie up to 33 % above their maker's figures (Martín-San Agustín 2023, J Sport Rehabil
32(2):220-226, doi:10.1123/jsr.2022-0115) or below them (Uchida 2016, J Phys Ther Sci 28:1266,
doi:10.1589/jpts.28.1266), and makers differ by more; the figure itself is judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, overload

from openclam.errors import OpenClamError, UsageError
from openclam.exercise import Language, Words
from openclam.exercise.nearest import did_you_mean
from openclam.exercise.toml_file import read_toml
from openclam.kinetics.calibration import Calibration
from openclam.kinetics.loop import USUAL_LOOP_CM, belt_length
from openclam.kinetics.rubber import MooneyRivlin, Values

FILE = Path(__file__).with_name("bands.toml")
COLOUR_SD_SHARE = 0.30
OVER_STRETCHED = 2.5
"""Elongation beyond which a band is seldom stretched (Page & Ellenbecker 2003, as quoted) and no chart goes."""
LOOPS_CM = (20.0, 200.0)
STRANDS = 2
_NEWTONS = {"lbf": 4.4482216152605, "N": 1.0}


@dataclass(frozen=True, slots=True)
class Chart:
    """What a maker publishes: `forces_n` of one strand at `elongations`, by colour. `checked` where it was seen."""

    slug: str
    maker: str
    source: str
    checked: bool
    elongations: tuple[float, ...]
    forces_n: Mapping[str, tuple[float, ...]]

    def law(self, colour: str) -> MooneyRivlin:
        """One strand of a colour (its slug)."""
        return MooneyRivlin.fit(self.elongations, self.forces_n[colour])

    def neighbour(self, colour: str, steps: int) -> str | None:
        """The colour so many steps up the chart (down, where negative); None past its end or for an unknown one."""
        colours = tuple(self.forces_n)
        if colour not in colours:
            return None
        place = colours.index(colour) + steps
        return colours[place] if 0 <= place < len(colours) else None


@dataclass(frozen=True, slots=True)
class Charts:
    """Every chart by its slug, and the names of the colours by theirs, weakest first."""

    default: str
    by_slug: Mapping[str, Chart]
    names: Mapping[str, Words]
    slugs: Mapping[str, str]
    """From every accepted name of a colour, lower case, to its slug."""


@dataclass(frozen=True, slots=True)
class Band:
    """A loop of two strands.

    `loop_cm` is its length once round, lying slack. `force_sd_share` is how far the true force may lie from the law's,
    as a share of it. `assumed` names what was not told ("loop_cm"). `colour` is a slug of the charts, or what the
    user calls a calibrated band; `chart` is None where that is not of one.
    """

    maker: str | None
    colour: str | None
    loop_cm: float
    law: MooneyRivlin
    force_sd_share: float
    source: str
    checked: bool
    assumed: tuple[str, ...] = ()
    chart: Chart | None = None

    @overload
    def tension_n(self, elongation: float) -> float: ...
    @overload
    def tension_n(self, elongation: Values) -> Values: ...
    def tension_n(self, elongation: float | Values) -> float | Values:
        """Tension of ONE strand in N at an elongation (0.3 = 30 %), or at each of an array; 0 where it is slack."""
        return self.law.tension_n(elongation)

    @overload
    def pull_n(self, elongation: float) -> float: ...
    @overload
    def pull_n(self, elongation: Values) -> Values: ...
    def pull_n(self, elongation: float | Values) -> float | Values:
        """Net pull between the thighs in N: both strands."""
        return STRANDS * self.law.tension_n(elongation)

    def elongation(self, distance_m: float, girth_m: float) -> float:
        """Elongation round two thighs of `girth_m` whose axes are `distance_m` apart; negative where it is slack."""
        return belt_length(distance_m, girth_m) / (self.loop_cm / 100) - 1

    @property
    def force_range(self) -> tuple[float, float]:
        """By what the law's force is multiplied for its low and its high variant: 0.7 and 1.3 for a colour."""
        return 1 - self.force_sd_share, 1 + self.force_sd_share

    def neighbour(self, steps: int) -> str | None:
        """The colour so many steps heavier on its chart (lighter, where negative); None where there is none."""
        return None if self.chart is None or self.colour is None else self.chart.neighbour(self.colour, steps)


def load_band(
    colour: str | None,
    loop_cm: float | None = None,
    calibration: Calibration | None = None,
    maker: str | None = None,
) -> Band:
    """A band by its colour, or by the user's own pulls, which replace the chart.

    Args:
        colour: in English or Dutch; the maker's name may stand before it, as in "Hygenic red". With a calibration
            it may be any name, or None.
        loop_cm: length of the loop once round, lying slack; None takes `USUAL_LOOP_CM` and says so in `assumed`.
        calibration: pulls of this band.
        maker: whose chart; None for the default one.

    Raises:
        UsageError: a colour that the chart lacks, a maker without a chart, no colour and no calibration, or a length
            that no loop has.
    """
    if loop_cm is not None and not LOOPS_CM[0] <= loop_cm <= LOOPS_CM[1]:
        raise UsageError(
            f"the band's loop: expected a length from {LOOPS_CM[0]:g} to {LOOPS_CM[1]:g} cm, got {loop_cm:g}. "
            "Measure once round it, lying slack."
        )
    length = USUAL_LOOP_CM if loop_cm is None else loop_cm
    assumed = ("loop_cm",) if loop_cm is None else ()
    if calibration is not None:
        return _calibrated(colour, maker, calibration, length, assumed)
    chart, slug = find_colour(colour, maker)
    law = chart.law(slug)
    return Band(chart.maker, slug, length, law, COLOUR_SD_SHARE, chart.source, chart.checked, assumed, chart)


def _calibrated(
    colour: str | None, maker: str | None, calibration: Calibration, loop_cm: float, assumed: tuple[str, ...]
) -> Band:
    """A band of the user's own pulls; its colour, where it is on a chart, only tells its neighbours there."""
    pulls = "1 pull" if len(calibration.pulls) == 1 else f"{len(calibration.pulls)} pulls"
    source, law, share = f"Calibrated by its user ({pulls}).", calibration.law(), calibration.force_sd_share()
    try:
        chart, slug = find_colour(colour, maker)
    except UsageError:  # a colour of no chart will do, since the pulls say all
        name = None if colour is None else colour.strip()
        return Band(maker, name, loop_cm, law, share, source, checked=True, assumed=assumed)
    return Band(chart.maker, slug, loop_cm, law, share, source, checked=True, assumed=assumed, chart=chart)


def find_colour(colour: str | None, maker: str | None = None) -> tuple[Chart, str]:
    """The chart and the slug of a colour that is on it.

    Raises:
        UsageError: there is none; the message lists the colours and tells how to calibrate.
    """
    charts = load_charts()
    if colour is None or not colour.strip():
        raise UsageError(f"band (--band): expected a colour, got none. {_choices(charts.by_slug[charts.default])}")
    words = colour.strip().lower().split()
    chart = _chart(" ".join(words[:-1]) or maker, charts)
    slug = charts.slugs.get(words[-1])
    if slug is None or slug not in chart.forces_n:
        on_it = [name for name, known in charts.slugs.items() if known in chart.forces_n]
        near = did_you_mean(words[-1], on_it)
        hint = near if "did you mean" in near else "."
        raise UsageError(
            f'band (--band): expected a colour of {chart.maker}, got "{words[-1]}"{hint} {_choices(chart)}'
        )
    return chart, slug


def colour_name(slug: str, lang: Language) -> str:
    """The name of a colour in `lang`; a slug that is on no chart stays as it is."""
    names = load_charts().names
    return names[slug].say(lang) if slug in names else slug


@cache
def load_charts(path: Path = FILE) -> Charts:
    """The charts of a file such as `bands.toml`.

    Raises:
        OpenClamError: the file cannot be read.
    """
    _, document = read_toml(path, "the table of bands", "Install OpenClam again.", OpenClamError)
    order = [row["slug"] for row in document["colour"]]
    return Charts(
        default=document["default"],
        by_slug={row["slug"]: _read_chart(row, order) for row in document["chart"]},
        names={row["slug"]: Words(en=row["en"][0], nl=row["nl"][0]) for row in document["colour"]},
        slugs={name: row["slug"] for row in document["colour"] for name in (*row["en"], *row["nl"])},
    )


def _read_chart(row: dict[str, Any], order: list[str]) -> Chart:
    newtons = _NEWTONS[row["unit"]]
    forces = {slug: tuple(newtons * force for force in row["force"][slug]) for slug in order if slug in row["force"]}
    elongations = tuple(percent / 100 for percent in row["elongation_pct"])
    return Chart(row["slug"], row["maker"], row["source"], row["checked"], elongations, forces)


def _chart(maker: str | None, charts: Charts) -> Chart:
    if maker is None:
        return charts.by_slug[charts.default]
    chart = charts.by_slug.get(maker.strip().lower())
    if chart is None:
        hint = did_you_mean(maker.strip().lower(), charts.by_slug).rstrip("?.")
        raise UsageError(
            f'band (--band): expected a colour, or a maker and a colour; no chart is of the maker "{maker}"{hint}. '
            f"{_calibrate()}"
        )
    return chart


def _choices(chart: Chart) -> str:
    names = load_charts().names
    listed = ", ".join(f"{names[slug].en} ({names[slug].nl})" for slug in chart.forces_n)
    return f"{chart.maker} has: {listed}. {_calibrate()}"


def _calibrate() -> str:
    return (
        "For any other band, pull it with a luggage scale and tell its length once round and the pulls: "
        "--band-loop-cm 61 --band-pull 45:2.1 (45 cm from end to end at 2.1 kg)."
    )
