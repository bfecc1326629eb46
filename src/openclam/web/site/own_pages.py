"""The pages that show what is somebody's own: a recording on its way, its result, and the history of saved sets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from openclam.assessment.model import Assessment
from openclam.exercise import Language
from openclam.report import summary
from openclam.report.corrections import corrections
from openclam.report.words import speech
from openclam.web.problems import Problem
from openclam.web.site.api import keep
from openclam.web.site.body import LARGEST_BODY
from openclam.web.site.import_set import check_content, check_exercise, report_of, shown
from openclam.web.site.ownership import no_set, own_set
from openclam.web.site.pages import READ, known
from openclam.web.site.recording_form import take_recording
from openclam.web.site.rendering import PRIVATE, page, problem_words
from openclam.web.site.saved_set import SavedSet
from openclam.web.site.security import document_policy
from openclam.web.site.state import forget_owner, owner_of, owner_or_new, remember_owner, site_of
from openclam.web.site.trend import TREND_MEASURES, day, figure_words, trends
from openclam.web.site.trouble import UnreadableSetError
from openclam.web.site.words import site_speech, table

router = APIRouter(include_in_schema=False)
_LOOK_AGAIN_S = 3
"""A page that waits for a recording asks again after so many seconds."""

_WORDS_IN_THE_BROWSER = (
    "here.close", "here.delete", "here.delete_all", "here.effort", "here.export", "here.not_saved", "here.on_site",
    "here.pain", "here.report", "here.save", "here.saved", "here.screening", "here.set", "here.sure_all",
    "here.sure_one",
    "here.unreadable", "history.day", "history.latest", "history.leg", "history.legend_left", "history.legend_right",
    "history.plot_alt", "history.scroll", "delete.no", "delete.yes", "leg.left", "leg.right", "save.agree",
    "save.button",
    *(f"measure.{name}" for name, _ in TREND_MEASURES),
)  # fmt: skip
"""What `browser/history/history.ts` says, for the sets that only the browser keeps."""


@router.api_route("/{lang}/recording", methods=READ)
def recording_form(request: Request, lang: str) -> Response:
    """The form that sends a recording."""
    site = site_of(request)
    return page(request, known(lang), "recording", limits=site.settings.upload, problem=None, words=None)


@router.post("/{lang}/recording")
async def send_recording(request: Request, lang: str) -> Response:
    """Take the form in; back to it, with what is wrong, where something is."""
    language, owner = known(lang), owner_or_new(request)
    try:
        job = await take_recording(request, owner, language)
    except Problem as problem:
        return page(
            request, language, "recording", status=problem.status_code, headers=PRIVATE,
            limits=site_of(request).settings.upload, problem=problem, words=problem_words(problem, language),
        )  # fmt: skip
    response = RedirectResponse(f"/{language}/recording/{job.id}", 303)
    remember_owner(request, response, owner)
    return response


@router.api_route("/{lang}/recording/{job_id}", methods=READ)
async def recording(request: Request, lang: str, job_id: str) -> Response:
    """How far a recording is; then what was seen."""
    language = known(lang)
    job = site_of(request).uploads.get(owner_of(request), job_id)
    if job.state in ("waiting", "working"):
        headers = {**PRIVATE, "Refresh": str(_LOOK_AGAIN_S)}
        return page(request, language, "waiting", headers=headers, job=job)
    if job.assessment is None:
        problem = job.problem or Problem.internal()
        return page(
            request, language, "recording", status=422, headers=PRIVATE,
            limits=site_of(request).settings.upload, problem=problem, words=problem_words(problem, language),
        )  # fmt: skip
    return page(request, language, "result", headers=PRIVATE, job=job, **_seen(request, job.assessment))


@router.api_route("/{lang}/recording/{job_id}/report", methods=READ)
async def recording_report(request: Request, lang: str, job_id: str) -> Response:
    """The report of a recording, a document by itself."""
    known(lang)
    job = site_of(request).uploads.get(owner_of(request), job_id)
    if job.report is None:
        raise Problem(404, "not_found", "There is no report of this recording.")
    return _document(job.report)


@router.post("/{lang}/recording/{job_id}/save")
async def save_recording(request: Request, lang: str, job_id: str) -> Response:
    """Keep the result in the history, where the box was ticked."""
    language, owner, uploads = known(lang), owner_of(request), site_of(request).uploads
    async with request.form(max_files=0, max_fields=5) as form:
        agreed = form.get("consent") == "yes"
    if agreed and uploads.is_saved(owner, job_id):  # the button was pressed once more
        return RedirectResponse(f"/{language}/history", 303)
    job = uploads.get(owner, job_id)
    if not agreed or owner is None or job.assessment is None:
        raise Problem(
            422, "no_consent", "Expected your agreement before anything is saved. Tick the box and try again."
        )
    await run_in_threadpool(keep, request, owner, job.assessment)
    await uploads.remove(job, saved=True)
    response = RedirectResponse(f"/{language}/history", 303)
    remember_owner(request, response, owner)
    return response


@router.post("/{lang}/recording/{job_id}/delete")
async def remove_recording(request: Request, lang: str, job_id: str) -> Response:
    """Stop, and forget all of it."""
    language = known(lang)
    uploads = site_of(request).uploads
    await uploads.remove(uploads.get(owner_of(request), job_id))
    return RedirectResponse(f"/{language}/recording", 303)


@router.post("/{lang}/report")
async def report_of_a_set(request: Request, lang: str) -> Response:
    """The report of a set that only the browser keeps, sent as the form's `assessment` (JSON). None of it is kept."""
    language, exercise = known(lang), site_of(request).exercise
    async with request.form(max_files=0, max_fields=1, max_part_size=LARGEST_BODY) as form:
        document = form.get("assessment")
    try:
        assessment = Assessment.model_validate_json(document if isinstance(document, str) else "")
    except ValidationError as error:
        raise Problem(422, "unreadable", "Expected an assessment, as JSON, in the field `assessment`.") from error
    check_content(assessment)
    check_exercise(assessment, exercise)
    return _document(await run_in_threadpool(report_of, assessment, exercise, language))


@router.api_route("/{lang}/history", methods=READ)
def history(request: Request, lang: str) -> Response:
    """The saved sets of this site's exercise: their trend, a table, export and delete."""
    exercise, readable, owner = site_of(request).exercise.name, _own_sets(request), owner_of(request)
    ours = [kept for kept in readable if kept.figures.exercise == exercise]
    unreadable = 0 if owner is None else site_of(request).store.count(owner) - len(readable)
    return _history(request, known(lang), ours, PRIVATE, unreadable=max(unreadable, 0), offline=False)


@router.api_route("/{lang}/kept-here", methods=READ)
def kept_here(request: Request, lang: str) -> Response:
    """The history without a network: what the browser keeps, nothing of the server's. The service worker holds it."""
    return _history(request, known(lang), [], {}, unreadable=0, offline=True)


@router.api_route("/{lang}/history/delete", methods=READ)
def ask_to_delete(request: Request, lang: str) -> Response:
    """Ask whether everything is to go."""
    return page(request, known(lang), "delete", headers=PRIVATE, count=len(_own_sets(request)), kept=None)


@router.post("/{lang}/history/delete")
def delete_everything(request: Request, lang: str) -> Response:
    """Delete everything that is kept of whoever asks."""
    language, owner = known(lang), owner_of(request)
    if owner is not None:
        site_of(request).store.delete_all(owner)
    response = RedirectResponse(f"/{language}/history", 303)
    forget_owner(response)
    return response


@router.api_route("/{lang}/history/{set_id}", methods=READ)
def saved_set(request: Request, lang: str, set_id: str) -> Response:
    """A saved set: what was seen, in short."""
    language = known(lang)
    kept = own_set(request, set_id)
    assessment = _assessment_of(kept)
    check_exercise(assessment, site_of(request).exercise)
    return page(
        request,
        language,
        "set",
        headers=PRIVATE,
        kept=kept,
        when=day(kept, site_speech(language)),
        **_seen(request, assessment),
    )  # fmt: skip


@router.api_route("/{lang}/history/{set_id}/report", methods=READ)
def saved_report(request: Request, lang: str, set_id: str) -> Response:
    """The report of a saved set: as that of a recording, without pictures and curves, which are not kept."""
    language = known(lang)
    assessment = _assessment_of(own_set(request, set_id))
    check_exercise(assessment, site_of(request).exercise)
    return _document(report_of(assessment, site_of(request).exercise, language))


@router.api_route("/{lang}/history/{set_id}/delete", methods=READ)
def ask_to_delete_one(request: Request, lang: str, set_id: str) -> Response:
    """Ask whether one set is to go."""
    language = known(lang)
    kept = own_set(request, set_id)
    return page(
        request, language, "delete", headers=PRIVATE, count=1, kept=kept, when=day(kept, site_speech(language))
    )  # fmt: skip


@router.post("/{lang}/history/{set_id}/delete")
def delete_one(request: Request, lang: str, set_id: str) -> Response:
    """Delete one set."""
    language, owner = known(lang), owner_of(request)
    if owner is None or not site_of(request).store.delete(owner, set_id):
        raise no_set()
    return RedirectResponse(f"/{language}/history", 303)


def _assessment_of(kept: SavedSet) -> Assessment:
    """What is kept of a set.

    Raises:
        UnreadableSetError: it is no assessment that this version can read.
    """
    try:
        return Assessment.model_validate_json(kept.document)
    except ValidationError as error:
        raise UnreadableSetError("This saved set cannot be read any more. It can be deleted.") from error


def _seen(request: Request, told: Assessment) -> dict[str, Any]:
    """What was seen, in the page's language: the same sentences as in the report."""
    exercise, say = site_of(request).exercise, speech(known(request.path_params["lang"]))
    assessment = shown(told, exercise)
    return {
        "assessment": assessment,
        "seen": summary.seen(assessment, exercise, say),
        "went_well": summary.went_well(assessment, exercise, say),
        "cues": [found.statement.cue.say(say.lang) for found in corrections(assessment, exercise)],
    }


def _history(
    request: Request,
    lang: Language,
    sets: list[SavedSet],
    headers: Mapping[str, str],
    *,
    unreadable: int,
    offline: bool,
) -> Response:
    say = site_speech(lang)
    return page(
        request, lang, "history", headers=headers, offline=offline, unreadable=unreadable,
        trends=trends(sets, say) if sets else [],
        rows=[_row(kept, lang) for kept in reversed(sets)],
        heads=[say(f"measure.{name}") for name, _ in TREND_MEASURES],
        legs=sorted({kept.figures.moving_leg for kept in sets}),
        history_script=site_of(request).coach_files.get("history.js"),
        words=json.dumps({key: table()[key][lang] for key in _WORDS_IN_THE_BROWSER}, ensure_ascii=False),
    )  # fmt: skip


def _row(kept: SavedSet, lang: Any) -> dict[str, Any]:
    say = site_speech(lang)
    return {
        "id": kept.id,
        "day": day(kept, say),
        "leg": say(f"leg.{kept.figures.moving_leg}"),
        "figures": [figure_words(kept.figures, name, unit, say) for name, unit in TREND_MEASURES],
    }


def _own_sets(request: Request) -> list[SavedSet]:
    owner = owner_of(request)
    return site_of(request).store.sets(owner) if owner is not None else []


def _document(html: str) -> Response:
    return HTMLResponse(html, headers={**PRIVATE, "Content-Security-Policy": document_policy(html)})
