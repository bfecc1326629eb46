"""Saved sets: each behind its owner's key, gone when deleted, and nothing told of what somebody else keeps."""

from __future__ import annotations

import sqlite3
import stat
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openclam.assessment.model import Assessment
from openclam.coach.screening import screen
from openclam.errors import UsageError
from openclam.exercise import load_exercise
from openclam.web.site import tables
from openclam.web.site.saved_set import Figures, Told
from openclam.web.site.store import Store, new_key
from openclam.web.site.trouble import StoreFullError

ME, OTHER = new_key(), new_key()
EARLY = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)


def test_a_saved_set_comes_back_as_it_was(store: Store, made: Assessment) -> None:
    kept = store.save(ME, made, "I agree", EARLY)
    back = store.get(ME, kept.id)
    assert back is not None
    assert back.document == made.to_json()
    assert (back.consent, back.performed_at) == ("I agree", EARLY)


def test_sets_come_oldest_first_whatever_order_they_were_saved_in(store: Store, made: Assessment) -> None:
    later = store.save(ME, made, "yes", EARLY + timedelta(days=1))
    first = store.save(ME, made, "yes", EARLY)
    assert [kept.id for kept in store.sets(ME)] == [first.id, later.id]


def test_nobody_sees_or_deletes_what_is_somebody_elses(store: Store, made: Assessment) -> None:
    kept = store.save(ME, made, "yes")
    assert store.sets(OTHER) == []
    assert store.get(OTHER, kept.id) is None
    assert not store.delete(OTHER, kept.id)
    assert store.delete_all(OTHER) == 0
    assert store.get(ME, kept.id) is not None


def test_deleted_sets_leave_no_trace_in_the_file(file: Path, made: Assessment) -> None:
    store = Store(f"sqlite:///{file}")
    marked = made.model_copy(update={"band": "Zeldzaamkleurig"})
    store.save(ME, marked, "yes")
    store.close()
    assert b"Zeldzaamkleurig" in file.read_bytes()
    store = Store(f"sqlite:///{file}")
    assert store.delete_all(ME) == 1
    store.close()
    assert not any(b"Zeldzaamkleurig" in path.read_bytes() for path in file.parent.iterdir())


def test_the_file_holds_no_key(file: Path, store: Store, made: Assessment) -> None:
    store.save(ME, made, "yes")
    assert not any(ME.encode() in path.read_bytes() for path in file.parent.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_the_file_is_for_its_user_alone(file: Path, store: Store) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_owner_has_no_more_than_the_limit_and_the_site_no_more_owners(file: Path, made: Assessment) -> None:
    store = Store(f"sqlite:///{file}", most_sets=1, most_owners=2)
    store.save(ME, made, "yes")
    with pytest.raises(StoreFullError, match="at most 1 saved sets"):
        store.save(ME, made, "yes", EARLY)
    kept = store.save(OTHER, made, "yes")
    with pytest.raises(StoreFullError, match="at most 2 people"):
        store.save(new_key(), made, "yes")
    assert store.delete(OTHER, kept.id)  # who has no set any more takes no place
    store.save(new_key(), made, "yes")
    store.close()


def test_figures_are_medians_and_unknown_where_no_rep_told(made: Assessment) -> None:
    figures = Figures.of(made)
    one, two = (rep.opening_deg.value for rep in made.reps)
    assert one is not None
    assert two is not None
    assert figures.opening_deg == pytest.approx((one + two) / 2)
    assert Figures.of(made.model_copy(update={"reps": []})).hold_s is None


def test_a_database_of_the_first_version_grows_and_keeps_its_sets(tmp_path: Path, made: Assessment) -> None:
    path = tmp_path / "old.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(Path(__file__).with_name("store_version_1.sql").read_text("utf-8"))
    connection.close()
    key, outcome = "k" * 43, screen(load_exercise().screening, {"fai": "yes"}, "en")
    for _ in range(2):  # the second time there is nothing left to do
        store = Store(f"sqlite:///{path}")
        listed = store.sets(key)[0]
        old = store.get(key, listed.id)
        assert old is not None
        assert (old.consent, old.figures.reps, old.told) == ("I agree.", 1, Told())
        assert Assessment.model_validate_json(old.document).reps[0].number == 1
        store.close()
    store = Store(f"sqlite:///{path}")
    kept = store.save(key, made, "yes", told=Told(outcome, pain=2, effort=6.5))
    store.close()
    store = Store(f"sqlite:///{path}")
    back = store.get(key, kept.id)
    assert back is not None
    assert back.told == Told(outcome, pain=2, effort=6.5)
    assert back.to_dict(whole=True)["screening"] == outcome.model_dump(mode="json", by_alias=True)
    store.close()
    assert columns(path) == columns_of_a_new_one(tmp_path)


def columns(path: Path) -> dict[str, list[tuple[str, str]]]:
    with sqlite3.connect(path) as connection:
        found = {
            table: [(name, kind) for _, name, kind, *_ in connection.execute(f"PRAGMA table_info({table})")]
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        }
        version = connection.execute("SELECT version FROM store_version").fetchall()
    connection.close()
    assert version == [(tables.VERSION,)]
    return found


def columns_of_a_new_one(folder: Path) -> dict[str, list[tuple[str, str]]]:
    Store(f"sqlite:///{folder / 'new.sqlite3'}").close()
    return columns(folder / "new.sqlite3")


def test_a_database_that_cannot_grow_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(Path(__file__).with_name("store_version_1.sql").read_text("utf-8"))
        before = list(connection.iterdump())
    connection.close()
    monkeypatch.setattr(tables, "_STEPS", {**tables._STEPS, 2: ("ALTER TABLE no_such_table ADD COLUMN x TEXT",)})
    with pytest.raises(UsageError, match="no such table"):
        Store(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        assert list(connection.iterdump()) == before
    connection.close()


def test_a_newer_database_is_refused(file: Path, store: Store) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE store_version SET version = 99")
    connection.close()
    with pytest.raises(UsageError, match="newer OpenClam"):
        Store(f"sqlite:///{file}")


@pytest.mark.parametrize(
    ("url", "says"),
    [("rubbish", "expected an address"), ("nosuch://x/y", "does not know"),
     ("sqlite:////proc/nowhere/x.db", "cannot be opened")],
)  # fmt: skip
def test_a_database_that_cannot_be_is_refused_in_words(url: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Store(url)


def test_a_refusal_keeps_the_password_to_itself() -> None:
    with pytest.raises(UsageError) as refused:
        Store("postgresql+psycopg2://clam:geheim@localhost:1/x")
    assert "geheim" not in str(refused.value)


def test_saving_the_same_set_twice_keeps_one(store: Store, made: Assessment) -> None:
    first = store.save(ME, made, "yes", told=Told(pain=2))
    again = store.save(ME, made, "yes", told=Told(pain=2))
    assert again.id == first.id
    assert len(store.sets(ME)) == 1
    store.save(ME, made, "yes", EARLY)  # the same figures on another day are another set
    store.save(ME, made, "yes", told=Told(pain=3))
    store.save(OTHER, made, "yes", told=Told(pain=2))
    assert (len(store.sets(ME)), len(store.sets(OTHER))) == (3, 1)


def test_the_first_save_of_a_new_owner_races_with_nobody(file: Path, made: Assessment) -> None:
    """Eight threads on two sites press save for the same new owner at once; all of them succeed, and keep one set."""
    sites = [Store(f"sqlite:///{file}") for _ in range(2)]
    for _ in range(5):
        key, gate = new_key(), threading.Barrier(8)

        def press(number: int, key: str = key, gate: threading.Barrier = gate) -> str:
            gate.wait()
            return sites[number % 2].save(key, made, "yes").id

        with ThreadPoolExecutor(8) as people:
            assert len(set(people.map(press, range(8)))) == 1
        assert len(sites[0].sets(key)) == 1
    for site in sites:
        site.close()


def test_many_people_save_at_once_and_nothing_is_lost(store: Store, made: Assessment) -> None:
    keys = [new_key() for _ in range(8)]
    with ThreadPoolExecutor(8) as people:
        kept = list(people.map(lambda n: store.save(keys[n % 8], made, "yes", EARLY.replace(day=n + 1)).id, range(24)))
    for number, set_id in enumerate(kept):
        assert store.get(keys[number % 8], set_id) is not None
