"""What `openclam doctor` says of the site."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from openclam.setup.check import Check
from openclam.web.site import checks


def found(settings: Path | None = None) -> dict[str, Check]:
    return {check.name: check for check in checks.site_checks(settings)}


def test_a_machine_that_can_serve(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("clamshell", "clamshell-foot-stays-down"):
        for end in (".mp4", ".jpg", ".en.vtt", ".nl.vtt"):
            (tmp_path / f"{name}{end}").touch()
    monkeypatch.setattr(checks, "FILMS", tmp_path)
    told = found()
    assert told["site"].ok
    assert "openclam serve" in told["site"].detail
    assert told["site, films"].detail.startswith("2 with")
    assert told["site, database"].ok
    assert "site, settings" not in told


def test_a_package_that_is_missing_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(checks, "find_spec", lambda name: None if name in ("uvicorn", "playwright") else real(name))
    told = found()
    assert told["site"].detail == "uvicorn missing; run: pip install 'openclam[site]'"
    assert told["site"].optional
    assert "tests, Chromium" not in told


def test_every_package_of_the_extra_is_looked_for() -> None:
    text = (Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("site = ["))
    assert all(f'"{package}>=' in line for package in checks.PACKAGES.values())
    assert line.count(">=") == len(checks.PACKAGES)


def test_coach_films_and_browser_that_are_missing_name_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENCLAM_APP", str(tmp_path / "none"))
    monkeypatch.setattr(checks, "FILMS", tmp_path)
    monkeypatch.setattr(checks.shutil, "which", lambda _: None)
    told = found()
    assert "openclam doctor --fetch" in told["site, live coach"].detail
    assert "apt install chromium" in told["tests, Chromium"].detail
    assert "no clamshell.mp4" in told["site, films"].detail
    (tmp_path / "clamshell.mp4").touch()
    assert "captions" in found()["site, films"].detail
    assert all(check.optional for check in found().values() if not check.ok)


def test_a_settings_file_is_held_to_its_rules(tmp_path: Path) -> None:
    good, wrong = tmp_path / "good.toml", tmp_path / "wrong.toml"
    good.write_text('[practice]\nname = "De Schelp"\n')
    wrong.write_text('[practice]\nnaam = "De Schelp"\n')
    assert found(good)["site, settings"].ok
    told = found(wrong)["site, settings"]
    assert not told.ok
    assert not told.optional
    assert "line 2" in told.detail
    assert "none.toml" in found(tmp_path / "none.toml")["site, settings"].detail


def test_a_database_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks.platformdirs, "user_data_path", lambda *_, **__: tmp_path / "data" / "openclam")
    assert "first start" in found()["site, database"].detail
    assert not (tmp_path / "data").exists(), "it is only looked at"
    monkeypatch.setattr(checks.os, "access", lambda *_: False)
    assert "--database" in found()["site, database"].detail
