"""The checks of word tables find what they look for."""

from __future__ import annotations

from tests.word_tables import untranslated, unused

GOOD = {"rep": {"en": "rep {n}", "nl": "herhaling {n}"}}


def test_what_is_not_translated_is_named() -> None:
    table = GOOD | {"alike": {"en": "band", "nl": "band"}}
    assert untranslated(table) == ["alike"]
    assert untranslated(table, may_be_alike=lambda key: key == "alike") == []


def test_what_is_said_nowhere_is_named() -> None:
    assert unused(GOOD, 'say("rep", n=1)') == []
    assert unused(GOOD, "") == ["rep"]
    assert unused(GOOD, "", built={"rep"}) == []
