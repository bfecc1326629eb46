"""Saved sets: each behind its owner's key, gone when deleted, and nothing told of what somebody else keeps."""

from __future__ import annotations

import sqlite3
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from openclam.assessment.model import Assessment
from openclam.errors import UsageError
from openclam.web import store as store_module
from openclam.web.store import Figures, Store, StoreFullError, new_key

ME, OTHER = new_key(), new_key()
EARLY = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)


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


def test_an_owner_has_no_more_than_the_limit(store: Store, made: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MOST_SETS", 1)
    store.save(ME, made, "yes")
    with pytest.raises(StoreFullError, match="at most 1"):
        store.save(ME, made, "yes")
    store.save(OTHER, made, "yes")


def test_figures_are_medians_and_unknown_where_no_rep_told(made: Assessment) -> None:
    figures = Figures.of(made)
    one, two = (rep.opening_deg.value for rep in made.reps)
    assert one is not None
    assert two is not None
    assert figures.opening_deg == pytest.approx((one + two) / 2)
    assert Figures.of(made.model_copy(update={"reps": []})).hold_s is None


def test_a_newer_database_is_refused(file: Path, store: Store) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE store_version SET version = 99")
    connection.close()
    with pytest.raises(UsageError, match="newer OpenClam"):
        Store(f"sqlite:///{file}")


@pytest.mark.parametrize(
    ("url", "says"),
    [("rubbish", "expected an address"), ("nosuch://x/y", "does not know"), ("sqlite:////proc/nowhere/x.db", "cannot be opened")],
)  # fmt: skip
def test_a_database_that_cannot_be_is_refused_in_words(url: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Store(url)


def test_a_refusal_keeps_the_password_to_itself() -> None:
    with pytest.raises(UsageError) as refused:
        Store("postgresql+psycopg2://clam:geheim@localhost:1/x")
    assert "geheim" not in str(refused.value)
