"""A sweep as table and plot, and the command that prints them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import cv2
import pytest
from rich.console import Console
from typer.testing import CliRunner

from openclam.cli.kinetics import angles
from openclam.cli.main import app
from openclam.errors import OutputError, UsageError
from openclam.kinetics.band import load_band
from openclam.kinetics.body import Body
from openclam.kinetics.loop import Thigh
from openclam.kinetics.sweep import Grid, Sweep, sweep
from openclam.report.tables.sweep_plot import write_sweep_plot
from openclam.report.tables.sweep_text import print_sweep


@pytest.fixture(scope="module")
def swept() -> Sweep:
    grid = Grid((0, 20, 45), (45,), (0,), (None, load_band("red", 61)))
    return sweep(Body(168, 62), Thigh.measured(40), grid, "en")


def printed(swept: Sweep, lang: str = "en") -> str:
    out = io.StringIO()
    print_sweep(swept, "nl" if lang == "nl" else "en", Console(file=out, width=80))
    return out.getvalue()


def test_the_table_fits_a_terminal_and_shows_every_row(swept: Sweep) -> None:
    text = printed(swept)
    assert "…" not in text
    assert sum(line.strip().startswith(("none", "red")) for line in text.splitlines()) == 6
    assert "45° ?" in text
    assert "model" in text


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_no_share_of_a_muscle_is_shown(swept: Sweep, lang: str) -> None:
    text = printed(swept, lang)
    assert "%" not in text
    assert "N·m" in text


def test_columns_that_are_all_alike_are_left_out(swept: Sweep) -> None:
    assert "roll" not in printed(swept).splitlines()[2]


def test_it_speaks_dutch(swept: Sweep) -> None:
    text = printed(swept, "nl")
    assert "rood" in text
    assert "geen" in text


@pytest.mark.parametrize("name", ["sweep.png", "sweep.svg"])
def test_the_plot_is_a_picture(swept: Sweep, tmp_path: Path, name: str) -> None:
    write_sweep_plot(swept, tmp_path / name, "en")
    if name.endswith("png"):
        picture = cv2.imread(str(tmp_path / name))
        assert picture is not None
        assert picture.std() > 5
    else:
        assert "<svg" in (tmp_path / name).read_text("utf-8")


def test_a_plot_that_cannot_be_drawn_says_why(swept: Sweep, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.svg, \.png, \.pdf"):
        write_sweep_plot(swept, tmp_path / "plot.doc", "en")
    with pytest.raises(OutputError, match="--plot"):
        write_sweep_plot(swept, tmp_path / "nowhere" / "plot.png", "en")
    one = swept.model_copy(update={"rows": swept.rows[:1]})
    with pytest.raises(UsageError, match="two openings"):
        write_sweep_plot(one, tmp_path / "plot.png", "en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20", [20]), ("0,20,40", [0, 20, 40]), ("0:40:20", [0, 20, 40]), ("0:0.3:0.1", [0, 0.1, 0.2, 0.3])],
)
def test_angles_are_one_a_list_or_a_range(text: str, expected: list[float]) -> None:
    assert angles("--opening-deg", text, -10, 80) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text", ["", "wide", "10:5:1", "0:40", "0:40:0", "0:40:-5", "99", "nan", "0:80:0.0001", "1,,2"]
)
def test_angles_that_are_none_are_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError, match="--opening-deg: expected"):
        angles("--opening-deg", text, -10, 80)


def test_the_command_prints_one_document() -> None:
    done = CliRunner().invoke(app, ["kinetics", "--opening-deg", "0,30", "--band", "green", "--json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert [row["opening_deg"] for row in document["rows"]] == [0, 30]
    assert document["rows"][1]["band_force_n"]["value"] > document["rows"][0]["band_force_n"]["value"] > 0


@pytest.mark.parametrize(
    "arguments",
    [["--mass-kg", "5"], ["--height-cm", "nan"], ["--band", "purple"], ["--knee-flexion-deg", "170"]],
)
def test_the_command_refuses_what_cannot_be(arguments: list[str]) -> None:
    done = CliRunner().invoke(app, ["kinetics", *arguments])
    assert isinstance(done.exception, UsageError)
    assert "expected" in str(done.exception)


def test_a_language_that_it_does_not_speak_is_refused() -> None:
    done = CliRunner().invoke(app, ["kinetics", "--lang", "de"])
    assert done.exit_code == 2
