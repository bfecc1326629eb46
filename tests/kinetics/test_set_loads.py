"""From measured postures to the figures of a set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openclam.errors import UsageError
from openclam.kinematics import Quantity
from openclam.kinematics.posture import COUNT
from openclam.kinetics.advice import SetDone
from openclam.kinetics.band import load_band
from openclam.kinetics.loop import Thigh
from openclam.kinetics.set_loads import loads_of_set
from openclam.setup import optional
from tests.kinetics.set_of_reps import WEARER, figures, rep


def test_a_set_has_the_figures_of_every_rep() -> None:
    found = figures([rep(1), rep(2, 20.0)])
    wide, narrow = found.kinetics.reps
    assert (wide.number, narrow.number) == (1, 2)
    assert wide.time_under_tension_s == pytest.approx(4.0)
    assert wide.band_force_n is not None
    assert narrow.band_force_n is not None
    assert wide.band_force_n.value > narrow.band_force_n.value > 5
    assert wide.work_j.value > narrow.work_j.value > 1
    assert 15 < wide.hip_abduction_moment_nm.value < 40
    assert wide.hip_abduction_moment_nm_kg.value == pytest.approx(wide.hip_abduction_moment_nm.value / 62, abs=1e-3)
    assert wide.trusted
    assert found.kinetics.model.startswith("myolegs")
    assert "model" in found.kinetics.note


def test_work_is_about_moment_times_angle() -> None:
    done = figures([rep()]).kinetics.reps[0]
    assert done.work_j.value == pytest.approx(done.clam_moment_nm.value * np.radians(30), rel=0.1)


@pytest.mark.parametrize(("how", "word"), [({"most": 48.0}, "opened 48"), ({"flexion": 65.0}, "bent 65")])
def test_beyond_the_models_trust_it_says_so(how: dict[str, float], word: str) -> None:
    done = figures([rep(**how)]).kinetics.reps[0]
    assert not done.trusted
    assert word in (done.why or "")


def test_without_a_band_there_is_no_band_figure() -> None:
    found = figures([rep()], replace(WEARER, band=None))
    done = found.kinetics.reps[0]
    assert (done.band_force_n, done.band_elongation_closed_pct, done.band_elongation_top_pct) == (None, None, None)
    assert found.kinetics.band is None
    assert found.kinetics.warnings == []


def test_a_loop_that_is_too_long_is_told() -> None:
    found = figures([rep()], replace(WEARER, band=load_band("red", 90)))
    assert any("slack" in warning or "tight" in warning for warning in found.kinetics.warnings)


def test_what_was_assumed_is_named() -> None:
    wearer = replace(WEARER, band=load_band("red"), thigh=Thigh.of_body(168, 62), assumed=True)
    found = figures([rep()], wearer)
    assert found.kinetics.assumed
    assert found.kinetics.band is not None
    assert found.kinetics.band.assumed == ["loop_cm", "thigh_girth_cm"]


def test_pictures_without_the_leg_are_left_out() -> None:
    motion = rep()
    blind = [replace(one, value=np.full(COUNT, np.nan)) if 5 < i < 9 else one for i, one in enumerate(motion.postures)]
    found = figures([replace(motion, postures=blind)])
    assert len(found.reps[0].loads) == len(motion.postures) - 3
    nobody = replace(motion, postures=[replace(one, value=np.full(COUNT, np.nan)) for one in motion.postures])
    assert loads_of_set(WEARER, [nobody], SetDone((0,)), "en") is None
    assert loads_of_set(WEARER, [replace(motion, closed=np.full(COUNT, np.nan))], SetDone((0,)), "en") is None


def test_lifted_feet_are_not_carried() -> None:
    motion = rep()
    lifted = [
        replace(one, value=one.value + 6.0 * (np.arange(COUNT) == Quantity.FEET_DISTANCE)) for one in motion.postures
    ]
    carried, alone = (figures([replace(motion, postures=each)]) for each in (motion.postures, lifted))
    assert alone.kinetics.reps[0].hip_abduction_moment_nm.value > carried.kinetics.reps[0].hip_abduction_moment_nm.value


def test_the_side_makes_no_difference() -> None:
    motion = rep()
    right = replace(motion, postures=[replace(one, top="right") for one in motion.postures])
    assert figures([right]).kinetics == figures([motion]).kinetics


def test_faults_keep_the_band_as_it_is() -> None:
    found = loads_of_set(WEARER, [rep()], SetDone((2, 1, 1, 0)), "en")
    assert found is not None
    assert found.kinetics.advice.choice == "same"


def test_without_the_extra_the_message_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(f"No module named '{name}'")

    monkeypatch.setattr(optional.importlib, "import_module", missing)
    with pytest.raises(UsageError, match=r"pip install 'openclam\[kinetics\]'"):
        loads_of_set(WEARER, [rep()], SetDone((0,)), "en")


def test_a_band_that_was_not_told_is_not_taken_for_none() -> None:
    untold = figures([rep()], replace(WEARER, band=None, band_told=False)).kinetics
    assert "--band" in untold.advice.why
    assert "--band" in untold.warnings[0]
    assert "without a band" in figures([rep()], replace(WEARER, band=None)).kinetics.advice.why


def test_nothing_is_said_of_a_rolled_pelvis_and_the_estimate_is_named() -> None:
    found = figures([rep()]).kinetics
    assert found.shared_by == "static-optimisation"
    assert found.reps[0].rolled_back is None
    assert {one.level for one in found.reps[0].openers} == {"most", "some", "little"}
