"""`openclam kinetics`: moments and muscles of postures that nobody filmed."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from openclam.cli.shared import Lang, LangOption, print_out, say
from openclam.errors import UsageError

MOST_ANGLES = 200


def kinetics(
    opening_deg: Annotated[
        str, typer.Option(metavar="ANGLES", help="Openings: one, a list as 0,20,40, or a range as 0:40:10.")
    ] = "0:40:10",
    hip_flexion_deg: Annotated[str, typer.Option(metavar="ANGLES", help="Hip flexion of the start.")] = "45",
    pelvic_roll_deg: Annotated[str, typer.Option(metavar="ANGLES", help="How far the pelvis has rolled back.")] = "0",
    knee_flexion_deg: Annotated[float, typer.Option(metavar="N", help="0 straight.")] = 90.0,
    band: Annotated[
        list[str] | None, typer.Option(metavar="COLOUR|none", help="A band; repeat it to compare. None unless given.")
    ] = None,
    band_loop_cm: Annotated[
        float | None, typer.Option(metavar="N", help="Length of the loop once round, slack; 61 is assumed without it.")
    ] = None,
    thigh_girth_cm: Annotated[
        float | None, typer.Option(metavar="N", help="Once round the thigh just above the knee; else from the body.")
    ] = None,
    height_cm: Annotated[float, typer.Option(metavar="N", help="Body height.")] = 170.0,
    mass_kg: Annotated[float, typer.Option(metavar="N", help="Body mass.")] = 70.0,
    json: Annotated[bool, typer.Option("--json", help="Print the sweep as one JSON document, nothing else.")] = False,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it: .svg, .png or .pdf.")] = None,
    lang: LangOption = Lang.EN,
) -> None:
    """Estimate band force, hip moments and muscles for postures of the clam, with any bands."""
    from openclam.kinetics.band import load_band
    from openclam.kinetics.body import Body
    from openclam.kinetics.loop import Thigh
    from openclam.kinetics.sweep import Grid, sweep
    from openclam.report.tables.sweep_plot import write_sweep_plot
    from openclam.report.tables.sweep_text import print_sweep
    from openclam.run.options import GIRTHS_CM, HEIGHTS_CM, MASSES_KG

    _between("--height-cm", height_cm, *HEIGHTS_CM)
    _between("--mass-kg", mass_kg, *MASSES_KG)
    if thigh_girth_cm is not None:
        _between("--thigh-girth-cm", thigh_girth_cm, *GIRTHS_CM)
    grid = Grid(
        openings=angles("--opening-deg", opening_deg, -10, 80),
        hip_flexions=angles("--hip-flexion-deg", hip_flexion_deg, -20, 110),
        rolls=angles("--pelvic-roll-deg", pelvic_roll_deg, -45, 90),
        bands=[
            None if colour.strip().lower() == "none" else load_band(colour, band_loop_cm) for colour in band or ["none"]
        ],
        knee_flexion=_between("--knee-flexion-deg", knee_flexion_deg, 0, 120),
    )
    thigh = Thigh.of_body(height_cm, mass_kg) if thigh_girth_cm is None else Thigh.measured(thigh_girth_cm)
    swept = sweep(Body(height_cm, mass_kg), thigh, grid, lang.value)
    if plot is not None:
        write_sweep_plot(swept, plot, lang.value)
        say(f"Written: {plot}")
    if json:
        print_out(swept.to_json(), end="")
    else:
        print_sweep(swept, lang.value)


def angles(option: str, text: str, least: float, most: float) -> list[float]:
    """The angles of "20", "0,20,40" or "0:40:10" (both ends included).

    Raises:
        UsageError: it is none of these, an angle is out of range, or there are more than `MOST_ANGLES`.
    """
    found = _ranged(option, text) if ":" in text else [_number(option, part, text) for part in text.split(",")]
    if len(found) > MOST_ANGLES:
        raise UsageError(f"{option}: expected at most {MOST_ANGLES} angles; got {len(found)}. Take a wider step.")
    for angle in found:
        _between(option, angle, least, most)
    return found


def _ranged(option: str, text: str) -> list[float]:
    parts = [_number(option, part, text) for part in text.split(":")]
    if len(parts) != 3 or parts[2] <= 0 or parts[1] < parts[0]:
        raise UsageError(f"{option}: expected a range as first:last:step, such as 0:40:10; got {text!r}")
    first, last, step = parts
    count = math.floor((last - first) / step + 1e-9) + 1
    return [first + step * index for index in range(min(count, MOST_ANGLES + 1))]


def _number(option: str, part: str, text: str) -> float:
    try:
        return float(part)
    except ValueError:
        raise UsageError(
            f"{option}: expected degrees as 20, as a list 0,20,40 or as a range 0:40:10; got {text!r}"
        ) from None


def _between(option: str, value: float, least: float, most: float) -> float:
    if not (math.isfinite(value) and least <= value <= most):
        raise UsageError(f"{option}: expected a number from {least:g} to {most:g}; got {value:g}")
    return value
