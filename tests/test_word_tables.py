"""The checks of word tables find what they look for."""

from __future__ import annotations

from tests.word_tables import filled_in_differently, incomplete, unused

GOOD = {"rep": {"en": "rep {n}", "nl": "herhaling {n}"}}


def test_each_fault_is_named_with_its_key() -> None:
    alike = {"alike": {"en": "band", "nl": "band"}}
    table = GOOD | alike | {"one": {"en": "one"}, "blank": {"en": "blank", "nl": " "}}
    assert [line.split(":")[0] for line in incomplete(table)] == ["alike", "one", "blank"]
    assert incomplete(alike, may_be_alike=lambda key: key == "alike") == []


def test_what_is_filled_in_differently_is_named() -> None:
    assert filled_in_differently(GOOD | {"reps": {"en": "{n} reps", "nl": "{m} herhalingen"}}) == ["reps"]


def test_what_is_said_nowhere_is_named() -> None:
    assert unused(GOOD, 'say("rep", n=1)') == []
    assert unused(GOOD, "") == ["rep"]
    assert unused(GOOD, "", built={"rep"}) == []
