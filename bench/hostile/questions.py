"""Requests over every route of a site, each wrong in its own way; and hostile recordings at its front door."""

from __future__ import annotations

import json
import re
import socket
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any, Final

from bench.hostile.media import hostile_file
from bench.hostile.mutate import mutated
from bench.hostile.running import EXAMPLE, RunningSite
from openclam.web.settings import Settings
from openclam.web.site.app import create_app

DEADLINE_S: Final = 20.0
"""For one answer, on a machine that does other things besides; printing the hand-out takes seconds."""
_GO_ON: Final = re.compile(rb"^HTTP/1\.1 100 [^\r]*\r\n(?:[^\r]+\r\n)*\r\n")
_BODIES: Final = {
    "/sets": 0,
    "/screening": 1,
    "/save": 2,
    "/delete": 2,
    "/report": 3,
    "/recording": 3,
    "/recordings": 3,
}
"""Which body, by its number in `_body`, an address asks for."""
_PATIENCE_S: Final = 1.0
_PEOPLE: Final = 12
_METHODS: Final = ("GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS", "TRACE", "get", "\x01")
_NAMES: Final = (
    b"Origin", b"Host", b"Cookie", b"Content-Type", b"Content-Length", b"Accept-Language", b"Range", b"Expect",
    b"Transfer-Encoding", b"Sec-Fetch-Site", b"If-None-Match", b"If-Modified-Since", b"Upgrade", b"Connection",
)  # fmt: skip
_VALUES: Final = (
    b"", b"null", b"http://[", b"*", b"bytes=0-", b"bytes=-1", b"bytes=9-1", b"-1", b"99999999999999999999", b"chunked",
    b"100-continue", b"websocket", b"Upgrade", b"multipart/form-data; boundary=x", b"application/json",
    b"application/x-www-form-urlencoded", b"text/plain", b"nl;q=NaN", b"nl;q=1e999,en", b"\xff\xfe", b"\x7f",
    b"openclam_owner=" + b"k" * 43, b"openclam_owner=\xc3\x28", b"a" * 5000, b"localhost", b"evil.example", b"Wed, 1",
)  # fmt: skip
_OTHERWISE: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 1e300, -1e-300, 2**64, "", "x" * 5000, "\ud800", "\u202e", [], {}, [None], {"a": {}}, "met", 0.5,
)  # fmt: skip
"""What stands in a document in place of what should."""
_IDS: Final = (
    "",
    "x",
    "%00",
    "..%2f..",
    "%ff",
    "k" * 300,
    "-1",
    "';%20DROP%20TABLE%20owner%20--",
    "%e2%80%ae",
    "%2e%2e",
    "a/b",
)
_TROUBLE: Final = frozenset({503, 507})
"""Answers of a site in trouble, in words; whatever else is 500 or above is a fault."""


def routes() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The address of every route, parts that differ in braces, with the methods that it takes; some that are none."""
    app = create_app(Settings.model_validate({"site": {"database": "sqlite://"}}))
    app.state.site.store.close()
    found: dict[str, set[str]] = {}
    for route in _all(app):
        if isinstance(path := getattr(route, "path", None), str):
            found.setdefault(path, set()).update(getattr(route, "methods", None) or {"GET"})
    for path in ("/static/site.css", "/static/app/manifest.json", "/static/../x", "//", "/{lang}/x/y"):
        found[path] = {"GET"}
    return tuple((path, tuple(sorted(methods))) for path, methods in sorted(found.items()))


def ask(site: RunningSite, seed: int, count: int) -> Counter[str]:
    """Ask `count` questions; how many were answered how, and how many were faults, hung, or lacked a header."""
    document, addresses = EXAMPLE.read_bytes(), routes()

    def one(number: int) -> Counter[str]:
        found: Counter[str] = Counter()
        _one(site, _question(Random(f"{seed} question {number}"), document, addresses), found)
        return found

    with ThreadPoolExecutor(_PEOPLE) as people:
        return sum(people.map(one, range(count)), Counter())


def send_recordings(site: RunningSite, seed: int, count: int) -> Counter[str]:
    """Send `count` hostile recordings to the front door; how many were taken in or refused."""

    def one(number: int) -> Counter[str]:
        found: Counter[str] = Counter()
        _, content = hostile_file(seed, number)
        part = (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n' + content + b"\r\n--x--\r\n"
        )
        head = (
            f"POST /api/v1/recordings HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(part)}\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\nConnection: close\r\n\r\n"
        )
        while _one(site, head.encode() + part, found) == 429:  # its places are taken; that is no fault
            found["429"] -= 1
            time.sleep(0.01)
        return found

    with ThreadPoolExecutor(_PEOPLE) as people:
        return sum(people.map(one, range(count)), Counter())


def _all(app: Any) -> list[Any]:
    """The routes, and those of routers within them."""
    found = []
    for route in app.routes:
        found.append(route)
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if inner is not None and hasattr(inner, "routes"):
            found += inner.routes
    return found


def _question(random: Random, document: bytes, addresses: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    address, methods = random.choice(addresses)
    if random.random() < 0.3:  # more often what changes something
        address, methods = random.choice([one for one in addresses if {"POST", "DELETE"} & set(one[1])])
    path = re.sub(r"\{(\w+)(:\w+)?\}", lambda part: _filled(random, part[1]), address)
    if random.random() < 0.2:
        path += "?" + random.choice(("confirm=all", "confirm", "v=1", "=&=", "%zz", "a=" + "b" * 300))
    if random.random() < 0.1:
        path = mutated(random, path.encode("utf-8")).decode("latin-1")
    method = random.choice(methods if random.random() < 0.8 else _METHODS)
    if "POST" in methods and random.random() < 0.5:
        method = "POST"
    headers = {b"Host": b"localhost", b"Connection": b"close"}
    body = b""
    if method not in ("GET", "HEAD") or random.random() < 0.1:
        body, headers[b"Content-Type"] = _body(random, document, address)
        headers[b"Content-Length"] = str(len(body)).encode()
    if random.random() < 0.3:
        headers[b"Cookie"] = b"openclam_owner=" + bytes(random.choices(b"ab", k=3)) + b"k" * 40
    for _ in range(random.choice((0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3))):
        headers[random.choice(_NAMES)] = random.choice(_VALUES)
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers.items())
    whole = f"{method} {path} HTTP/1.1\r\n".encode("utf-8", "replace") + lines + b"\r\n" + body
    return mutated(random, whole) if random.random() < 0.1 else whole


def _filled(random: Random, name: str) -> str:
    if random.random() < 0.7:
        known = {"lang": ("en", "nl"), "exercise_name": ("clamshell",), "exercise": ("clamshell",)}.get(name)
        if known:
            return random.choice(known)
    return random.choice(_IDS)


def _body(random: Random, document: bytes, address: str) -> tuple[bytes, bytes]:
    """A body and what it says it is: a set to save, answers, a form, a recording; most of them broken."""
    fitting = next((number for ending, number in _BODIES.items() if address.endswith(ending)), 4)
    match fitting if random.random() < 0.7 else random.randrange(5):
        case 0:
            whole = {"assessment": json.loads(document), "consent": random.choice((True, True, True, 1, "yes", None))}
            if random.random() < 0.6:
                _twist(random, whole)
                return json.dumps(whole).encode(), b"application/json"
            return _broken(random, json.dumps(whole).encode()), b"application/json"
        case 1:
            answers = {
                "answers": {"fai": random.choice(("yes", 3))},
                "lang": random.choice(("en", "fr")),
                "cleared": None,
            }
            return _broken(random, json.dumps(answers).encode()), b"application/json"
        case 2:
            return _broken(random, b"consent=yes&assessment=%7B%7D"), b"application/x-www-form-urlencoded"
        case 3:
            part = b'--x\r\nContent-Disposition: form-data; name="assessment"\r\n\r\n' + document + b"\r\n--x--\r\n"
            return _broken(random, part), b"multipart/form-data; boundary=x"
    return random.randbytes(random.randrange(200)), b"application/octet-stream"


def _twist(random: Random, value: Any) -> None:
    """Put something else in one place of a document, however deep."""
    while isinstance(value, dict | list) and value:
        key: Any = random.choice(list(value) if isinstance(value, dict) else range(len(value)))
        if random.random() < 0.3 or not isinstance(value[key], dict | list):
            value[key] = random.choice(_OTHERWISE)
            return
        value = value[key]


def _broken(random: Random, body: bytes) -> bytes:
    return body if random.random() < 0.5 else mutated(random, body)


def _answer(line: socket.socket, began_s: float) -> bytes:
    """All that comes; where nothing does the question is half of one, and its client goes."""
    answer = b""
    line.settimeout(_PATIENCE_S)
    while time.monotonic() - began_s < DEADLINE_S:
        try:
            piece = line.recv(1 << 16)
        except TimeoutError:
            line.shutdown(socket.SHUT_WR)
            line.settimeout(DEADLINE_S)
            continue
        if not piece:
            return answer
        answer += piece
    raise TimeoutError


def _one(site: RunningSite, question: bytes, found: Counter[str]) -> int:
    """Ask once and count the answer; its status, 0 where there was none."""
    began, answer = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=DEADLINE_S) as line:
        try:
            line.sendall(question)
            answer = _answer(line, began)
        except TimeoutError:
            found["hang"] += 1
        except OSError:
            pass
    answer = _GO_ON.sub(b"", answer)
    status = re.match(rb"HTTP/1\.1 (\d{3})", answer)
    code = int(status[1]) if status else 0
    found[str(code) if code else "closed"] += 1
    if code >= 500 and code not in _TROUBLE:
        found["crash"] += 1
    head = answer.partition(b"\r\n\r\n")[0].lower()
    if code and b"content-security-policy" not in head and code != 101:
        found["without headers"] += 1
    return code
