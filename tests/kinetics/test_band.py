"""Bands: what their makers publish is what they pull, and what cannot be a band is told so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.errors import UsageError
from openclam.exercise import LANGUAGES
from openclam.kinetics.band import COLOUR_SD_SHARE, Band, Chart, colour_name, find_colour, load_band, load_charts
from openclam.kinetics.band_notes import NoteKind, band_notes
from openclam.kinetics.calibration import Calibration, Pull

CHARTS = load_charts()
OF_CHARTS = [(chart, colour) for chart in CHARTS.by_slug.values() for colour in chart.forces_n]
COLOURS = st.sampled_from([f"{chart.slug} {colour}" for chart, colour in OF_CHARTS])
ELONGATIONS = st.floats(-0.5, 3.0)
TURNS_LBF = {"yellow": (1.04, 1.35), "red": (1.48, 1.26), "green": (1.70, 1.86), "blue": (2.30, 2.02)}
LBF = 4.4482216


@pytest.mark.parametrize(("chart", "colour"), OF_CHARTS, ids=lambda given: getattr(given, "slug", given))
def test_every_point_of_every_chart_is_met_within_4_percent(chart: Chart, colour: str) -> None:
    errors = chart.law(colour).relative_errors(chart.elongations, chart.forces_n[colour])
    assert np.abs(errors).max() <= (1e-9 if len(chart.elongations) == 2 else 0.04)


def test_both_charts_hold_the_colours_that_they_should() -> None:
    colours = ["tan", "yellow", "red", "green", "blue", "black", "silver", "gold"]
    assert CHARTS.default == "theraband"
    assert list(CHARTS.by_slug["theraband"].forces_n) == colours
    assert list(CHARTS.by_slug["hygenic"].forces_n) == colours[1:]
    assert not CHARTS.by_slug["hygenic"].checked


@pytest.mark.parametrize(
    ("colour", "newtons"),
    [
        ("yellow", [5.8, 9.1, 11.5, 13.3, 16.4, 19.1, 21.7]),
        ("green", [8.6, 13.8, 17.5, 20.5, 25.4, 29.8, 33.9]),
        ("black", [14.4, 22.6, 28.2, 32.5, 39.4, 45.4, 50.9]),
    ],
)
def test_forces_worked_out_apart_from_this_code(colour: str, newtons: list[float]) -> None:
    at = np.array([0.25, 0.50, 0.75, 1.0, 1.5, 2.0, 2.5])
    assert load_band(colour).tension_n(at) == pytest.approx(newtons, abs=0.06)


@pytest.mark.parametrize(("colour", "constants"), list(TURNS_LBF.items()))
def test_the_laws_constants(colour: str, constants: tuple[float, float]) -> None:
    law = load_band(colour).law
    assert (law.a_n / LBF, law.b_n / LBF) == pytest.approx(constants, abs=0.006)


@pytest.mark.parametrize("chart", list(CHARTS.by_slug.values()), ids=lambda chart: chart.slug)
def test_the_next_colour_is_heavier_at_every_stretch(chart: Chart) -> None:
    at = np.linspace(0.05, 2.5, 30)
    pulls = np.stack([chart.law(colour).tension_n(at) for colour in chart.forces_n])
    assert (np.diff(pulls, axis=0) > 0).all()


@given(colour=COLOURS, elongation=ELONGATIONS, more=st.floats(1e-3, 0.5))
def test_a_band_pulls_harder_the_further_it_is_stretched_and_never_when_slack(
    colour: str, elongation: float, more: float
) -> None:
    band = load_band(colour)
    one, other = band.tension_n(elongation), band.tension_n(elongation + more)
    if elongation <= 0:
        assert one == 0
    assert other > one if elongation + more > 0 else other == 0


@given(colour=COLOURS, elongation=ELONGATIONS)
def test_a_loop_pulls_with_two_strands(colour: str, elongation: float) -> None:
    band = load_band(colour)
    assert band.pull_n(elongation) == pytest.approx(2 * band.tension_n(elongation))


@given(colour=COLOURS, way=st.lists(ELONGATIONS, min_size=1, max_size=20))
def test_on_the_way_back_it_pulls_as_on_the_way_out(colour: str, way: list[float]) -> None:
    band = load_band(colour)
    out, back = band.pull_n(np.array(way)), band.pull_n(np.array(way[::-1]))
    assert out == pytest.approx(back[::-1])
    assert out == pytest.approx([band.pull_n(elongation) for elongation in way])


@given(colour=COLOURS, elongation=st.floats(0.01, 2.5), long=st.floats(20, 200), longer=st.floats(20, 200))
def test_only_the_elongation_counts_and_not_the_length(
    colour: str, elongation: float, long: float, longer: float
) -> None:
    assert load_band(colour, long).pull_n(elongation) == load_band(colour, longer).pull_n(elongation)


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("red", "red"), ("rood", "red"), (" Rode ", "red"), ("GROEN", "green"), ("blauw", "blue"), ("geel", "yellow"),
        ("zwart", "black"), ("zilver", "silver"), ("goud", "gold"), ("beige", "tan"), ("TheraBand tan", "tan"),
    ],
)  # fmt: skip
def test_colours_in_dutch_and_english(said: str, slug: str) -> None:
    band = load_band(said)
    assert (band.maker, band.colour) == ("TheraBand", slug)
    assert band.force_sd_share == COLOUR_SD_SHARE
    assert band.force_range == pytest.approx((0.7, 1.3))


def test_another_makers_red_is_another_band() -> None:
    named, asked = load_band("hygenic rood"), load_band("red", maker="Hygenic")
    assert named == asked
    assert named.maker == "Hygenic"
    assert named.tension_n(1.0) > load_band("red").tension_n(1.0)


def test_a_colour_is_named_in_both_languages() -> None:
    assert [colour_name("silver", lang) for lang in LANGUAGES] == ["silver", "zilver"]
    assert colour_name("pink", "nl") == "pink"


@pytest.mark.parametrize(
    ("colour", "says"),
    [
        ("yelow", 'did you mean "yellow"?'),
        ("rod", 'did you mean "rood"?'),
        ("purple", 'got "purple". TheraBand has: tan (beige), yellow (geel), red (rood)'),
        ("hygenic tan", "Hygenic has: yellow (geel)"),
        ("theraban red", 'did you mean "theraband"'),
        ("", "expected a colour, got none"),
        (None, "expected a colour, got none"),
    ],
)
def test_an_unknown_colour_gets_the_colours_and_the_way_to_calibrate(colour: str | None, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_band(colour)
    assert says in str(caught.value)
    assert "luggage scale" in str(caught.value)
    assert "--band-pull 45:2.1" in str(caught.value)


@pytest.mark.parametrize("loop_cm", [0, -61, 19.9, 201, float("nan"), float("inf")])
def test_a_length_that_no_loop_has(loop_cm: float) -> None:
    with pytest.raises(UsageError, match="from 20 to 200 cm"):
        load_band("red", loop_cm)


def test_a_loop_that_nobody_measured_is_named_as_assumed() -> None:
    assert load_band("red").assumed == ("loop_cm",)
    assert load_band("red").loop_cm == 61
    assert load_band("red", 55).assumed == ()


def test_own_pulls_take_the_place_of_the_chart() -> None:
    strong = Calibration.of_loop(61, [Pull(61, 6.0)])
    band = load_band("red", 61, strong)
    assert band.pull_n(1.0) == pytest.approx(6.0 * 9.80665)
    assert "Calibrated" in band.source
    assert band.neighbour(1) == "green"


def test_a_calibrated_band_may_have_any_colour_or_none() -> None:
    pulls = Calibration.of_loop(50, [Pull(40, 3.0)])
    pink, unnamed = load_band("pink", 50, pulls), load_band(None, 50, pulls)
    assert (pink.colour, unnamed.colour) == ("pink", None)
    assert pink.pull_n(0.6) == unnamed.pull_n(0.6) > 0
    assert pink.neighbour(1) is None


def test_neighbours_end_with_the_chart() -> None:
    chart, gold = find_colour("gold")
    assert chart.neighbour(gold, -1) == "silver"
    assert chart.neighbour(gold, 1) is None
    assert chart.neighbour("tan", -1) is None
    assert chart.neighbour("pink", 1) is None


def kinds(band: Band, closed: float, top: float) -> list[NoteKind]:
    return [note.kind for note in band_notes(band, closed, top)]


def test_what_has_to_be_said_is_said() -> None:
    told = load_band("red", 61)
    assert kinds(told, 0.07, 0.5) == []
    assert kinds(told, -0.1, 0.5) == [NoteKind.SLACK_CLOSED]
    assert kinds(told, -0.1, -0.01) == [NoteKind.SLACK_OPEN]
    assert kinds(told, 0.5, 2.6) == [NoteKind.OVER_STRETCHED]
    assert kinds(load_band("red"), 0.1, 0.5) == [NoteKind.LOOP_ASSUMED]
    assert kinds(load_band("hygenic red", 61), 0.1, 0.5) == [NoteKind.CHART_UNCHECKED]


def test_notes_speak_both_languages_with_their_numbers() -> None:
    notes = band_notes(load_band("hygenic red"), -0.1, 2.6)
    assert {note.kind for note in notes} == set(NoteKind) - {NoteKind.SLACK_OPEN}
    for note in (*notes, *band_notes(load_band("red", 81), -0.2, -0.05)):
        assert note.say("en") != note.say("nl")
        assert "{" not in note.say("en") + note.say("nl")
    assert "260 %" in notes[1].say("nl")


def test_a_loop_round_two_thighs_as_worked_out_by_hand() -> None:
    """Two thighs of 40 cm that touch need 65.5 cm; the loops are those that are sold."""
    touching = 0.40 / np.pi
    for loop_cm, percent in ((46, 43), (51, 29), (61, 7)):
        assert 100 * load_band("red", loop_cm).elongation(touching, 0.40) == pytest.approx(percent, abs=1)
    assert load_band("red", 81).elongation(touching, 0.40) < 0
