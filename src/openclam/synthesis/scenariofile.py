"""Reading a scenario file table by table, collecting what is wrong with it, each fault with its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path as FilePath
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from openclam.errors import UsageError
from openclam.exercise.lines import LineIndex, Path
from openclam.exercise.nearest import did_you_mean
from openclam.exercise.toml_file import read_toml

_Model = TypeVar("_Model", bound=BaseModel)
_MARKS = {"start": {"random"}, "session": {"random"}, "camera": {"random"}, "look": {"random"}, "room": {"random"}} | {
    "band": {"random", "none"},
    "effects": {"random"},
}
"""Keys of a table that say how it is made, not what it holds; each true or false."""


class ScenarioFile:
    """A parsed scenario file; every reader notes the faults that it meets and goes on with usual values.

    Raises:
        UsageError: the file cannot be read or is no TOML.
    """

    def __init__(self, path: FilePath) -> None:
        self._path = path
        hint = "Check the path; `openclam synth --example > scenario.toml` makes one to begin with."
        text, self._document = read_toml(path, "a scenario file", hint, UsageError)
        self._lines = LineIndex(text)
        self._faults: list[tuple[int, str]] = []

    def only(self, *names: str) -> None:
        """Note every top-level key that is none of `names`."""
        for key in self._document:
            if key not in names:
                self._note((key,), f"unknown key `{key}`{did_you_mean(key, names)}")

    def number(self, key: str) -> int:
        """A whole number of at least 0 at the top of the file; 0 where it is not given."""
        value = self._document.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self._note((key,), f"`{key}` must be a whole number of at least 0, got {value!r}")
            return 0
        return value

    def flag(self, table: str, key: str) -> bool:
        """Whether a table has `key = true`."""
        value = self._table(table).get(key, False)
        if not isinstance(value, bool):
            self._note((table, key), f"`{key}` must be true or false, got {value!r}")
        return value is True

    def model(self, table: str, model: type[_Model], beneath: dict[str, Any] | None = None) -> _Model:
        """A table as `model`; `beneath` holds values that the table may replace."""
        given = {key: value for key, value in self._table(table).items() if key not in _MARKS.get(table, ())}
        try:
            return model.model_validate({**(beneath or {}), **given})
        except ValidationError as error:
            for details in error.errors(include_url=False):
                self._note((table, *details["loc"]), _explained(details, model))
            return model()

    def values(self, table: str, usual: Callable[[], Any], by_chance: Callable[[], Any]) -> Any:
        """A table laid over a dataclass: over the usual values, or with `random = true` over chance's."""
        base = by_chance() if self.flag(table, "random") else usual()
        hints, found = get_type_hints(type(base)), {}
        names = [entry.name for entry in fields(base)]
        for key, value in self._table(table).items():
            if key in _MARKS[table]:
                continue
            if key not in names:
                valid = [*names, *_MARKS[table]]
                self._note((table, key), f"unknown key `{key}`{did_you_mean(key, valid)}")
                continue
            try:
                found[key] = TypeAdapter(hints[key], config=ConfigDict(strict=False)).validate_python(value)
            except ValidationError as error:
                self._note((table, key), _explained(error.errors(include_url=False)[0], None, key))
        try:
            return replace(base, **found)
        except UsageError as error:
            named = next((key for key in found if key in str(error)), None)
            self._note((table,) if named is None else (table, named), str(error).rstrip("."))
            return base

    def refuse_if_broken(self) -> None:
        """End the reading.

        Raises:
            UsageError: something was noted; the message lists all of it.
        """
        if not self._faults:
            return
        listed = sorted(set(self._faults))
        count = "1 fault" if len(listed) == 1 else f"{len(listed)} faults"
        rows = [f"  line {line}: {what}" for line, what in listed]
        end = "Mend each line and try again; `openclam synth --example` prints a scenario that works."
        raise UsageError(
            "\n".join([f"{self._path}: expected a scenario that holds together, found {count}:", *rows, end])
        )

    def _table(self, name: str) -> dict[str, Any]:
        table = self._document.get(name, {})
        if not isinstance(table, dict):
            self._note((name,), f"`{name}` must be a table, [{name}], got {table!r}")
            return {}
        return table

    def _note(self, path: Path, what: str) -> None:
        self._faults.append((self._lines.line(path), what))


def _explained(details: ErrorDetails, model: type[BaseModel] | None, key: str = "") -> str:
    """A pydantic error in the words of someone who edits the file."""
    kind, got = details["type"], details["input"]
    names = [part for part in details["loc"] if isinstance(part, str)]
    name = key or (names[-1] if names else "")
    if kind == "extra_forbidden" and model is not None:
        return f"unknown key `{name}`{did_you_mean(name, _keys(model, names[:-1]))}"
    if kind == "literal_error":
        valid = re.findall(r"'([^']*)'", str(details.get("ctx", {}).get("expected", "")))
        return f'`{name}` cannot be "{got}"{did_you_mean(str(got), valid)}'
    if kind == "missing":
        return f"`{name}` is missing"
    what = details["msg"].removeprefix("Value error, ")
    return f"`{name}`: {what[0].lower()}{what[1:]}, got {got!r}" if name else what


def _keys(model: type[BaseModel], names: list[str]) -> list[str]:
    """Keys of `model`, or of the rows that it holds under `names`."""
    for name in names:
        inner = [model.model_fields[name].annotation, *get_args(model.model_fields[name].annotation)]
        model = next(one for one in inner if isinstance(one, type) and issubclass(one, BaseModel))
    return list(model.model_fields)
