"""One thing that was looked at on this machine, and whether it works."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `optional` where the main job works without it."""

    name: str
    ok: bool
    detail: str
    optional: bool = False


def package_version(package: str) -> str:
    """The version of an installed package, in words where it tells none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "of unknown version"
