"""An exercise file to an `Exercise`, or a message that names every line to mend."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from openclam.errors import ExerciseError
from openclam.exercise.lines import LineIndex, Path
from openclam.exercise.nearest import did_you_mean
from openclam.exercise.rules import Fault, Rule, broken_rules
from openclam.exercise.schema import Exercise
from openclam.exercise.toml_file import read_toml

BUILT_IN = FilePath(__file__).with_name("clamshell.toml")

SCHEMA, OLD_SCHEMA = "openclam/exercise/2", "openclam/exercise/1"
_OF_THE_EXERCISE = frozenset({"movement", "screening"})
"""Tables that differ by exercise and not by practice."""

_TRANSLATION = {"en": "English", "nl": "Dutch"}


def load_exercise(path: FilePath | None = None, rules: Iterable[Rule] = ()) -> Exercise:
    """Read and check an exercise file.

    Args:
        path: the file; None loads the clamshell that comes with OpenClam.
        rules: what else to hold the file against; `openclam.run.exercise_file` gives those of the later rooms.

    Raises:
        ExerciseError: the file cannot be read, is no TOML, or breaks a rule. The message lists
            every fault with its line and, for a name that does not exist, the nearest that does.
    """
    file = BUILT_IN if path is None else FilePath(path)
    hint = "Check the path; without one the built-in clamshell is used."
    text, document = read_toml(file, "an exercise file", hint, ExerciseError)
    if document.get("schema") == OLD_SCHEMA:
        raise ExerciseError(_change_of_schema(file, LineIndex(text).line(("schema",))))
    _fill_in(document)
    exercise, faults = _validate(document)
    for rule in (broken_rules, *rules):
        faults += rule(document)
    if exercise is None or faults:
        raise ExerciseError(_message(file, LineIndex(text), document, faults))
    return exercise


def _change_of_schema(file: FilePath, line: int) -> str:
    return (
        f'{file}, line {line}: expected schema = "{SCHEMA}", got "{OLD_SCHEMA}". Change that line to '
        f'schema = "{SCHEMA}". A clamshell then keeps its movement and its screening; another exercise names its own '
        "(docs/exercise-file.md)."
    )


def _fill_in(document: dict[str, Any]) -> None:
    """Give a clamshell that leaves out `movement` or `screening` those of the built-in one.

    Only a clamshell: another exercise that says nothing of its movement would be counted by the clam's.
    """
    if document.get("name") != BUILT_IN.stem or document.keys() >= _OF_THE_EXERCISE:
        return
    built_in = tomllib.loads(BUILT_IN.read_text("utf-8"))
    for table in _OF_THE_EXERCISE:
        document.setdefault(table, built_in[table])


def _validate(document: dict[str, Any]) -> tuple[Exercise | None, list[Fault]]:
    try:
        return Exercise.model_validate(document), []
    except ValidationError as error:
        return None, [_fault(details) for details in error.errors(include_url=False)]


def _fault(details: ErrorDetails) -> Fault:
    """A pydantic error in the words of someone who edits the file."""
    path, kind, context = details["loc"], details["type"], details.get("ctx", {})
    key = str(path[-1]) if path else ""
    if kind == "missing" and key in _TRANSLATION:
        return path, f"the {_TRANSLATION[key]} words are missing; add `{key}`"
    if kind == "missing":
        return path, f"`{key}` is missing"
    if kind == "string_too_short":
        what = f"the {_TRANSLATION[key]} words are" if key in _TRANSLATION else f"`{key}` is"
        return path, f"{what} empty"
    if kind == "extra_forbidden":
        return path, f"unknown key `{key}`{did_you_mean(key, _keys_at(path[:-1]))}"
    if kind == "literal_error":
        valid = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return path, f'`{_last_key(path)}` cannot be "{details["input"]}"{did_you_mean(str(details["input"]), valid)}'
    if "key" in context:  # a rule of the row that is about one of its keys
        return (*path, context["key"]), details["msg"]
    return path, details["msg"] if kind in _OWN_RULES else f"`{_last_key(path)}`: {details['msg']}"


_OWN_RULES = frozenset(
    {"wrong_side", "no_side", "unknown_measure", "no_limits", "both", "neither", "no_measure", "order"}
)


def _last_key(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "the file")


def _keys_at(path: Path) -> list[str]:
    """The keys that the row at `path` may hold."""
    model: type[BaseModel] = Exercise
    for part in path:
        if isinstance(part, str):
            fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
            model = _model_in(fields[part])
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel]:
    """The row type inside an annotation such as `Row`, `Row | None` or `tuple[Row, ...]`."""
    candidates = (annotation, *get_args(annotation))
    return next(one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel))


def _message(file: FilePath, lines: LineIndex, document: dict[str, Any], faults: list[Fault]) -> str:
    listed = sorted({(lines.line(path), _owner(document, path), what) for path, what in faults})
    count = "1 fault" if len(listed) == 1 else f"{len(listed)} faults"
    rows = [f"  line {line}: {owner}{what}" for line, owner, what in listed]
    end = "Mend each line and try again; docs/exercise-file.md describes every key."
    return "\n".join([f"{file}: expected an exercise file that holds together, found {count}:", *rows, end])


def _owner(document: Any, path: Path) -> str:
    """The row of the document that a reader knows by name, where `path` lies in one."""
    name = ""
    for part in path:
        try:
            document = document[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(document, dict) and (label := document.get("slug") or document.get("code")):
            name = f'"{label}": '
    return name
