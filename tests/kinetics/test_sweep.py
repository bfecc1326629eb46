"""A sweep: every posture with every band, as a document."""

from __future__ import annotations

import json

import pytest

from openclam.kinetics.band import load_band
from openclam.kinetics.body import Body
from openclam.kinetics.loop import Thigh
from openclam.kinetics.sweep import Grid, Sweep, sweep


@pytest.fixture(scope="module")
def swept() -> Sweep:
    grid = Grid((0, 20, 45), (45,), (0, 20), (None, load_band("red", 61)))
    return sweep(Body(168, 62), Thigh.measured(40), grid, "en")


def test_every_posture_stands_in_it_once(swept: Sweep) -> None:
    seen = [(row.band_colour, row.pelvic_roll_deg, row.opening_deg) for row in swept.rows]
    assert len(seen) == len(set(seen)) == 2 * 2 * 3


def test_a_band_adds_to_the_moment(swept: Sweep) -> None:
    bare, red = (
        [row.clam_moment_nm.value for row in swept.rows if row.band_colour == colour] for colour in (None, "red")
    )
    assert all(with_band > without for with_band, without in zip(red, bare, strict=True))


def test_values_lie_in_their_ranges_and_beyond_the_trust_it_is_said(swept: Sweep) -> None:
    for row in swept.rows:
        assert row.trusted == (row.opening_deg <= 40)
        assert ("40" in (row.why or "")) == (row.opening_deg > 40)
        for share in row.muscles:
            assert 0 <= share.activation_pct.low <= share.activation_pct.value <= share.activation_pct.high <= 100


def test_it_reads_back_from_its_json(swept: Sweep) -> None:
    document = json.loads(swept.to_json())
    assert document["schema"] == "openclam/kinetics/1"
    assert Sweep.model_validate(document) == swept
    assert document["rows"][0]["band_force_n"] is None
