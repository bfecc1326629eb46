"""The muscle picture as eyes in colour, eyes in grey, and ears have it."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from openclam.kinematics.posture import Side
from openclam.kinetics.document import GROUPS, Estimate, MuscleGroup
from openclam.report.muscles import LAYERS, bar_svg, group_name, key, layer_svg, shade_of
from openclam.report.muscles.picture import Shares
from openclam.report.muscles.shade import SHADES
from openclam.report.words import speech

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [group for group in GROUPS if group != "others"]


def estimate(value: float) -> Estimate:
    return Estimate(value=value, low=value / 2, high=value * 1.5)


def picture(shares: Shares, lang: str = "en", leg: Side = "right") -> list[ElementTree.Element]:
    return [ElementTree.fromstring(layer_svg(layer, shares, speech(lang), leg)) for layer in LAYERS]


def group_of(layers: list[ElementTree.Element], group: MuscleGroup) -> list[ElementTree.Element]:
    return [found for layer in layers for found in layer.iter(f"{SVG}g") if found.get("data-group") == group]


def fill_and_lines(activation_pct: float) -> tuple[str, int]:
    """The fill of a muscle that works this hard, and how many hatching lines it has."""
    muscle = group_of(picture({"gluteus-medius-posterior": estimate(activation_pct)}), "gluteus-medius-posterior")[0]
    outline, *hatching = muscle.iter(f"{SVG}path")
    return outline.attrib["fill"], sum(path.attrib["d"].count("M") for path in hatching)


def grey(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_group_is_drawn_and_labelled_with_share_and_range(lang: str) -> None:
    shares = {group: estimate(4.0 * (number + 1)) for number, group in enumerate(DRAWN)}
    layers = picture(shares, lang)
    labels = ["".join(text.itertext()) for layer in layers for text in layer.iter(f"{SVG}text")]
    for group in DRAWN:
        assert group_of(layers, group), group
        name = group_name(group, speech(lang)).replace(", ", "")
        share = shares[group]
        wanted = f"{name}{share.value:.0f}\u00a0% ({share.low:.0f}–{share.high:.0f})"
        assert wanted in labels


def test_the_harder_a_muscle_works_the_darker_and_denser_it_is() -> None:
    looks = [fill_and_lines(pct) for pct in (0, 4, 5, 10, 15, 29, 30, 49, 50, 100)]
    darkness = [-grey(fill) for fill, _ in looks]
    lines = [count for _, count in looks]
    assert darkness == sorted(darkness)
    assert lines == sorted(lines)
    assert len(set(looks)) == len(SHADES)


def test_shades_are_told_apart_in_grey() -> None:
    greys = [grey(shade.fill) for shade in SHADES]
    assert all(lighter - darker > 20 for lighter, darker in pairwise(greys))


def test_the_shade_is_that_of_the_group_and_of_no_other() -> None:
    layers = picture({group: estimate(60.0 if group == "piriformis" else 1.0) for group in DRAWN})
    dark = {
        group
        for group in DRAWN
        for drawn in group_of(layers, group)
        if SHADES[-1].fill in ElementTree.tostring(drawn, "unicode")
    }
    assert dark == {"piriformis"}


def test_a_group_that_is_not_known_is_not_called_idle() -> None:
    text = layer_svg("deep", {}, speech("en"), "right")
    assert text.count("not known") == 2 * 4, "said in the label and to those who listen"
    assert "0\u00a0%" not in text


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


def test_those_who_listen_hear_that_it_is_an_estimate_and_every_number() -> None:
    for layer in picture({group: estimate(12.0) for group in DRAWN}):
        assert layer.get("role") == "img"
        ids = {element.get("id"): "".join(element.itertext()) for element in layer.iter() if element.get("id")}
        assert "estimate" in ids[layer.get("aria-labelledby")]
        heard = ids[layer.get("aria-describedby")]
        assert heard.count("12\u00a0% (6–18)") == len(list(layer.iter(f"{SVG}circle")))


def test_words_cannot_break_the_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = "<script>alert(1)</script>"
    monkeypatch.setattr("openclam.report.muscles.picture.group_name", lambda group, say: odd)
    for layer in picture({}):
        assert not list(layer.iter(f"{SVG}script"))
        assert odd in "".join(layer.itertext())


def test_the_key_names_every_shade_without_a_gap() -> None:
    words = [said.replace("\u00a0", " ") for _, said in key(speech("en"))]
    assert words[0] == f"under {SHADES[1].from_pct:g} %"
    assert words[-1] == f"{SHADES[-1].from_pct:g} % and more"
    ends = [re.findall(r"\d+", said) for said in words]
    assert all(before[-1] == after[0] for before, after in pairwise(ends))


@pytest.mark.parametrize("pct", [-1.0, 0.0, 4.999, 5.0, 50.0, 250.0])
def test_there_is_a_shade_for_any_number(pct: float) -> None:
    assert shade_of(pct) in SHADES


def test_bars_are_as_long_as_their_share_and_stay_on_their_scale() -> None:
    def reach(share: Estimate) -> float:
        bar = ElementTree.fromstring(bar_svg(share, 50))
        return max(
            float(x)
            for path in list(bar.iter("path"))[1:2]
            for x in re.findall(r"(-?[\d.]+) -?[\d.]+", path.attrib["d"])
        )

    assert reach(estimate(40)) == pytest.approx(2 * reach(estimate(20)), rel=0.01)
    assert reach(estimate(90)) == pytest.approx(reach(estimate(50)))
    assert reach(estimate(0)) == 0
