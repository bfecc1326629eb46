"""The whole way of a person: a recording as the camera of a real Chromium, the coach's set, its report; beside
`assess`."""

from __future__ import annotations

from pathlib import Path

import pytest

from openclam import assess
from openclam.assessment.model import Assessment, Verdict
from openclam.demo import CLIP
from openclam.run.options import Options
from tests.web import axe
from tests.web.coach_page import CHROMIUM, Site, Watched, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium"),
]

SHARED = Path(__file__).parents[3] / "shared" / "data" / "clips"
REPS = 6


@pytest.fixture(
    params=[
        CLIP,
        pytest.param(
            SHARED / "front-red-band.mp4",
            marks=pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared recordings are not here ({SHARED})"),
        ),
    ],
    ids=lambda clip: clip.stem,
)
def clip(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_a_set_before_the_camera_is_judged_as_its_recording(coach: Site, checker: str, clip: Path) -> None:
    recorded = assess(clip, Options(band="red"))
    with chromium() as browser:
        watched = Watched(browser, coach)
        watched.film(clip)
        watched.prepare()
        watched.page.locator("input[name=band]").fill("red")  # the coach does not look for one in the picture
        watched.page.locator(".setup > .main").click()
        # However long the page takes to load its networks, and the coach to see that the view is good.
        watched.wait(lambda: watched.stage() == "set", "the set", 120)
        watched.play()
        watched.wait(lambda: len(watched.of("rep")) >= REPS, f"{REPS} reps", 120)
        watched.page.wait_for_timeout(2000)  # a rep too many would come now
        assert axe.violations(watched.page, checker) == [], "while a set is done"
        watched.page.keyboard.press("Escape")
        watched.wait(lambda: watched.of("assessment") != [], "the assessment", 30)
        watched.page.get_by_role("button", name="Show the report").wait_for()
        assert axe.violations(watched.page, checker) == [], "with the set's result, and how it felt being asked"
        live = Assessment.model_validate(watched.of("assessment")[0]["assessment"])
        assert len(live.reps) == len(recorded.reps) == REPS
        assert live.moving_leg == recorded.moving_leg
        agree(live, recorded)
        with watched.page.expect_popup() as opened:
            watched.page.get_by_role("button", name="Show the report").click()
        report = opened.value
        report.wait_for_load_state()
        assert "/en/report" in report.url
        assert report.locator("h1").inner_text()
        assert watched.complaints == []
        assert watched.strangers == []


def agree(live: Assessment, recorded: Assessment) -> None:
    """Where both judge, they judge alike; and the live set judges nearly all that the recording does."""
    seen = {one.statement: one.verdict for one in live.statements}
    judged = {one.statement: one.verdict for one in recorded.statements if one.verdict is not Verdict.CANNOT_JUDGE}
    both = {slug: (seen[slug], verdict) for slug, verdict in judged.items() if seen[slug] is not Verdict.CANNOT_JUDGE}
    assert {slug: pair for slug, pair in both.items() if pair[0] != pair[1]} == {}
    assert len(both) >= 0.8 * len(judged)
