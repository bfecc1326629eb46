"""Learning on begins with what the lifter knows."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.kinematics.features import COUNT
from openclam.kinematics.lifter import Lifter


def test_a_committee_that_is_begun_answers_as_the_lifter_does() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (pip install 'openclam[synth]')")
    from training.lifter import MEMBERS
    from training.refine import begun, scales_of

    lifter = Lifter.load()
    features = np.random.default_rng(0).normal(size=COUNT).astype(np.float32)
    scales = scales_of(lifter)
    seen = (torch.tensor(features) - scales.middle) / scales.scale
    committee = begun(lifter.absolute_networks).eval()
    with torch.no_grad():
        told = committee(seen.expand(MEMBERS, 1, -1))[0].mean(0)[0] * scales.shown_scale + scales.shown_middle
    assert told.numpy() == pytest.approx(lifter.absolute(features).value, abs=1e-2)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_is_taken_over_lies_between_what_was_known_and_what_was_learned(share: float) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (pip install 'openclam[synth]')")
    from training.lifter import MEMBERS, Committee
    from training.refine import begun, between

    before, after = begun(Lifter.load().absolute_networks), begun(Lifter.load().absolute_networks)
    with torch.no_grad():
        after.biases[-1] += 1.0
    mixed = between(before, after, share)
    assert isinstance(mixed, Committee)
    seen = torch.randn(MEMBERS, 1, COUNT)
    with torch.no_grad():
        assert mixed(seen)[0] == pytest.approx(before.eval()(seen)[0] + share, abs=1e-5)
