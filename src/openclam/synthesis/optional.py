"""Parts that only the `synth` extra brings."""

from __future__ import annotations

from types import ModuleType

from openclam.setup.optional import load_optional


def load_part(name: str) -> ModuleType:
    """Import a module of the `synth` extra.

    Raises:
        UsageError: the module is not installed; the message names the command that installs it.
    """
    return load_optional(name, "synth", "making a rendered clip")
