"""The live coach's scripts: made, found again, held to their checksums, and made anew when the sources change."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from openclam.errors import ModelError
from openclam.setup import npm
from openclam.web.assets import browser_build as scripts


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A cache of the test's own."""
    monkeypatch.setenv("OPENCLAM_APP", str(tmp_path / "app"))
    scripts._examine.cache_clear()
    yield
    scripts._examine.cache_clear()


def stand_in(path: Path, files: dict[str, bytes]) -> Path:
    """A made folder with small files of these plain names in it."""
    path.mkdir(parents=True, exist_ok=True)
    named = {}
    for plain, data in files.items():
        stem, suffix = plain.split(".")
        named[plain] = f"{stem}-{scripts._sha256(data)[:16]}.{suffix}"
        (path / named[plain]).write_bytes(data)
    manifest = {"schema": "openclam/app/1", "made_of": scripts._made_of(), "files": named}
    (path / "manifest.json").write_text(json.dumps(manifest))
    return path


def test_what_is_missing_is_told_with_the_way_to_make_it() -> None:
    with pytest.raises(ModelError, match="missing") as caught:
        scripts.app_folder()
    assert "openclam doctor --fetch" in str(caught.value)


def test_a_changed_file_is_damaged(tmp_path: Path) -> None:
    folder = stand_in(tmp_path / "app", {"coach.js": b"1"})
    (folder / scripts.app_files(folder)["coach.js"]).write_bytes(b"2")
    with pytest.raises(ModelError, match=r"damaged.*openclam doctor --fetch"):
        scripts.app_folder()


def test_a_lost_file_is_named(tmp_path: Path) -> None:
    folder = stand_in(tmp_path / "app", {"coach.js": b"1", "coach.css": b"2"})
    (folder / scripts.app_files(folder)["coach.css"]).unlink()
    with pytest.raises(ModelError, match=r"coach\.css is missing"):
        scripts.app_folder()


@pytest.mark.parametrize("text", ["", "[]", '{"files": 3}', "{"])
def test_a_broken_manifest_is_refused(tmp_path: Path, text: str) -> None:
    folder = stand_in(tmp_path / "app", {"coach.js": b"1"})
    (folder / "manifest.json").write_text(text)
    with pytest.raises(ModelError, match=r"manifest\.json cannot be read"):
        scripts.app_folder()


def test_a_manifest_cannot_lead_out_of_its_folder(tmp_path: Path) -> None:
    folder = stand_in(tmp_path / "app", {"coach.js": b"1"})
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["coach.js"] = "../secret.js"
    (tmp_path / "secret.js").touch()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="missing"):
        scripts.app_folder()


def test_scripts_of_other_sources_are_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path / "app", {"coach.js": b"1"})
    changed = Path(shutil.copytree(scripts.SOURCES, tmp_path / "browser"))
    (changed / "main.ts").write_text("export {};\n")
    monkeypatch.setattr(scripts, "SOURCES", changed)
    with pytest.raises(ModelError, match="other sources"):
        scripts.app_folder()


def test_line_ends_of_a_checkout_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = scripts._made_of()
    changed = Path(shutil.copytree(scripts.SOURCES, tmp_path / "browser"))
    text = (changed / "main.ts").read_text("utf-8")
    (changed / "main.ts").write_bytes(text.replace("\n", "\r\n").encode())
    monkeypatch.setattr(scripts, "SOURCES", changed)
    assert scripts._made_of() == before


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bundler and the runtime that set-up brought."""
    monkeypatch.delenv("OPENCLAM_APP")
    found = scripts.cache_folder().parent / "app-tools"
    monkeypatch.setenv("OPENCLAM_APP", str(tmp_path / "app"))
    if not all(npm.is_whole(found / file.file, file) for file in (*scripts.VISION_FILES, *scripts.ESBUILD_FILES)):
        pytest.skip("the bundler was not fetched here: run make setup")
    shutil.copytree(found, tmp_path / "app-tools", ignore=shutil.ignore_patterns("typescript"))
    return tmp_path / "app-tools"


@pytest.mark.slow
def test_making_twice_makes_the_same_and_the_second_time_nothing(tools: Path) -> None:
    folder = scripts.build()
    files = scripts.app_files(folder)
    assert set(files) == {
        "coach.css", "coach.js", "history.js", "pose-worker.js", "pose_landmarker_full.task",
        "pose_landmarker_lite.task",
        "vision_wasm_internal.js", "vision_wasm_internal.wasm",
    }  # fmt: skip
    assert {path.name for path in folder.iterdir()} == {*files.values(), "manifest.json"}
    made = (folder / files["coach.js"]).stat().st_mtime_ns
    assert scripts.build() == folder
    assert (folder / files["coach.js"]).stat().st_mtime_ns == made

    (folder / files["coach.js"]).write_bytes(b"rust")
    scripts._examine.cache_clear()
    scripts.build()
    assert scripts.app_files(folder) == files
    assert scripts.app_folder() == folder


def test_a_mistake_in_a_script_is_told(tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = Path(shutil.copytree(scripts.SOURCES, tmp_path / "browser"))
    (changed / "main.ts").write_text("const = 3;\n")
    monkeypatch.setattr(scripts, "SOURCES", changed)
    with pytest.raises(ModelError, match=r"main\.ts cannot be bundled"):
        scripts.build()
    assert not (tmp_path / "app" / "manifest.json").exists()


@pytest.mark.slow
def test_no_script_names_a_stranger(tools: Path) -> None:
    """The only addresses are the name of SVG, and one that is no scheme of the web: a file's, in the runtime's
    loader."""
    folder = scripts.build()
    files = scripts.app_files(folder)
    text = b"".join(
        (folder / files[name]).read_bytes()
        for name in ("coach.js", "history.js", "pose-worker.js", "vision_wasm_internal.js")
    )
    assert set(re.findall(rb"\w+://[^\"'`]*", text)) == {b"http://www.w3.org/2000/svg", b"file://"}
    text = text.replace(b"type.googleapis.com/mediapipe.", b"")  # so protobuf names its types; nobody is asked there
    for way_out in (b"sendBeacon", b"clearcut", b"googleapis", b"google-analytics", b"EventSource"):
        assert way_out not in text
