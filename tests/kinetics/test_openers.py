"""Which muscles can open the knee: levels that hold in every set of muscle paths, and what the studies say of them."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.kinetics import openers
from openclam.kinetics.body import Body
from openclam.kinetics.clam import clam_posture, hip_to_ankle, opening_rates
from openclam.kinetics.document import Level, MuscleGroup
from openclam.kinetics.loads import Loads, Variant
from openclam.kinetics.model import PATH_SETS
from openclam.kinetics.openers import RANKED, group_openings, levels_of, muscle_openings
from openclam.kinetics.posture import HipPosture


@pytest.fixture(scope="module")
def loads() -> Loads:
    return Loads(Body(170, 70), None, clam_posture(0))


def levels(loads: Loads, opening: float, flexion: float = 45.0) -> dict[MuscleGroup, Level]:
    found = muscle_openings(loads, loads.over_variants(clam_posture(opening, flexion)))
    return {one.group: one.level for one in found}


def test_opening_turns_the_hip_as_the_clam_does() -> None:
    before, after = (clam_posture(opening, 45, 90, 15) for opening in (19.5, 20.5))
    wanted = [
        after.hip_flexion_deg - before.hip_flexion_deg,
        before.hip_abduction_deg - after.hip_abduction_deg,
        before.hip_external_rotation_deg - after.hip_external_rotation_deg,
    ]
    posture = clam_posture(20, 45, 90, 15)
    assert opening_rates(posture, hip_to_ankle(posture)) == pytest.approx(wanted, abs=1e-3)


def test_what_the_muscles_give_is_what_weight_asks(loads: Loads) -> None:
    """With the foot in the air, activations times what each muscle could give hold the leg about hip and ankle."""
    clam = clam_posture(20)
    lifted = HipPosture(
        clam.hip_flexion_deg, clam.hip_abduction_deg, clam.hip_external_rotation_deg, 90, foot_supported=False
    )
    load = loads.of(lifted)
    assert load.activation @ load.opening_nm == pytest.approx(load.clam_moment_nm, abs=0.02)


@pytest.mark.parametrize("flexion", [30, 45])
@pytest.mark.parametrize("opening", [0, 15, 30, 40])
def test_the_gluteals_that_the_studies_find_at_work_are_said_to_work_most(
    loads: Loads, opening: float, flexion: float
) -> None:
    said = levels(loads, opening, flexion)
    assert said["gluteus-medius-posterior"] == said["gluteus-maximus-middle"] == "most"
    assert said["gluteus-medius-middle"] != "most"
    assert said["gluteus-medius-anterior"] == "little"
    assert said["tensor-fasciae-latae"] != "most"


@pytest.mark.parametrize("paths", PATH_SETS)
def test_the_parts_have_the_order_of_fine_wire_recordings(loads: Loads, paths: str) -> None:
    given = group_openings(loads, Variant(paths), loads.of(clam_posture(20), Variant(paths)))
    posterior, middle, anterior = (given[f"gluteus-medius-{part}"] for part in ("posterior", "middle", "anterior"))
    assert posterior > middle > anterior
    assert posterior > given["tensor-fasciae-latae"]


def test_a_level_is_said_only_where_every_set_of_paths_agrees() -> None:
    agreed = dict.fromkeys(RANKED, 1.0) | {"piriformis": 20.0, "gluteus-minimus": -1.0}
    doubtful = agreed | {"piriformis": 0.5, "gluteus-minimus": 1.0, "tensor-fasciae-latae": 0.0}
    together = levels_of([agreed, agreed])
    assert (together["piriformis"], together["quadratus-femoris"], together["gluteus-minimus"]) == (
        "most",
        "some",
        "little",
    )
    apart = levels_of([agreed, doubtful])
    assert apart["piriformis"] == "some", "one set does not have it above the mean"
    assert apart["gluteus-minimus"] == apart["tensor-fasciae-latae"] == "little", "one set gives it no part"


def test_where_the_paths_go_against_the_studies_nothing_is_told(monkeypatch: pytest.MonkeyPatch, loads: Loads) -> None:
    """Studies find gluteus medius at work at 60° of hip flexion as at 30°; the paths have it open less and less."""
    assert levels(loads, 20, 58) == {}
    monkeypatch.setattr(openers, "keeps_to_studies", lambda levels: True)
    assert levels(loads, 20, 58)["gluteus-medius-posterior"] != "most", "what would be told without the guard"


def test_body_and_band_do_not_change_the_levels(loads: Loads) -> None:
    small = Loads(Body(150, 45), None, clam_posture(0))
    assert levels(small, 25) == levels(loads, 25)


def test_the_range_is_that_of_the_path_sets(loads: Loads) -> None:
    for one in muscle_openings(loads, loads.over_variants(clam_posture(20))):
        values = [
            group_openings(loads, Variant(paths), loads.of(clam_posture(20), Variant(paths)))[one.group]
            for paths in PATH_SETS
        ]
        assert one.opening_moment_nm.value == pytest.approx(values[0], abs=1e-3)
        assert (one.opening_moment_nm.low, one.opening_moment_nm.high) == pytest.approx(
            (np.min(values), np.max(values)), abs=1e-3
        )
