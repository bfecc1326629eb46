"""How the site answers a refusal: JSON for programs, a page in words for people."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from openclam.web.problems import Problem
from openclam.web.site.rendering import problem_page
from openclam.web.site.trouble import StoreTroubleError
from openclam.web.site.words import lang_of_path

_CODES: Final = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_type",
    422: "invalid",
}
_MOST_FAULTS: Final = 5
_LOG = logging.getLogger("openclam.web")


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

    async def trouble(request: Request, error: Exception) -> Response:
        assert isinstance(error, StoreTroubleError)
        _LOG.error("The store: %s (%s)", error, error.__cause__)
        response = problem_response(request.scope, Problem(error.status, error.code, str(error)))
        if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["Retry-After"] = "5"
        return response

    app.add_exception_handler(StoreTroubleError, trouble)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


def problem_response(scope: Scope, problem: Problem) -> Response:
    """JSON for programs, a page for people: whoever asked below /en or /nl is a person."""
    lang = lang_of_path(scope["path"])
    if lang is None or problem.code == "unknown_host":  # a page would name the host that it was asked for by
        return JSONResponse(problem.document(), problem.status_code)
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
