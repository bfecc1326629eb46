"""Parts that an extra brings: imported when they are needed, or a message that names the command that installs them."""

from __future__ import annotations

import importlib
from types import ModuleType

from openclam.errors import UsageError


def load_optional(name: str, extra: str, purpose: str) -> ModuleType:
    """Import a module of an extra.

    Args:
        name: the module.
        extra: the extra that installs it, such as "synth".
        purpose: what needs it, as the subject of a sentence.

    Raises:
        UsageError: the module is not installed; the message names the command that installs it.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError(
            f"{purpose} needs the Python package '{name}', which could not be imported ({error}). "
            f"Install it with: pip install 'openclam[{extra}]'"
        ) from error
