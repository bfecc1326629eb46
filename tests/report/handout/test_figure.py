"""The drawn figure: a body whose bones keep their length, a foot that stays, words in the language."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from openclam.exercise import LANGUAGES, Language, load_exercise
from openclam.report.handout import draw_figure
from openclam.report.handout.body import SHANK_CM, THIGH_CM, bottom_leg, top_leg
from openclam.report.handout.figure import Picture

PAGE = load_exercise()
PICTURES: tuple[Picture, ...] = ("start", "open", "above", "moving")


@pytest.mark.parametrize("opening", [0.0, 20.0, 45.0])
def test_bones_keep_their_length_while_the_leg_opens(opening: float) -> None:
    leg = top_leg(45, 90, opening)
    assert np.linalg.norm(leg.knee - leg.hip) == pytest.approx(THIGH_CM)
    assert np.linalg.norm(leg.ankle - leg.knee) == pytest.approx(SHANK_CM)


def test_the_knee_rises_and_the_foot_and_hip_stay() -> None:
    closed, opened = top_leg(45, 90, 0), top_leg(45, 90, 40)
    assert opened.knee[1] - closed.knee[1] > 12
    np.testing.assert_allclose(opened.ankle, closed.ankle)
    np.testing.assert_allclose(opened.hip, closed.hip)


@pytest.mark.parametrize(("hip", "knee"), [(45, 90), (30, 60), (60, 105)])
def test_the_angles_are_those_of_the_file_seen_from_above(hip: float, knee: float) -> None:
    leg = bottom_leg(hip, knee)
    thigh, shank = (leg.knee - leg.hip)[[0, 2]], (leg.ankle - leg.knee)[[0, 2]]
    bearing = [np.degrees(np.arctan2(part[1], part[0])) for part in (thigh, shank)]
    assert bearing[0] == pytest.approx(hip)
    assert bearing[0] - bearing[1] == pytest.approx(knee)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("picture", PICTURES)
def test_each_picture_is_well_formed_and_says_what_it_is(picture: Picture, lang: Language) -> None:
    root = ElementTree.fromstring(draw_figure(PAGE, picture, lang))
    assert root.tag.endswith("svg")
    assert root.attrib["aria-label"].startswith(PAGE.title.say(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_label_stands_in_its_picture_and_inside_the_frame(lang: Language) -> None:
    assert PAGE.figure is not None
    for label in PAGE.figure.labels:
        root = ElementTree.fromstring(draw_figure(PAGE, label.picture, lang))
        texts = {text.text: text for text in root.iter() if text.tag.endswith("text")}
        text = texts[label.words.say(lang)]
        left, top, width, height = map(float, root.attrib["viewBox"].split())
        length = len(text.text or "") * float(text.attrib["font-size"]) * 0.6
        start = float(text.attrib["x"]) - {"start": 0, "middle": length / 2, "end": length}[text.attrib["text-anchor"]]
        assert left <= start
        assert start + length <= left + width
        assert top + 5 <= float(text.attrib["y"]) <= top + height


def test_the_open_picture_differs_from_the_start_only_where_the_leg_moves() -> None:
    start, opened = (
        re.findall(r'<path d="([^"]+)"', draw_figure(PAGE, picture, "en")) for picture in ("start", "open")
    )
    assert start[0] == opened[0]  # the mat
    assert len(set(start) & set(opened)) > 15  # head, arms, trunk, bottom leg


def test_the_movement_waits_for_a_click_and_every_shape_can_morph() -> None:
    svg = draw_figure(PAGE, "moving", "en")
    begins = set(re.findall(r'begin="([^"]+)"', svg))
    assert begins == {"moving.click"}
    for values in re.findall(r'values="([^"]+)"', svg):
        shapes = {re.sub(r"[-\d. ]+", " ", shape) for shape in values.split(";")}
        assert len(shapes) == 1  # the same commands in each key position


def test_an_exercise_without_a_figure_draws_nothing() -> None:
    assert draw_figure(PAGE.model_copy(update={"figure": None}), "start", "en") == ""
