"""A store of saved sets in a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openclam.assessment.model import Assessment
from openclam.web.site.store import Store


@pytest.fixture
def made(assessment: dict[str, Any]) -> Assessment:
    return Assessment.model_validate(assessment)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deeper" / "history.sqlite3"


@pytest.fixture
def store(file: Path) -> Any:
    opened = Store(f"sqlite:///{file}")
    yield opened
    opened.close()
