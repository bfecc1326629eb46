"""Text on pictures."""

from __future__ import annotations

import numpy as np
import pytest

from openclam.report.video.lettering import panel_patch, text_patch, wrap


@pytest.mark.parametrize("letter", list("éëïöüàç°±✓▲■▼●–"))
def test_the_font_has_the_letters_that_people_write(letter: str) -> None:
    missing = text_patch("\U000f0000", 40)
    drawn = text_patch(letter, 40)
    assert drawn.weighted.shape != missing.weighted.shape or not np.array_equal(drawn.weighted, missing.weighted)


def test_text_changes_only_its_own_place() -> None:
    scene = np.full((60, 120, 3), 100, np.uint8)
    patch = text_patch("één", 20)
    patch.lay(scene, 10, 20)
    changed = np.argwhere((scene != 100).any(axis=2))
    assert len(changed)
    assert changed.min(axis=0).tolist() >= [20, 10]
    assert (changed.max(axis=0) < np.array([20 + patch.height, 10 + patch.width])).all()
    assert scene.max() > 240, "white ink"


@pytest.mark.parametrize("place", [(-15, -5), (110, 50), (500, 500), (-500, 0)])
def test_text_over_the_edge_is_cut_off(place: tuple[int, int]) -> None:
    scene = np.zeros((60, 120, 3), np.uint8)
    text_patch("opening", 20).lay(scene, *place)
    assert scene.shape == (60, 120, 3)


def luminance(rgb: np.ndarray) -> float:
    """Relative luminance, WCAG 2.2."""
    share = rgb / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("behind", [0, 128, 255])
def test_white_text_on_a_panel_has_contrast_over_any_picture(behind: int) -> None:
    scene = np.full((40, 80, 3), behind, np.uint8)
    panel_patch(80, 40, 6).lay(scene, 0, 0)
    assert (1.05) / (luminance(scene[20, 40].astype(float)) + 0.05) >= 4.5


def test_wrapping_keeps_every_word_within_the_width() -> None:
    text = "Houd je bovenste heup naar voren en adem rustig uit."
    lines = wrap(text, 20, 180)
    assert " ".join(lines) == text
    assert len(lines) > 1
    assert all(text_patch(line, 20).width <= 184 for line in lines)


def test_a_word_that_is_too_long_stands_alone() -> None:
    assert wrap("a heupexorotatieoefening b", 30, 40) == ("a", "heupexorotatieoefening", "b")
