"""Parts that only the `synth` extra brings."""

from __future__ import annotations

import importlib
from types import ModuleType

from openclam.errors import UsageError


def load_part(name: str) -> ModuleType:
    """Import a module of the `synth` extra.

    Raises:
        UsageError: the module is not installed; the message names the command that installs it.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError(
            f"making a rendered clip needs the Python package '{name}', which could not be imported ({error}). "
            "Install it with: pip install 'openclam[synth]'"
        ) from error
