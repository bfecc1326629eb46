"""Processes of OpenClam's own import nothing from the folder that somebody stands in."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from openclam.setup.child import child_environment, python_module
from openclam.web.live.process_pool import ENGINE
from openclam.web.uploads.upload import RUN_AS

TRAP = "import pathlib; pathlib.Path(__file__).with_name('sprung').touch()\n"


@pytest.mark.parametrize("command", [ENGINE, RUN_AS, python_module("json.tool")], ids=["engine", "worker", "any"])
def test_a_module_in_the_working_folder_is_not_run(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numpy", "pydantic", "json", "openclam"):
        (tmp_path / f"{name}.py").write_text(TRAP)
    (tmp_path / "job.json").write_text("{}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", ".", os.environ.get("PYTHONPATH", "")]))
    subprocess.run(command, cwd=tmp_path, env=child_environment(), input=b"", capture_output=True, timeout=60)
    assert not (tmp_path / "sprung").exists()


def test_the_trap_springs_without_the_protection(tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text(TRAP)
    bare = [ENGINE[0], *ENGINE[2:]]
    environment = {**child_environment(), "PYTHONSAFEPATH": ""}
    subprocess.run(bare, cwd=tmp_path, env=environment, input=b"", capture_output=True, timeout=60)
    assert (tmp_path / "sprung").exists()


def test_absolute_folders_of_the_search_path_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), "", "here"]))
    folders = child_environment(MORE="x")["PYTHONPATH"].split(os.pathsep)
    assert folders[0] == str(tmp_path)
    assert all(Path(folder).is_absolute() for folder in folders)
    assert child_environment(MORE="x")["MORE"] == "x"
