"""The scale from least to most work reads without colour."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.report.replay.colours import BONE, css_gradient, linear, rgb, shade_rgb


def lightness(colour: np.ndarray) -> np.ndarray:
    """CIE L*, 0 to 100."""
    y = linear(colour) @ [0.2126, 0.7152, 0.0722]
    return np.asarray(np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y))


def test_more_work_is_darker_all_the_way() -> None:
    steps = lightness(shade_rgb(np.linspace(0, 1, 40)))
    assert np.all(np.diff(steps) < -0.5)
    assert steps[0] - steps[-1] > 50


def test_bone_is_lighter_than_every_muscle() -> None:
    assert lightness(np.array(rgb(BONE))) > lightness(shade_rgb(0.0))


def test_beyond_the_scale_the_colour_is_that_of_its_end() -> None:
    np.testing.assert_array_equal(shade_rgb(1.8), shade_rgb(1.0))
    np.testing.assert_array_equal(shade_rgb(-0.1), shade_rgb(0.0))


def test_the_legend_begins_and_ends_as_the_scale_does() -> None:
    shades = css_gradient().removesuffix(")").split(", ")[1:]
    for colour, shade in ((shades[0], 0.0), (shades[-1], 1.0)):
        assert rgb(colour) == pytest.approx(shade_rgb(shade))


def test_linear_light_is_that_of_the_standard() -> None:
    # IEC 61966-2-1: middle grey 0.5 is 0.2140 in linear light.
    assert linear([0.0, 0.5, 1.0]) == pytest.approx([0.0, 0.21404, 1.0], abs=1e-5)
