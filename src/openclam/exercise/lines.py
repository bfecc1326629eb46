"""Where in a TOML text a key stands: `tomllib` reads values and forgets their lines."""

from __future__ import annotations

import re
from collections import Counter

Path = tuple[str | int, ...]
"""Keys and indices from the top of the document, as pydantic reports them."""

_STRING_OR_COMMENT = re.compile(
    r'"""(?:\\.|[^\\])*?"""' + r"|'''.*?'''" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'" + r"|\#[^\n]*", re.DOTALL
)
_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-\s]+?)\s*\]")
_KEY = re.compile(r"^\s*([\w\-]+(?:\s*\.\s*[\w\-]+)*)\s*=")
_INLINE_ROW = re.compile(r"^\s*\{")


class LineIndex:
    """Line numbers (from 1) of the tables and keys of a TOML text that `tomllib` accepts.

    An array of inline tables is indexed where each of its rows starts a line of its own, which is
    how exercise files are written. What stands deeper than that has the line of what holds it.
    """

    def __init__(self, text: str) -> None:
        self._line_of: dict[Path, int] = {}
        self._rows: Counter[Path] = Counter()
        self._scan(_STRING_OR_COMMENT.sub(_keep_newlines, text))

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it; 1 where nothing is known."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._line_of:
                return self._line_of[path[:length]]
        return 1

    def _scan(self, text: str) -> None:
        table: Path = ()
        key: Path = ()
        depth = 0
        for number, line in enumerate(text.split("\n"), start=1):
            if depth == 0 and (header := _HEADER.match(line)):
                table = self._table(header[2].split("."), is_row=header[1] == "[[")
                self._line_of.setdefault(table, number)
                continue
            if depth == 0 and (found := _KEY.match(line)):
                key = (*table, *_names(found[1]))
                self._line_of.setdefault(key, number)
            elif depth == 1 and _INLINE_ROW.match(line):
                self._line_of[(*key, self._rows[key])] = number
                self._rows[key] += 1
            depth += sum(line.count(mark) for mark in "[{") - sum(line.count(mark) for mark in "]}")

    def _table(self, names: list[str], *, is_row: bool) -> Path:
        """The full path of a header: `[a.b]` below `[[a]]` means the b of the latest a."""
        path: Path = ()
        for position, name in enumerate(names, start=1):
            path = (*path, name.strip())
            if is_row and position == len(names):
                self._rows[path] += 1
            if self._rows[path]:
                path = (*path, self._rows[path] - 1)
        return path


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in dotted.split("."))


def _keep_newlines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
