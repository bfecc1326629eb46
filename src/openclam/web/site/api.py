"""The API, version 1: JSON, described at `/api/v1/openapi.json`, every error in one shape."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints

from openclam._version import __version__
from openclam.assessment.model import Assessment
from openclam.assessment.schema import PATH as SCHEMA
from openclam.coach.screening import Answer, Outcome, screen
from openclam.errors import UsageError
from openclam.exercise import Language
from openclam.exercise.rows import Slug
from openclam.web.problems import ErrorDocument, ErrorText, Problem
from openclam.web.site.import_set import check_content, check_exercise
from openclam.web.site.ownership import no_set, own_set
from openclam.web.site.recording_form import BODY, take_recording
from openclam.web.site.saved_set import NOTHING_TOLD, SavedSet, Told
from openclam.web.site.security import document_policy
from openclam.web.site.state import forget_owner, owner_of, owner_or_new, remember_owner, site_of
from openclam.web.site.store import new_key
from openclam.web.site.trouble import StoreFullError
from openclam.web.site.words import consent_words
from openclam.web.uploads.job import Job, State

PREFIX = "/api/v1"
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_MOST_ANSWERS: Final = 100
_LONGEST_SLUG: Final = 64


def _true_itself(value: Any) -> Any:
    if value is not True:
        raise ValueError("expected true")
    return value


OfTen = Annotated[float, Field(ge=0, le=10)]
"""Pain, and effort, as the person told it."""

Agreed = Annotated[Literal[True], BeforeValidator(_true_itself)]
"""True, and nothing that equals it: 1 is no consent."""

router = APIRouter(prefix=PREFIX, responses={"4XX": {"model": ErrorDocument}, "5XX": {"model": ErrorDocument}})


class Health(BaseModel):
    """That the site answers, and which version it is."""

    status: Literal["ok"] = "ok"
    openclam: str


class JobDocument(BaseModel):
    """How far a recording is: `progress` from 0 to 1; `error` where it `failed`."""

    id: str
    state: State
    progress: float
    error: ErrorText | None


class FiguresDocument(BaseModel):
    """What the history shows of a set: medians over its reps; null where no rep told."""

    exercise: str
    moving_leg: Literal["left", "right"]
    reps: int
    opening_deg: float | None
    clean_range_deg: float | None
    pelvic_roll_deg: float | None
    hold_s: float | None


class SetSummary(BaseModel):
    """A saved set, in short."""

    id: str
    performed_at: AwareDatetime
    saved_at: AwareDatetime
    figures: FiguresDocument


class SetList(BaseModel):
    """The saved sets of whoever asks, oldest first."""

    sets: list[SetSummary]


class SetDocument(SetSummary):
    """A saved set, whole, with the words that the person agreed to, and what was told around it where saved."""

    consent: str
    screening: Outcome | None
    pain: OfTen | None
    effort: OfTen | None
    assessment: Assessment


class Export(BaseModel):
    """Everything that is kept of whoever asks; `unreadable` are the ids of sets that no version here can read."""

    schema_: Literal["openclam/export/1"] = Field(alias="schema")
    sets: list[SetDocument]
    unreadable: list[str]


class SaveRequest(BaseModel):
    """A set to keep, with what was told before and after. `consent`: the person agreed to the words in the settings."""

    model_config = ConfigDict(extra="forbid")

    assessment: Assessment
    consent: Agreed
    performed_at: AwareDatetime | None = None
    screening: Outcome | None = None
    pain: OfTen | None = None
    effort: OfTen | None = None


class ScreeningRequest(BaseModel):
    """Answers by the question's slug; `cleared` says whether the exercise was prescribed, null where nobody asked."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[Annotated[Slug, StringConstraints(max_length=_LONGEST_SLUG)], Answer] = Field(
        max_length=_MOST_ANSWERS
    )
    lang: Language
    cleared: StrictBool | None = None


@router.get("/health", response_model=Health)
def health() -> Health:
    """Say that the site answers."""
    return Health(openclam=__version__)


@router.get("/exercise", response_class=JSONResponse)
def exercise(request: Request) -> JSONResponse:
    """The exercise page as data, as the exercise file has it."""
    return JSONResponse(site_of(request).exercise.model_dump(mode="json", by_alias=True))


@router.get(
    "/assessment.schema.json",
    response_class=Response,
    responses={200: {"content": {"application/schema+json": {"schema": {"type": "object"}}}}},
)
def assessment_schema() -> Response:
    """The JSON Schema of an assessment, the same as on the command line."""
    return Response(SCHEMA.read_bytes(), media_type="application/schema+json")


@router.post("/screening", response_model=Outcome, response_model_by_alias=True)
def screening(request: Request, wanted: ScreeningRequest) -> Outcome:
    """What the answers before a set advise. Nothing of it is kept."""
    try:
        return screen(site_of(request).exercise.screening, wanted.answers, wanted.lang, cleared=wanted.cleared)
    except UsageError as error:
        raise Problem(422, "invalid", str(error)) from error


@router.post("/recordings", status_code=202, response_model=JobDocument, openapi_extra={"requestBody": BODY})
async def send_recording(request: Request) -> JSONResponse:
    """Send a recording to be assessed; the answer's `id` tells where to ask how far it is."""
    owner = owner_or_new(request)
    job = await take_recording(request, owner)
    response = JSONResponse(job.to_dict(), 202, {"Location": f"{PREFIX}/recordings/{job.id}"})
    remember_owner(request, response, owner)
    return response


@router.get("/recordings/{job_id}", response_model=JobDocument)
async def recording(request: Request, job_id: str) -> dict[str, Any]:
    """How far a recording is."""
    return site_of(request).uploads.get(owner_of(request), job_id).to_dict()


@router.get("/recordings/{job_id}/assessment", response_model=Assessment)
async def recording_assessment(request: Request, job_id: str) -> Response:
    """The assessment, once the recording is done."""
    return Response(_finished(request, job_id)[0].to_json(), media_type="application/json")


@router.get(
    "/recordings/{job_id}/report",
    response_class=Response,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
async def recording_report(request: Request, job_id: str) -> Response:
    """The report as one HTML document, once the recording is done."""
    html = _finished(request, job_id)[1]
    return Response(html, media_type="text/html", headers={"Content-Security-Policy": document_policy(html)})


@router.delete("/recordings/{job_id}", status_code=204)
async def remove_recording(request: Request, job_id: str) -> Response:
    """Stop assessing a recording, and forget all of it."""
    uploads = site_of(request).uploads
    await uploads.remove(uploads.get(owner_of(request), job_id))
    return Response(status_code=204)


@router.post("/sets", status_code=201, response_model=SetSummary)
def save_set(request: Request, wanted: SaveRequest) -> JSONResponse:
    """Keep a set in the history of whoever sends it."""
    check_content(wanted)
    check_exercise(wanted.assessment, site_of(request).exercise)
    now = datetime.now(UTC)
    if wanted.performed_at is not None and not _EARLIEST <= wanted.performed_at <= now + timedelta(days=1):
        raise Problem(422, "invalid", "performed_at: expected a moment after the year 2000 that is not to come.")
    owner = owner_or_new(request)
    kept = keep(
        request, owner, wanted.assessment, wanted.performed_at, Told(wanted.screening, wanted.pain, wanted.effort)
    )
    response = JSONResponse(kept.to_dict(whole=False), 201, {"Location": f"{PREFIX}/sets/{kept.id}"})
    remember_owner(request, response, owner)
    return response


@router.get("/sets", response_model=SetList)
def sets(request: Request) -> dict[str, Any]:
    """The saved sets of whoever asks."""
    owner = owner_of(request)
    return {"sets": [kept.to_dict(whole=False) for kept in site_of(request).store.sets(owner)] if owner else []}


@router.delete("/sets", status_code=204)
def remove_sets(request: Request, confirm: Annotated[Literal["all"], Query()]) -> Response:  # noqa: ARG001 - see docstring
    """Delete everything that is kept of whoever asks; `confirm=all` says that it is meant."""
    owner = owner_of(request)
    if owner is not None:
        site_of(request).store.delete_all(owner)
    response = Response(status_code=204)
    forget_owner(response)
    return response


@router.get("/sets/{set_id}", response_model=SetDocument)
def one_set(request: Request, set_id: str) -> Response:
    """A saved set, whole."""
    return JSONResponse(own_set(request, set_id).to_dict(whole=True))


@router.delete("/sets/{set_id}", status_code=204)
def remove_set(request: Request, set_id: str) -> Response:
    """Delete a saved set."""
    owner = owner_of(request)
    if owner is None or not site_of(request).store.delete(owner, set_id):
        raise no_set()
    return Response(status_code=204)


@router.get("/export", response_model=Export)
def export(request: Request) -> Response:
    """Everything that is kept of whoever asks, as a file to download."""
    owner = owner_of(request)
    parts = site_of(request).store.export(owner or new_key())  # of a new key there is nothing
    headers = {"Content-Disposition": 'attachment; filename="openclam-history.json"'}
    return StreamingResponse(parts, media_type="application/json", headers=headers)


def keep(
    request: Request,
    owner: str,
    assessment: Assessment,
    performed_at: datetime | None = None,
    told: Told = NOTHING_TOLD,
) -> SavedSet:
    """Save a set, with the words of consent in the assessment's language.

    Raises:
        Problem: 409, the owner has as many sets as one may have.
    """
    site = site_of(request)
    try:
        words = consent_words(site.settings, assessment.language)
        return site.store.save(owner, assessment, words, performed_at, told)
    except StoreFullError as error:
        raise Problem(409, "full", str(error)) from error


def _finished(request: Request, job_id: str) -> tuple[Assessment, str]:
    job: Job = site_of(request).uploads.get(owner_of(request), job_id)
    if job.problem is not None:
        raise job.problem
    if job.assessment is None or job.report is None:
        raise Problem(409, "not_done", "This recording is still being assessed. Ask again in a few seconds.")
    return job.assessment, job.report
