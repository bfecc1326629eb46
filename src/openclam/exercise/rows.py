"""What every row of an exercise file is made of: frozen, strict about its keys, in every language."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["en", "nl"]
LANGUAGES: tuple[Language, ...] = ("en", "nl")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][1-9][0-9]?$")]


class Row(BaseModel):
    """A row that cannot be changed and refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Row):
    """The same words in every language that the product speaks."""

    en: Text
    nl: Text

    def say(self, lang: Language) -> str:
        """The words in `lang`."""
        return self.nl if lang == "nl" else self.en
