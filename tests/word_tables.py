"""What holds for every table of words: complete in both languages, and filled in alike."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from openclam.exercise import LANGUAGES


def placeholders(text: str) -> set[str]:
    """The names in braces that a text wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def check_entry(words: Mapping[str, str], *, may_be_alike: bool = False) -> None:
    """One entry: a text in each language, and not the same one unless it may be."""
    assert set(words) == set(LANGUAGES)
    assert all(text.strip() for text in words.values())
    assert may_be_alike or words["en"] != words["nl"]
