"""What holds for every table of words: complete in both languages, and filled in alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from string import Formatter

from openclam.exercise import LANGUAGES

Table = Mapping[str, Mapping[str, str]]


def placeholders(text: str) -> set[str]:
    """The names in braces that a text wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def incomplete(table: Table, may_be_alike: Callable[[str], bool] = lambda key: False) -> list[str]:
    """What is wrong with the entries of a table, a line each."""
    return [f"{key}: {fault}" for key, words in table.items() for fault in _faults(words, may_be_alike(key))]


def filled_in_differently(table: Table) -> list[str]:
    """The keys whose languages want other names filled in."""
    return [key for key, words in table.items() if len({frozenset(placeholders(text)) for text in words.values()}) > 1]


def unused(table: Table, source: str, built: Set[str] = frozenset()) -> list[str]:
    """The keys that stand nowhere in `source` and are not put together there either."""
    return [key for key in table if f'"{key}"' not in source and key not in built]


def _faults(words: Mapping[str, str], may_be_alike: bool) -> Iterator[str]:
    if set(words) != set(LANGUAGES):
        yield f"has words in {sorted(words)}"
    if not all(text.strip() for text in words.values()):
        yield "is empty"
    if len(words) > 1 and len(set(words.values())) == 1 and not may_be_alike:
        yield "is the same in each language"
