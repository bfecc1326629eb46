"""The line of a key in a TOML text, through comments, long strings and rows."""

from __future__ import annotations

import pytest

from openclam.exercise.lines import LineIndex, Path

TEXT = '''# [not.a.table]
name = "a # no comment"
long = """
[[row]]
key = 1
"""
[[row]]
slug = "one"  # with = and [
[row.limits]
high = { met = 1 }
[[row]]
a.b = 2
list = [
    { code = "x" },
    # between
    { code = "[y]" },
]
[[row.sub]]
deep = 1
[last]
key = 9
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 2),
        (("long",), 3),
        (("row", 0), 7),
        (("row", 0, "slug"), 8),
        (("row", 0, "limits"), 9),
        (("row", 0, "limits", "high", "met"), 10),
        (("row", 1), 11),
        (("row", 1, "a", "b"), 12),
        (("row", 1, "list"), 13),
        (("row", 1, "list", 0, "code"), 14),
        (("row", 1, "list", 1), 16),
        (("row", 1, "sub", 0, "deep"), 19),
        (("last", "key"), 21),
        (("last", "missing"), 20),
        (("nowhere",), 1),
    ],
)
def test_line_of(path: Path, line: int) -> None:
    assert LineIndex(TEXT).line(path) == line
