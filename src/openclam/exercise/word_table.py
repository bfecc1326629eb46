"""Tables of words: every entry in every language, the same names filled in; read and checked in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any, cast

from openclam.errors import OpenClamError
from openclam.exercise.nearest import did_you_mean
from openclam.exercise.rows import LANGUAGES, Language
from openclam.exercise.toml_file import read_toml

Entry = Mapping[Language, str]
"""One text in every language."""

_HINT = "Install OpenClam again."


class WordTable(Mapping[str, Entry]):
    """Texts by dotted key: `table["view.nobody"]["nl"]`, or `say` with the names in braces filled in.

    Raises:
        OpenClamError: an entry lacks a language, has one too many, or fills in other names in one than in another.
    """

    def __init__(self, entries: Mapping[str, Mapping[str, object]], source: str) -> None:
        """Check `entries`; messages say that they come from `source`."""
        self._source = source
        self._entries = {key: _checked(key, texts, source) for key, texts in entries.items()}

    @classmethod
    def load(cls, package: str, file: str) -> WordTable:
        """The table in a TOML file of a package; tables within tables give dotted keys.

        Raises:
            OpenClamError: the file cannot be read, is no TOML, or an entry is not whole.
        """
        path = Path(str(files(package) / file))
        _, document = read_toml(path, "a table of words", _HINT, OpenClamError)
        return cls(dict(_flat(document, path, ())), str(path))

    def say(self, key: str, lang: Language, **values: object) -> str:
        """The text under `key` in `lang`, with `values` filled in; KeyError where there is no such key."""
        return self[key][lang].format(**values)

    def only(self, keys: Iterable[str]) -> WordTable:
        """The entries under `keys`."""
        return WordTable({key: cast("Mapping[str, object]", self[key]) for key in keys}, self._source)

    def joined(self, other: WordTable) -> WordTable:
        """The entries of both tables; `other` wins where both have a key."""
        return WordTable(cast("Any", {**self, **other}), other._source)

    def __getitem__(self, key: str) -> Entry:
        if key not in self._entries:
            raise KeyError(f'{self._source} has no words "{key}"{did_you_mean(key, self._entries)}')
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def placeholders(text: str) -> set[str]:
    """The names in braces that a text wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _flat(table: Mapping[str, Any], path: Path, above: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every entry with its dotted key; a table that holds no text is a group."""
    for name, row in table.items():
        key = (*above, name)
        if not isinstance(row, Mapping):
            raise OpenClamError(f"{path}: expected a text in each language at {'.'.join(key)}, got: {row!r}. {_HINT}")
        if row and all(isinstance(inner, Mapping) for inner in row.values()):
            yield from _flat(row, path, key)
        else:
            yield ".".join(key), row


def _checked(key: str, texts: Mapping[str, object], source: str) -> Entry:
    if set(texts) != set(LANGUAGES) or not all(isinstance(text, str) and text.strip() for text in texts.values()):
        raise OpenClamError(
            f"{source}: expected a text at {key} in each of {', '.join(LANGUAGES)}, got: {dict(texts)}. {_HINT}"
        )
    entry = cast("Entry", texts)
    first = LANGUAGES[0]
    names = {lang: sorted(placeholders(entry[lang])) for lang in LANGUAGES}
    for lang in LANGUAGES[1:]:
        if names[lang] != names[first]:
            raise OpenClamError(
                f"{source}: expected {key} to fill in the same names in every language, got "
                f"{names[first]} in {first} and {names[lang]} in {lang}. {_HINT}"
            )
    return entry
