"""The plot of the movement."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from openclam.assessment.model import Assessment, Rep
from openclam.exercise import Exercise
from openclam.report.html.plots import MOST_POINTS, movement_svg, thin
from openclam.report.words import speech

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)
    return ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", ["opening", "time (s)", "good from 25°", "fault above 15°"]),
     ("nl", ["opening", "tijd (s)", "goed vanaf 25°", "fout boven 15°"])],
)  # fmt: skip
def test_words_stay_text_in_either_language(
    assessment: Assessment, exercise: Exercise, lang: str, expected: list[str]
) -> None:
    said = texts(movement_svg(assessment, exercise, speech(lang)))
    assert set(expected) <= set(said)
    assert {"1", "2", "3"} <= set(said), "reps are numbered"


def test_it_is_a_named_picture_that_asks_for_nothing(assessment: Assessment, exercise: Exercise) -> None:
    svg = movement_svg(assessment, exercise, speech("en"))
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert "3 reps" in (root.get("aria-label") or "")
    assert root.get("viewBox")
    assert root.get("width") is None, "it takes the width of its place"
    assert "url(http" not in svg
    assert all(link.startswith("#") for e in root.iter() for name, link in e.items() if name.endswith("href"))


def test_a_faulty_rep_is_hatched_and_not_only_coloured(
    make_assessment: Callable[..., Assessment], make_rep: Callable[..., Rep], exercise: Exercise
) -> None:
    clean = movement_svg(make_assessment([make_rep(1)]), exercise, speech("en"))
    faulty = movement_svg(make_assessment([make_rep(1, ("pelvis-does-not-roll",))]), exercise, speech("en"))
    assert "<pattern" not in clean
    assert "<pattern" in faulty


def test_curves_without_a_single_number_are_drawn_empty(assessment: Assessment, exercise: Exercise) -> None:
    nothing = np.full(len(assessment.series.time_s), np.nan, np.float32)
    series = replace(assessment.series, opening_deg=nothing, pelvic_roll_deg=nothing)
    svg = movement_svg(assessment.model_copy().with_series(series), exercise, speech("en"))
    assert "time (s)" in texts(svg)


def test_no_series_at_all_is_no_error(
    make_assessment: Callable[..., Assessment], make_rep: Callable[..., Rep], exercise: Exercise
) -> None:
    bare = Assessment.model_validate_json(make_assessment([make_rep(1)]).to_json())
    assert "time (s)" in texts(movement_svg(bare, exercise, speech("en")))


def test_many_reps_are_numbered_sparsely(
    make_assessment: Callable[..., Assessment], make_rep: Callable[..., Rep], exercise: Exercise
) -> None:
    svg = movement_svg(make_assessment([make_rep(n) for n in range(1, 101)]), exercise, speech("en"))
    numbers = [text for text in texts(svg) if text.isdigit()]
    assert "1" in numbers
    assert "2" not in numbers
    assert len(svg) < 250_000


def test_thinning_keeps_the_peaks_the_ends_and_the_gaps() -> None:
    time_s = np.arange(20_000) / 30.0
    value = np.sin(time_s).astype(np.float32)
    value[7_321] = 9.0
    value[12_000:14_000] = np.nan
    kept = thin(time_s, value)
    assert len(kept) <= MOST_POINTS
    assert np.all(np.diff(kept) > 0)
    assert np.nanmax(value[kept]) == 9.0
    assert np.isnan(value[kept]).any()


def test_a_short_curve_is_left_as_it_is() -> None:
    assert len(thin(np.arange(50.0), np.zeros(50, np.float32))) == 50
