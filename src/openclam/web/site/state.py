"""What the parts of a running site share, and how a request finds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from openclam.exercise import Exercise
from openclam.web.settings import Settings
from openclam.web.site.store import Store, new_key
from openclam.web.uploads.upload import Uploads

STATIC = Path(__file__).parents[1] / "assets" / "static"
OWNER_COOKIE = "openclam_owner"
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST_COOKIE_S = 400 * 24 * 3600
"""Browsers keep no cookie longer; every save starts it anew."""


@dataclass(slots=True)
class SiteState:
    """The parts of one running site; `coach_files` are the live coach's, none where they were not made."""

    settings: Settings
    exercise: Exercise
    store: Store
    uploads: Uploads
    version: str
    coach_files: Mapping[str, str] = field(default_factory=dict)


def site_of(request: Request) -> SiteState:
    """The running site that answers this request."""
    state: SiteState = request.app.state.site
    return state


def owner_of(request: Request) -> str | None:
    """The key that the browser holds; None where it holds none, or something that is no key."""
    key = request.cookies.get(OWNER_COOKIE, "")
    return key if _KEY.fullmatch(key) else None


def owner_or_new(request: Request) -> str:
    """The browser's key, or a new one for `remember_owner` to hand out."""
    return owner_of(request) or new_key()


def remember_owner(request: Request, response: Response, key: str) -> None:
    """Have the browser hold the key: out of reach of scripts, and sent along from this site's own pages alone."""
    secure = request.url.scheme == "https" or site_of(request).settings.site.https
    response.set_cookie(
        OWNER_COOKIE, key, max_age=_LONGEST_COOKIE_S, path="/", httponly=True, samesite="strict", secure=secure
    )


def forget_owner(response: Response) -> None:
    """Have the browser drop the key."""
    response.delete_cookie(OWNER_COOKIE, path="/", httponly=True, samesite="strict")
