"""What joints would have to be known by."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (pip install 'openclam[synth]')")

from bench import bound  # noqa: E402  (it needs torch)


def people(count: int) -> bound.People:
    """People whose top knee stands higher by a tenth of a millimetre for each degree, and everything else anywhere."""
    random = torch.Generator().manual_seed(1)
    joints = torch.randn(count, 1, len(bound.JOINTS), 2, generator=random).repeat(1, bound.MOMENTS, 1, 1)
    angles = 40 * torch.rand(count, bound.MOMENTS, len(bound.TOLD), generator=random)
    joints[:, :, bound.JOINTS.index("left_knee"), 1] -= angles[..., 0] / 100
    azimuth = np.linspace(0, 69, count, dtype=np.float32)
    return bound.People(joints, angles, np.random.default_rng(1).permutation(azimuth), torch.ones(count))


def test_errors_of_a_person_are_shared_by_their_moments_and_joints_known_exactly_have_none() -> None:
    torch.manual_seed(0)
    one, other = bound.Errors(2.0, 0.0, bound.KNEE).drawn(4000)
    assert torch.equal(one, other)
    assert one.std(dim=(0, 2))[bound.JOINTS.index("right_knee")].item() == pytest.approx(0.02, rel=0.05)
    assert one[:, bound.JOINTS.index("left_knee")].abs().max().item() == 0.0
    one, other = bound.Errors(0.0, 1.0).drawn(4000)
    assert torch.corrcoef(torch.stack([one.flatten(), other.flatten()]))[0, 1].abs().item() < 0.05


def test_what_the_joints_show_is_learned_and_errors_of_the_joints_make_it_worse() -> None:
    crowd = people(3000)
    right, wrong = (
        bound.Trial(crowd, errors).off(30)[:, 0].mean() for errors in (bound.Errors(0, 0), bound.Errors(20, 20))
    )
    assert right < 5.0, "the opening, up to 40°, can be read off the knee"
    assert wrong > 1.5 * right


def test_figures_are_given_for_each_error_by_band() -> None:
    found = bound.figures(people(200), epochs=1)
    assert list(found) == [str(errors) for errors in bound.TRIED]
    assert all(set(bands) == {"0–40°", "40–70°"} for bands in found.values())
    assert "2 and 1 cm, top knee right" in found
