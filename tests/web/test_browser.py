"""The live coach in a real Chromium, with a recording as its camera, before the real site and its engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openclam.exercise import load_exercise
from openclam.web.site.words import site_speech
from tests.web.coach_page import (
    CHROMIUM,
    NOTHING_TICKED,
    Site,
    Watched,
    chromium,
    kept_sets,
    moving_camera,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium"),
]

CLIP_OPENS_DEG = 37.0
"""The clip's reps open by 34 to 42°."""
CUES_TIMED = "performance.getEntriesByName('openclam.cue').length"


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A camera that sees the whole clip."""
    return moving_camera(tmp_path_factory.getbasetemp())


def test_the_session_outlives_line_and_page(coach: Site, still: Path) -> None:
    with chromium(still) as browser:
        watched = Watched(browser, coach)
        watched.start()
        watched.wait(lambda: len(watched.of("state")) > 20, "the engine's state")
        seen = len(watched.of("frame"))
        token = watched.of("ready")[0]["token"]
        coach.line.cut()
        watched.wait(lambda: len(watched.of("ready")) == 2, "the line")
        watched.wait(
            lambda: watched.of("state")[-1]["seq"] > watched.of("ready")[1]["seq"] + 5, "frames after the line broke"
        )
        assert watched.of("ready")[1]["resumed"]

        watched.page.reload()
        watched.wait(lambda: len(watched.of("ready")) == 3, "the session after the page was loaded anew")
        assert watched.of("hello")[-1]["resume"] == token
        watched.wait(
            lambda: watched.of("state")[-1]["seq"] > watched.of("ready")[2]["seq"] + 5, "frames of the new page"
        )
        assert watched.of("ready")[2]["resumed"]

        # Nothing was lost on the way: every frame that was seen got through, once the line held again.
        taken = watched.of("ready")[1]["seq"]
        resent = {frame["seq"] for frame in watched.of("frame")[seen:]}
        assert taken + 1 in resent
        assert watched.of("error") == []
        assert watched.complaints == []
        assert watched.strangers == []


def test_a_rep_is_counted_shown_and_spoken(coach: Site, moving: Path) -> None:
    with chromium(moving) as browser:
        watched = Watched(browser, coach)
        watched.start()
        watched.wait(lambda: len(watched.of("rep")) >= 2, "two reps")
        # A machine that sees few frames a second misses the top and reads less of an opening.
        opening = watched.of("rep")[1]["rep"]["opening_deg"]
        assert opening["sd"] < 12
        assert CLIP_OPENS_DEG / 2 < opening["value"] < CLIP_OPENS_DEG + 3 * opening["sd"]
        count = watched.page.locator(".count")
        watched.wait(lambda: count.inner_text() in ("2", "3"), "the count on the page")
        spoken = watched.page.evaluate("window.spoken")
        said = [message["cue"]["words"] for message in watched.heard if message.get("cue")]
        assert said
        assert set(said) <= set(spoken)
        lights = watched.page.locator(".light").evaluate_all("lights => lights.map(light => light.dataset.verdict)")
        assert lights == light_verdicts(watched.of("rep")[-1]["rep"]["findings"])
        assert watched.page.get_by_role("link", name="Download the video").count() == 0, (
            "no video that nobody asked for"
        )
        # Which reps bring a cue hangs on what the machine is quick enough to see.
        watched.wait(lambda: any(message["cue"] for message in watched.of("rep")), "a rep with a cue")
        watched.wait(lambda: watched.page.evaluate(CUES_TIMED) > 0, "how long the coach takes (bench.cue)")
        timed = watched.page.evaluate(CUES_TIMED)
        assert timed <= sum(message["cue"] is not None for message in watched.of("rep"))
        assert watched.complaints == []
        assert watched.strangers == []


def test_a_finished_set_is_kept_shown_and_saved_where_the_person_agrees(coach: Site, moving: Path) -> None:
    with chromium(moving) as browser:
        watched = Watched(browser, coach)
        watched.page.add_init_script(
            "window.SpeechRecognition = class { static available() { return Promise.resolve('available'); } };"
        )
        watched.prepare()
        page = watched.page
        page.get_by_label("Keep a video").check()
        assert page.locator(".wishes input").count() == 1, "no recogniser that may send sound elsewhere"
        page.get_by_role("button", name="Look for me").click()
        watched.wait(lambda: len(watched.of("rep")) >= 1, "a rep")
        page.locator(".tempo").wait_for()
        guided = {step["words"] for step in watched.of("ready")[0]["tempo"]}
        watched.wait(lambda: page.locator(".tempo-words").inner_text() in guided, "the tempo guide")
        assert page.locator(".tempo-picture").is_visible()
        page.emulate_media(reduced_motion="reduce")
        assert not page.locator(".tempo-picture").is_visible(), "words alone, for whom movement disturbs"
        page.get_by_role("button", name="Stop the set").click()
        watched.wait(lambda: len(watched.of("assessment")) >= 1, "the assessment")
        page.locator(".kept", has_text="kept in").wait_for()

        # By keyboard: the question has the focus, a 1 waits for a 0.
        page.get_by_role("group", name="How much pain").wait_for()
        page.keyboard.press("2")
        page.get_by_role("group", name="How hard").wait_for()
        begun = watched.of("begin")
        page.keyboard.type("10")
        page.keyboard.press("Enter")
        watched.wait(lambda: len(watched.of("feeling")) == 2, "both feelings")
        assert [message.get("pain", message.get("effort")) for message in watched.of("feeling")] == [2, 10]
        assert watched.of("begin") == begun, "enter was part of the answer"
        watched.wait(lambda: kept_sets(page)[0]["effort"] == 10, "the set with how it felt")
        kept = kept_sets(page)
        assert len(kept) == 1
        assert (kept[0]["pain"], kept[0]["screening"]["answers"]) == (2, NOTHING_TICKED)
        assert kept[0]["assessment"]["schema"] == "openclam/assessment/1"
        assert len(kept[0]["assessment"]["reps"]) >= 1

        with page.expect_download() as coming:
            page.get_by_role("link", name="Download the video").click()
        film = coming.value.path().read_bytes()
        assert len(film) > 10_000
        assert film[:4] == b"\x1aE\xdf\xa3" or film[4:8] == b"ftyp", "a WebM or an MP4"

        with watched.context.expect_page() as opened:
            page.get_by_role("button", name="Show the report").click()
        opened.value.wait_for_load_state()
        assert "clamshell" in opened.value.inner_text("body").lower()
        assert set(watched.posted) == {"/api/v1/screening"}, "nothing is sent before the person agrees"
        page.locator(".saving summary").click()
        save = page.locator(".saving").get_by_role("button", name="Save")
        assert save.is_disabled()
        page.get_by_label(site_speech("en")("save.consent")).check()
        save.click()
        page.locator(".kept", has_text="in your history").wait_for()
        assert watched.posted[-1] == "/api/v1/sets"

        page.get_by_role("button", name="End the session").click()
        notice = page.locator(".coach-notice")
        watched.wait(lambda: "for today" in notice.inner_text(), "the end")
        page.wait_for_timeout(300)
        assert "for today" in notice.inner_text()
        assert page.evaluate("sessionStorage.length") == 0
        assert watched.complaints == []
        assert watched.strangers == []


def light_verdicts(findings: list[dict[str, Any]]) -> list[str]:
    """What the five lights have to show of a rep: the worst that was seen in each group."""
    exercise = load_exercise()
    shown = []
    for group in ("pelvis", "feet", "torso", "tempo", "range"):
        own = {one["verdict"] for one in findings if exercise.statement(one["statement"]).priority == group}
        shown.append(
            next((verdict for verdict in ("not met", "met") if verdict in own), "cannot judge").replace(" ", "-")
        )
    return shown


def test_without_a_camera_the_page_says_what_to_do(coach: Site) -> None:
    with chromium() as browser:
        watched = Watched(browser, coach)
        watched.start()
        notice = watched.page.locator(".coach-notice")
        watched.wait(
            lambda: "camera" in notice.inner_text().lower() and "load this page" in notice.inner_text(),
            "the way out",
        )
