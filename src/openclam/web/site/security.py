"""What every answer says to the browser, and what every question must satisfy before anything else looks at it.

Requests: a host that is ours (against DNS rebinding), an origin that is ours for whatever changes something (against
forged requests from other sites), and a body of no more than the limit. Answers: a Content-Security-Policy that allows
our own files and nothing inline, no third party at all.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Callable
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openclam.web.problems import Problem
from openclam.web.settings import Settings, may_be_asked_for
from openclam.web.site.body import BodyLimits, held
from openclam.web.site.problem_answers import problem_response

_POLICY: Final = (
    "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; "
    "connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
PAGE_POLICY: Final = _POLICY.format(wasm="")
COACH_POLICY: Final = _POLICY.format(wasm=" 'wasm-unsafe-eval'")
"""The live coach runs the pose network as WebAssembly."""

_HEADERS: Final = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": browsers then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), "
    "screen-wake-lock=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_LOG = logging.getLogger("openclam.web")


def document_policy(html: str) -> str:
    """The policy for a document of our own that holds its scripts and styles within itself: a report, a hand-out.

    Scripts run by their hash alone, so that nothing that a recording's name or a saved set could smuggle in runs.
    `sandbox` gives the document an origin of its own: even its scripts reach neither cookies nor the API. Styles may
    stand inline, which the plots need.
    """
    scripts = _Scripts()
    scripts.feed(html)
    allowed = " ".join(f"'sha256-{_digest(one)}'" for one in scripts.found) or "'none'"
    return (
        f"sandbox allow-scripts allow-modals allow-popups; default-src 'none'; script-src {allowed}; "
        "style-src 'unsafe-inline'; img-src data: blob:; connect-src data: blob:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


class Guard:
    """The outermost layer of the site (ASGI)."""

    def __init__(self, app: ASGIApp, settings: Settings, machine: str, may_bring: Callable[[str], BodyLimits]) -> None:
        """Wrap `app`.

        Args:
            app: the site.
            settings: its `site.hosts` and `site.https` count here.
            machine: this machine's own name.
            may_bring: what a request to a path may bring along.
        """
        self._app, self._settings, self._machine, self._may_bring = app, settings, machine, may_bring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._admit(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            problem = self._refusal(scope)
        except Exception:
            _LOG.exception("the guard failed over a socket")
            problem = Problem.internal()
        if problem is None:
            await self._app(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": problem.code})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self._settings.site.https:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store" if scope["path"].startswith("/api/") else "no-cache"
            await send(message)

        try:
            problem = self._refusal(scope)
            if problem is None:
                await self._app(scope, held(receive, self._may_bring(scope["path"])), with_headers)
                return
        except Problem as found:
            problem = found
        except ClientDisconnect:  # nobody is there to be told
            return
        except Exception:
            _LOG.exception("%s %r failed", scope["method"], scope["path"])
            problem = Problem.internal()
        if not begun:
            await _response(scope, problem)(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        name = _name_of(host)
        if name is None or not may_be_asked_for(name, self._settings.site.hosts, self._machine):
            return Problem(
                400,
                "unknown_host",
                "This site is not known by that name. Ask for it by its address, or add the name to `hosts` under "
                "[site] in the settings file.",
            )
        if scope["type"] == "http" and scope["method"] in _SAFE_METHODS:
            return None
        if not _same_site(headers, host):
            return Problem(403, "foreign_origin", "This can be asked for by the site's own pages only.")
        length, limits = headers.get("content-length", "0"), self._may_bring(scope["path"])
        return limits.too_large() if length.isdecimal() and int(length[:20]) > limits.most else None


def _response(scope: Scope, problem: Problem) -> Response:
    """The refusal as the site says it; in the program's own words where even that fails."""
    try:
        return problem_response(scope, problem)
    except Exception:
        _LOG.exception("the answer to %r failed", scope["path"])
        return JSONResponse(Problem.internal().document(), HTTPStatus.INTERNAL_SERVER_ERROR)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _same_site(headers: Headers, host: str) -> bool:
    """Whether a request comes from our own page, or from no page at all (a program that speaks to the API).

    Browsers send `Origin` with every request that changes something, and programs send none; what has neither
    `Origin` nor `Sec-Fetch-Site` comes from no browser, which nobody can trick into sending it.
    """
    origin = headers.get("origin")
    if origin is not None:
        try:
            return origin != "null" and urlsplit(origin).netloc.lower() == host.lower()
        except ValueError:  # no address at all, such as "http://["
            return False
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _name_of(host: str) -> str | None:
    """The name in a Host header, without its port; None where it is malformed."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    plain = parts.path == parts.query == parts.fragment == "" and parts.username is None
    return parts.hostname if plain else None


class _Scripts(HTMLParser):
    """The text of every inline script."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self._inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data
