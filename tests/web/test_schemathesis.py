"""The API against its own description: whatever it says it takes, and much that it says it does not, gets the answer it
says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from openclam.web.settings import Settings
from openclam.web.site.api import PREFIX
from openclam.web.site.app import create_app
from openclam.web.uploads.upload import Uploads

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance,
]  # fmt: skip
HOST = "testserver"
NO_WORK = (sys.executable, "-c", "pass")
OPERATIONS = [
    "GET /health", "GET /exercise", "GET /assessment.schema.json", "POST /screening", "POST /recordings",
    "GET /recordings/{job_id}", "GET /recordings/{job_id}/assessment", "GET /recordings/{job_id}/report",
    "DELETE /recordings/{job_id}", "POST /sets", "GET /sets", "DELETE /sets", "GET /sets/{set_id}",
    "DELETE /sets/{set_id}",
    "GET /export",
]  # fmt: skip
BOUNDED = settings(
    max_examples=15, derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The description of a site of the tests' own, which assesses no recording."""
    folder: Path = tmp_path_factory.mktemp("api")
    chosen = Settings.model_validate({"site": {"database": f"sqlite:///{folder / 'sets.sqlite3'}", "hosts": [HOST]}})
    app = create_app(chosen, uploads=Uploads(chosen.upload, folder / "recordings", NO_WORK))
    yield schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", app)
    app.state.site.store.close()


@pytest.mark.slow
def test_every_operation_is_tried(api: Any) -> None:
    described = [found.ok() for found in api.get_all_operations()]
    assert sorted(f"{one.method.upper()} {one.path.removeprefix(PREFIX)}" for one in described) == sorted(OPERATIONS)


TRIED = [(operation, GenerationMode.POSITIVE) for operation in OPERATIONS]
# What takes nothing, or any name, cannot be asked wrongly.
TRIED += [
    (operation, GenerationMode.NEGATIVE)
    for operation in OPERATIONS
    if operation.startswith("POST") or operation == "DELETE /sets"
]


@pytest.mark.slow
@pytest.mark.parametrize(("operation", "mode"), TRIED, ids=[f"{operation}, {mode.value}" for operation, mode in TRIED])
def test_every_answer_is_as_described(api: Any, operation: str, mode: GenerationMode) -> None:
    method, path = operation.split()
    tried = 0

    @BOUNDED
    @given(case=api[PREFIX + path][method].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal tried
        tried += 1
        case.call_and_validate(checks=CHECKS)

    ask()
    assert tried > 0


def test_answers_about_what_was_saved_are_as_described(api: Any, assessment: dict[str, Any]) -> None:
    """Of such answers chance finds none: the operations before this speak of sets that are not there."""

    def ask(operation: str, **given: Any) -> Any:
        method, path = operation.split()
        case = api[PREFIX + path][method].Case(cookies=cookies, **given)
        return case.call_and_validate(checks=CHECKS)

    cookies: dict[str, str] = {}
    outcome = ask(
        "POST /screening", body={"answers": {"fai": "yes"}, "lang": "en"}, media_type="application/json"
    ).json()
    body = {
        "assessment": assessment,
        "consent": True,
        "screening": outcome,
        "performed_at": "2026-05-08T10:00:00+02:00",
    }
    saved = ask("POST /sets", body=body, media_type="application/json")
    assert saved.status_code == 201
    cookies["openclam_owner"] = saved.headers["set-cookie"][0].split("=", 1)[1].split(";")[0]
    where = {"set_id": saved.json()["id"]}
    assert len(ask("GET /sets").json()["sets"]) == 1
    assert ask("GET /sets/{set_id}", path_parameters=where).json()["screening"] == outcome
    assert len(ask("GET /export").json()["sets"]) == 1
    assert ask("DELETE /sets/{set_id}", path_parameters=where).status_code == 204
    assert ask("DELETE /sets", query={"confirm": "all"}).status_code == 204
