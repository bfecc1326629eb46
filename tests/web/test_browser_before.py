"""Before the set, in a real Chromium: the questions and their advice, the plan, and what to move until all is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from openclam.exercise import load_exercise
from tests.web.coach_page import CHROMIUM, NOTHING_TICKED, Site, Watched, chromium, empty_camera

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium"),
]

SCREENING = load_exercise().screening


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees nobody."""
    with chromium(empty_camera(tmp_path_factory.mktemp("camera"))) as running:
        yield running


def test_a_red_flag_gets_advice_and_no_button_to_begin(browser: Browser, coach: Site) -> None:
    watched = Watched(browser, coach)
    watched.open()
    watched.answer("nerve")
    advice = watched.page.locator("#screening-advice")
    _, nerve = SCREENING.items["nerve"]
    assert nerve.advice is not None
    advice.get_by_text(nerve.advice.en).wait_for()
    assert advice.get_by_role("button").all_inner_texts() == ["Change my answers"]
    assert watched.spoken() == [nerve.advice.en]
    assert watched.page.locator(".setup").count() == 0
    assert watched.page.evaluate("document.activeElement.id") == "screening-advice", "the advice is read out"
    assert watched.complaints == []


def test_what_was_prescribed_may_be_done_after_all(browser: Browser, coach: Site) -> None:
    watched = Watched(browser, coach)
    watched.open()
    watched.answer("lateral-hip-pain", "fai")
    advice = watched.page.locator("#screening-advice")
    advice.get_by_text(SCREENING.clearance.en).wait_for()
    levels = advice.locator(".advice").evaluate_all("all => all.map(one => one.dataset.level)")
    assert levels == ["not-by-default", "adapt"], "strictest first"
    advice.get_by_role("button", name="No").click()
    advice.get_by_role("button", name="did prescribe it").wait_for()
    assert advice.get_by_role("button", name="Go on").count() == 0
    advice.get_by_role("button", name="did prescribe it").click()
    outer_hip, _ = SCREENING.items["lateral-hip-pain"]
    assert outer_hip.cleared is not None
    advice.get_by_text(outer_hip.cleared.en).wait_for()
    advice.get_by_role("button", name="Go on").click()
    watched.page.get_by_role("button", name="Look for me").wait_for()
    assert watched.complaints == []


def test_every_group_wants_an_answer_and_none_excludes_the_others(browser: Browser, coach: Site) -> None:
    watched = Watched(browser, coach)
    watched.open()
    page = watched.page
    page.locator("#q-trauma").check()
    page.locator("#none-red-flags").check()
    assert not page.locator("#q-trauma").is_checked()
    page.locator("#screening-form button[type=submit]").click()
    told = [text for text in page.locator(".field-problem").all_inner_texts() if text]
    assert len(told) == len(SCREENING.groups) - 1
    assert page.evaluate("document.activeElement.name") == "acute-hip-pain", "the first that is open"
    assert watched.posted == []


def test_a_later_visit_asks_whether_it_is_still_so(browser: Browser, coach: Site) -> None:
    watched = Watched(browser, coach)
    watched.open()
    watched.answer("latex")
    watched.page.get_by_role("button", name="Go on").wait_for()
    watched.page.reload()
    advice = watched.page.locator("#screening-advice")
    advice.get_by_role("button", name="Yes, still so").wait_for()
    assert "without latex" in advice.inner_text()
    assert not watched.page.locator("#screening-form").is_visible()
    advice.get_by_role("button", name="Change my answers").click()
    assert watched.page.locator("#q-latex").is_checked()
    watched.page.reload()
    advice.get_by_role("button", name="Yes, still so").click()
    watched.page.get_by_role("button", name="Look for me").wait_for()


def test_without_a_line_the_page_says_that_it_has_no_advice(browser: Browser, coach: Site) -> None:
    watched = Watched(browser, coach)
    watched.page.route("**/api/v1/screening", lambda route: route.abort())
    watched.open()
    watched.answer("fracture")
    advice = watched.page.locator("#screening-advice")
    advice.get_by_text("not exercise yet").wait_for()
    assert advice.get_by_role("button", name="Go on").count() == 0
    advice.get_by_role("button", name="Change my answers").click()
    watched.page.locator("#none-physiotherapist-first").check()
    watched.page.locator("#screening-form button[type=submit]").click()
    advice.get_by_text("When in doubt").wait_for()
    watched.page.unroute("**/api/v1/screening")
    advice.get_by_role("button", name="Ask again").click()
    advice.get_by_text(SCREENING.fine.en).wait_for()

    # What the server said last is used on a later visit without a line.
    watched.page.route("**/api/v1/screening", lambda route: route.abort())
    watched.page.reload()
    advice.get_by_role("button", name="Yes, still so").click()
    watched.page.get_by_role("button", name="Look for me").wait_for()


def test_the_dutch_page_sends_plan_and_answers_and_says_what_to_move(browser: Browser, coach: Site) -> None:
    watched = Watched(browser, coach, "nl")
    watched.prepare()
    page = watched.page
    page.get_by_label("Mijn rechterbeen").check()
    told = page.locator(".plan").inner_text()
    assert "linkerzij" in told
    assert "rechterbeen ligt boven" in told
    page.get_by_label("Alleen deze kant").check()
    page.get_by_label("Herhalingen per serie").select_option("12")
    page.get_by_label("Rust tussen series").select_option("75")
    page.locator(".setup > .main").click()
    watched.wait(lambda: watched.of("ready") != [], "the session")
    hello = watched.of("hello")[0]
    assert hello["plan"] == {"reps": 12, "sets": None, "rest_s": 75, "first": "right", "both": False}
    assert (hello["screening"], hello["cleared"], hello["lang"]) == (NOTHING_TICKED, None, "nl")
    notice = page.locator(".coach-notice")
    watched.wait(lambda: watched.of("state") != [], "the engine's word on the view")
    said = watched.of("state")[-1]["view"]["why"]
    assert "zie" in said, "nobody is there"
    watched.wait(lambda: notice.inner_text() == said, "what is wrong with the view")
    watched.wait(lambda: watched.spoken().count(said) >= 1, "the same aloud")
    page.wait_for_timeout(3000)
    assert watched.spoken().count(said) == 1, "it does not nag"
    assert page.locator(".mirrored").count() == 1
    assert watched.complaints == []
    assert watched.strangers == []
    page.reload()  # the session goes on by itself
    watched.wait(lambda: len(watched.of("ready")) == 2, "the session after the page was loaded anew")
    page.get_by_role("button", name="Sluit de sessie").click()
    page.get_by_role("button", name="Opnieuw beginnen").click()
    page.get_by_role("button", name="Ja, nog steeds").click()
    assert page.get_by_label("Mijn rechterbeen").is_checked(), "the plan is remembered"
