"""What holds for tables of words beyond what `WordTable` asks for at load: translated, and said somewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

Table = Mapping[str, Mapping[str, str]]


def untranslated(table: Table, may_be_alike: Callable[[str], bool] = lambda key: False) -> list[str]:
    """The keys whose text is the same in each language."""
    return [key for key, words in table.items() if len(set(words.values())) == 1 and not may_be_alike(key)]


def unused(table: Table, source: str, built: Set[str] = frozenset()) -> list[str]:
    """The keys that stand nowhere in `source` and are not put together there either."""
    return [key for key in table if f'"{key}"' not in source and key not in built]
