"""A store in trouble: busy, full, of no version, with a row that cannot be read. Each has its own words, and nothing is
lost."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openclam.assessment.model import Assessment
from openclam.errors import UsageError
from openclam.web.site.store import Store, new_key
from openclam.web.site.trouble import StoreBusyError, StoreNoRoomError, UnreadableSetError

ME, OTHER = new_key(), new_key()
EARLY = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)


def locked(file: Path) -> sqlite3.Connection:
    """Another program that writes and does not come to an end."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_locked_store_says_that_it_is_busy(
    file: Path, store: Store, made: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store.save(ME, made, "yes")
    other = locked(file)
    with pytest.raises(StoreBusyError, match="try again"):
        store.save(ME, made, "yes", EARLY)
    assert [one.id for one in store.sets(ME)] == [kept.id]  # reading goes on
    other.close()
    store.save(ME, made, "yes", EARLY)


@pytest.mark.parametrize("version", [0, -1])
def test_a_version_that_no_openclam_wrote_is_refused_in_words(file: Path, store: Store, version: int) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE store_version SET version = ?", (version,))
    connection.close()
    with pytest.raises(UsageError, match=f"got version {version}"):
        Store(f"sqlite:///{file}")


@pytest.mark.parametrize(
    ("column", "value"),
    [("performed_at", "yesterday"), ("figures", "{"), ("figures", "[]"), ("screening", "{}"), ("saved_at", "")],
)
def test_one_unreadable_row_breaks_no_list_and_can_be_deleted(
    file: Path, store: Store, made: Assessment, column: str, value: str
) -> None:
    good, bad = store.save(ME, made, "yes", EARLY), store.save(ME, made, "yes")
    with sqlite3.connect(file) as connection:
        connection.execute(f"UPDATE saved_set SET {column} = ? WHERE id = ?", (value, bad.id))
    connection.close()
    listed = [one.id for one in store.sets(ME)]
    assert listed == [good.id] or (column == "screening" and bad.id in listed)
    with pytest.raises(UnreadableSetError, match="can be deleted"):
        store.get(ME, bad.id)
    document = json.loads("".join(store.export(ME)))
    assert [one["id"] for one in document["sets"]] == [good.id]
    assert document["unreadable"] == [bad.id]
    assert store.delete(ME, bad.id)


def test_an_export_goes_a_set_at_a_time(store: Store, made: Assessment) -> None:
    kept = [store.save(ME, made, "yes", EARLY + timedelta(days=day)) for day in range(3)]
    parts = store.export(ME)
    next(parts)
    assert kept[0].id in next(parts)
    store.delete(ME, kept[1].id)  # meanwhile
    assert kept[2].id in next(parts)
    assert json.loads("".join(store.export(new_key()))) == {
        "schema": "openclam/export/1", "sets": [], "unreadable": [],
    }  # fmt: skip


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True)
    if made.returncode != 0:
        pytest.skip("only root may make a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="only root of Linux may make a small disk")
def test_on_a_full_disk_saving_says_so_and_deleting_works(small_disk: Path, made: Assessment) -> None:
    store = Store(f"sqlite:///{small_disk / 'history.sqlite3'}")
    kept: list[str] = []
    with pytest.raises(StoreNoRoomError, match="disk of this site is full"):  # noqa: PT012 - until it is full
        for minute in range(1000):
            kept += [store.save(ME, made, "yes", EARLY + timedelta(minutes=minute)).id]
    assert len(store.sets(ME)) == len(kept) > 1
    (small_disk / "filler").write_bytes(b"")
    with contextlib.suppress(OSError), (small_disk / "filler").open("wb") as filler:
        while True:
            filler.write(b"x" * 4096)
            filler.flush()
    for set_id in kept[:3]:
        assert store.delete(ME, set_id)
    assert store.delete_all(ME) == len(kept) - 3
    assert store.sets(ME) == []
    store.save(ME, made, "yes")
    store.close()
