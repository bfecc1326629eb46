"""Parts that only the `kinetics` extra brings."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from openclam.setup.optional import load_optional

PARTS = ("mujoco", "myo_sim", "daqp")


def available() -> bool:
    """Whether the `kinetics` extra is installed."""
    return all(importlib.util.find_spec(part) is not None for part in PARTS)


def load_part(name: str) -> ModuleType:
    """Import a module of the `kinetics` extra.

    Raises:
        UsageError: the module is not installed; the message names the command that installs it.
    """
    return load_optional(name, "kinetics", "estimating joint moments and muscles")
