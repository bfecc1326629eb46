"""Without a network: what was seen once is there, what the browser keeps is there, and the rest says why it is not."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest

from openclam.exercise import LANGUAGES, load_exercise
from openclam.web.site.page_content import FILMS, articles, films
from tests.web import kept_sets
from tests.web.conftest import RunningSite

pytestmark = pytest.mark.browser

EXERCISE = load_exercise()
SIZE = """async (name) => {
  let bytes = 0;
  const cache = await caches.open(name);
  for (const request of await cache.keys()) bytes += (await (await cache.match(request)).blob()).size;
  return bytes;
}"""
COACH_IS_KEPT = "async (count) => (await (await caches.open('openclam-coach')).keys()).length === count"
ONE_VERSION = "async (version) => (await caches.keys()).sort().join() === `openclam-${version},openclam-coach`"


def visit(page: Any, address: str) -> None:
    """Goes there, and waits until the service worker has kept what it keeps of it."""
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def wait(page: Any, until: str, value: Any, seconds: float = 20) -> None:
    """Asks the page again and again, until the asynchronous `until` holds."""
    end = time.monotonic() + seconds
    while not page.evaluate(until, value):
        assert time.monotonic() < end, until
        page.wait_for_timeout(50)


def told(site: RunningSite) -> dict[str, Any]:
    """What the service worker is told to keep."""
    found = re.search(r"\} = (\{.*\});", site.browser.get("/service-worker.js").text)
    assert found is not None
    return dict(json.loads(found.group(1)))


def test_the_exercise_can_be_read_after_one_visit(site: RunningSite, chromium: Any) -> None:
    context = chromium.new_context()
    page = context.new_page()
    visit(page, f"{site.address}nl/clamshell")
    context.set_offline(True)
    for lang in LANGUAGES:
        for path, title in [
            ("clamshell", EXERCISE.title.say(lang)),
            *((f"clamshell/{slug}", line.name.say(lang)) for slug, line in articles(EXERCISE).items() if line.name),
            ("zomaar", {"en": "No connection", "nl": "Geen verbinding"}[lang]),
            ("recording", {"en": "No connection", "nl": "Geen verbinding"}[lang]),
        ]:
            page.goto(f"{site.address}{lang}/{path}")
            assert page.inner_text("h1") == title
            assert page.evaluate("getComputedStyle(document.querySelector('.button')).borderRadius") == "999px"
    page.goto(f"{site.address}en/clamshell")
    posters = page.locator("video").evaluate_all("films => films.map(film => film.poster)")
    assert len(posters) == len([film for film in films(EXERCISE, "en") if film.poster])
    for poster in posters:
        assert page.evaluate("async (poster) => (await fetch(poster)).status", poster) == 200
    context.close()


def test_reading_the_exercise_keeps_no_networks(site: RunningSite, chromium: Any, coach_is_made: None) -> None:
    context = chromium.new_context()
    page = context.new_page()
    visit(page, f"{site.address}en/clamshell")
    page.wait_for_timeout(300)
    assert page.evaluate(SIZE, "openclam-coach") == 0
    posters = sum(path.stat().st_size for path in FILMS.glob("*.jpg"))
    for name in page.evaluate("caches.keys()"):
        assert page.evaluate(SIZE, name) < 2_000_000 + posters
    context.close()


def test_the_coach_has_all_it_runs_on_after_one_visit(site: RunningSite, chromium: Any, coach_is_made: None) -> None:
    context = chromium.new_context()
    page = context.new_page()
    visit(page, f"{site.address}nl/coach")
    wait(page, COACH_IS_KEPT, len(told(site)["coach"]))
    context.set_offline(True)
    page.goto(f"{site.address}nl/coach")
    assert page.inner_text("h1") == "Coach mij"
    page.locator("#screening-form").wait_for()
    # As the script asks for them: by the manifest, which names the networks and the worker.
    sizes = page.evaluate("""async () => {
      const {files} = await (await fetch('/static/app/manifest.json', {cache: 'no-cache'})).json();
      const sizes = {};
      for (const [plain, name] of Object.entries(files)) {
        sizes[plain] = (await (await fetch('/static/app/' + name)).blob()).size;
      }
      return sizes;
    }""")
    assert {"coach.js", "pose-worker.js", "vision_wasm_internal.wasm", "pose_landmarker_full.task"} <= set(sizes)
    assert sizes["pose_landmarker_full.task"] > 5_000_000
    assert page.evaluate("async () => (await (await fetch('/api/v1/exercise')).json()).name") == "clamshell"
    context.close()


def test_a_new_version_keeps_the_networks_and_drops_the_old_pages(
    site: RunningSite, chromium: Any, coach_is_made: None
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    visit(page, f"{site.address}en/coach")
    wait(page, COACH_IS_KEPT, len(told(site)["coach"]))
    page.evaluate("caches.open('openclam-coach').then((cache) => cache.put('/static/app/old.task', new Response('x')))")
    site.app.state.site.version = "abcdef123456"
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    wait(page, ONE_VERSION, "abcdef123456")
    wait(page, COACH_IS_KEPT, len(told(site)["coach"]))
    context.close()


def test_without_a_network_the_history_shows_what_the_browser_keeps_and_nothing_else(
    site: RunningSite, chromium: Any, coach_is_made: None, assessment: dict[str, Any]
) -> None:
    kept = site.browser.post("/api/v1/sets", json={"assessment": assessment, "consent": True}).json()["id"]
    context = chromium.new_context()
    context.add_cookies(
        [{"name": "openclam_owner", "value": site.browser.cookies["openclam_owner"], "url": site.address}]
    )
    page = context.new_page()
    visit(page, f"{site.address}nl/history")
    assert page.locator(f"a[href='/nl/history/{kept}']").count() == 1
    kept_sets.keep(page, kept_sets.some(assessment)[:2])
    context.set_offline(True)
    page.goto(f"{site.address}nl/history")
    assert page.inner_text("h1") == "Je verloop"
    assert "geen verbinding" in page.inner_text("main")
    assert page.locator("#kept-here tbody tr").count() == 2
    assert page.locator(f"a[href='/nl/history/{kept}']").count() == 0
    page.goto(f"{site.address}nl/history/{kept}")
    assert page.inner_text("h1") == "Geen verbinding"
    stored = page.evaluate("""async () => {
      let all = '';
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) all += request.url + '\\n';
      }
      return all;
    }""")
    assert kept not in stored
    assert "/api/v1/sets" not in stored
    context.close()
