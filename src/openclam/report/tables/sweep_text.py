"""A sweep of postures and bands in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from openclam.exercise import Language
from openclam.kinetics.band import colour_name
from openclam.kinetics.document import Estimate
from openclam.kinetics.sweep import Sweep, SweepRow
from openclam.report.estimates import range_words
from openclam.report.tables.terminal import results_console
from openclam.report.words import Speech, speech


def print_sweep(swept: Sweep, lang: Language, console: Console | None = None) -> None:
    """Print a sweep as a table, each figure over its range, and what it may not be taken for."""
    out = results_console() if console is None else console
    say = speech(lang)
    out.print(_table(swept, say))
    body = say(
        "sweep.body", height=f"{swept.height_cm:g}", mass=f"{swept.mass_kg:g}", girth=f"{swept.thigh_girth_cm:.0f}"
    )
    out.print(Text(body, style="dim"))
    if not all(row.trusted for row in swept.rows):
        out.print(Text(say("sweep.untrusted"), style="dim"))
    out.print(Text(swept.note, style="dim"))


def _table(swept: Sweep, say: Speech) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    columns = [column for column in _columns(say) if column.told or _differs(column, swept)]
    for column in columns:
        table.add_column(say(column.head), justify="left" if column.head == "sweep.band" else "right")
    for row in swept.rows:
        table.add_row(*(column.cell(row) for column in columns), style=None if row.trusted else "dim")
    return table


@dataclass(frozen=True, slots=True)
class _Column:
    """A column; one that is not `told` in every table stands there only where its cells differ."""

    head: str
    cell: Callable[[SweepRow], str]
    told: bool = True


def _columns(say: Speech) -> list[_Column]:
    return [
        _Column("sweep.band", lambda row: _band(row, say)),
        _Column("sweep.opening", lambda row: f"{say.number(row.opening_deg)}°{'' if row.trusted else ' ?'}"),
        _Column("sweep.flexion", lambda row: f"{say.number(row.hip_flexion_deg)}°", told=False),
        _Column("sweep.roll", lambda row: f"{say.number(row.pelvic_roll_deg)}°", told=False),
        _Column("sweep.force", lambda row: _figure(row.band_force_n, say)),
        _Column("sweep.clam", lambda row: _figure(row.clam_moment_nm, say)),
        _Column("sweep.abduction", lambda row: _figure(row.hip_abduction_moment_nm, say)),
        _Column("sweep.rotation", lambda row: _figure(row.hip_external_rotation_moment_nm, say)),
    ]


def _differs(column: _Column, swept: Sweep) -> bool:
    return len({column.cell(row) for row in swept.rows}) > 1


def _band(row: SweepRow, say: Speech) -> str:
    return say("sweep.none") if row.band_colour is None else colour_name(row.band_colour, say.lang)


def _figure(estimate: Estimate | None, say: Speech) -> str:
    """The value in whole units, its range below it."""
    return "–" if estimate is None else f"{say.number(estimate.value)}\n{range_words(estimate, '%', say)}"
