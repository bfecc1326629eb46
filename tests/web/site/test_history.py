"""The sets that only the browser keeps, on the history page: the same figures as the server's, and nothing done
unasked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from openclam.exercise import LANGUAGES, Language
from openclam.web.site.words import site_speech
from tests.web import kept_sets
from tests.web.conftest import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("coach_is_made")]

say = site_speech("en")


@pytest.fixture
def page(site: RunningSite, chromium: Any, assessment: dict[str, Any]) -> Iterator[Any]:
    """A browser that keeps four sets, on its history page, in English."""
    context = chromium.new_context(service_workers="block", timezone_id="UTC", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{site.address}en/about")
    kept_sets.keep(page, kept_sets.some(assessment))
    page.goto(f"{site.address}en/history")
    page.locator("#kept-here table").wait_for()
    yield page
    # A refused request is of a test's own making; the browser tells it whatever the page does.
    assert [said for said in complaints if "409" not in said] == []
    context.close()


def set_of(page: Any, day: str) -> Any:
    """Opens the dialog of a set."""
    page.locator("#kept-here table").get_by_role("button", name=day).click()
    return page.get_by_role("dialog")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_browser_and_server_say_the_same_of_the_same_sets(
    page: Any, site: RunningSite, assessment: dict[str, Any], lang: Language
) -> None:
    for row in kept_sets.some(assessment):
        body = {"assessment": row["assessment"], "consent": True, "performed_at": row["performedAt"]}
        assert site.browser.post("/api/v1/sets", json=body).status_code == 201
    owner = site.browser.cookies["openclam_owner"]
    page.context.add_cookies([{"name": "openclam_owner", "value": owner, "url": site.address}])
    page.goto(f"{site.address}{lang}/history")
    page.locator("#kept-here table").wait_for()

    def told(within: str) -> dict[str, Any]:
        section = page.locator(within)
        labels = "plots => plots.map(plot => plot.getAttribute('aria-label'))"
        points = (
            "marks => marks.map(mark => mark.outerHTML.replace(/ xmlns=.[^ >]*/, '')"
            ".replace('></rect>', '/>').replace('></circle>', '/>'))"
        )
        rows = [[cell.split(",")[0] for cell in row.all_inner_texts()] for row in
                (row.locator("th, td") for row in section.locator("tbody tr").all())]  # fmt: skip
        return {
            "plots": section.locator("svg.trend").evaluate_all(labels),
            "points": section.locator("svg.trend .mark").evaluate_all(points),
            "ticks": section.locator("svg.trend .tick").all_text_contents(),
            "latest": section.locator(".latest").all_inner_texts(),
            "rows": [row[:7] for row in rows],
        }

    server, browser = told("section.history:not(#kept-here)"), told("#kept-here")
    assert len(browser["plots"]) == 5
    assert browser == server
    numbers = page.locator("#kept-here tbody tr").first.locator("td").all_inner_texts()
    assert numbers[-2:] == ["2", "6"]


def test_the_report_of_a_set_opens_by_itself(page: Any, site: RunningSite) -> None:
    dialog = set_of(page, "9 May 2026")
    assert "9 May 2026, 10:05" in dialog.inner_text()
    with page.expect_popup() as opening:
        dialog.get_by_role("button", name="Show the report").click()
    report = opening.value
    report.wait_for_load_state()
    assert report.url == f"{site.address}en/report"
    assert report.locator("h1").count() == 1
    assert site.browser.get("/api/v1/sets").json() == {"sets": []}


def test_a_set_is_saved_on_the_server_only_once_the_words_were_agreed_to(page: Any) -> None:
    on_site = "async () => (await (await fetch('/api/v1/export')).json()).sets"
    dialog = set_of(page, "9 May 2026")
    assert "No picture" in dialog.inner_text()
    dialog.get_by_role("button", name="Save").click()
    assert page.evaluate(on_site) == []
    dialog.get_by_label("I agree").check()
    dialog.get_by_role("button", name="Save").click()
    dialog.get_by_text(say("here.saved"), exact=True).wait_for()
    saved = page.evaluate(on_site)
    assert [one["performed_at"] for one in saved] == ["2026-05-09T10:05:00+00:00"]
    page.reload()
    page.locator("#kept-here table").wait_for()
    page.wait_for_timeout(300)  # until the server has told what it keeps
    assert say("here.on_site") in set_of(page, "9 May 2026").inner_text()


def test_what_goes_wrong_is_told(page: Any) -> None:
    page.route("**/api/v1/sets", lambda route: route.fulfill(
        status=409,
        content_type="application/json",
        body=json.dumps({"error": {"code": "full", "message": "It is full."}}),
    ))  # fmt: skip
    dialog = set_of(page, "4 May 2026")
    dialog.get_by_label("I agree").check()
    dialog.get_by_role("button", name="Save").click()
    dialog.get_by_text(say("here.not_saved", why="It is full.")).wait_for()
    page.unroute("**/api/v1/sets")
    dialog.get_by_role("button", name="Save").click()
    dialog.get_by_text(say("here.saved"), exact=True).wait_for()


def test_nothing_is_deleted_before_it_was_confirmed(page: Any) -> None:
    delete = say("here.delete")
    set_of(page, "8 May 2026").get_by_role("button", name=delete).click()
    asked = page.get_by_role("alertdialog")
    asked.get_by_role("button", name="No, keep").click()
    assert page.evaluate(kept_sets.COUNT) == 4
    page.get_by_role("button", name=delete).click()
    page.keyboard.press("Escape")
    assert page.evaluate(kept_sets.COUNT) == 4
    page.get_by_role("button", name=delete).click()
    asked.get_by_role("button", name="Yes, delete").click()
    page.locator("#kept-here tbody tr").nth(3).wait_for(state="detached")
    assert page.evaluate(kept_sets.COUNT) == 3
    assert page.locator("#kept-here tbody").get_by_text("8 May").count() == 0
    assert page.evaluate("document.activeElement.id") == "kept-here-title"

    page.get_by_role("button", name=say("here.delete_all")).click()
    assert "(3)" in asked.inner_text()
    asked.get_by_role("button", name="Yes, delete").click()
    page.locator("#nothing-kept").wait_for()
    assert page.evaluate(kept_sets.COUNT) == 0
    assert page.locator("#kept-here").is_hidden()


def test_the_export_holds_every_set_whole(page: Any, assessment: dict[str, Any]) -> None:
    with page.expect_download() as loading:
        page.get_by_role("button", name="Export (JSON)").click()
    exported = json.loads(Path(loading.value.path()).read_text("utf-8"))
    assert exported["schema"] == "openclam/export/1"
    rows = sorted(kept_sets.some(assessment), key=lambda row: str(row["performedAt"]))
    assert [one["assessment"] for one in exported["sets"]] == [row["assessment"] for row in rows]
    assert [(one["performed_at"], one["pain"], one["effort"]) for one in exported["sets"]] == [
        (row["performedAt"], 2, 6) for row in rows
    ]


def test_without_sets_the_page_says_so(site: RunningSite, chromium: Any) -> None:
    page = chromium.new_page(service_workers="block")
    page.goto(f"{site.address}nl/history")
    page.wait_for_load_state("networkidle")
    assert page.locator("#nothing-kept").is_visible()
    assert page.locator("#kept-here").is_hidden()
    assert site_speech("nl")("history.empty") in page.inner_text("main")
    page.close()
