"""The pages that everybody may read: /en/… and /nl/…, made on the server, readable without a script."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from openclam.errors import OpenClamError
from openclam.exercise import LANGUAGES, Exercise, Language
from openclam.report.handout import render_html, write_pdf
from openclam.web.problems import Problem
from openclam.web.site.page_content import article_slug, articles, complaint_advice, exercise_content, films
from openclam.web.site.rendering import page
from openclam.web.site.security import COACH_POLICY, document_policy
from openclam.web.site.state import STATIC, site_of
from openclam.web.site.words import preferred_language, site_speech

router = APIRouter(include_in_schema=False)
READ = ["GET", "HEAD"]
_ICONS = (
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("maskable-192.png", "192x192", "image/png", "maskable"),
    ("maskable-512.png", "512x512", "image/png", "maskable"),
)
_ALSO_KEPT = ("coach", "kept-here", "about", "appointment", "offline")
_SMALL_OF_THE_COACH = ("coach.js", "coach.css", "history.js")
"""Kept in the browser with the pages. The rest of the coach is 25 MB, and is kept where the coach is opened."""


@router.api_route("/", methods=READ)
def front_door(request: Request) -> Response:
    """To the exercise, in the language that the browser asks for."""
    lang = preferred_language(request.headers.get("accept-language", ""))
    return RedirectResponse(f"/{lang}/{site_of(request).exercise.name}", 302, {"Vary": "Accept-Language"})


@router.api_route("/service-worker.js", methods=READ)
def service_worker(request: Request) -> Response:
    """The script that keeps the pages for when there is no network; at the top, so that it may keep all of them."""
    site = site_of(request)
    slugs = ["", *(f"/{slug}" for slug in articles(site.exercise))]
    pages = [f"/{lang}/{site.exercise.name}{slug}" for lang in LANGUAGES for slug in slugs]
    pages += [f"/{lang}/{name}" for lang in LANGUAGES for name in _ALSO_KEPT]
    small = [f"/static/app/{name}" for plain, name in site.coach_files.items() if plain in _SMALL_OF_THE_COACH]
    large = [f"/static/app/{name}" for plain, name in site.coach_files.items() if plain not in _SMALL_OF_THE_COACH]
    posters = sorted({film.poster for lang in LANGUAGES for film in films(site.exercise, lang) if film.poster})
    looks = [f"/static/{name}?v={site.version}" for name in ("site.css", "site.js", "icons/icon.svg", *posters)]
    told = {
        "version": site.version,
        "pages": pages,
        "files": [*looks, *small, *(["/static/app/manifest.json", "/api/v1/exercise"] if small else [])],
        "coach": large,
    }
    text = (STATIC / "service-worker.js").read_text("utf-8").replace('"{{told}}"', json.dumps(told))
    return Response(text, media_type="text/javascript")


@router.api_route("/{lang}", methods=READ)
@router.api_route("/{lang}/", methods=READ)
def home(request: Request, lang: str) -> Response:
    """To the exercise; one page is all that this site's library holds so far."""
    return RedirectResponse(f"/{known(lang)}/{site_of(request).exercise.name}", 302)


@router.api_route("/{lang}/manifest.webmanifest", methods=READ)
def manifest(request: Request, lang: str) -> Response:
    """What a phone asks when the site is put on its home screen."""
    language = known(lang)
    site, say = site_of(request), site_speech(language)
    return JSONResponse(
        {
            "name": site.settings.practice.name or say("site.name"),
            "short_name": say("site.name"),
            "description": say("site.description"),
            "lang": language,
            "id": f"/{language}/",
            "start_url": f"/{language}/{site.exercise.name}",
            "scope": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#2c5563",
            "icons": [
                {"src": f"/static/icons/{name}?v={site.version}", "sizes": sizes, "type": kind, "purpose": purpose}
                for name, sizes, kind, purpose in _ICONS
            ],
        },
        media_type="application/manifest+json",
    )


@router.api_route("/{lang}/coach", methods=READ)
def coach(request: Request, lang: str) -> Response:
    """The live coach: what it asks and how to set up; the script fills in the rest."""
    files = site_of(request).coach_files
    return page(
        request, known(lang), "coach",
        headers={"Content-Security-Policy": COACH_POLICY},
        coach_script=files.get("coach.js"),
        coach_style=files.get("coach.css"),
        screening=site_of(request).exercise.screening,
    )  # fmt: skip


@router.api_route("/{lang}/about", methods=READ)
def about(request: Request, lang: str) -> Response:
    """What OpenClam is and is not, and what is kept of whom."""
    return page(request, known(lang), "about", upload=site_of(request).settings.upload)


@router.api_route("/{lang}/appointment", methods=READ)
def appointment(request: Request, lang: str) -> Response:
    """How to reach the practice."""
    return page(request, known(lang), "appointment", exercise=site_of(request).exercise)


@router.api_route("/{lang}/offline", methods=READ)
def offline(request: Request, lang: str) -> Response:
    """What the service worker shows where it holds no page and there is no network."""
    return page(request, known(lang), "offline")


@router.api_route("/{lang}/{name}", methods=READ)
def exercise_page(request: Request, lang: str, name: str) -> Response:
    """The exercise page."""
    language, exercise = known(lang), _exercise(request, name)
    return page(request, language, "exercise", **exercise_content(exercise, language))


@router.api_route("/{lang}/{name}/handout", methods=READ)
def handout(request: Request, lang: str, name: str) -> Response:
    """The page as a hand-out to print."""
    html = render_html(_exercise(request, name), known(lang))
    return HTMLResponse(html, headers={"Content-Security-Policy": document_policy(html)})


@router.api_route("/{lang}/{name}/handout.pdf", methods=READ)
def handout_pdf(request: Request, lang: str, name: str) -> Response:
    """The hand-out as PDF, where WeasyPrint is installed."""
    language, exercise = known(lang), _exercise(request, name)
    try:
        pdf = _pdf(exercise, language)
    except OpenClamError as error:
        raise Problem(501, "no_pdf", str(error)) from error
    headers = {"Content-Disposition": f'inline; filename="{exercise.name}-{language}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.api_route("/{lang}/{name}/{slug}", methods=READ)
def article(request: Request, lang: str, name: str, slug: str) -> Response:
    """What the exercise file says of one related complaint."""
    language, exercise = known(lang), _exercise(request, name)
    found = articles(exercise)
    if slug not in found:
        raise Problem(404, "not_found", "There is no such article here.")
    others = [line for key, line in found.items() if key != slug]
    advice = complaint_advice(exercise, slug, language)
    sources = dict.fromkeys(source for source in (found[slug].source, *(one.source for one in advice)) if source)
    return page(
        request, language, "article",
        exercise=exercise, complaint=found[slug], others=others, article_slug=article_slug,
        advice=advice, sources=list(sources),
        safety={group.slug: group for group in exercise.safety.groups},
    )  # fmt: skip


def known(lang: str) -> Language:
    """The language of an address.

    Raises:
        Problem: 404, the site does not speak it.
    """
    for language in LANGUAGES:
        if language == lang:
            return language
    raise Problem(404, "not_found", "There is nothing at this address. The pages are below /en and /nl.")


def _exercise(request: Request, name: str) -> Exercise:
    exercise = site_of(request).exercise
    if exercise.name != name:
        raise Problem(404, "not_found", "There is no such page here.")
    return exercise


_PDFS: dict[tuple[str, Language], bytes] = {}


def _pdf(exercise: Exercise, lang: Language) -> bytes:
    """The hand-out as PDF; printed once, since that takes seconds."""
    if (exercise.name, lang) not in _PDFS:
        with tempfile.TemporaryDirectory(prefix="openclam-") as folder:
            path = Path(folder) / "handout.pdf"
            write_pdf(exercise, lang, path)
            _PDFS[exercise.name, lang] = path.read_bytes()
    return _PDFS[exercise.name, lang]
