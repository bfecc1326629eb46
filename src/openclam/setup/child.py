"""Processes of OpenClam's own: what starts one, so that nothing is imported from the folder that somebody stands in."""

from __future__ import annotations

import os
import site
import sys
from pathlib import Path


def python_module(module: str) -> tuple[str, ...]:
    """What runs a module in an interpreter of its own.

    `-P` keeps the working folder out of the search path: a `numpy.py` that lies there is nobody's numpy.
    """
    return (sys.executable, "-P", "-m", module)


def child_environment(**more: str) -> dict[str, str]:
    """This process's environment and `more`, in which a child finds this same OpenClam and nothing from its folder.

    Of `PYTHONPATH` the absolute folders are kept: an empty or relative entry means the folder that one stands in.
    """
    folders = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if Path(folder).is_absolute()]
    source = str(Path(__file__).resolve().parents[2])
    if source not in folders and source not in site.getsitepackages():
        folders.append(source)
    found = {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(folders), **more}
    if not folders:
        del found["PYTHONPATH"]
    return found
