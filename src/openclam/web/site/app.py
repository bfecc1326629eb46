"""The site, put together: pages, API, live coach, files, and the guard around them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from openclam._version import __version__
from openclam.errors import ModelError, UsageError
from openclam.run.exercise_file import open_exercise
from openclam.web.assets.browser_build import app_files, app_folder
from openclam.web.live.open_sessions import SessionLimits
from openclam.web.live.routes import live_router
from openclam.web.settings import Settings
from openclam.web.site import api, own_pages, pages
from openclam.web.site.body import BodyLimits
from openclam.web.site.connections import tell_seldom
from openclam.web.site.problem_answers import add_problem_handlers
from openclam.web.site.security import COACH_POLICY, Guard
from openclam.web.site.state import STATIC, SiteState
from openclam.web.site.store import Store
from openclam.web.uploads.upload import Uploads

_LOG = logging.getLogger("openclam.web")
_FORM_AROUND_FILE = 100_000
"""Bytes of a form beside the file in it."""


PAGES = frozenset({"about", "appointment", "coach", "history", "kept-here", "offline", "recording"})
"""Addresses of the site's own pages: an exercise of such a name could not be reached."""


def create_app(settings: Settings, *, uploads: Uploads | None = None) -> FastAPI:
    """The site as an ASGI application.

    Args:
        settings: of the practice or the person whose site it is.
        uploads: what takes recordings in; made from the settings unless given.

    Raises:
        UsageError: the database cannot be opened, or the exercise file does not hold together.
    """
    exercise = open_exercise(settings.site.exercise)
    if exercise.name in PAGES:
        raise UsageError(
            f'exercise: expected a name that no page of the site has, got "{exercise.name}". Give it another.'
        )
    coach = _coach_folder()
    coach_files = {} if coach is None else app_files(coach)
    site = SiteState(
        settings=settings,
        exercise=exercise,
        store=Store(
            settings.site.database,
            most_sets=settings.saving.sets_per_person,
            most_owners=settings.saving.people,
        ),
        uploads=uploads or Uploads(settings.upload, exercise=exercise),
        version=_version(STATIC, coach_files.values()),
        coach_files=coach_files,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tell_seldom(asyncio.get_running_loop())
        yield
        await site.uploads.close()
        site.store.close()

    app = FastAPI(
        title="OpenClam",
        version=__version__,
        description="The exercise, recordings and saved sets. It guides exercise; it is no medical device.",
        openapi_url=f"{api.PREFIX}/openapi.json",
        docs_url=None,  # these pages would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.site = site
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # it tells of each malformed form
    add_problem_handlers(app)
    if coach is not None:
        app.mount("/static/app", _CoachFiles(directory=coach))
    app.mount("/static", _Static(directory=STATIC))
    app.include_router(api.router)
    limits = SessionLimits(sessions=settings.live.sessions, sessions_per_address=settings.live.sessions_per_address)
    app.include_router(live_router(limits, exercise=exercise, processes=settings.live.processes))
    app.include_router(own_pages.router)
    app.include_router(pages.router)
    largest = settings.upload.largest_mb * 1_000_000 + _FORM_AROUND_FILE

    sending_s = settings.upload.minutes_to_send * 60.0

    def may_bring(path: str) -> BodyLimits:
        return BodyLimits(largest, sending_s) if path.endswith(("/recordings", "/recording")) else BodyLimits()

    app.add_middleware(Guard, settings=settings, machine=socket.gethostname(), may_bring=may_bring)
    return app


class _CoachFiles(StaticFiles):
    """The live coach's own: a name changes with the content, so a browser may keep everything but the manifest."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        kept = not str(args[0]).endswith("manifest.json")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        # A worker obeys the policy that its own script came with.
        response.headers["Content-Security-Policy"] = COACH_POLICY
        return response


class _Static(StaticFiles):
    """Files that browsers may keep: a file that is asked for by version never changes."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        scope: Scope = kwargs.get("scope") or args[2]
        versioned = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        if isinstance(response, FileResponse) and str(args[0]).endswith(".vtt"):
            response.headers["Content-Type"] = "text/vtt; charset=utf-8"
        return response


def _coach_folder() -> Path | None:
    """Where the live coach's files were made; None where they were not."""
    try:
        return app_folder()
    except ModelError as error:
        _LOG.warning("The live coach is not offered: %s", error)
        return None


def _version(folder: Path, coach_files: Iterable[str]) -> str:
    """Changes when any file does: what browsers keep goes by it."""
    mark = hashlib.sha256(" ".join((__version__, *coach_files)).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            state = path.stat()
            mark.update(f"{path.relative_to(folder)} {state.st_size} {state.st_mtime_ns}".encode())
    return mark.hexdigest()[:12]
