"""What takes the whole exercise file to check: names used once, codes that exist, lines that are judged.

The rules read the parsed document and not an `Exercise`, so that they also speak when a row
elsewhere is faulty: a person who mends a file wants every fault at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from openclam.exercise.lines import Path
from openclam.exercise.nearest import did_you_mean

Fault = tuple[Path, str]
"""Where in the document, and what is wrong there."""

Rule = Callable[[dict[str, Any]], Iterator[Fault]]
"""Every fault of one kind in a parsed document; of any shape, faulty rows are passed over."""


def broken_rules(document: dict[str, Any]) -> Iterator[Fault]:
    """Every fault that shows only across rows.

    Args:
        document: the parsed TOML; of any shape, faulty rows are passed over.
    """
    yield from _used_twice(document)
    known, judged = _codes(document)
    yield from _unknown_codes(document, known, judged)
    yield from _uncovered(document, judged)
    yield from _screened(document)


def rows(table: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The tables in the array `key` of a parsed table, with their places; nothing where it is of another shape."""
    found = table.get(key) if isinstance(table, dict) else None
    for index, row in enumerate(found if isinstance(found, list) else ()):
        if isinstance(row, dict):
            yield index, row


def _named_rows(document: dict[str, Any]) -> Iterator[tuple[str, Path, object]]:
    """What kind of name it is, where it stands, and the name."""
    for index, section in rows(document, "section"):
        yield "section", ("section", index, "slug"), section.get("slug")
        for place, line in rows(section, "line"):
            yield "code", ("section", index, "line", place, "code"), line.get("code")
    for index, statement in rows(document, "statement"):
        yield "statement", ("statement", index, "slug"), statement.get("slug")
    for index, group in rows(document.get("safety"), "group"):
        yield "safety group", ("safety", "group", index, "slug"), group.get("slug")


def _used_twice(document: dict[str, Any]) -> Iterator[Fault]:
    seen: set[tuple[str, object]] = set()
    for kind, path, name in _named_rows(document):
        if not isinstance(name, str):
            continue
        if (kind, name) in seen:
            yield path, f'{kind} "{name}" is used twice; each must be the only one of its name'
        seen.add((kind, name))


def _codes(document: dict[str, Any]) -> tuple[set[str], dict[str, Path]]:
    """Every page code, and the judged ones with the place of their line."""
    known: set[str] = set()
    judged: dict[str, Path] = {}
    for index, section in rows(document, "section"):
        for place, line in rows(section, "line"):
            if isinstance(code := line.get("code"), str):
                known.add(code)
                if section.get("judged") is True:
                    judged.setdefault(code, ("section", index, "line", place))
    return known, judged


def _page_codes(document: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for index, statement in rows(document, "statement"):
        page = statement.get("page")
        for place, code in enumerate(page if isinstance(page, list) else ()):
            if isinstance(code, str):
                yield ("statement", index, "page", place), code


def _unknown_codes(document: dict[str, Any], known: set[str], judged: dict[str, Path]) -> Iterator[Fault]:
    for path, code in _page_codes(document):
        if code not in known:
            yield path, f'unknown page code "{code}"{did_you_mean(code, judged)}'
        elif code not in judged:
            yield path, f'page code "{code}" stands in a section that is not `judged`'


def _uncovered(document: dict[str, Any], judged: dict[str, Path]) -> Iterator[Fault]:
    covered = {code for _, code in _page_codes(document)}
    for code, path in judged.items():
        if code not in covered:
            yield path, f'no statement covers "{code}"; add it to the `page` of one, or write a statement for it'


def _screened(document: dict[str, Any]) -> Iterator[Fault]:
    """Names in the screening that nothing bears: the coach would then say what this person must not be told."""
    groups = rows(document.get("safety"), "group")
    known = {
        "quiet": ("statement", {row.get("slug") for _, row in rows(document, "statement")}),
        "covers": ("safety item", {item.get("slug") for _, group in groups for _, item in rows(group, "item")}),
    }
    for index, group in rows(document.get("screening"), "group"):
        for place, item in rows(group, "item"):
            for key, (kind, names) in known.items():
                listed = item.get(key)
                for name in listed if isinstance(listed, list) else ():
                    if isinstance(name, str) and name not in names:
                        hint = did_you_mean(name, (one for one in names if isinstance(one, str)))
                        yield ("screening", "group", index, "item", place), f'no {kind} "{name}" for `{key}`{hint}'
