"""Every numeric constant of the rooms that judge people has its kind, and the evidence says what is so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import openclam.movement.certainty as certainty
import openclam.movement.reps as reps
import openclam.movement.sustained as sustained_module
from bench.constants import listed, sweep
from bench.constants.listed import Class, Constant, classified, constants, tuned
from bench.constants.outcome import Case, Result, figures, result_of, with_postures
from bench.constants.patch import current, patch, scaled
from openclam.kinematics.smoothing import LAG_S, LocalParabola
from tests.sessions import FRONTAL, session


def test_every_constant_is_classified_and_every_class_has_a_constant() -> None:
    assert set(classified()) == set(constants())


def test_a_constant_that_nobody_classified_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = listed.CLASSES.read_text("utf-8")
    short = tmp_path / "classes.toml"
    short.write_text("\n".join(line for line in said.splitlines() if not line.startswith("RISE_IN_SDS")), "utf-8")
    monkeypatch.setattr(listed, "CLASSES", short)
    monkeypatch.setattr(listed.classes, "__defaults__", (short,))
    with pytest.raises(ValueError, match="RISE_IN_SDS is not classified"):
        classified()


def test_constants_are_found_alone_in_pairs_and_in_tuples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "openclam" / "movement").mkdir(parents=True)
    source = "A = 1.0\nB, C = -2, (3, 4.5)\nD: float = 5\nE = A + 1\nF = 'word'\ng = 1\nH = True\n"
    (tmp_path / "openclam" / "movement" / "any.py").write_text(source, "utf-8")
    monkeypatch.setattr(listed, "PACKAGE", tmp_path / "openclam")
    assert [(c.module, c.name, c.line) for c in constants()] == [
        ("openclam.movement.any", name, line) for name, line in (("A", 1), ("B", 2), ("C", 2), ("D", 3))
    ]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="NO_SUCH_LIMIT"):
        tuned(["NO_SUCH_LIMIT"])


def _constant(name: str) -> Constant:
    (found,) = tuned([name])
    return found


def test_a_patched_constant_holds_where_it_is_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openclam.kinematics.smoothing.LAG_S", LAG_S)  # taken back after the test
    monkeypatch.setattr("openclam.kinematics.stage.LAG_S", LAG_S)
    monkeypatch.setattr(LocalParabola.__init__, "__defaults__", LocalParabola.__init__.__defaults__)
    from openclam.kinematics import Kinematics

    monkeypatch.setattr(Kinematics.__init__, "__kwdefaults__", {**(Kinematics.__init__.__kwdefaults__ or {})})
    constant = _constant("LAG_S")
    patch(constant, 0.3)
    assert current(constant) == 0.3
    assert Kinematics().lag_s == 0.3


def test_a_patched_constant_holds_where_a_default_has_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sustained_module, "SUSTAINED_S", sustained_module.SUSTAINED_S)
    monkeypatch.setattr(sustained_module.sustained, "__defaults__", sustained_module.sustained.__defaults__)
    patch(_constant("SUSTAINED_S"), 10.0)
    times = np.arange(0.0, 2.0, 0.1)
    assert sustained_module.sustained(times, times) == pytest.approx(np.full(20, times.mean()))


def test_values_are_scaled_part_by_part_and_whole_numbers_stay_whole() -> None:
    assert scaled(0.4, 2) == pytest.approx(0.8)
    assert scaled((0.1, 0.2), 0.5) == pytest.approx((0.05, 0.1))
    assert scaled(3, 0.5) == 2
    assert scaled(1, 0.1) == 1


@pytest.fixture(scope="module")
def base() -> sweep.Base:
    case = with_postures(Case(FRONTAL, "development", session()))
    return sweep.Base([case], {FRONTAL: result_of(case)})


def test_known_postures_give_what_landmarks_give(base: sweep.Base) -> None:
    assert result_of(Case(FRONTAL, "development", session())) == base.results[FRONTAL]


def test_a_constant_that_decides_tells_where(base: sweep.Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certainty, "RISE_IN_SDS", certainty.RISE_IN_SDS)
    monkeypatch.setattr(sweep, "FAR", (0.5, 20.0))
    found = sweep.evidence(base, _constant("RISE_IN_SDS"), Class("tuned", ("reps", "noise")))
    assert found["cases_that_change"] == [FRONTAL]
    assert found["nearest"]["below"] is None
    assert found["nearest"]["above"]["value"] > found["value"]
    assert found["finding"].startswith("separates reps from noise: nothing changes below it as far as ×0.5")
    assert found["finding"].endswith("hangs on 1 of 1 cases")


def test_a_constant_that_decides_nothing_says_so(base: sweep.Base, monkeypatch: pytest.MonkeyPatch) -> None:
    constant = _constant("STOOD_S")
    monkeypatch.setattr(reps, "STOOD_S", reps.STOOD_S)
    found = sweep.evidence(base, constant, Class("tuned", ("rest", "a stand")))
    assert found["finding"] == "moves nothing"
    assert [row["factor"] for row in found["rows"]] == [0.5, 1.0, 2.0]


def test_what_nothing_here_shows_is_said() -> None:
    said = classified()[_constant("OPEN_CM")]
    found = sweep.evidence(sweep.Base([], {}), _constant("OPEN_CM"), said)
    assert found["finding"].startswith("no evidence here: only the start watch")


def test_figures_count_what_is_wrong_and_unsaid_and_right_and_doubted() -> None:
    right = Result("test", 3, 3, True, (("N1", "right"), ("N1", "cannot judge")), (("opening_deg", -2.0, True),))
    rows = [right, replace(right, counts=2), replace(right, counts=2, relied_on=False), replace(right, relied_on=False)]
    found = figures(rows)
    assert (found["cases"], found["right"], found["unsaid"], found["doubted"]) == (4, 2, 1, 1)
    assert (found["verdicts_right"], found["verdicts_wrong"], found["cannot_judge"]) == (4, 0, 4)
    assert found["opening_deg"] == pytest.approx(2.0)
    assert found["covered_pct"] == 100.0
