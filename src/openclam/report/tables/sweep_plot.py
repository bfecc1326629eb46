"""A sweep as a plot: what the clam asks, and what the hip's abductors give, against the opening."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from openclam.errors import OutputError, UsageError
from openclam.exercise import Language
from openclam.kinetics.band import colour_name
from openclam.kinetics.document import Estimate
from openclam.kinetics.rep import MOST_OPENING_DEG
from openclam.kinetics.sweep import Sweep, SweepRow
from openclam.report.words import Speech, speech
from openclam.setup.whole_file import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS = (".svg", ".png", ".pdf")
_DASHES = ("-", "--", ":", "-.", (0, (6, 1.5, 1.5, 1.5)), (0, (1, 3)))
_MARKS = ("o", "s", "^", "D", "v", "P")
Key = tuple[str | None, float, float]


def write_sweep_plot(swept: Sweep, path: Path, lang: Language) -> None:
    """Draw a sweep into `path`; its ending says the format.

    Two panels over the opening: the moment about the line from hip to ankle above, the muscles' abduction moment of the
    hip below, each line with its range. Bands, hip angles and rolls are told apart by dashes and marks.

    Raises:
        UsageError: the ending is none of `FORMATS`, or the sweep has fewer than two openings.
        OutputError: the file cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise UsageError(f"--plot: expected a file that ends in {', '.join(FORMATS)}; got {path.name}")
    if len({row.opening_deg for row in swept.rows}) < 2:
        raise UsageError("--plot: expected two openings or more to draw a line; got one. Try --opening-deg 0:40:5")
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    mpl.rcdefaults()  # not what a `matplotlibrc` in the working folder says
    say = speech(lang)
    figure = Figure(figsize=(7.5, 6.4), layout="constrained")
    FigureCanvasAgg(figure)
    upper, lower = figure.subplots(2, 1, sharex=True)
    _lines(upper, swept, lambda row: row.clam_moment_nm, say)
    _lines(lower, swept, lambda row: row.hip_abduction_moment_nm, say)
    upper.set_ylabel(say("sweep.plot_clam"))
    lower.set_ylabel(say("sweep.plot_abduction"))
    lower.set_xlabel(say("sweep.plot_opening"))
    upper.legend(frameon=False, fontsize=8.5)
    upper.set_title(say("sweep.plot_title", height=f"{swept.height_cm:g}", mass=f"{swept.mass_kg:g}"), fontsize=10)
    drawn = BytesIO()
    figure.savefig(drawn, dpi=150, format=path.suffix.lower().removeprefix("."))
    try:
        write_whole(path, drawn.getvalue())
    except OutputError as error:
        raise OutputError(f"--plot: {error}") from error


def _lines(axes: Axes, swept: Sweep, figure: Callable[[SweepRow], Estimate], say: Speech) -> None:
    series: dict[Key, list[SweepRow]] = {}
    for row in swept.rows:
        series.setdefault((row.band_colour, row.hip_flexion_deg, row.pelvic_roll_deg), []).append(row)
    for (key, rows), dashes, mark in zip(series.items(), cycle(_DASHES), cycle(_MARKS), strict=False):
        rows = sorted(rows, key=lambda row: row.opening_deg)
        opening, estimates = [row.opening_deg for row in rows], [figure(row) for row in rows]
        (line,) = axes.plot(
            opening,
            [one.value for one in estimates],
            linestyle=dashes,
            marker=mark,
            markersize=4,
            label=_name(key, series, say),
        )
        axes.fill_between(
            opening,
            [one.low for one in estimates],
            [one.high for one in estimates],
            color=line.get_color(),
            alpha=0.12,
            linewidth=0,
        )
    if max(row.opening_deg for row in swept.rows) > MOST_OPENING_DEG:
        axes.axvspan(
            MOST_OPENING_DEG,
            max(row.opening_deg for row in swept.rows),
            hatch="///",
            facecolor="none",
            edgecolor="#b9c4cb",
            linewidth=0,
        )
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", linewidth=0.5, color="#d5dde2")
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))


def _name(key: Key, series: dict[Key, list[SweepRow]], say: Speech) -> str:
    """What tells this line from the others."""
    colour, flexion, roll = key
    parts = [say("sweep.none") if colour is None else colour_name(colour, say.lang)]
    if _differ([other[1] for other in series]):
        parts.append(say("sweep.plot_flexion", angle=say.number(flexion)))
    if _differ([other[2] for other in series]):
        parts.append(say("sweep.plot_roll", angle=say.number(roll)))
    return ", ".join(parts)


def _differ(values: Sequence[float]) -> bool:
    return len(set(values)) > 1
