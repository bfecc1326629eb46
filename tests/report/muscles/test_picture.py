"""The muscle picture as eyes in colour, eyes in grey, and ears have it."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from openclam.kinematics.posture import Side
from openclam.kinetics.document import GROUPS, Level, MuscleGroup
from openclam.report.muscles import LAYERS, Levels, group_name, key, layer_svg, level_words, shade_of
from openclam.report.muscles.shade import SHADES, UNKNOWN
from openclam.report.words import speech

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [group for group in GROUPS if group != "others"]
ORDER: tuple[Level, ...] = ("little", "some", "most")


def picture(levels: Levels, lang: str = "en", leg: Side = "right") -> list[ElementTree.Element]:
    return [ElementTree.fromstring(layer_svg(layer, levels, speech(lang), leg)) for layer in LAYERS]


def group_of(layers: list[ElementTree.Element], group: MuscleGroup) -> list[ElementTree.Element]:
    return [found for layer in layers for found in layer.iter(f"{SVG}g") if found.get("data-group") == group]


def fill_and_lines(level: Level | None) -> tuple[str, int]:
    """The fill of a muscle of this level, and how many hatching lines it has."""
    levels: Levels = {} if level is None else {"gluteus-medius-posterior": level}
    muscle = group_of(picture(levels), "gluteus-medius-posterior")[0]
    outline, *hatching = muscle.iter(f"{SVG}path")
    return outline.attrib["fill"], sum(path.attrib["d"].count("M") for path in hatching)


def grey(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_group_is_drawn_and_labelled_with_its_level_and_no_share(lang: str) -> None:
    levels: Levels = {group: ORDER[number % 3] for number, group in enumerate(DRAWN)}
    layers = picture(levels, lang)
    labels = ["".join(text.itertext()) for layer in layers for text in layer.iter(f"{SVG}text")]
    for group in DRAWN:
        assert group_of(layers, group), group
        name = group_name(group, speech(lang)).replace(", ", "")
        assert f"{name}{level_words(levels[group], speech(lang))}" in labels
    assert "%" not in "".join("".join(layer.itertext()) for layer in layers)


def test_the_more_a_muscle_works_the_darker_and_denser_it_is() -> None:
    looks = [fill_and_lines(level) for level in (None, *ORDER)]
    darkness = [-grey(fill) for fill, _ in looks]
    lines = [count for _, count in looks]
    assert darkness == sorted(darkness)
    assert lines == sorted(lines)
    assert len(set(looks)) == len(looks)


def test_shades_are_told_apart_in_grey() -> None:
    greys = [grey(shade.fill) for shade in (UNKNOWN, *(SHADES[level] for level in ORDER))]
    assert all(lighter - darker > 20 for lighter, darker in pairwise(greys))


def test_the_shade_is_that_of_the_group_and_of_no_other() -> None:
    layers = picture({group: "most" if group == "piriformis" else "little" for group in DRAWN})
    dark = {
        group
        for group in DRAWN
        for drawn in group_of(layers, group)
        if SHADES["most"].fill in ElementTree.tostring(drawn, "unicode")
    }
    assert dark == {"piriformis"}


def test_a_group_that_is_not_known_is_not_called_idle() -> None:
    text = layer_svg("deep", {}, speech("en"), "right")
    assert text.count("not known") == 2 * 4, "said in the label and to those who listen"
    assert "works" not in text.partition("</title>")[2]


@pytest.mark.parametrize(("leg", "order"), [("right", ("← back", "front →")), ("left", ("← front", "back →"))])
def test_a_left_hip_faces_the_other_way(leg: Side, order: tuple[str, str]) -> None:
    for layer in picture({}, leg=leg):
        texts = list(layer.iter(f"{SVG}text"))[-2:]
        assert tuple(text.text for text in texts) == order
        assert float(texts[0].attrib["x"]) < float(texts[1].attrib["x"])


@pytest.mark.parametrize("leg", ["left", "right"])
def test_leaders_end_on_the_muscle_and_words_stay_inside(leg: Side) -> None:
    for layer in picture({}, leg=leg):
        left, top, width, height = map(float, layer.attrib["viewBox"].split())
        for mark in (*layer.iter(f"{SVG}circle"), *layer.iter(f"{SVG}text")):
            x, y = (float(mark.get("cx", mark.get("x", ""))), float(mark.get("cy", mark.get("y", ""))))
            assert left <= x <= left + width
            assert top <= y <= top + height
    right_dots = [float(c.attrib["cx"]) for layer in picture({}) for c in layer.iter(f"{SVG}circle")]
    left_dots = [float(c.attrib["cx"]) for layer in picture({}, leg="left") for c in layer.iter(f"{SVG}circle")]
    sums = {round(a + b, 3) for a, b in zip(right_dots, left_dots, strict=True)}
    assert sums == {round(2 * left + width, 3)}, "mirrored about the middle of the picture"


def test_those_who_listen_hear_that_it_is_an_estimate_and_every_level() -> None:
    for layer in picture(dict.fromkeys(DRAWN, "some")):
        assert layer.get("role") == "img"
        ids = {element.get("id"): "".join(element.itertext()) for element in layer.iter() if element.get("id")}
        assert "estimate" in ids[layer.get("aria-labelledby")]
        heard = ids[layer.get("aria-describedby")]
        assert heard.count(level_words("some", speech("en"))) == len(list(layer.iter(f"{SVG}circle")))


def test_words_cannot_break_the_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = "<script>alert(1)</script>"
    monkeypatch.setattr("openclam.report.muscles.picture.group_name", lambda group, say: odd)
    for layer in picture({}):
        assert not list(layer.iter(f"{SVG}script"))
        assert odd in "".join(layer.itertext())


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_key_names_every_shade_from_most_to_least(lang: str) -> None:
    found = key(speech(lang))
    assert [shade for shade, _ in found] == [SHADES[level] for level in reversed(ORDER)]
    assert [said for _, said in found] == [level_words(level, speech(lang)) for level in reversed(ORDER)]


def test_what_is_not_known_has_a_shade_of_its_own() -> None:
    assert shade_of(None) == UNKNOWN
    assert UNKNOWN not in SHADES.values()
