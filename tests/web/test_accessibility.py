"""Every page for everybody: WCAG 2.2 AA as axe finds it, on a phone and a laptop, in both languages, and by keyboard
alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from openclam.exercise import LANGUAGES, Language, load_exercise
from tests.web import axe, kept_sets
from tests.web.conftest import EXAMPLE, RunningSite, Starter

WIDTHS = (390, 1440)
"""Every page is looked at in each language and at each width; not in every pair of them, for the sake of minutes."""
PUBLIC = ["clamshell", "clamshell/hip-osteoarthritis", "clamshell/hip-impingement-fai", "clamshell/piriformis-syndrome",
          "coach", "recording", "history", "history/delete", "kept-here",
          "about", "appointment", "offline"]  # fmt: skip
DOCUMENTS = ("/report", "/handout")
"""Pages that hold all within themselves, without the site's head: they are printed and sent on."""

MP4 = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 300
SLOW = (sys.executable, "-c", "import time; print('{\"progress\": 0.25}', flush=True); time.sleep(120)")
AT_ONCE = (sys.executable, "-c", f"""
import pathlib
report = pathlib.Path("report")
report.mkdir()
(report / "assessment.json").write_bytes(pathlib.Path({str(EXAMPLE)!r}).read_bytes())
(report / "report.html").write_text("<!doctype html><title>x</title>")
print('{{"done": true}}')
""")  # fmt: skip

CONTROLS = """() => {
  const all = 'a[href], button, input, select, textarea, summary, video[controls], [tabindex="0"]';
  // Of radio buttons that belong together Tab stops at the one that is chosen; arrow keys lead on.
  const passed = (one) =>
    one.type === 'radio' && !one.checked && document.querySelector(`[name="${one.name}"]:checked`);
  const seen = [...document.querySelectorAll(all)].filter((one) =>
    one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.type !== 'hidden' && !passed(one));
  seen.forEach((one, number) => { one.dataset.control = number; });
  return seen.map((one) => one.outerHTML.slice(0, 160));
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  return {
    number: one.dataset.control ?? null,
    // A film draws the ring within, around the button that has the focus.
    visible: one.tagName === 'VIDEO' || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    html: one.outerHTML.slice(0, 160),
  };
}"""

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("coach_is_made")]


class Visit:
    """A browser on the site, with all that it complained of and asked for."""

    def __init__(self, chromium: Any, site: RunningSite, checker: str, lang: Language, width: int) -> None:
        self.site, self.lang, self.width, self._checker = site, lang, width, checker
        # Service workers are off: what they keep is tried where they are.
        self.context = chromium.new_context(
            viewport={"width": width, "height": 844}, service_workers="block", reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.context.on("request", lambda request: self.asked.append(request.url))

    def open(self, path: str, status: int = 200) -> None:
        """Goes to a page; what stands on every page is looked at."""
        answer = self.page.goto(f"{self.site.address}{self.lang}/{path}")
        assert answer.status == status, path
        policy = answer.headers["content-security-policy"]
        scripts = next(rule for rule in policy.split(";") if rule.strip().startswith("script-src"))
        assert "unsafe-inline" not in scripts
        assert "unsafe-eval" not in scripts.replace("wasm-unsafe-eval", "")
        if not path.endswith(DOCUMENTS):
            assert "unsafe-inline" not in policy
            self.page.keyboard.press("Tab")
            assert self.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        self.check(path)

    def check(self, what: str) -> None:
        """Nothing that keeps somebody out, and nothing beside the screen."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, what
        assert axe.violations(self.page, self._checker) == [], what

    def tab_through(self) -> None:
        """Every control is reached by Tab, in view, with a ring that can be seen."""
        controls = self.page.evaluate(CONTROLS)
        self.page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
        reached = set()
        for _ in range(len(controls) * 3 + 30):  # a film has several stops of its own
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUSED)
            if focus["number"] is not None:
                assert focus["visible"], focus["html"]
                assert focus["inside"], focus["html"]
                reached.add(int(focus["number"]))
            if len(reached) == len(controls):
                break
        assert [html for number, html in enumerate(controls) if number not in reached] == []

    def end(self) -> None:
        """Nobody else was asked for anything, and nothing was complained of."""
        assert self.complaints == []
        strangers = {urlsplit(url).netloc for url in self.asked if not url.startswith(("data:", "blob:"))}
        assert strangers == {urlsplit(self.site.address).netloc}
        self.context.close()


@pytest.fixture(params=zip(LANGUAGES, reversed(WIDTHS), strict=True), ids=lambda one: f"{one[0]}-{one[1]}")
def visit(request: Any, start_site: Starter, chromium: Any, checker: str) -> Iterator[Visit]:
    """A visit in each language at each width."""
    visit = Visit(chromium, start_site(AT_ONCE), checker, *request.param)
    yield visit
    visit.end()


def test_pages_that_everybody_may_read(visit: Visit) -> None:
    for path in PUBLIC:
        visit.open(path)
    visit.open("clamshell")
    visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    visit.check("the exercise with all of it open")
    visit.open("recording")
    visit.page.click("summary")
    visit.check("the recording's form with all of it open")
    visit.open("clamshell/handout")
    visit.open("zomaar", status=404)
    assert visit.complaints.pop().endswith("404 (Not Found)")  # the browser's own words for such a page


def test_what_the_server_keeps(visit: Visit, assessment: dict[str, Any]) -> None:
    me = visit.site.browser
    for leg in ("left", "right"):
        body = {"assessment": {**assessment, "moving_leg": leg}, "consent": True}
        kept = me.post("/api/v1/sets", json=body).json()["id"]
    visit.context.add_cookies(
        [{"name": "openclam_owner", "value": me.cookies["openclam_owner"], "url": visit.site.address}]
    )
    for path in ("history", "history/delete", f"history/{kept}", f"history/{kept}/delete", f"history/{kept}/report"):
        visit.open(path)


def test_what_the_browser_keeps(visit: Visit, assessment: dict[str, Any]) -> None:
    visit.open("about")
    kept_sets.keep(visit.page, kept_sets.some(assessment))
    for path in ("history", "kept-here"):
        visit.open(path)
        visit.page.locator("#kept-here table").wait_for()
        visit.check(path)
    visit.page.locator("#kept-here tbody button").first.click()
    visit.check("the dialog of a set")
    visit.page.locator("dialog .danger").click()
    visit.check("the question before it is deleted")
    visit.page.keyboard.press("Escape")
    with visit.page.expect_popup() as opening:
        visit.page.locator("dialog form[target] button").click()
    visit.page = opening.value
    visit.page.wait_for_load_state()
    visit.check("the report of a set that only the browser keeps")


def test_a_recording_on_its_way_and_done(visit: Visit, start_site: Starter, chromium: Any, checker: str) -> None:
    for site, title in ((visit.site, "result"), (start_site(SLOW), "waiting")):
        one = visit if title == "result" else Visit(chromium, site, checker, visit.lang, visit.width)
        one.open("recording")
        clip = {"name": "clip.mp4", "mimeType": "video/mp4", "buffer": MP4}
        one.page.set_input_files("#file", clip)
        one.page.click("form.send button")
        one.page.wait_for_selector("progress" if title == "waiting" else "section.save", timeout=30_000)
        one.check(title)
        if one is not visit:
            one.end()


def test_the_coach_before_the_set(visit: Visit) -> None:
    visit.open("coach")
    visit.page.locator("#screening-form button").wait_for()
    visit.check("the questions")
    for group in load_exercise().screening.groups:
        visit.page.locator(f"#none-{group.slug}").check()
    visit.page.locator("#screening-form button[type=submit]").click()
    visit.page.locator("#screening-advice .main").wait_for()
    visit.check("the advice")
    visit.page.locator("#screening-advice .main").click()
    visit.page.locator(".setup").wait_for()
    visit.check("the set-up")
    visit.tab_through()


@pytest.mark.parametrize("path", ["clamshell", "coach", "recording", "history", "appointment"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_control_is_reached_by_keyboard(
    site: RunningSite, chromium: Any, checker: str, assessment: dict[str, Any], path: str, width: int
) -> None:
    visit = Visit(chromium, site, checker, "en", width)
    visit.open("about")
    kept_sets.keep(visit.page, kept_sets.some(assessment))
    visit.open(path)
    if path == "history":
        visit.page.locator("#kept-here table").wait_for()
    visit.tab_through()
    visit.end()


def test_the_way_from_the_page_to_the_coach_by_keyboard_alone(site: RunningSite, chromium: Any, checker: str) -> None:
    visit = Visit(chromium, site, checker, "en", 1440)
    visit.open("clamshell")
    keys, page = visit.page.keyboard, visit.page

    def tab_to(selector: str) -> None:
        for _ in range(80):
            if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"{selector} is not reached")

    tab_to(".hero .button")
    keys.press("Enter")
    page.locator("#screening-form button[type=submit]").wait_for()
    for group in load_exercise().screening.groups:
        tab_to(f"#none-{group.slug}")
        keys.press("Space")
    tab_to("#screening-form button[type=submit]")
    keys.press("Enter")
    page.locator("#screening-advice .main").wait_for()
    tab_to("#screening-advice .main")
    keys.press("Enter")
    page.locator(".setup").wait_for()
    tab_to(".setup > .main")
    visit.end()
