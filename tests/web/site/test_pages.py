"""The pages as a person meets them: everything that the exercise file says, in both languages, without a script."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter

import openclam.web
from openclam.errors import UsageError
from openclam.exercise import LANGUAGES, Exercise, Language, load_exercise
from openclam.exercise.loader import BUILT_IN
from openclam.web.settings import Settings, load_settings
from openclam.web.site import app, page_content
from openclam.web.site.page_content import articles, films
from openclam.web.site.words import preferred_language, site_speech, table
from tests.web.conftest import RunningSite, Starter

WEB = Path(openclam.web.__file__).parent
EXERCISE = load_exercise()


def plain(html: str) -> str:
    """The words of a page, without its marks."""
    text = re.sub(r"<[^>]+>", " ", html)
    for mark, sign in (("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(mark, sign)
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_exercise_page_says_everything_in_the_pages_order(site: RunningSite, lang: Language) -> None:
    html = site.browser.get(f"/{lang}/clamshell").text
    text = plain(html)
    places = []
    for section in EXERCISE.sections:
        if section.slug == "actions":
            continue
        assert f'href="#{section.slug}"' in html
        places.append(html.index(f'id="{section.slug}"'))
        for line in section.lines:
            assert line.words.say(lang) in text
    assert places == sorted(places)
    for group in EXERCISE.safety.groups:
        assert all(item.words.say(lang) in text for item in group.items)
    assert EXERCISE.dose.progress.say(lang) in text
    assert f'<html lang="{lang}">' in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", ["hip-osteoarthritis", "hip-impingement-fai", "piriformis-syndrome"])
def test_an_article_says_what_the_file_says_and_when_to_see_someone(
    site: RunningSite, lang: Language, slug: str
) -> None:
    line = articles(EXERCISE)[slug]
    text = plain(site.browser.get(f"/{lang}/clamshell/{slug}").text)
    assert line.more is not None
    assert line.source is not None
    for words in (line.words.say(lang), line.more.say(lang), line.source):
        assert words in text
    stop = next(group for group in EXERCISE.safety.groups if group.slug == "stop-and-get-help")
    assert all(item.words.say(lang) in text for item in stop.items)


@pytest.mark.parametrize(
    "path", ["clamshell", "clamshell/hip-osteoarthritis", "coach", "recording", "history", "about"]
)
def test_every_page_names_itself_in_the_other_language(site: RunningSite, path: str) -> None:
    html = site.browser.get(f"/en/{path}").text
    for lang in LANGUAGES:
        assert f'hreflang="{lang}" href="{site.address}{lang}/{path}"' in html
    assert site.browser.get(f"/nl/{path}").status_code == 200


@pytest.mark.parametrize(
    ("accept", "lang"),
    [("nl-NL,nl;q=0.9,en;q=0.8", "nl"), ("de, en;q=0.5", "en"), ("fr", "en"), ("", "en"), ("en;q=0.2, nl;q=0.7", "nl"),
     ("nl;q=0", "en"), ("nl;q=x, ;;,", "en")],
)  # fmt: skip
def test_the_front_door_speaks_the_browsers_language(site: RunningSite, accept: str, lang: Language) -> None:
    assert preferred_language(accept) == lang
    answer = site.browser.get("/", headers={"Accept-Language": accept})
    assert (answer.status_code, answer.headers["location"]) == (302, f"/{lang}/clamshell")


def test_without_a_practice_the_page_says_how_to_reach_one(site: RunningSite) -> None:
    assert 'href="/nl/appointment"' in site.browser.get("/nl/clamshell").text
    assert "Bel de fysiotherapiepraktijk" in site.browser.get("/nl/appointment").text


def test_a_practice_is_reached_as_its_settings_say(start_site: Starter) -> None:
    practice = {"name": "Fysio <De Schelp>", "telephone": "+31 30 123 45 67", "address": "Dorpsstraat 1"}
    html = start_site(practice=practice).browser.get("/nl/appointment").text
    assert 'href="tel:+31301234567"' in html
    assert "Dorpsstraat 1" in html
    assert "Fysio &lt;De Schelp&gt;" in html
    assert "Fysio <De" not in html
    booking = start_site(practice={"booking_url": "https://example.org/book?a=1&b=2"})
    assert (
        'href="https://example.org/book?a=1&amp;b=2" rel="external noreferrer"'
        in booking.browser.get("/en/clamshell").text
    )


def test_a_page_that_is_not_there_says_so_in_its_language(site: RunningSite) -> None:
    for path in ("/nl/zomaar", "/nl/clamshell/zomaar", "/nl/clamshell/a/b", "/nl/history/zomaar"):
        answer = site.browser.get(path)
        assert answer.status_code == 404
        assert site_speech("nl")("problem.missing_title") in answer.text
    assert site.browser.get("/de/clamshell").json()["error"]["code"] == "not_found"


def test_the_handout_is_there_as_page_and_pdf(site: RunningSite) -> None:
    page = site.browser.get("/en/clamshell/handout")
    assert "Starting position" in page.text
    assert page.headers["content-security-policy"].startswith("sandbox")
    pdf = site.browser.get("/en/clamshell/handout.pdf")
    if pdf.status_code == 501:
        assert "WeasyPrint" in pdf.text or "Pango" in pdf.text
    else:
        assert pdf.content.startswith(b"%PDF")


def test_history_shows_trend_table_and_asks_before_it_deletes(site: RunningSite, assessment: dict[str, Any]) -> None:
    me, say = site.browser, site_speech("nl")
    assert say("history.empty") in me.get("/nl/history").text
    for day, leg in (("01", "left"), ("04", "right"), ("08", "left")):
        body = {
            "assessment": {**assessment, "moving_leg": leg},
            "consent": True,
            "performed_at": f"2026-05-{day}T10:00:00Z",
        }
        assert me.post("/api/v1/sets", json=body).status_code == 201
    page = me.get("/nl/history")
    assert page.headers["cache-control"] == "no-store"
    assert page.text.count('<svg class="trend"') == 5
    text = plain(page.text)
    assert text.index("8 mei 2026") < text.index("1 mei 2026", text.index("8 mei 2026"))
    assert "linkerbeen" in text
    assert "rechterbeen" in text
    kept = re.findall(r"/nl/history/([\w-]{16})\"", page.text)
    assert len(kept) == 3
    one = me.get(f"/nl/history/{kept[0]}")
    assert say("set.title", day="8 mei 2026") in one.text
    assert me.get(f"/nl/history/{kept[0]}/report").headers["content-security-policy"].startswith("sandbox")
    assert say("delete.words_one") in me.get(f"/nl/history/{kept[0]}/delete").text
    assert len(me.get("/api/v1/sets").json()["sets"]) == 3
    assert me.post(f"/nl/history/{kept[0]}/delete").headers["location"] == "/nl/history"
    assert len(me.get("/api/v1/sets").json()["sets"]) == 2
    assert "Bewaarde series: 2" in me.get("/nl/history/delete").text
    me.post("/nl/history/delete")
    assert say("history.empty") in me.get("/nl/history").text


def test_films_that_are_there_are_shown_with_captions(tmp_path: Path) -> None:
    for name in ("clamshell.mp4", "clamshell.jpg", "clamshell.nl.vtt", "clamshell-foot-stays-down.mp4", "other.mp4"):
        (tmp_path / name).touch()
    found = films(EXERCISE, "nl", tmp_path)
    assert [film.file for film in found] == ["video/clamshell.mp4", "video/clamshell-foot-stays-down.mp4"]
    assert (found[0].poster, found[0].captions) == ("video/clamshell.jpg", "video/clamshell.nl.vtt")
    assert (found[1].name, found[1].captions) == (EXERCISE.statement("foot-stays-down").name.nl, None)


def test_a_film_stands_beside_the_dont_that_it_belongs_to(
    site: RunningSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("clamshell", "clamshell-foot-stays-down", "clamshell-brief-hold"):
        (tmp_path / f"{name}.mp4").touch()
    monkeypatch.setattr(page_content, "FILMS", tmp_path)
    html = site.browser.get("/nl/clamshell").text
    lifted = html[html.index('id="N2"') : html.index('id="N3"')]
    assert "clamshell-foot-stays-down.mp4" in lifted
    assert EXERCISE.statement("foot-stays-down").cue.nl in plain(lifted)
    assert "clamshell-brief-hold.mp4" in html[html.index('id="faults"') : html.index('id="when"')]
    assert html.index("clamshell.mp4") < html.index('id="safety"')
    assert html.count("<video") == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_article_says_what_the_screening_advises_and_what_the_coach_leaves_unsaid(
    site: RunningSite, lang: Language
) -> None:
    text = plain(site.browser.get(f"/{lang}/clamshell/hip-impingement-fai").text)
    _, item = load_exercise().screening.items["fai"]
    assert item.advice is not None
    assert item.advice.say(lang) in text
    assert all(EXERCISE.statement(slug).name.say(lang) in text for slug in item.quiet)
    assert item.quiet


def test_every_page_that_is_to_be_kept_is_there(site: RunningSite) -> None:
    assert json.loads(site.browser.get("/nl/manifest.webmanifest").text)["lang"] == "nl"
    worker = site.browser.get("/service-worker.js").text
    assert "{{" not in worker
    for path in re.findall(r"\"(/(?:en|nl)/[\w/-]+)\"", worker):
        assert site.browser.get(path).status_code == 200
        assert not path.endswith(("history", "recording"))


def test_every_word_is_there_in_both_languages_and_used() -> None:
    sources = "".join(path.read_text("utf-8") for kind in ("*.py", "*.j2") for path in WEB.rglob(kind))
    for key, words in table().items():
        assert set(words) == set(LANGUAGES), key
        assert all(text.strip() for text in words.values()), key
        group, name = key.split(".")
        built = (
            f'"{group}." + ' in sources or f'f"{group}.' in sources or name.removesuffix(name.split("_")[-1]) in sources
        )
        groups = ("site", "band", "leg", "measure", "month", "problem", "recording", "history")
        assert f'"{key}"' in sources or (built and group in groups), key


def test_a_practice_shows_its_own_exercise_file(start_site: Starter, tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    text = BUILT_IN.read_text("utf-8").replace('title = { en = "Clamshell"', 'title = { en = "Our clamshell"', 1)
    ours.write_text(text, "utf-8")
    site = start_site(site={"exercise": str(ours)})
    assert "Our clamshell" in site.browser.get("/en/clamshell").text


def test_uploads_and_coach_are_given_the_exercise_that_was_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One reading for all: a file that changes or breaks while the site runs makes no difference."""
    ours, given = tmp_path / "ours.toml", list[Exercise]()
    ours.write_text(BUILT_IN.read_text("utf-8").replace('en = "Clamshell"', 'en = "Our clamshell"', 1), "utf-8")
    monkeypatch.setattr(app, "live_router", lambda *_, **said: given.append(said["exercise"]) or APIRouter())
    monkeypatch.setattr(app, "Uploads", lambda *_, **said: given.append(said["exercise"]))
    settings = Settings.model_validate({"site": {"exercise": str(ours), "database": "sqlite://"}})
    site = app.create_app(settings).state.site
    site.store.close()
    assert [one.title.en for one in given] == ["Our clamshell"] * 2
    assert all(one is site.exercise for one in given)


def test_an_exercise_is_not_named_like_a_page(tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text(BUILT_IN.read_text("utf-8").replace('name = "clamshell"', 'name = "coach"', 1), "utf-8")
    with pytest.raises(UsageError, match='got "coach"'):
        app.create_app(Settings.model_validate({"site": {"exercise": str(ours), "database": "sqlite://"}}))


def test_an_exercise_file_is_looked_for_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('[site]\nexercise = "ours.toml"\n', "utf-8")
    assert load_settings(tmp_path / "site.toml").site.exercise == tmp_path / "ours.toml"
