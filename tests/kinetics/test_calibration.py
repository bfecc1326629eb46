"""A user's own pulls: the band that they came from, and pulls that cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.errors import UsageError
from openclam.kinetics.band import load_band, load_charts
from openclam.kinetics.calibration import (
    GRAVITY_M_S2,
    LEAST_SHARE,
    ONE_PULL_SHARE,
    UNCHECKED_SHARE,
    Calibration,
    Pull,
    parse_pull,
)
from openclam.kinetics.rubber import MooneyRivlin

COLOURS = st.sampled_from(list(load_charts().by_slug["theraband"].forces_n))
AT = np.linspace(0.1, 2.5, 25)


def pulls_of(law: MooneyRivlin, elongations: list[float], rest_cm: float = 30.0, strands: int = 2) -> list[Pull]:
    """What a scale would say of a band."""
    return [Pull(rest_cm * (1 + e), strands * law.tension_n(e) / GRAVITY_M_S2) for e in elongations]


@given(
    colour=COLOURS,
    loop_cm=st.floats(40, 90),
    elongations=st.lists(st.floats(0.2, 2.5), min_size=2, max_size=6, unique=True).filter(
        lambda told: max(told) - min(told) > 0.3
    ),
)
def test_the_pulls_of_a_band_give_that_band_back(colour: str, loop_cm: float, elongations: list[float]) -> None:
    band = load_band(colour, loop_cm)
    own = Calibration.of_loop(loop_cm, pulls_of(band.law, elongations, loop_cm / 2))
    assert load_band(colour, loop_cm, own).pull_n(AT) == pytest.approx(band.pull_n(AT), rel=1e-6)


@given(a=st.floats(0.5, 55), elongation=st.floats(0.05, 3))  # more is no pull that a luggage scale can weigh
def test_one_pull_gives_the_band_with_one_constant_back(a: float, elongation: float) -> None:
    law = MooneyRivlin(a, a)
    own = Calibration.of_loop(60, pulls_of(law, [elongation]))
    assert own.law().tension_n(AT) == pytest.approx(law.tension_n(AT))
    assert own.force_sd_share() == ONE_PULL_SHARE


def test_the_one_constant_law_as_it_is_usually_written() -> None:
    """F = F100 · (λ − λ⁻²)(1 + 1/λ) / 2.625."""
    own = Calibration.of_loop(60, [Pull(60, 4.0)]).law()
    f100 = 2.0 * GRAVITY_M_S2
    shares = own.tension_n(np.array([0.10, 0.25, 0.50, 0.75, 1.0, 1.5, 2.0, 2.5])) / f100
    assert shares == pytest.approx([0.20, 0.42, 0.67, 0.85, 1, 1.25, 1.47, 1.67], abs=0.006)


def test_what_one_pull_leaves_open_is_about_what_the_charts_say() -> None:
    """The share for one pull against the shape of every published curve, from 25 to 200 %."""
    grid = np.linspace(0.25, 2.0, 36)
    missed = []
    for chart in load_charts().by_slug.values():
        for colour in chart.forces_n:
            law = chart.law(colour)
            one = Calibration.of_loop(60, pulls_of(law, [1.0])).law()
            missed.append(float(np.abs(one.tension_n(grid) / law.tension_n(grid) - 1).max()))
    assert np.quantile(missed, 0.9) <= ONE_PULL_SHARE < 2 * max(missed)


def test_each_strand_of_a_loop_takes_half_of_the_pull() -> None:
    loop = Calibration.of_loop(60, [Pull(45, 2.1)])
    assert loop.elongations == (0.5,)
    assert loop.law().tension_n(0.5) == pytest.approx(2.1 * GRAVITY_M_S2 / 2)
    assert load_band(None, 60, loop).pull_n(0.5) == pytest.approx(2.1 * GRAVITY_M_S2)


def test_pulls_that_disagree_are_less_sure() -> None:
    law = load_band("green").law
    at = [0.3, 0.6, 1.0, 1.5]
    good = pulls_of(law, at)
    shaken = [Pull(pull.length_cm, pull.kg * (1 + off)) for pull, off in zip(good, (0.2, -0.2, 0.2, -0.2), strict=True)]
    assert Calibration.of_loop(60, good).force_sd_share() == LEAST_SHARE
    assert Calibration.of_loop(60, good[::3]).force_sd_share() == UNCHECKED_SHARE
    assert Calibration.of_loop(60, shaken).force_sd_share() > 0.2
    twice = [Pull(45, 2.0), Pull(45, 3.0)]
    assert Calibration.of_loop(60, twice).force_sd_share() > 0.2


@given(
    pulls=st.lists(
        st.builds(Pull, length_cm=st.floats(31, 120), kg=st.floats(0.2, 30)), min_size=1, max_size=6
    )
)  # fmt: skip
def test_whatever_was_pulled_the_band_never_pushes_and_never_weakens(pulls: list[Pull]) -> None:
    own = Calibration.of_loop(60, pulls)
    law = own.law()
    assert min(law.a_n, law.b_n) >= 0
    assert (np.diff(law.tension_n(np.linspace(0, 3, 50))) > 0).all()
    assert own.force_sd_share() >= LEAST_SHARE


@pytest.mark.parametrize(
    ("text", "pull"),
    [("45:2.1", (45, 2.1)), (" 45,5 : 2,1 ", (45.5, 2.1)), ("45cm:2.1kg", (45, 2.1)), ("120:12", (120, 12))],
)
def test_a_pull_as_written(text: str, pull: tuple[float, float]) -> None:
    assert parse_pull(text) == pull


@pytest.mark.parametrize("text", ["", "45", "45:", ":2", "45-2.1", "45:2.1:3", "a:b", "nan:2", "45:inf", "4e1:2"])
def test_what_is_no_pull(text: str) -> None:
    with pytest.raises(UsageError, match=r"expected LENGTH_CM:KG, got .*45:2\.1"):
        parse_pull(text)


@pytest.mark.parametrize("text", ["45:0", "45:-2", "45:61", "45:0,0"])
def test_a_weight_that_cannot_be(text: str) -> None:
    with pytest.raises(UsageError, match="at most 60 kg"):
        parse_pull(text)


@pytest.mark.parametrize(
    ("rest_cm", "pulls", "says"),
    [
        (30, [], "expected one pull or more"),
        (30, [Pull(30, 2)], "expected more than 30 cm, which is half of the loop's length"),
        (30, [Pull(40, 2), Pull(20, 2)], "a pull of 20 cm: expected more than 30 cm"),
        (30, [Pull(151, 2)], "at most 5 times"),
        (30, [Pull(40, float("nan"))], "at most 60 kg, got nan"),
        (30, [Pull(float("inf"), 2)], "expected a length from 3 to 500 cm"),
        (0, [Pull(40, 2)], "expected a resting length"),
        (float("nan"), [Pull(40, 2)], "expected a resting length"),
    ],
)
def test_a_calibration_that_cannot_be(rest_cm: float, pulls: list[Pull], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        Calibration(rest_cm, tuple(pulls))
    assert says in str(caught.value)
