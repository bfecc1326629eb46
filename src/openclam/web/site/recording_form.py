"""A recording as a form brings it: the file and what is told of the person and the band, each checked."""

from __future__ import annotations

import math
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from openclam.errors import UsageError
from openclam.exercise import LANGUAGES, Language
from openclam.run.options import Options
from openclam.web.problems import Problem
from openclam.web.site.state import site_of
from openclam.web.uploads.job import Job, no_room

NUMBERS: Final = ("height_cm", "mass_kg", "band_loop_cm", "thigh_girth_cm", "effort", "pain")
_TEXTS: Final = ("file", "lang", "moving_leg", "band")
_LONGEST = 60

BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary", "description": "The video."},
                    "lang": {"type": "string", "enum": list(LANGUAGES), "default": "en"},
                    "moving_leg": {"type": "string", "enum": ["auto", "left", "right"], "default": "auto"},
                    "band": {"type": "string", "description": "The band's colour, or none."},
                    **{name: {"type": "number"} for name in NUMBERS},
                },
            }
        }
    },
}
"""The form, as OpenAPI describes it."""


async def take_recording(request: Request, owner: str, lang: Language | None = None) -> Job:
    """Read the form and hand the recording on.

    Args:
        request: multipart, as `BODY` describes.
        owner: the key of who sends it.
        lang: the language of the page that the form stands on; None where the form tells.

    Raises:
        Problem: a field is missing or wrong (422), the file is none that can be taken (413, 415), or
            it is busy (429) or comes too slowly (408).
    """
    site = site_of(request)
    with site.uploads.place():
        try:
            return await _taken(request, owner, lang)
        except OSError as error:  # what is sent lies on this site's disk until it is whole
            raise no_room() from error


async def _taken(request: Request, owner: str, lang: Language | None) -> Job:
    async with request.form(max_files=1, max_fields=20, max_part_size=1024) as form:
        options = _options(form, lang)
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.size:
            raise Problem(
                422, "no_file", "Expected a video in the field `file`; none came. Choose a file and send again."
            )
        return await site_of(request).uploads.add(owner, options, file.read)


def _options(form: FormData, lang: Language | None) -> dict[str, Any]:
    unknown = sorted(set(form) - {*NUMBERS, *_TEXTS})
    if unknown:
        raise Problem(
            422, "invalid", f"Expected the fields {', '.join((*_TEXTS, *NUMBERS))}; got {unknown[0][:_LONGEST]!r}."
        )
    told: dict[str, Any] = {
        "lang": lang or _text(form, "lang") or "en",
        "moving_leg": _text(form, "moving_leg") or "auto",
        "band": _text(form, "band"),
        **{name: _number(form, name) for name in NUMBERS},
    }
    try:
        Options(**told)
    except UsageError as error:
        raise Problem(422, "invalid", str(error)) from error
    return told


def _text(form: FormData, name: str) -> str | None:
    value = form.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise Problem(422, "invalid", f"{name}: expected a text of at most {_LONGEST} characters.")
    return value.strip()


def _number(form: FormData, name: str) -> float | None:
    text = _text(form, name)
    if text is None:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Problem(422, "invalid", f"{name}: expected a number; got {text!r}.")
    return value
