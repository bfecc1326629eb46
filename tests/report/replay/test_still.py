"""The picture for print."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from openclam.report.replay.scene import ReplayScene
from openclam.report.replay.still import BEHIND, FRONT, View, still_png


def picture(scene: ReplayScene, *views: View, width: int = 240) -> np.ndarray:
    image = Image.open(io.BytesIO(still_png(scene, views or (FRONT,), width)))
    assert image.format == "PNG"
    return np.asarray(image.convert("RGB")).astype(int)


def redness(pixels: np.ndarray) -> np.ndarray:
    """How much redder than bone or paper: the muscles."""
    return np.asarray(pixels[..., 0] - pixels[..., 2])


def test_it_has_the_width_asked_for_white_paper_and_something_on_it(scene: ReplayScene) -> None:
    pixels = picture(scene, FRONT, BEHIND, width=300)
    assert pixels.shape[1] == 300
    assert np.all(pixels[[0, 0, -1, -1], [0, -1, 0, -1]] == 255)
    assert 0.05 < (pixels.min(axis=2) < 250).mean() < 0.9


def test_nothing_is_cut_off(scene: ReplayScene) -> None:
    pixels = picture(scene, FRONT, BEHIND, width=300)
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    assert np.all(edge == 255)


def test_what_lies_nearer_hides_what_lies_behind(scene: ReplayScene) -> None:
    # The first muscle is bent towards the viewer in front; a plate before it hides it, one behind it does not.
    bare = replace(scene, muscles=scene.muscles[:1], band=None)
    plate = replace(bare.bones[0], vertices=bare.bones[0].vertices * [6.0, 6.0, 0.1])

    def muscle_pixels(depth: float) -> int:
        transforms = plate.transforms.copy()
        transforms[:, 2, 3] = depth
        hidden = replace(bare, bones=(replace(plate, transforms=transforms),))
        return int((redness(picture(hidden, View(0.0, 0.0))) > 40).sum())

    assert muscle_pixels(+0.3) == 0
    assert muscle_pixels(-0.3) > 100


def test_harder_work_is_darker_and_thicker_in_grey(scene: ReplayScene) -> None:
    def muscle(shade: float) -> tuple[float, int]:
        worked = replace(scene.muscles[0], shade=shade)
        pixels = picture(replace(scene, bones=(), muscles=(worked,), band=None), View(0.0, 0.0), width=400)
        body = redness(pixels) > 25
        return float(pixels[body].mean()), int(body.sum())

    (pale, thin), (dark, thick) = muscle(0.1), muscle(0.9)
    assert dark < pale - 40
    assert thick > 1.3 * thin


def test_the_mirrored_rep_gives_the_mirrored_outline(scene: ReplayScene) -> None:
    one, other = (picture(s, FRONT).min(axis=2) < 250 for s in (scene, scene.mirrored()))
    assert (one != other[:, ::-1]).mean() < 0.02


@pytest.mark.parametrize("view", [FRONT, BEHIND, View(-30.0, 70.0)])
def test_a_view_is_a_right_handed_turn(view: View) -> None:
    np.testing.assert_allclose(view.axes @ view.axes.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(view.axes) == pytest.approx(1.0)
    assert view.axes[1, 1] > 0
