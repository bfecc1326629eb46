"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from openclam.errors import OutputError
from openclam.setup.whole_file import write_whole


def test_a_disk_that_fills_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plot.svg"
    path.write_text("older")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(OutputError, match="No space left"):
        write_whole(path, b"newer")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("plot.svg", "older")]


def test_the_longest_name_that_a_disk_takes_is_taken(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    write_whole(path, b"whole")
    assert path.read_bytes() == b"whole"
