"""The evidence as tables."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from bench.constants.sweep import written

COLUMNS = {
    "counts right": "right",
    "wrong, unsaid": "unsaid",
    "right, doubted": "doubted",
    "opening °": "opening_deg",
    "roll °": "roll_deg",
    "times s": "times_s",
    "start °": "start_deg",
    "in 90 %": "covered_pct",
    "verdicts right": "verdicts_right",
    "wrong": "verdicts_wrong",
    "cannot judge": "cannot_judge",
}


def show(found: dict[str, Any], out: Console) -> None:
    """Print the table of one constant and its last line."""
    if "clips" in found:
        _show_clips(found, out)
    elif "rows" in found:
        _show_sessions(found, out)
    out.print(f"{found['name']} ({found['place']}) {found['finding']}\n")


def _show_sessions(found: dict[str, Any], out: Console) -> None:
    table = Table("", "value", *COLUMNS, "cases changed", title=f"{found['name']} ({found['place']})")
    for split in found["rows"][0]["splits"]:
        for row in found["rows"]:
            of = row["splits"][split]
            changed = f"{of['changed']} (+{of['gained']} −{of['lost']})" if of["changed"] else "·"
            now = row["factor"] == 1.0
            figures = (_figure(name, of) for name in COLUMNS.values())
            table.add_row(
                split, written(row["value"]), *figures, "as it stands" if now else changed, style="bold" if now else ""
            )
        table.add_section()
    out.print(table)


def _show_clips(found: dict[str, Any], out: Console) -> None:
    columns = [name for name in found["clips"][0] if name not in ("clip", "factor", "value")]
    table = Table(
        "clip", "value", *(name.replace("_", " ") for name in columns), title=f"{found['name']} ({found['place']})"
    )
    for row in found["clips"]:
        cells = (f"{row[name]:.3f}" if isinstance(row[name], float) else str(row[name]) for name in columns)
        table.add_row(row["clip"], written(row["value"]), *cells, style="bold" if row["factor"] == 1.0 else "")
    out.print(table)


def show_summary(all_of_them: list[dict[str, Any]], out: Console) -> None:
    """Print one line a constant."""
    table = Table("constant", "value", "cases that change", "what it does", title="All of them")
    for found in all_of_them:
        cases = str(len(found["cases_that_change"])) if "cases_that_change" in found else "–"
        table.add_row(found["name"], written(found["value"]), cases, found["finding"])
    out.print(table)


def _figure(name: str, of: dict[str, Any]) -> str:
    value = of[name]
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value} of {of['cases']}" if name == "right" else str(value)
    return f"{value:.0f} %" if name == "covered_pct" else f"{value:.2f}"
