"""The API: saved sets of one's own, every error in one shape, and nothing that breaks it."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from openclam.assessment.model import Assessment
from openclam.coach.screening import screen
from openclam.exercise import load_exercise
from tests.web.conftest import RunningSite, Starter


def is_an_error(answer: Any, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    assert body["error"]["code"] == code
    assert len(body["error"]["message"]) > 20


def save(site: RunningSite, browser: Any, assessment: dict[str, Any]) -> str:
    answer = browser.post("/api/v1/sets", json={"assessment": assessment, "consent": True})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_set_is_saved_listed_shown_exported_and_deleted(site: RunningSite, assessment: dict[str, Any]) -> None:
    me = site.browser
    assert me.get("/api/v1/sets").json() == {"sets": []}
    kept = save(site, me, assessment)
    assert [one["id"] for one in me.get("/api/v1/sets").json()["sets"]] == [kept]
    shown = me.get(f"/api/v1/sets/{kept}").json()
    assert shown["assessment"] == json.loads(Assessment.model_validate(assessment).to_json())
    export = me.get("/api/v1/export")
    assert "attachment" in export.headers["content-disposition"]
    assert export.json()["sets"][0]["id"] == kept
    assert me.delete(f"/api/v1/sets/{kept}").status_code == 204
    assert me.get("/api/v1/sets").json() == {"sets": []}


def test_the_owners_key_is_out_of_reach(site: RunningSite, assessment: dict[str, Any]) -> None:
    answer = site.browser.post("/api/v1/sets", json={"assessment": assessment, "consent": True})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert len(site.browser.cookies["openclam_owner"]) == 43


def test_a_site_behind_https_marks_its_cookie(start_site: Starter, assessment: dict[str, Any]) -> None:
    site = start_site(site={"https": True})
    answer = site.browser.post("/api/v1/sets", json={"assessment": assessment, "consent": True})
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


def test_nobody_sees_what_is_somebody_elses(site: RunningSite, assessment: dict[str, Any]) -> None:
    kept = save(site, site.browser, assessment)
    stranger = site.another()
    save(site, stranger, assessment)
    assert kept not in stranger.get("/api/v1/sets").text
    assert kept not in stranger.get("/api/v1/export").text
    is_an_error(stranger.get(f"/api/v1/sets/{kept}"), 404, "not_found")
    is_an_error(stranger.delete(f"/api/v1/sets/{kept}"), 404, "not_found")
    assert stranger.get(f"/en/history/{kept}").status_code == 404
    assert stranger.post(f"/en/history/{kept}/delete").status_code == 404
    assert stranger.delete("/api/v1/sets?confirm=all").status_code == 204
    assert site.browser.get(f"/api/v1/sets/{kept}").status_code == 200


def test_everything_goes_only_when_it_is_meant(site: RunningSite, assessment: dict[str, Any]) -> None:
    save(site, site.browser, assessment)
    is_an_error(site.browser.delete("/api/v1/sets"), 422, "invalid")
    is_an_error(site.browser.delete("/api/v1/sets?confirm=yes"), 422, "invalid")
    assert site.browser.delete("/api/v1/sets?confirm=all").status_code == 204
    assert site.browser.get("/api/v1/sets").json() == {"sets": []}


@pytest.mark.parametrize(
    "change",
    [
        {"consent": False}, {"consent": None}, {"assessment": {}}, {"extra": 1}, {"performed_at": "yesterday"},
        {"performed_at": "2026-01-01T10:00:00"}, {"performed_at": "0001-01-01T00:00:00+14:00"},
        {"performed_at": "9999-12-31T23:59:59-14:00"},
    ],
)  # fmt: skip
def test_what_is_not_as_described_is_not_saved(
    site: RunningSite, assessment: dict[str, Any], change: dict[str, Any]
) -> None:
    body = {"assessment": assessment, "consent": True, **change}
    is_an_error(site.browser.post("/api/v1/sets", json=body), 422, "invalid")
    assert site.browser.get("/api/v1/sets").json() == {"sets": []}


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", '"\\ud800"', "1" + "0" * 400])
def test_numbers_that_are_none_are_not_saved(site: RunningSite, assessment: dict[str, Any], value: str) -> None:
    field = "band" if value.startswith('"') else "duration_s"
    place = assessment if field == "band" else assessment["recording"]
    place[field] = "PUT HERE"
    text = json.dumps({"assessment": assessment, "consent": True}).replace('"PUT HERE"', value)
    answer = site.browser.post("/api/v1/sets", content=text, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"assessment": ' * 5000])
def test_rubbish_is_refused(site: RunningSite, body: bytes) -> None:
    answer = site.browser.post("/api/v1/sets", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert set(answer.json()["error"]) == {"code", "message"}


def test_every_error_has_the_one_shape(site: RunningSite) -> None:
    me = site.browser
    is_an_error(me.get("/api/v1/nothing"), 404, "not_found")
    is_an_error(me.get("/api/v1/sets/" + "x" * 3000), 404, "not_found")
    is_an_error(me.get("/api/v1/recordings/%00"), 404, "not_found")
    wrong = me.put("/api/v1/sets")
    is_an_error(wrong, 405, "method_not_allowed")
    assert "allow" in wrong.headers
    is_an_error(me.get("/api/v1/health", headers={"Host": "evil.example"}), 400, "unknown_host")


def test_a_fault_of_ours_tells_nothing(site: RunningSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(site.app.state.site.store, "sets", breaks)
    answer = site.browser.get("/api/v1/sets", headers={"Cookie": f"openclam_owner={'k' * 43}"})
    is_an_error(answer, 500, "internal")
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers


def test_the_schema_is_that_of_the_command_line(site: RunningSite, assessment: dict[str, Any]) -> None:
    schema = site.browser.get("/api/v1/assessment.schema.json").json()
    kept = save(site, site.browser, assessment)
    jsonschema.validate(site.browser.get(f"/api/v1/sets/{kept}").json()["assessment"], schema)


def test_openapi_describes_every_path_and_error(site: RunningSite) -> None:
    document = site.browser.get("/api/v1/openapi.json").json()
    assert {path.split("/")[3] for path in document["paths"]} == {
        "assessment.schema.json", "exercise", "export", "health", "recordings", "screening", "sets",
    }  # fmt: skip
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["responses"]["4XX"]["content"]["application/json"]["schema"]["$ref"].endswith(
                "ErrorDocument"
            )


def test_the_exercise_is_there_as_data(site: RunningSite) -> None:
    assert site.browser.get("/api/v1/exercise").json()["name"] == "clamshell"


def test_screening_gives_the_coachs_own_advice_and_keeps_nothing(site: RunningSite) -> None:
    answers = dict.fromkeys(load_exercise().screening.items, "no") | {"fai": "yes"}
    answer = site.browser.post("/api/v1/screening", json={"answers": answers, "lang": "nl"})
    expected = screen(load_exercise().screening, answers, "nl")
    assert answer.status_code == 200
    assert answer.json() == expected.model_dump(mode="json", by_alias=True)
    assert (expected.level, answer.json()["quiet"]) == ("adapt", list(expected.quiet))
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    open_ = site.browser.post("/api/v1/screening", json={"answers": {}, "lang": "en", "cleared": None}).json()
    assert len(open_["unanswered"]) == len(answers)
    assert not open_["may_start"]


@pytest.mark.parametrize(
    "body",
    [
        {"answers": {"no-such-question": "yes"}, "lang": "en"}, {"answers": {"fai": "maybe"}, "lang": "en"},
        {"answers": {"fai": True}, "lang": "en"}, {"answers": {"fai": "yes"}, "lang": "de"},
        {"answers": {"fai": "yes"}},
        {"answers": {}, "lang": "en", "cleared": "yes"}, {"answers": {}, "lang": "en", "cleared": 1}, {"lang": "en"},
        {"answers": {}, "lang": "en", "more": 1}, {"answers": {f"q-{n}": "no" for n in range(101)}, "lang": "en"},
        {"answers": {"a" * 65: "no"}, "lang": "en"}, {"answers": [], "lang": "en"},
    ],
)  # fmt: skip
def test_answers_that_are_none_are_refused(site: RunningSite, body: dict[str, Any]) -> None:
    is_an_error(site.browser.post("/api/v1/screening", json=body), 422, "invalid")


def test_another_site_cannot_have_anything_asked(site: RunningSite, assessment: dict[str, Any]) -> None:
    elsewhere = {"Origin": "https://evil.example"}
    asked = site.browser.post("/api/v1/screening", json={"answers": {}, "lang": "en"}, headers=elsewhere)
    is_an_error(asked, 403, "foreign_origin")
    report = site.browser.post("/en/report", data={"assessment": json.dumps(assessment)}, headers=elsewhere)
    assert report.status_code == 403


def test_what_was_told_around_a_set_is_saved_with_it_exported_shown_and_deleted(
    site: RunningSite, assessment: dict[str, Any]
) -> None:
    me = site.browser
    outcome = me.post("/api/v1/screening", json={"answers": {"fai": "unsure"}, "lang": "en"}).json()
    body = {"assessment": assessment, "consent": True, "screening": outcome, "pain": 2, "effort": 6.5}
    saved = me.post("/api/v1/sets", json=body)
    assert saved.status_code == 201, saved.text
    for kept in (me.get(f"/api/v1/sets/{saved.json()['id']}").json(), me.get("/api/v1/export").json()["sets"][0]):
        assert (kept["screening"], kept["pain"], kept["effort"]) == (outcome, 2, 6.5)
    page = me.get(f"/en/history/{saved.json()['id']}").text
    assert "Pain: 2 / 10" in page
    assert "Effort: 6.5 / 10" in page
    without = save(site, me, assessment)
    assert me.get(f"/api/v1/sets/{without}").json()["screening"] is None
    me.delete("/api/v1/sets?confirm=all")
    assert me.get("/api/v1/export").json()["sets"] == []
    for broken in (
        {**outcome, "level": "fine"},
        {**outcome, "more": 1},
        {"answers": {}},
        [],
        "yes",
        {**outcome, "summary": "x" * 5000},
    ):
        is_an_error(me.post("/api/v1/sets", json={**body, "screening": broken}), 422, "invalid")
    for name in ("pain", "effort"):
        for broken in (-1, 11, "much"):
            is_an_error(me.post("/api/v1/sets", json={**body, name: broken}), 422, "invalid")


def test_a_set_of_another_exercise_is_not_taken_in(site: RunningSite, assessment: dict[str, Any]) -> None:
    body = {"assessment": {**assessment, "exercise": "bridge"}, "consent": True}
    is_an_error(site.browser.post("/api/v1/sets", json=body), 422, "invalid")


@pytest.mark.parametrize("consent", [1, 1.0, "true", "True", [True], None, False, 0, "yes"])
def test_nothing_but_true_is_consent(site: RunningSite, assessment: dict[str, Any], consent: Any) -> None:
    answer = site.browser.post("/api/v1/sets", json={"assessment": assessment, "consent": consent})
    is_an_error(answer, 422, "invalid")
    assert site.browser.get("/api/v1/sets").json() == {"sets": []}


def test_a_store_that_is_locked_answers_503_and_goes_on(
    site: RunningSite, assessment: dict[str, Any], tmp_path: Path
) -> None:
    save(site, site.browser, assessment)
    other = sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = site.browser.delete("/api/v1/sets?confirm=all")
    is_an_error(answer, 503, "store_busy")
    assert answer.headers["retry-after"] == "5"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "nu" in site.browser.get("/nl/history").text  # reading goes on
    other.close()
    assert site.browser.delete("/api/v1/sets?confirm=all").status_code == 204


def test_a_set_that_cannot_be_read_is_told_of_on_its_page_alone(
    site: RunningSite, assessment: dict[str, Any], tmp_path: Path
) -> None:
    kept = save(site, site.browser, assessment)
    with sqlite3.connect(tmp_path / "history.sqlite3") as connection:
        connection.execute("UPDATE saved_set SET document = '{}'")
    connection.close()
    assert site.browser.get("/en/history").status_code == 200
    for path in (f"/en/history/{kept}", f"/nl/history/{kept}/report"):
        page = site.browser.get(path)
        assert page.status_code == 500
        assert "delete" in page.text or "verwijder" in page.text


def test_the_history_says_how_many_sets_cannot_be_read(
    site: RunningSite, assessment: dict[str, Any], tmp_path: Path
) -> None:
    save(site, site.browser, assessment)
    assert "can no longer read" not in site.browser.get("/en/history").text
    with sqlite3.connect(tmp_path / "history.sqlite3") as connection:
        connection.execute("UPDATE saved_set SET figures = '{'")
    connection.close()
    assert "no longer read: 1." in site.browser.get("/en/history").text
    assert site.browser.delete("/api/v1/sets?confirm=all").status_code == 204
    assert "can no longer read" not in site.browser.get("/en/history").text


def test_saving_the_same_set_three_times_at_once_keeps_one(site: RunningSite, assessment: dict[str, Any]) -> None:
    me = site.browser
    me.cookies.set("openclam_owner", "k" * 43)
    with ThreadPoolExecutor(3) as presses:
        kept = set(presses.map(lambda _: save(site, me, assessment), range(3)))
    assert len(kept) == 1
    assert len(me.get("/api/v1/sets").json()["sets"]) == 1
