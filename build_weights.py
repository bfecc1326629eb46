"""Build hook: a wheel carries the pose networks, so that whoever installs it needs neither npm nor a network.

A standard wheel is built only with all weights at hand; an editable install fetches them to the user's cache
and goes on without them where it cannot (`openclam doctor --fetch` brings them later).
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WeightsBuildHook(BuildHookInterface[Any]):
    """Puts the weight files into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetches the weights where needed; `version` is "standard" or "editable".

        Ends the build where a standard wheel was asked for and the weights cannot be had.
        """
        weights = _load_weights_module(Path(self.root) / "src" / "openclam")
        try:
            folder = weights.fetch_weights()
        except weights.ModelError as problem:
            if version != "editable":
                self.app.abort(f"A wheel carries the pose networks, and they are not at hand. {problem}")
            self.app.display_warning(str(problem))
            return
        if version != "editable":
            for weight in weights.WEIGHTS.values():
                build_data["force_include"][str(folder / weight.file)] = f"openclam/pose/weights/{weight.file}"


def _load_weights_module(package: Path) -> ModuleType:
    """Loads `openclam.pose.weights` alone.

    In the build's own environment OpenClam and what it needs are not installed, so the packages above the
    module are stood in for by empty ones: `openclam.errors` is found, and no `__init__` runs.
    """
    names = ("openclam", "openclam.pose", "openclam.errors", "openclam.pose.weights")
    before = {name: sys.modules.pop(name, None) for name in names}
    try:
        for name, folder in (("openclam", package), ("openclam.pose", package / "pose")):
            empty = ModuleType(name)
            empty.__path__ = [str(folder)]
            sys.modules[name] = empty
        return importlib.import_module("openclam.pose.weights")
    finally:
        for name in names:
            sys.modules.pop(name, None)
            if (module := before[name]) is not None:
                sys.modules[name] = module
