"""Build hook: a wheel carries the pose networks and the 3-D viewer, so that an install needs neither npm nor a network.

A standard wheel is built only with all of them at hand; an editable install fetches them to the user's cache
and goes on without them where it cannot (`openclam doctor --fetch` brings them later).
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES = ("openclam", "openclam.setup", "openclam.pose", "openclam.report", "openclam.report.replay")
MODULES = ("openclam.errors", "openclam.setup.npm", "openclam.pose.weights", "openclam.report.replay.viewer")


class WeightsBuildHook(BuildHookInterface[Any]):
    """Puts the weight files and the viewer into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetches the files where needed; `version` is "standard" or "editable".

        Ends the build where a standard wheel was asked for and the files cannot be had.
        """
        with _modules(Path(self.root) / "src") as (errors, weights, viewer):
            try:
                files = {
                    **{path: f"openclam/pose/weights/{path.name}" for path in _weights(weights)},
                    _viewer(viewer): f"openclam/report/replay/viewer_script/{viewer.SCRIPT.file}",
                }
            except errors.ModelError as problem:
                if version != "editable":
                    self.app.abort(f"A wheel carries the pose networks and the 3-D viewer. {problem}")
                self.app.display_warning(str(problem))
                return
        if version != "editable":
            build_data["force_include"].update({str(path): target for path, target in files.items()})


def _weights(weights: ModuleType) -> list[Path]:
    folder: Path = weights.fetch_weights()
    return [folder / weight.file for weight in weights.WEIGHTS.values()]


def _viewer(viewer: ModuleType) -> Path:
    folder: Path = viewer.fetch_viewer()
    return folder / str(viewer.SCRIPT.file)


@contextmanager
def _modules(source: Path) -> Iterator[tuple[ModuleType, ModuleType, ModuleType]]:
    """Gives `openclam.errors`, `openclam.pose.weights` and `openclam.report.replay.viewer`, and nothing else.

    In the build's own environment OpenClam and what it needs are not installed, so the packages above these
    modules are stood in for by empty ones: what they import of each other is found, and no `__init__` runs.
    """
    names = (*PACKAGES, *MODULES)
    before = {name: sys.modules.pop(name, None) for name in names}
    try:
        for name in PACKAGES:
            empty = ModuleType(name)
            empty.__path__ = [str(source.joinpath(*name.split(".")))]
            sys.modules[name] = empty
        errors, weights, viewer = (importlib.import_module(MODULES[index]) for index in (0, 2, 3))
        yield errors, weights, viewer
    finally:
        for name in names:
            sys.modules.pop(name, None)
            if (module := before[name]) is not None:
                sys.modules[name] = module
