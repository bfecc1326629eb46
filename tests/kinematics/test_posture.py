"""How much surer a camera in front is than one that looks along the body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclam.kinematics.posture import END_ON, end_on


@pytest.mark.parametrize(
    ("azimuth_deg", "times"), [(0, 1.0), (-60, 1.0), (70, 1.4), (-90, END_ON), (80, END_ON), (180, 1.0)]
)
def test_standard_deviations_grow_where_the_camera_looks_along_the_body(azimuth_deg: float, times: float) -> None:
    assert end_on(azimuth_deg) == pytest.approx(times)


@given(st.floats(-180, 180))
def test_head_and_feet_front_and_back_are_alike(azimuth_deg: float) -> None:
    assert end_on(azimuth_deg) == pytest.approx(end_on(-azimuth_deg), abs=1e-6)
    assert end_on(azimuth_deg) == pytest.approx(end_on(180 - azimuth_deg), abs=1e-6)
