"""The films show what they say, and the files that the site shows are whole."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from demonstration.captions import as_webvtt, captions, top_s
from demonstration.films import SHOWN_FROM, chosen, main
from demonstration.marks import draw_marks
from demonstration.panels import side_by_side
from demonstration.plans import FILMS, FPS, HEIGHT, WELL, WIDTH, Film
from demonstration.truth import Rehearsal
from openclam.errors import UsageError
from openclam.exercise import LANGUAGES, Language, load_exercise
from openclam.synthesis.body import Skeleton
from openclam.synthesis.clam import Clam
from openclam.synthesis.motion import SetPlan
from openclam.web.site.page_content import FILMS as FOLDER
from openclam.web.site.page_content import films

EXERCISE = load_exercise()
NAMES = [film.stem(EXERCISE.name) for film in FILMS]
FAULTS = [film for film in FILMS if film.statement is not None]


@pytest.fixture(scope="module")
def rehearsal(skeleton: Skeleton) -> Rehearsal:
    return Rehearsal(skeleton)


each_film = pytest.mark.parametrize("film", FILMS, ids=NAMES)
each_fault = pytest.mark.parametrize("film", FAULTS, ids=NAMES[-len(FAULTS) :])
each_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.mark.slow
@each_film
def test_a_film_shows_its_fault_and_no_other_and_its_correction_is_right(film: Film, rehearsal: Rehearsal) -> None:
    rehearsal.check(film, EXERCISE)
    if film.statement is not None:
        wrong, right = (rehearsal.shown(panel.movement, EXERCISE) for panel in (film.left, film.right))
        assert film.statement in wrong.broken
        assert film.statement in right.met


def test_the_pelvis_is_seen_to_roll_beyond_the_limit_and_beside_it_hardly(rehearsal: Rehearsal) -> None:
    film = next(film for film in FILMS if film.statement == "pelvis-does-not-roll")
    limits = EXERCISE.statement("pelvis-does-not-roll").limits
    assert limits is not None
    assert limits.high is not None
    wrong, right = (rehearsal.measures(panel.movement)[0]["pelvic_roll_deg"] for panel in (film.left, film.right))
    assert wrong > limits.high.not_met + 5
    assert right < limits.high.met / 2


def test_the_rep_done_well_keeps_the_pace_of_the_page(rehearsal: Rehearsal) -> None:
    for film in FILMS:
        for rep in rehearsal.measures(film.right.movement):
            assert [rep["up_s"], rep["hold_s"], rep["down_s"]] == pytest.approx([2.0, 2.0, 2.0], abs=0.2)


@each_fault
def test_both_sides_last_equally_long_and_are_seen_from_one_place(film: Film) -> None:
    assert film.left.movement.length_s == pytest.approx(film.right.movement.length_s)
    assert film.left.view == film.right.view
    assert (film.left.mark, film.right.mark) == ("fault", "good")


def test_the_exercise_is_shown_from_two_places_at_one_time() -> None:
    film = next(film for film in FILMS if film.statement is None)
    assert film.left.movement == film.right.movement
    assert film.left.view.camera != film.right.view.camera
    assert film.left.view.width + film.right.view.width == WIDTH


@each_film
def test_head_hands_and_feet_stay_in_the_picture(film: Film, skeleton: Skeleton) -> None:
    for panel in (film.left, film.right):
        clam = Clam(skeleton, panel.movement.start)
        for time in np.arange(0.0, film.length_s, 0.2):
            heads = clam.pose(panel.movement.pose_at(float(time))).heads
            at = panel.view.camera.project(heads, panel.view.width, HEIGHT)
            assert at.min() > 8
            assert (at.max(axis=0) < (panel.view.width - 8, HEIGHT - 8)).all()


def test_a_film_whose_fault_is_not_plain_is_refused(rehearsal: Rehearsal) -> None:
    film = next(film for film in FILMS if film.statement == "pelvis-does-not-roll")
    with pytest.raises(UsageError, match=r"expected .*pelvis-does-not-roll.*breaks nothing"):
        rehearsal.check(replace(film, left=film.right, along=frozenset()), EXERCISE)


def test_a_film_whose_correction_is_wrong_is_refused(rehearsal: Rehearsal) -> None:
    film = next(film for film in FILMS if film.statement == "foot-stays-down")
    lifted = SetPlan((replace(WELL, foot_lift_cm=9.0),), sway_deg=0.0)
    with pytest.raises(UsageError, match="it misses feet-together, foot-stays-down"):
        rehearsal.check(replace(film, right=replace(film.right, movement=lifted)), EXERCISE)


@each_language
@each_film
def test_captions_follow_each_other_and_end_with_the_coachs_cue(
    film: Film, lang: Language, rehearsal: Rehearsal
) -> None:
    rows = captions(film, rehearsal, EXERCISE, lang)
    assert max(len(row.text) / (row.end_s - row.start_s) for row in rows) < 21, "no time to read it"
    assert all(before.end_s < after.start_s for before, after in pairwise(rows))
    assert rows[-1].end_s < film.length_s
    if film.statement is not None:
        assert rows[-1].text == EXERCISE.statement(film.statement).cue.say(lang)
    assert as_webvtt(rows).startswith("WEBVTT\n\n00:00:00.100 --> 00:00:0")


def test_a_cross_and_a_tick_differ_in_shape() -> None:
    grey = np.full((120, 160, 3), 128, np.uint8)
    cross, tick = (draw_marks(grey, mark, None, None) for mark in ("fault", "good"))
    inked = [np.abs(image.astype(int) - 255).sum(axis=2) > 120 for image in (cross, tick)]
    assert (inked[0] != inked[1])[30:70, 30:70].sum() > 100
    assert (cross[100:, 100:] == grey[100:, 100:]).all()
    assert draw_marks(grey, None, None, None) is grey


def test_a_guide_is_drawn_through_its_joints_in_the_colour_of_the_mark() -> None:
    grey = np.full((200, 200, 3), 128, np.uint8)
    image = draw_marks(
        grey, "good", np.array([[150.0, 100.0], [150.0, 160.0]]), np.array([[120.0, 100.0], [120.0, 160.0]])
    )
    red, green, _ = image[130, 150].astype(int)
    assert green - red > 50
    assert (image[:, 120] == 255).all(axis=1).any()


def test_two_panels_have_a_bar_between_them() -> None:
    both = side_by_side(np.zeros((4, 20, 3), np.uint8), np.zeros((4, 30, 3), np.uint8))
    assert both.shape == (4, 50, 3)
    assert (both[:, 17:23] == 255).all()
    assert both[:, :17].max() == both[:, 23:].max() == 0


def test_films_are_chosen_by_name() -> None:
    assert [film.statement for film in chosen(["brief-hold", "clamshell"], EXERCISE)] == [None, "brief-hold"]
    assert chosen([], EXERCISE) == list(FILMS)


def test_an_unknown_film_is_named_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "handstand"]) == 2
    assert "got handstand. There are: clamshell, hips-bent" in capsys.readouterr().err


def test_a_body_that_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "brief-hold", "--body", str(tmp_path / "none.npz"), "--out", str(tmp_path)]) == 3
    assert "none.npz" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# The files that the site shows


@each_language
def test_the_page_shows_every_film_with_its_poster_and_captions(lang: Language) -> None:
    there = films(EXERCISE, lang)
    assert FOLDER == SHOWN_FROM
    assert {Path(film.file).stem for film in there} == set(NAMES)
    assert there[0].file == "video/clamshell.mp4"
    assert all(film.poster and film.captions for film in there)


@each_film
def test_a_film_plays_everywhere_and_is_as_long_as_planned(film: Film) -> None:
    path = FOLDER / f"{film.stem(EXERCISE.name)}.mp4"
    with av.open(str(path)) as container:
        (stream,) = container.streams
        assert isinstance(stream, av.VideoStream)
        codec = stream.codec_context
        assert (codec.name, codec.pix_fmt, codec.width, codec.height) == ("h264", "yuv420p", WIDTH, HEIGHT)
        assert stream.frames == round(film.length_s * FPS)
        assert 8 <= film.length_s <= 14
        picture = next(container.decode(stream)).to_ndarray(format="rgb24")
        assert picture.std() > 20
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "the index stands behind the pictures: a browser loads all first"


@each_film
def test_a_poster_is_the_top_of_the_rep(film: Film, rehearsal: Rehearsal) -> None:
    name = film.stem(EXERCISE.name)
    poster = np.asarray(Image.open(FOLDER / f"{name}.jpg").convert("L"), float)
    assert poster.shape == (HEIGHT, WIDTH)
    wanted = round(top_s(film, rehearsal) * FPS)
    with av.open(str(FOLDER / f"{name}.mp4")) as container:
        frames = dict(enumerate(islice(container.decode(video=0), wanted + 1)))
    top, first = (np.abs(frames[row].to_ndarray(format="gray").astype(float) - poster).mean() for row in (wanted, 0))
    assert top < min(6, first)


@each_language
@each_film
def test_the_caption_files_are_those_of_the_words(film: Film, lang: Language, rehearsal: Rehearsal) -> None:
    text = (FOLDER / f"{film.stem(EXERCISE.name)}.{lang}.vtt").read_text("utf-8")
    assert text == as_webvtt(captions(film, rehearsal, EXERCISE, lang)), "run: python -m demonstration.films"
    times = [_seconds(stamp) for stamp in re.findall(r"\d\d:\d\d:\d\d\.\d{3}", text)]
    assert times == sorted(set(times))
    assert times[-1] <= film.length_s


def test_all_films_together_are_light_enough_for_a_wheel() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 8_000_000


def _seconds(stamp: str) -> float:
    hours, minutes, seconds = stamp.split(":")
    return 3600.0 * int(hours) + 60.0 * int(minutes) + float(seconds)
