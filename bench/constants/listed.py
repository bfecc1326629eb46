"""Every numeric constant at module level of the rooms that judge people, and what `classes.toml` says of it."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import openclam

PACKAGE = Path(openclam.__file__).parent
ROOMS = ("pose", "kinematics", "movement", "assessment")
CLASSES = Path(__file__).with_name("classes.toml")

Kind = Literal["tuned", "definition", "engineering"]


@dataclass(frozen=True, slots=True)
class Constant:
    """One assignment: `key` is its name, or `module.NAME` where its room holds the name more than once."""

    room: str
    module: str
    name: str
    line: int

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.module.replace('.', '/')}.py:{self.line}"

    @property
    def long_name(self) -> str:
        """The name with its module's own, as `classes.toml` writes it where the name alone would not do."""
        return f"{self.module.rpartition('.')[2]}.{self.name}"


@dataclass(frozen=True, slots=True)
class Class:
    """What `classes.toml` says of a constant; of a tuned one also what lies on either side of it."""

    kind: Kind
    apart: tuple[str, str] = ("", "")
    no_evidence: str | None = None
    """Why neither sessions nor clips can show it."""


def constants() -> list[Constant]:
    """All of them, in order of room, file and line."""
    return [
        found for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py")) for found in _of_file(room, path)
    ]


def _of_file(room: str, path: Path) -> Iterator[Constant]:
    module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for statement in ast.parse(path.read_text("utf-8")).body:
        for name, value in _assigned(statement):
            if name.strip("_").isupper() and _is_number(value):
                yield Constant(room, module, name, statement.lineno)


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Names and what each is set to; `A, B = 1, 2` gives both."""
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets: list[ast.expr] = [statement.target]
    elif isinstance(statement, ast.Assign):
        targets = statement.targets
    else:
        return
    assert statement.value is not None
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id, statement.value
        elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            for one, value in zip(target.elts, statement.value.elts, strict=True):
                if isinstance(one, ast.Name):
                    yield one.id, value


def _is_number(value: ast.expr) -> bool:
    """Whether a number, or a tuple of numbers, is written there."""
    if isinstance(value, ast.Tuple):
        return bool(value.elts) and all(map(_is_number, value.elts))
    if isinstance(value, ast.UnaryOp):
        return _is_number(value.operand)
    return isinstance(value, ast.Constant) and type(value.value) in (int, float)


def classes(path: Path = CLASSES) -> dict[tuple[str, str], Class]:
    """What the file says, by room and key."""
    said = tomllib.loads(path.read_text("utf-8"))
    found: dict[tuple[str, str], Class] = {}
    for kind in get_args(Kind):
        for room, keys in said[kind].items():
            for key in keys:
                if (room, key) in found:
                    raise ValueError(f"{path}: {room}: {key} stands twice; keep one")
                found[room, key] = Class(kind) if kind != "tuned" else _tuned(keys[key], f"{path}: {room}: {key}")
    return found


def _tuned(said: list[str], where: str) -> Class:
    if len(said) not in (2, 3):
        raise ValueError(f"{where}: expected what lies on either side, and perhaps why nothing shows it, got {said}")
    return Class("tuned", (said[0], said[1]), said[2] if len(said) == 3 else None)


def classified() -> dict[Constant, Class]:
    """Every constant with its class.

    Raises:
        ValueError: a constant is not classified, or the file names one that is not there.
    """
    said, found = classes(), {}
    unused = set(said)
    for constant in constants():
        for key in (constant.long_name, constant.name):
            if (constant.room, key) in said:
                found[constant] = said[constant.room, key]
                unused.discard((constant.room, key))
                break
        else:
            raise ValueError(
                f"{constant.place}: {constant.name} is not classified; say in {CLASSES.name} whether it is a "
                "definition, engineering or tuned, and what it separates"
            )
    if unused:
        raise ValueError(f"{CLASSES.name} names what is not there: {sorted(unused)}; take it out")
    return found


def tuned(names: list[str]) -> dict[Constant, Class]:
    """The tuned constants of these names, or all of them.

    Raises:
        ValueError: a name is none of theirs.
    """
    all_of_them = {constant: said for constant, said in classified().items() if said.kind == "tuned"}
    if not names:
        return all_of_them
    chosen = {c: said for c, said in all_of_them.items() if {c.name, c.long_name, c.room} & set(names)}
    known = Counter(name for c in all_of_them for name in (c.name, c.long_name, c.room))
    if missing := [name for name in names if name not in known]:
        raise ValueError(f"expected the name of a tuned constant or its room, got {', '.join(missing)}")
    return chosen
