"""The questions before the first set, as an exercise file holds them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from openclam.exercise.rows import Row, Slug, Text, Words

Level = Literal["get-help", "clinician-first", "not-by-default", "adapt"]
LEVELS: tuple[Level, ...] = ("get-help", "clinician-first", "not-by-default", "adapt")
"""Strictest first."""


class Item(Row):
    """One thing to tick; the keys are explained in the exercise file."""

    slug: Slug
    words: Words
    advice: Words | None = None
    source: Text | None = None
    covers: tuple[Slug, ...] = ()
    quiet: tuple[Slug, ...] = ()


class Group(Row):
    """A question with its list; a tick asks for `level`."""

    slug: Slug
    level: Level
    asks: Words
    advice: Words
    cleared: Words | None = None
    source: Text
    items: tuple[Item, ...] = Field(alias="item", min_length=1)


class Screening(Row):
    """Every question, in the order that it is asked in."""

    title: Words
    intro: Words
    none: Words
    clearance: Words
    fine: Words
    open: Words
    groups: tuple[Group, ...] = Field(alias="group", min_length=1)

    @model_validator(mode="after")
    def _no_slug_twice(self) -> Screening:
        slugs = [item.slug for group in self.groups for item in group.items]
        if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
            raise PydanticCustomError("twice", "a question must not be asked twice: {slugs}", {"slugs": twice})
        return self

    @property
    def items(self) -> dict[str, tuple[Group, Item]]:
        """Every question by its slug, with its group."""
        return {item.slug: (group, item) for group in self.groups for item in group.items}
