"""Opening and pelvic roll over time, as one SVG: text stays text, and no line is told apart by colour alone."""

from __future__ import annotations

import io
import re
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from openclam.assessment.model import Assessment
from openclam.assessment.series import Curve
from openclam.exercise import Exercise, Limits
from openclam.report.evidence import faulty, limits_of
from openclam.report.words import Speech

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_POINTS = 700
"""Points kept of a curve: a page is about this many printed dots wide."""

_INK, _GRID, _REP, _BAND = "#1d2b36", "#d5dde2", "#e9eff2", "#9fb6c4"
_DOTS, _DASHES = (0.0, (1.0, 2.2)), (0.0, (5.0, 3.0))
_STYLE: dict[Any, Any] = {  # Matplotlib types the keys as one long list of literals
    "svg.fonttype": "none",
    "svg.hashsalt": "openclam",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "hatch.color": "#8496a1",
    "hatch.linewidth": 0.6,
}
# Matplotlib reads its settings from one place for all threads; the site may draw for two people at once.
_DRAWING = threading.Lock()


def movement_svg(assessment: Assessment, exercise: Exercise, speech: Speech) -> str:
    """The `<svg>` element, without prologue, to stand inside a page.

    Two panels over the same seconds: opening above, pelvic roll below, each with its one-standard-deviation
    band and the limits of the exercise. Reps are shaded and numbered; a rep in which the panel's measure was
    not met is hatched.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    series, label = assessment.series, exercise.movement.label.say(speech.lang)
    with _DRAWING, mpl.rc_context():
        mpl.rcdefaults()  # not what a `matplotlibrc` in the working folder says
        mpl.rcParams.update(_STYLE)
        figure = Figure(figsize=(8.2, 4.9), layout="constrained")
        FigureCanvasSVG(figure)
        upper, lower = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": (3, 2)})
        _shade_reps(upper, assessment, exercise, "opening_deg", numbered=True)
        _shade_reps(lower, assessment, exercise, "pelvic_roll_deg", numbered=False)
        _curve(upper, series.time_s, series.opening_deg, series.opening_sd_deg, "-")
        _curve(lower, series.time_s, series.pelvic_roll_deg, series.pelvic_roll_sd_deg, (0, (6, 1.5, 1.5, 1.5)))
        _limits(upper, limits_of(exercise, "opening_deg"), speech)
        _limits(lower, limits_of(exercise, "pelvic_roll_deg"), speech)
        upper.set_ylabel(label)
        lower.set_ylabel(speech("plot.roll"))
        lower.set_xlabel(speech("plot.time"))
        lower.set_xlim(0.0, max(assessment.recording.duration_s, 0.1))
        for axes in (upper, lower):
            _tidy(axes, speech)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _for_page(text.getvalue(), speech("plot.alt", label=label.capitalize(), reps=len(assessment.reps)))


def thin(time_s: npt.NDArray[np.float64], value: Curve, most: int = MOST_POINTS) -> npt.NDArray[np.intp]:
    """The indices that keep a curve's shape in about `most` points: the lowest and highest of each stretch.

    A stretch without any number keeps its first, so that the gap in the curve stays.
    """
    if len(time_s) <= most:
        return np.arange(len(time_s))
    kept: list[int] = []
    for stretch in np.array_split(np.arange(len(time_s)), most // 2):
        numbers = stretch[np.isfinite(value[stretch])]
        if len(numbers) == 0:
            kept.append(int(stretch[0]))
            continue
        kept += sorted({int(numbers[np.argmin(value[numbers])]), int(numbers[np.argmax(value[numbers])])})
    return np.array(kept, np.intp)


def _curve(
    axes: Axes,
    time_s: npt.NDArray[np.float64],
    value: Curve,
    sd: Curve,
    dashes: str | tuple[float, tuple[float, ...]],
) -> None:
    kept = thin(time_s, value)
    t, y, s = time_s[kept], value[kept], sd[kept]
    axes.fill_between(t, y - s, y + s, color=_BAND, alpha=0.55, linewidth=0, zorder=2)
    axes.plot(t, y, color=_INK, linewidth=1.5, linestyle=dashes, zorder=3)


def _shade_reps(axes: Axes, assessment: Assessment, exercise: Exercise, measure: str, *, numbered: bool) -> None:
    every = 1 + len(assessment.reps) // 25  # beyond some 25 numbers they would touch
    for rep in assessment.reps:
        hatch = "////" if faulty(rep, measure, exercise) else None
        axes.axvspan(rep.start_s, rep.end_s, facecolor=_REP, edgecolor="#8496a1", linewidth=0.5, hatch=hatch, zorder=0)
        if numbered and (rep.number - 1) % every == 0:
            middle_s = (rep.start_s + rep.end_s) / 2
            axes.annotate(
                str(rep.number),
                (middle_s, 1.0),
                (0, 3),
                xycoords=axes.get_xaxis_transform(),
                textcoords="offset points",
                ha="center",
                va="bottom",
                weight="bold",
            )


def _limits(axes: Axes, limits: Limits | None, speech: Speech) -> None:
    """Dashes where a fault begins, dots where good begins; each line says so in words."""
    if limits is None:
        return
    lines: list[tuple[float, str, tuple[float, tuple[float, ...]]]] = []
    if limits.low is not None:
        lines += [(limits.low.met, "plot.good_from", _DOTS), (limits.low.not_met, "plot.fault_below", _DASHES)]
    if limits.high is not None:
        lines += [(limits.high.met, "plot.good_to", _DOTS), (limits.high.not_met, "plot.fault_above", _DASHES)]
    for level, key, dashes in lines:
        axes.axhline(level, color=_INK, linewidth=0.9, linestyle=dashes, zorder=1)
        axes.annotate(
            speech(key, limit=speech.number(level)),
            (1.0, level),
            (4, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
        )


def _tidy(axes: Axes, speech: Speech) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=_GRID, linewidth=0.6, zorder=0.5)
    axes.set_axisbelow(False)
    axes.yaxis.set_major_formatter(lambda level, _: f"{speech.number(level)}°")
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, -2.0), max(high, 20.0))


def _for_page(svg: str, alt: str) -> str:
    """The bare element, as wide as its place, with a name for those who hear the page."""
    from markupsafe import escape

    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]+"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]+"', r"\1", svg, count=1)
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1)
