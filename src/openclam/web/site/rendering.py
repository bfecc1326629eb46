"""From a template to an answer, with what every page needs: words, addresses, the other language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from openclam.exercise import LANGUAGES, Language
from openclam.web.problems import Problem
from openclam.web.site.state import SiteState, site_of
from openclam.web.site.words import consent_words, site_speech

PRIVATE = {"Cache-Control": "no-store"}
"""For pages that show what is somebody's own: neither the browser nor the service worker keeps them."""


def page(
    request: Request,
    lang: Language,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **content: Any,
) -> Response:
    """A page of the site.

    Args:
        request: what is answered.
        lang: the language of the page.
        template: its name without the ending.
        status: of the answer.
        headers: of the answer, beside those that every page has.
        content: what the template asks for.
    """
    return HTMLResponse(_html(request, lang, template, content), status, headers)


def problem_page(scope: Scope, lang: Language, problem: Problem) -> Response:
    """A refusal as a page: in the page's language where the site has words for it, else in the program's English."""
    say = site_speech(lang)
    words = problem_words(problem, lang)
    title = say("problem.missing_title") if problem.status_code == HTTPStatus.NOT_FOUND else say("problem.title")
    return page(
        Request(scope),
        lang,
        "problem",
        status=problem.status_code,
        headers=PRIVATE,
        title=title,
        words=words,
        problem=problem,
    )


def problem_words(problem: Problem, lang: Language) -> str | None:
    """What the site says of a problem in `lang`; None where it has only the program's own English."""
    try:
        return site_speech(lang)(f"problem.{problem.code}", **problem.values)
    except KeyError:
        return None


def _html(request: Request, lang: Language, template: str, content: Mapping[str, Any]) -> str:
    site: SiteState = site_of(request)
    path = request.url.path
    rest = path.removeprefix(f"/{lang}")
    base = f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
    return (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            lang=lang,
            languages=LANGUAGES,
            say=site_speech(lang),
            here=rest.strip("/").split("/")[0],
            path=path,
            base=base,
            in_language=lambda other: f"/{other}{rest}",
            to=lambda where: f"/{lang}/{where}",
            static=lambda name: f"/static/{name}?v={site.version}",
            practice=site.settings.practice,
            exercise_name=site.exercise.name,
            consent=consent_words(site.settings, lang),
            **content,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("openclam.web.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
