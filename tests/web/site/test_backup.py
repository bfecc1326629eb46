"""Backing up while the site runs: the newest set is in it, and it is whole or not there."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from openclam.assessment.model import Assessment
from openclam.cli.backup import backup
from openclam.errors import InputError, OutputError, UsageError
from openclam.web.site.backup import back_up
from openclam.web.site.store import Store, new_key


def test_a_backup_while_the_site_runs_holds_the_newest_set(tmp_path: Path, assessment: dict[str, Any]) -> None:
    file, copy, plain = (tmp_path / name for name in ("history.sqlite3", "copy.sqlite3", "plain.sqlite3"))
    running, key = Store(f"sqlite:///{file}"), new_key()
    kept = running.save(key, Assessment.model_validate(assessment), "yes")
    assert back_up(f"sqlite:///{file}", copy) == 1
    shutil.copyfile(file, plain)  # what people do: the log, with the newest set, is left behind
    running.close()
    for path, found in ((copy, 1), (plain, 0)):
        with sqlite3.connect(path) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'saved_set'").fetchone()[0]
            assert (tables and connection.execute("SELECT count(*) FROM saved_set").fetchone()[0]) == found
        connection.close()
    restored = Store(f"sqlite:///{copy}")
    assert restored.get(key, kept.id) is not None
    restored.close()
    if sys.platform != "win32":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_backup_replaces_nothing_unless_asked(tmp_path: Path) -> None:
    file, copy = tmp_path / "history.sqlite3", tmp_path / "copy.sqlite3"
    Store(f"sqlite:///{file}").close()
    copy.write_text("older")
    with pytest.raises(OutputError, match="--force"):
        back_up(f"sqlite:///{file}", copy)
    assert copy.read_text() == "older"
    assert back_up(f"sqlite:///{file}", copy, force=True) == 0
    with pytest.raises(OutputError, match="the store itself"):
        back_up(f"sqlite:///{file}", file, force=True)


@pytest.mark.parametrize(
    ("address", "error", "says"),
    [("sqlite:///{}/nowhere.sqlite3", InputError, "does not exist"), ("rubbish", UsageError, "expected an address"),
     ("sqlite://", UsageError, "SQLite file"), ("postgresql://me:geheim@x/y", UsageError, "pg_dump"),
     ("sqlite:///{}/text", InputError, "cannot be copied")],
)  # fmt: skip
def test_what_cannot_be_backed_up_is_told_in_words(
    tmp_path: Path, address: str, error: type[Exception], says: str
) -> None:
    (tmp_path / "text").write_text("no database, and long enough to be looked at as one " * 20)
    with pytest.raises(error, match=says) as told:
        back_up(address.format(tmp_path), tmp_path / "copy.sqlite3")
    assert "geheim" not in str(told.value)
    assert [path.name for path in tmp_path.iterdir()] == ["text"]


def test_the_command_finds_the_store_of_the_settings(
    tmp_path: Path, assessment: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    file, settings = tmp_path / "history.sqlite3", tmp_path / "site.toml"
    store = Store(f"sqlite:///{file}")
    store.save(new_key(), Assessment.model_validate(assessment), "yes")
    store.close()
    settings.write_text(f'[site]\ndatabase = "sqlite:///{file}"\n')
    backup(tmp_path / "copy.sqlite3", settings=settings)
    assert "(1 saved set)" in capsys.readouterr().err
