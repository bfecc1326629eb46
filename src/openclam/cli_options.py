"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Lang(StrEnum):
    """Languages of the product."""

    EN = "en"
    NL = "nl"


LangOption = Annotated[Lang, typer.Option("--lang", help="Language of words and cues.")]
