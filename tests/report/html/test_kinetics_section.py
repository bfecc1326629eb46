"""What the band and the muscles did, on the report's page and in the terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from markupsafe import Markup
from rich.console import Console

from openclam.assessment.model import Assessment
from openclam.exercise import Exercise
from openclam.kinetics.document import Kinetics
from openclam.kinetics.emg import published_emg
from openclam.report.html.document import report_html
from openclam.report.html.kinetics_section import kinetics_section
from openclam.report.kinetics_words import works_most
from openclam.report.tables.terminal import print_assessment
from openclam.report.words import speech

WithKinetics = Callable[..., Assessment]


def page(assessment: Assessment, exercise: Exercise, lang: str = "en", **options: object) -> str:
    return report_html(assessment, exercise, (), {}, lang, **options)


def words(html: str) -> str:
    """The page without its tags, styles and drawings' descriptions."""
    html = re.sub(r"<(style|title|desc)\b.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " "))


def printed(assessment: Assessment, exercise: Exercise, lang: str = "en") -> str:
    stream = io.StringIO()
    print_assessment(assessment, exercise, lang=lang, console=Console(file=stream, width=300, highlight=False))
    return stream.getvalue().replace("\u00a0", " ")


def changed_reps(kinetics: Kinetics, **changes: object) -> list[object]:
    return [rep.model_copy(update=changes) for rep in kinetics.reps]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["31 N (22–41)", "39.9 N·m (36.3–43.8)", "0.65 N·m/kg (0.58–0.71)", "11.8 N·m (10.0–13.7)", "17.5 J"]),
        ("nl", ["31 N (22–41)", "39,9 N·m (36,3–43,8)", "0,65 N·m/kg (0,58–0,71)", "11,8 N·m (10,0–13,7)", "17,5 J"]),
    ],
)
def test_numbers_of_the_set_stand_with_unit_and_range(
    with_kinetics: WithKinetics, exercise: Exercise, lang: str, said: list[str]
) -> None:
    text = words(page(with_kinetics(), exercise, lang))
    for number in said:
        assert number in text


def test_each_rep_has_its_row(with_kinetics: WithKinetics) -> None:
    say = speech("en")
    section = kinetics_section(with_kinetics(), say)
    assert section is not None
    assert [row.number for row in section.rows] == [1, 2, 3]
    assert all(len(row.cells) == len(section.head) for row in section.rows)
    first = dict(zip(section.head, section.rows[0].cells, strict=True))
    assert first[f"{say('kinetics.band_force')} (N)"] == ("30", "21–39")
    assert first[f"{say('kinetics.stretch')} (%)"] == ("6 → 50", "−2 to 14 → 43–57")
    assert first[f"{say('kinetics.tension')} (s)"] == ("4.2", "")


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_nothing_is_said_where_nothing_was_calculated(
    assessment: Assessment, with_kinetics: WithKinetics, exercise: Exercise, lang: str
) -> None:
    title = speech(lang)("kinetics.title")
    for silent in (assessment, with_kinetics(reps=[])):
        assert title not in words(page(silent, exercise, lang))
        assert 'class="muscles"' not in page(silent, exercise, lang)
        assert title not in printed(silent, exercise, lang)
        assert "N·m" not in printed(silent, exercise, lang)


@pytest.mark.parametrize(("lang", "said"), [("en", "not measurements"), ("nl", "geen metingen")])
def test_it_is_called_an_estimate_with_its_limits(
    with_kinetics: WithKinetics, exercise: Exercise, lang: str, said: str
) -> None:
    text = words(page(with_kinetics(), exercise, lang))
    assert said in text
    assert "168 cm" in text
    assert "62 kg" in text
    for limit in ("EMG", "40°", "60°"):
        assert limit in text
    assert said in printed(with_kinetics(), exercise, lang)


def test_an_assumed_body_is_said_to_be_one(with_kinetics: WithKinetics, exercise: Exercise) -> None:
    for assumed, key in ((False, "kinetics.for_given"), (True, "kinetics.for_assumed")):
        text = words(page(with_kinetics(assumed=assumed), exercise))
        assert speech("en")(key, height=168, mass=62) in text


def test_an_untrusted_rep_is_marked_explained_and_not_counted(
    with_kinetics: WithKinetics, kinetics: Kinetics, exercise: Exercise
) -> None:
    text, say = words(page(with_kinetics(), exercise)), speech("en")
    assert "3 ? unsure" in text
    assert f"{say('kinetics.unsure_rep', rep=3)}: {kinetics.reps[2].why}" in text
    assert say("kinetics.left_out", reps="3") in text
    assert "36 N" not in text, "the pull of rep 3 is not the largest of those that count"


def test_a_set_that_is_trusted_nowhere_says_so_first(
    with_kinetics: WithKinetics, kinetics: Kinetics, exercise: Exercise
) -> None:
    nowhere = with_kinetics(reps=changed_reps(kinetics, trusted=False, why="the hip was bent by 65°"))
    text, say = words(page(nowhere, exercise)), speech("en")
    assert text.index(say("kinetics.unsure_used")) < text.index(say("kinetics.muscles"))
    assert say("kinetics.unsure_used") in printed(nowhere, exercise)


def test_without_a_band_no_pull_and_no_stretch_is_shown(
    with_kinetics: WithKinetics, kinetics: Kinetics, exercise: Exercise
) -> None:
    nothing = {"band_force_n": None, "band_elongation_closed_pct": None, "band_elongation_top_pct": None}
    bare = with_kinetics(band=None, reps=changed_reps(kinetics, **nothing))
    text, say = words(page(bare, exercise)), speech("en")
    assert say("kinetics.no_band") in text
    assert say("kinetics.band_force") not in text
    assert say("kinetics.stretch") not in text
    assert say("kinetics.told_force", force="|").partition("|")[0] not in printed(bare, exercise)


def test_the_band_is_told_with_what_was_assumed(with_kinetics: WithKinetics, exercise: Exercise) -> None:
    text, say = words(page(with_kinetics(), exercise, "nl")), speech("nl")
    sizes = (say("kinetics.loop", cm=61), say("kinetics.girth", cm=50))
    loop, girth = (say("kinetics.assumed", what=size) for size in sizes)
    assert f"TheraBand, rood, {loop}, {girth}" in text


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "Works most: gluteus medius (posterior part), gluteus maximus (middle part) and piriformis; gluteus medius "
            "and gluteus maximus work less when the pelvis rolls back.",
        ),
        (
            "nl",
            "Werkt het meest: gluteus medius (achterste deel), gluteus maximus (middelste deel) en piriformis; gluteus "
            "medius en gluteus maximus werken minder als het bekken naar achteren rolt.",
        ),
    ],
)
def test_one_sentence_says_what_works_most_and_what_a_rolled_pelvis_does(
    with_kinetics: WithKinetics, exercise: Exercise, lang: str, said: str
) -> None:
    assert said in words(page(with_kinetics(), exercise, lang))
    assert said in printed(with_kinetics(), exercise, lang)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_no_share_of_a_muscle_is_shown_to_anybody(
    with_kinetics: WithKinetics, kinetics: Kinetics, exercise: Exercise, lang: str
) -> None:
    shares = {
        f"{muscle.activation_pct.value:.0f} %"
        for rep in kinetics.reps[:2]
        for muscle in rep.muscles
        if muscle.activation_pct.value >= 1
    }
    studies = {f"{row.mean_pct:.0f} %" for row in published_emg()}
    html = page(with_kinetics(), exercise, lang)
    section = html[html.index('class="kinetics"') :]
    shown = words(section[: section.index("</section>")])
    for share in shares - studies:
        assert not re.search(rf"(?<![\d.]){share}", shown), share
        assert share not in printed(with_kinetics(), exercise, lang)


def test_figures_with_ranges_are_folded_for_professionals(with_kinetics: WithKinetics, exercise: Exercise) -> None:
    html = page(with_kinetics(), exercise)
    start = html.index('class="kinetics"')
    section = html[start : html.index("</section>", start)]
    before, _, folded = section.partition("<details")
    assert "N·m" not in words(before)
    assert "N·m" in words(folded)
    assert "open" not in folded.partition(">")[0]
    assert "How far to trust this" in words(before), "that is for everybody"


def test_professionals_see_what_electrodes_found_and_how_surely(
    with_kinetics: WithKinetics, exercise: Exercise
) -> None:
    text = words(page(with_kinetics(), exercise))
    assert "Distefano 2009, 21 people" in text
    assert "40 ± 38 %" in text
    assert "10.2519/jospt.2009.2796" in text
    assert "47 % (as another text gives it)" in text
    assert not any(row.study in text for row in published_emg() if row.study == "Selkowitz 2013"), "only recalled"


def test_an_older_document_without_levels_has_no_picture(
    with_kinetics: WithKinetics, kinetics: Kinetics, exercise: Exercise
) -> None:
    older = with_kinetics(reps=changed_reps(kinetics, openers=[]))
    assert 'class="muscles"' not in page(older, exercise)
    assert older.kinetics is not None
    assert works_most(older.kinetics, speech("en")) == speech("en")("kinetics.less_rolled")


@pytest.mark.parametrize("choice", ["lighter", "same", "heavier"])
def test_the_advice_stands_with_its_reason(
    with_kinetics: WithKinetics, kinetics: Kinetics, exercise: Exercise, choice: str
) -> None:
    advised = with_kinetics(advice=kinetics.advice.model_copy(update={"choice": choice, "why": "Because of <this>."}))
    for text in (words(page(advised, exercise)).replace("&lt;", "<").replace("&gt;", ">"), printed(advised, exercise)):
        assert speech("en")(f"kinetics.{choice}") in text
        assert "Because of <this>." in text


def test_hostile_words_stay_text(with_kinetics: WithKinetics, kinetics: Kinetics, exercise: Exercise) -> None:
    evil = "<script>alert(1)</script>"
    assert kinetics.band is not None
    band = kinetics.band.model_copy(update={"maker": evil, "colour": evil, "source": evil})
    html = page(
        with_kinetics(
            band=band, model=evil, note=evil, warnings=[evil], reps=changed_reps(kinetics, trusted=False, why=evil)
        ),
        exercise,
    )
    assert evil not in html
    assert html.count("&lt;script&gt;") >= 6


def test_words_in_square_brackets_are_text_in_the_terminal(
    with_kinetics: WithKinetics, kinetics: Kinetics, exercise: Exercise
) -> None:
    advice = kinetics.advice.model_copy(update={"why": "take [bold]this[/]"})
    assert "take [bold]this[/]" in printed(with_kinetics(advice=advice), exercise)


def test_the_terminal_names_force_moment_and_advice(with_kinetics: WithKinetics, exercise: Exercise) -> None:
    text, say = printed(with_kinetics(), exercise, "nl"), speech("nl")
    assert say("kinetics.told_force", force="31 N (22–41)") in text
    moments = {"abduction": "39,9 N·m (36,3–43,8)", "rotation": "11,8 N·m (10,0–13,7)"}
    assert say("kinetics.told_moments", **moments) in text
    assert "Volgende band: dezelfde." in text


@pytest.mark.parametrize(("leg", "said"), [("left", "Your left hip"), ("right", "Your right hip")])
def test_the_hip_that_moved_is_the_one_that_is_shown(
    with_kinetics: WithKinetics, exercise: Exercise, leg: str, said: str
) -> None:
    assert said in words(page(with_kinetics(leg=leg), exercise))


def test_a_replay_stands_in_the_section_and_nowhere_without_kinetics(
    assessment: Assessment, with_kinetics: WithKinetics, exercise: Exercise
) -> None:
    replay = Markup('<div id="replay"></div>')
    assert page(with_kinetics(), exercise, replay=replay).count(replay) == 1
    assert replay not in page(assessment, exercise, replay=replay)


def test_the_page_stays_well_formed(with_kinetics: WithKinetics, exercise: Exercise) -> None:
    html = page(with_kinetics(), exercise)
    for tag in ("div", "section", "table", "figure", "svg", "g", "ul", "dl", "p"):
        assert len(re.findall(rf"<{tag}[ >]", html)) == html.count(f"</{tag}>"), tag
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
