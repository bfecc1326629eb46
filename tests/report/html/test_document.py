"""`report.html` as a browser and a hostile file name would have it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from openclam.assessment.model import Assessment, Rep, Verdict
from openclam.exercise import Exercise
from openclam.report.corrections import corrections
from openclam.report.html.document import REPS_A_TABLE, report_html
from openclam.report.summary import sentence, went_well
from openclam.report.words import speech
from tests.report.conftest import WHY

PICTURE = "data:image/jpeg;base64,/9j/4AAQSkZJRg=="
VOID = {"meta", "img", "br", "link", "input", "hr"}

Make = Callable[..., Assessment]
MakeRep = Callable[..., Rep]


class Page(HTMLParser):
    """What the tests ask of a page: tags in order with their attributes, text, and whether tags close."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        self.text = re.sub(r"\s+", " ", " ".join(self.words).replace("\u00a0", " "))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


def page(assessment: Assessment, exercise: Exercise, lang: str = "en") -> Page:
    found = corrections(assessment, exercise)
    pictures = {correction.statement.slug: PICTURE for correction in found}
    return Page(report_html(assessment, exercise, found, pictures, lang))


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_page_is_whole_in_either_language(assessment: Assessment, exercise: Exercise, lang: str) -> None:
    shown = page(assessment, exercise, lang)
    assert shown.open == [], "every element closes"
    assert shown.all("html") == [{"lang": lang}]
    assert len(shown.all("h1")) == 1
    assert ("medisch hulpmiddel" if lang == "nl" else "medical device") in shown.text
    assert exercise.statement("pelvis-does-not-roll").cue.say(lang) in shown.text


def test_nothing_points_outside(assessment: Assessment, exercise: Exercise) -> None:
    shown = page(assessment, exercise)
    assert not {tag for tag, _ in shown.tags} & {"script", "link", "iframe", "object", "base", "form"}
    links = [
        value
        for _, attrs in shown.tags
        for name, value in attrs.items()
        if name in ("src", "srcset", "href", "xlink:href", "action", "poster", "data", "background")
    ]
    assert links
    assert all(link.startswith(("data:", "#")) for link in links)
    text = report_html(assessment, exercise, (), {}, "en")
    assert "@import" not in text
    assert not re.search(r"url\(\s*[\"\']?(?!#|data:)", text)


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>.mp4", '"><img src=x onerror=alert(1)>.mp4', "a&b;{{ 7*7 }}.mp4", "'-é-👣.mp4"],
)
def test_a_hostile_file_name_stays_text(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise, name: str
) -> None:
    shown = page(make_assessment([make_rep(1)], path=f"films/{name}"), exercise)
    assert not shown.all("script")
    assert not any("onerror" in attrs for _, attrs in shown.tags)
    assert name.rsplit("/", maxsplit=1)[-1] in "".join(shown.words)


def test_only_the_files_name_is_shown_and_not_where_it_lies(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    for path in ("/home/ann/private/clip.mp4", "C:\\Users\\ann\\private\\clip.mp4"):
        shown = page(make_assessment([make_rep(1)], path=path), exercise)
        assert "clip.mp4" in shown.text
        assert "private" not in shown.text


def test_tables_have_captions_and_headed_rows_and_columns(assessment: Assessment, exercise: Exercise) -> None:
    shown = page(assessment, exercise)
    assert len(shown.all("caption")) == len(shown.all("table")) == 3
    assert {attrs.get("scope") for attrs in shown.all("th")} == {"row", "col"}


def test_headings_step_down_one_at_a_time(assessment: Assessment, exercise: Exercise) -> None:
    levels = [int(tag[1]) for tag, _ in page(assessment, exercise).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_correction_has_a_picture_that_is_described(assessment: Assessment, exercise: Exercise) -> None:
    pictures = page(assessment, exercise).all("img")
    assert [attrs["src"] for attrs in pictures] == [PICTURE, PICTURE]
    assert exercise.statement("pelvis-does-not-roll").name.en in pictures[0]["alt"]
    assert "not met" in pictures[0]["alt"]


def test_a_correction_without_a_picture_says_so(assessment: Assessment, exercise: Exercise) -> None:
    found = corrections(assessment, exercise)
    shown = Page(report_html(assessment, exercise, found, {}, "en"))
    assert not shown.all("img")
    assert shown.text.count(speech("en")("report.still_missing")) == 2


def test_verdicts_are_shapes_with_words(assessment: Assessment, exercise: Exercise) -> None:
    text = page(assessment, exercise).text
    assert text.count("✓") > 3
    assert "✗ not met" in text
    assert "? cannot judge" in text


def test_cannot_judge_is_said_with_its_reason_and_what_would_help(assessment: Assessment, exercise: Exercise) -> None:
    text = page(assessment, exercise).text
    assert sentence(WHY) in text
    assert "at mat height" in text
    buttock = exercise.statement("buttock-tight")
    assert buttock.why is not None
    assert buttock.why.en in text


def test_what_could_not_be_judged_is_not_among_what_went_well(assessment: Assessment, exercise: Exercise) -> None:
    text = page(assessment, exercise).text
    well = text[text.index("Went well") : text.index("To work on")]
    assert exercise.statement("feet-together").name.en not in well
    assert exercise.statement("pelvis-does-not-roll").name.en not in well
    assert exercise.statement("pelvis-does-not-tilt").name.en in well


def test_a_set_without_faults_is_not_praised_beyond_what_was_seen(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    shown = page(make_assessment([make_rep(1), make_rep(2)]), exercise)
    assert "not the same" in shown.text
    assert not shown.all("img")


def test_a_poor_view_is_said_first(make_assessment: Make, make_rep: MakeRep, exercise: Exercise) -> None:
    text = page(make_assessment([make_rep(1)], judgeable=False), exercise).text
    assert text.index(speech("en")("view.poor", why=sentence(WHY))) < text.index("Went well")


def test_a_long_set_is_cut_into_tables_that_fit_a_page(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    reps = [make_rep(n) for n in range(1, 2 * REPS_A_TABLE + 2)]
    shown = page(make_assessment(reps), exercise)
    assert len(shown.all("table")) == 3 + 2
    assert f"reps {REPS_A_TABLE + 1} to {2 * REPS_A_TABLE}" in shown.text


def test_a_faulty_start_position_shows_value_and_limit(
    make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    text = page(make_assessment([make_rep(1)], start={"hips-bent": Verdict.NOT_MET}), exercise).text
    assert f"{exercise.statement('hips-bent').name.en} S3 ✗ not met 12 ± 2° below 30°" in text


def test_an_assumed_height_and_the_versions_are_told(assessment: Assessment, exercise: Exercise) -> None:
    text = page(assessment, exercise).text
    assert "170 cm" in text
    assert speech("en")("view.software", version="0.1.0", model="heavy", sha="0" * 64) in text


def test_what_is_wrong_with_the_recording_is_told(assessment: Assessment, exercise: Exercise) -> None:
    broken = assessment.model_copy(update={"warnings": ["<b>.mp4 breaks off at 4.0 s of 9.0 s."]})
    shown = page(broken.with_series(assessment.series), exercise)
    assert "4.0 s of 9.0 s" in shown.text
    assert not shown.all("b")


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` or `#rgb`, WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    shares = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_ink_is_readable_on_every_ground(assessment: Assessment, exercise: Exercise) -> None:
    """Contrast of at least 4.5 to 1: WCAG 2.2, level AA."""
    text = report_html(assessment, exercise, (), {}, "en")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", text))
    inks, grounds = ("ink", "soft", "met", "not-met", "cannot-judge"), ("paper", "wash")
    for ink in inks:
        for ground in grounds:
            contrast = (luminance(colours[ground]) + 0.05) / (luminance(colours[ink]) + 0.05)
            assert contrast >= 4.5, (ink, ground)


@pytest.mark.parametrize(
    ("declared", "verdict", "key"),
    [
        ("red", Verdict.MET, "band.red"),
        (None, Verdict.MET, "band.seen"),
        (None, Verdict.NOT_MET, "band.unseen"),
        (None, Verdict.CANNOT_JUDGE, "band.unknown"),
    ],
)
def test_the_band_is_as_declared_or_else_as_seen(
    assessment: Assessment, exercise: Exercise, declared: str | None, verdict: Verdict, key: str
) -> None:
    start = [
        finding.model_copy(update={"verdict": verdict}) if finding.statement == "band-above-knees" else finding
        for finding in assessment.start_position
    ]
    changed = assessment.model_copy(update={"band": declared, "start_position": start}).with_series(assessment.series)
    assert f"<dd>{speech('en')(key)}</dd>" in report_html(changed, exercise, (), {}, "en")


def test_what_one_rep_broke_is_not_praised(make_assessment: Make, make_rep: MakeRep, exercise: Exercise) -> None:
    broken, kept = "brief-hold", "no-momentum"
    set_of_six = make_assessment([make_rep(1, faults=(broken,)), *(make_rep(number) for number in range(2, 7))])
    set_of_six = set_of_six.model_copy(
        update={
            "statements": [
                s.model_copy(update={"verdict": Verdict.MET, "reps_met": 5, "reps_not_met": 1})
                if s.statement == broken
                else s
                for s in set_of_six.statements
            ]
        }
    )
    praised = went_well(set_of_six, exercise, speech("en"))
    assert exercise.statement(kept).name.en in praised
    assert exercise.statement(broken).name.en not in praised


@pytest.mark.parametrize(("roll_deg", "is_praised"), [(11.0, True), (14.5, False)])
def test_what_one_rep_more_likely_broke_than_not_is_not_praised(
    roll_deg: float, is_praised: bool, make_assessment: Make, make_rep: MakeRep, exercise: Exercise
) -> None:
    """The camera is not sure that the third rep rolled, and may be right to doubt: a wrong "well done" is worse than
    none."""
    roll = "pelvis-does-not-roll"
    unsure = {"value": roll_deg, "sd": 5.0, "verdict": Verdict.CANNOT_JUDGE, "why": "not sure"}
    reps = [make_rep(number) for number in range(1, 7)]
    reps[2] = reps[2].model_copy(
        update={"findings": [f.model_copy(update=unsure) if f.statement == roll else f for f in reps[2].findings]}
    )
    set_of_six = make_assessment(reps)
    summaries = [
        s.model_copy(update={"verdict": Verdict.MET, "reps_met": 5, "reps_cannot_judge": 1, "reps_not_met": 0})
        if s.statement == roll
        else s
        for s in set_of_six.statements
    ]
    praised = went_well(set_of_six.model_copy(update={"statements": summaries}), exercise, speech("en"))
    assert (exercise.statement(roll).name.en in praised) == is_praised
