"""What the browser is told, and what is refused before anything else looks at it."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
from urllib.parse import urlsplit

import pytest

from openclam.web.site import security
from openclam.web.site.body import LARGEST_BODY
from openclam.web.site.security import document_policy
from tests.web.conftest import RunningSite, Starter

EVERYWHERE = [
    "/en/clamshell",
    "/nl/coach",
    "/static/site.css",
    "/api/v1/health",
    "/api/v1/nothing",
    "/en/nothing/at/all",
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_is_strict(site: RunningSite, path: str) -> None:
    headers = site.browser.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
    assert not re.search(r"https?:", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=(self)" in headers["permissions-policy"]
    assert "server" not in headers


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("page", ["clamshell", "coach", "recording", "history", "about", "appointment", "offline"])
def test_pages_hold_nothing_inline_and_nothing_of_others(site: RunningSite, lang: str, page: str) -> None:
    html = site.browser.get(f"/{lang}/{page}").text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>|javascript:", html)
    ours = urlsplit(site.address).netloc
    for address in re.findall(r"<(?:link|script|img|video|source|use|iframe)[^>]*?(?:href|src)=\"([^\"]+)\"", html):
        assert urlsplit(address).netloc in ("", ours)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
@pytest.mark.parametrize(("method", "path"), [("POST", "/api/v1/sets"), ("DELETE", "/api/v1/sets?confirm=all"),
                                              ("POST", "/api/v1/recordings"),
                                              ("POST", "/en/history/delete")])  # fmt: skip
def test_other_sites_change_nothing(site: RunningSite, origin: str, method: str, path: str) -> None:
    answer = site.browser.request(method, path, headers={"Origin": origin}, content=b"{}")
    assert answer.status_code == 403


def test_a_browser_without_origin_from_elsewhere_changes_nothing(site: RunningSite) -> None:
    browser = site.another()
    del browser.headers["origin"]
    assert browser.post("/en/history/delete", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.post("/en/history/delete").status_code == 303


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1@evil.example", "", "127.0.0.1:x", "[::1"]
)
def test_a_name_that_is_not_ours_is_refused(site: RunningSite, host: str) -> None:
    answer = site.browser.get("/en/clamshell", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_a_named_host_is_answered(start_site: Starter) -> None:
    site = start_site(site={"hosts": ["clam.example.org"]})
    assert site.browser.get("/api/v1/health", headers={"Host": "clam.example.org"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/static/%00"]
)
def test_no_way_out_of_the_static_folder(site: RunningSite, path: str) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(site.address).port or 0)) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400"))
    assert b"create_app" not in answer


def test_a_body_is_refused_by_its_length_and_by_its_bytes(site: RunningSite) -> None:
    too_much = b" " * (LARGEST_BODY + 1)
    told = site.browser.post("/api/v1/sets", content=too_much, headers={"Content-Type": "application/json"})
    chunks, as_json = iter([too_much[:1000], too_much]), {"Content-Type": "application/json"}
    untold = site.browser.post("/api/v1/sets", content=chunks, headers=as_json)
    for answer in (told, untold):
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "too_large"


def test_a_document_runs_its_own_scripts_alone() -> None:
    script = "let a = '<b>' && 1;"
    policy = document_policy(f"<p><script>{script}</script><p>&lt;script&gt;alert(1)&lt;/script&gt;")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy
    assert policy.startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in policy
    assert "script-src 'none'" in document_policy("<p>no script</p>")


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "http://]", "//[", "x:[y", "http://a:b:c", "\xff", ""])
@pytest.mark.parametrize("path", ["/api/v1/sets", "/nl/history/delete", "/api/v1/recordings"])
def test_an_origin_that_is_none_is_refused_as_any_other(
    site: RunningSite, origin: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = site.browser.post(path, headers={"Origin": origin.encode("latin-1")}, content=b"{}")
    assert answer.status_code == 403
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert caplog.records == []


def test_a_fault_in_the_guard_itself_is_answered_with_all_headers(
    site: RunningSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bool:
        raise ZeroDivisionError("secret of the house")

    monkeypatch.setattr(security, "_same_site", broken)
    answer = site.browser.post("/nl/history/delete")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    monkeypatch.setattr(security, "problem_response", broken)
    answer = site.browser.post("/nl/history/delete")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal"
    assert "secret" not in answer.text
