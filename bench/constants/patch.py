"""Setting a constant to another value in every module that holds it; for processes that end with it."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import textwrap
from types import FunctionType, ModuleType
from typing import Any

from bench.constants.listed import Constant

Value = int | float | tuple[int | float, ...]


def current(constant: Constant) -> Value:
    """Its value as it stands."""
    value: Value = getattr(importlib.import_module(constant.module), constant.name)
    return value


def scaled(value: Value, factor: float) -> Value:
    """`value` times a factor; whole numbers stay whole, and 1 at least."""
    if isinstance(value, tuple):
        return tuple(_scaled(part, factor) for part in value)
    return _scaled(value, factor)


def _scaled(value: int | float, factor: float) -> int | float:
    return max(1, round(value * factor)) if isinstance(value, int) else value * factor


def patch(constant: Constant, value: Value) -> None:
    """Set it where it stands, where it was imported, and where a function has it for a default."""
    current(constant)  # loads its module
    for module in [m for name, m in sys.modules.items() if name.split(".")[0] == "openclam"]:
        if not hasattr(module, constant.name) or not _holds(module, constant):
            continue
        setattr(module, constant.name, value)
        for function in _functions(module):
            _patch_defaults(function, constant.name, value)


def _holds(module: ModuleType, constant: Constant) -> bool:
    """Whether the module defines or imports this constant, and not one of its own with the same name and value."""
    if module.__name__ == constant.module:
        return True
    imports = (node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.ImportFrom))
    return any(node.module == constant.module and constant.name in {n.name for n in node.names} for node in imports)


def _functions(module: ModuleType) -> list[FunctionType]:
    """The functions and methods that stand in the module's own file; what `dataclass` writes does not."""
    held = list(vars(module).values())
    inside = [part for value in held if isinstance(value, type) for part in vars(value).values()]
    functions = [value for value in (*held, *inside) if isinstance(value, FunctionType)]
    return [function for function in functions if function.__code__.co_filename == module.__file__]


def _patch_defaults(function: FunctionType, name: str, value: Value) -> None:
    """Set those defaults of the function that its source gives by the constant's name."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    if not isinstance(definition, ast.FunctionDef):
        return
    arguments = definition.args
    positional: list[Any] = list(function.__defaults__ or ())
    for place, default in enumerate(arguments.defaults):
        if isinstance(default, ast.Name) and default.id == name:
            positional[place] = value
            function.__defaults__ = tuple(positional)
    for argument, by_name in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if isinstance(by_name, ast.Name) and by_name.id == name:
            function.__kwdefaults__ = {**(function.__kwdefaults__ or {}), argument.arg: value}
