"""A refusal of the site, in one shape: `{"error": {"code", "message"}}`."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel
from starlette.exceptions import HTTPException

from openclam.errors import NobodyError, OpenClamError


class ErrorText(BaseModel):
    """What went wrong: `code` for programs, stable; `message` for people: what was expected, what came, what to do."""

    code: str
    message: str


class ErrorDocument(BaseModel):
    """The one shape of every error."""

    error: ErrorText


class Problem(HTTPException):
    """A refusal. `values` fill the words that the pages have for this code."""

    def __init__(self, status: int, code: str, message: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(status, message)
        self.code, self.message, self.values = code, message, dict(values or {})

    @staticmethod
    def internal() -> Problem:
        """A fault of ours; its details are in the log and nowhere else."""
        return Problem(500, "internal", "Something went wrong here. It is in the site's log; please try again.")

    @staticmethod
    def of(error: OpenClamError) -> Problem:
        """What OpenClam says of a recording or an option."""
        return Problem(422, "nobody" if isinstance(error, NobodyError) else "refused", str(error))

    def document(self) -> dict[str, dict[str, str]]:
        """As JSON has it."""
        return {"error": {"code": self.code, "message": self.message}}
