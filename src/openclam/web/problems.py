"""Everything that goes wrong, in one shape: `{"error": {"code", "message"}}` for programs, a page in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from openclam.errors import NobodyError, OpenClamError
from openclam.web.words import lang_of_path

_CODES: Final = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_type",
    422: "invalid",
}
_MOST_FAULTS: Final = 5


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


def add_problem_handlers(app: FastAPI) -> None:
    """Have `app` give every error in the one shape."""

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        found = error if isinstance(error, Problem) else _of_status(error)
        response = problem_response(request.scope, found)
        response.headers.update(error.headers or {})
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem_response(request.scope, _of_faults(error))

    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


def problem_response(scope: Scope, problem: Problem) -> Response:
    """JSON for programs, a page for people: whoever asked below /en or /nl is a person."""
    lang = lang_of_path(scope["path"])
    if lang is None or problem.code == "unknown_host":  # a page would name the host that it was asked for by
        return JSONResponse(problem.document(), problem.status_code)
    from openclam.web.rendering import problem_page

    return problem_page(scope, lang, problem)


def _of_status(error: HTTPException) -> Problem:
    status = error.status_code
    message = {
        404: "There is nothing at this address. The API is described at /api/v1/openapi.json.",
        405: "This address does not take that method; the header Allow names those it takes.",
        400: "Expected a request that can be read: valid JSON or multipart form data. Got something else.",
    }.get(status, HTTPStatus(status).phrase)
    return Problem(status, _CODES.get(status, "refused"), message)


def _of_faults(error: RequestValidationError) -> Problem:
    """The faults by their places, without the values: those may be private, and need not be valid JSON."""
    faults = [f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()]
    more = f" … and {len(faults) - _MOST_FAULTS} more." if len(faults) > _MOST_FAULTS else ""
    text = "; ".join(faults[:_MOST_FAULTS]).encode("utf-8", "replace").decode()
    return Problem(422, "invalid", f"Expected what /api/v1/openapi.json describes. {text}{more}")
