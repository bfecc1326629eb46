"""The report of a set that only the browser keeps: any document may come, and none breaks the page."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openclam.assessment.model import Assessment
from openclam.exercise import LANGUAGES, Language, load_exercise
from openclam.web.problems import Problem
from openclam.web.site.import_set import check_content, report_of
from openclam.web.site.words import site_speech
from tests.web.conftest import EXAMPLE, RunningSite

EXERCISE = load_exercise()
GOOD: dict[str, Any] = json.loads(EXAMPLE.read_text("utf-8"))
LIMIT = 1e6


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("multipart", [False, True])
def test_the_report_is_that_of_a_saved_set(site: RunningSite, lang: Language, multipart: bool) -> None:
    me = site.browser
    kept = me.post("/api/v1/sets", json={"assessment": GOOD, "consent": True}).json()["id"]
    form: Any = (
        {"files": {"assessment": (None, json.dumps(GOOD))}} if multipart else {"data": {"assessment": json.dumps(GOOD)}}
    )
    answer = me.post(f"/{lang}/report", **form)
    assert answer.status_code == 200
    assert answer.text == me.get(f"/{lang}/history/{kept}/report").text
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "form",
    [{}, {"assessment": ""}, {"assessment": "{"}, {"assessment": "null"}, {"assessment": json.dumps(GOOD), "more": "1"},
     {"assessment": json.dumps({**GOOD, "exercise": "bridge"})},
     {"assessment": json.dumps({**GOOD, "warnings": [""] * 2001})},
     {"assessment": json.dumps(GOOD).replace("29.766666666666666", "NaN")}, {"assessment": "[" * 100_000}],
)  # fmt: skip
def test_what_is_no_set_is_refused_with_a_page(site: RunningSite, form: dict[str, str]) -> None:
    answer = site.browser.post("/nl/report", data=form)
    assert answer.status_code in (400, 422)
    assert site_speech("nl")("problem.title") in answer.text


def test_a_set_that_is_too_large_is_refused(site: RunningSite) -> None:
    assert site.browser.post("/en/report", data={"assessment": " " * 2_200_000}).status_code == 413
    assert site.browser.post("/en/report", files={"assessment": ("a.json", json.dumps(GOOD))}).status_code == 400


def test_what_a_set_says_is_shown_and_never_run(site: RunningSite) -> None:
    script = "<script>alert(1)</script>"
    held = copy.deepcopy(GOOD)
    held["warnings"], held["recording"]["path"], held["band"] = [script], script, script
    held["view"] = {**held["view"], "judgeable": False, "why": script}
    answer = site.browser.post("/en/report", data={"assessment": json.dumps(held)})
    assert answer.status_code == 200
    assert script not in answer.text


def test_statements_of_another_version_are_left_out() -> None:
    held = copy.deepcopy(GOOD)
    for place in (held["statements"], held["start_position"], held["reps"][0]["findings"]):
        place.insert(0, {**place[0], "statement": "of-an-older-page"})
    held["reps"][0]["findings"][1]["unit"] = "furlong"
    html = report_of(Assessment.model_validate(held), EXERCISE, "en")
    assert "of-an-older-page" not in html
    assert "furlong" not in html


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document where a number, a text or a null stands."""
    if isinstance(value, dict):
        return [place for name, inner in value.items() for place in places(inner, (*at, name))]
    if isinstance(value, list):
        return [place for number, inner in enumerate(value) for place in places(inner, (*at, number))]
    return [at]


VALUES = st.one_of(
    st.none(), st.booleans(), st.floats(-LIMIT, LIMIT), st.integers(-10, 10**6),
    st.sampled_from(["", "met", "deg", "\x00", "<b>"]),
    st.sampled_from([float("nan"), float("inf"), -float("inf"), 1e300, -1e6, 1e6, 0.0]),
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(st.tuples(st.sampled_from(places(GOOD)), VALUES), min_size=1, max_size=12))
def test_whatever_a_set_holds_there_is_a_report_or_a_refusal(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    held = copy.deepcopy(GOOD)
    for place, value in changes:
        inner: Any = held
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value
    try:
        assessment = Assessment.model_validate(held)
        check_content(assessment)
    except (ValueError, Problem):
        return
    assert "<html" in report_of(assessment, EXERCISE, "nl")
