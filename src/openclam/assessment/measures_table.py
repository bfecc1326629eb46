"""The table of measures in `docs/exercise-file.md`, made from the registry.

    python -m openclam.assessment.measures_table docs/exercise-file.md

writes it anew after a change of the measures; a test fails until that is done.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from openclam.assessment.measures import Need, Scope, of_scope

_OVER: Final[dict[Scope, str]] = {"start": "the still start", "rep": "each rep", "set": "each rep, against its set"}
_NEEDS: Final[dict[Need, str]] = {
    "view": "a good view",
    "feet": "both feet in the picture",
    "hips": "hips and knees in the picture",
    "band": "a band declared, or looked for",
    "loop": "the [length of the loop](bands.md)",
}
_HEAD = "| measure | unit | taken over | what it is | what a verdict needs |\n|---|---|---|---|---|\n"
_TABLE = re.compile(rf"{re.escape(_HEAD)}(\|.*\n)*")


def measures_table() -> str:
    """The table as Markdown: the measures of the start, of a rep, and of a rep against its set."""
    rows = [
        f"| `{measure.name}` | {measure.unit} | {_OVER[measure.scope]} | {measure.meaning} "
        f"| {'; '.join(words for need, words in _NEEDS.items() if need in measure.needs) or 'a rep seen'} |\n"
        for scope in _OVER
        for measure in of_scope(scope)
    ]
    return _HEAD + "".join(rows)


def with_table(page: str) -> str:
    """The page with its table of measures made anew.

    Raises:
        ValueError: the page has no such table.
    """
    if not _TABLE.search(page):
        raise ValueError(
            f"expected a table of measures that begins with:\n{_HEAD}Put these two lines where it shall stand."
        )
    return _TABLE.sub(lambda _: measures_table(), page, count=1)


if __name__ == "__main__":
    guide = Path(sys.argv[1])
    guide.write_text(with_table(guide.read_text("utf-8")), "utf-8")
