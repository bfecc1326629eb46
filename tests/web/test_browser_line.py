"""The live coach without a line to the site, in a real Chromium: nothing is lost, and the page says what it cannot
do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from openclam.coach.plan import CHANGE_S
from openclam.coach.schedule import ready_s
from openclam.web.assets.browser_build import SOURCES
from tests.web.coach_page import CHROMIUM, Site, Watched, chromium, coaching_site, kept_sets, moving_camera

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium"),
]


RECOGNISER = """
  window.SpeechRecognition = class extends EventTarget {
    static available({processLocally}) { return Promise.resolve(processLocally ? 'available' : 'downloadable'); }
    get processLocally() { return this.local; }
    set processLocally(local) { this.local = local; }
    start() { window.recogniser = this; }
    abort() {}
  };
  window.hear = words => {
    const results = [Object.assign([{transcript: words}], {isFinal: true})];
    recogniser.dispatchEvent(Object.assign(new Event('result'), {results, resultIndex: 0}));
  };
"""
"""A browser that recognises speech on the device; Chromium's own needs a voice and a download."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with coaching_site(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees the clip."""
    with chromium(moving_camera(tmp_path_factory.getbasetemp())) as running:
        yield running


def test_the_page_keeps_the_same_time_as_the_coach() -> None:
    text = (SOURCES / "coach" / "offline.ts").read_text("utf-8")
    assert f"const READY_S = {ready_s():.0f};" in text
    assert f"const CHANGE_S = {CHANGE_S};" in text


def test_a_set_that_lost_its_line_is_judged_by_a_site_that_forgot_it(browser: Browser, site: Site) -> None:
    watched = Watched(browser, site)
    watched.start()
    watched.wait(
        lambda: len(watched.of("rep")) >= 1 and watched.stage() == "set", "a rep, and that the page knows of it"
    )
    before = len(watched.of("rep"))
    site.line.cut(stay_down=True)
    notice = watched.page.locator(".coach-notice")
    watched.wait(lambda: "cannot count or correct you now" in notice.inner_text(), "what the page cannot do now")
    assert not watched.page.locator(".count").is_visible()
    assert watched.page.locator(".tempo").is_visible(), "the guide goes on"
    watched.page.wait_for_timeout(6000)  # the person does another rep meanwhile
    watched.page.keyboard.press("Escape")
    question = watched.page.get_by_role("group", name="How much pain")
    question.wait_for()
    watched.page.keyboard.press("2")
    watched.page.get_by_role("group", name="How hard").wait_for()
    assert kept_sets(watched.page) == []

    site.line.mend(forgetful=True)
    watched.wait(lambda: watched.of("assessment") != [], "the assessment")
    assert not watched.of("ready")[-1]["resumed"], "a session of its own"
    watched.wait(lambda: kept_sets(watched.page) != [], "the set in this browser")
    kept = kept_sets(watched.page)
    assert len(kept) == 1
    assert kept[0]["pain"] == 2
    assert len(kept[0]["assessment"]["reps"]) > before, "what was done without a line counts"
    watched.wait(lambda: "line" not in notice.inner_text(), "the engine leads again")
    assert watched.stage() == "rest"


def test_a_session_can_begin_without_a_line(browser: Browser, site: Site) -> None:
    site.line.cut(stay_down=True)
    watched = Watched(browser, site)
    watched.page.add_init_script(RECOGNISER)
    watched.prepare()
    watched.page.get_by_label("Let me answer by voice").check()
    watched.page.get_by_role("button", name="Look for me").click()
    watched.page.get_by_role("button", name="Start without a line").wait_for()
    assert watched.page.evaluate("[recogniser.lang, recogniser.processLocally]") == ["en-GB", True]
    watched.page.evaluate("hear('how much pain was there, from 0 to 10')")
    watched.page.evaluate("hear('Start.')")
    watched.wait(lambda: watched.stage() == "ready", "the countdown")
    assert watched.page.locator(".rest-seconds").is_visible()
    assert "line is back" in watched.page.locator(".coach-notice").inner_text()
    assert watched.of("state") == []
    site.line.mend()
    watched.wait(lambda: watched.of("rep") != [], "the reps, once the line is back")
    watched.wait(lambda: watched.page.locator(".count").inner_text() not in ("", "–", "0"), "the count")
    watched.page.get_by_role("button", name="It hurts").click()
    watched.page.evaluate("hear('seven')")
    watched.wait(lambda: watched.of("feeling") != [], "the answer by voice")
    assert watched.of("feeling")[0]["pain"] == 7
    assert [order["type"] for order in watched.sent if order["type"] in ("hello", "begin")][-2:] == ["hello", "begin"]
