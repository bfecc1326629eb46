"""Keeps the mark `networks` true: a test without it that runs a pose network fails, here or in a child process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from openclam.pose.network import Network

_STAND_IN = Path(__file__).with_name("no_networks")


def may_run(item: pytest.Item) -> bool:
    """Whether a test says that it runs networks; the live coach in a browser does so, too."""
    return any(item.get_closest_marker(name) for name in ("networks", "browser"))


def _refuse(self: Network, *args: Any, **options: Any) -> None:
    pytest.fail("This test runs a pose network: give it the mark `networks`, so that `make test-fast` leaves it out.")


@contextmanager
def kept_away() -> Iterator[None]:
    """No network is loaded or run meanwhile, and none in what is started meanwhile."""
    path = os.pathsep.join(filter(None, [str(_STAND_IN), os.environ.get("PYTHONPATH")]))
    with (
        patch.object(Network, "__init__", _refuse),
        patch.object(Network, "run", _refuse),
        patch.dict(os.environ, PYTHONPATH=path),
    ):
        yield
