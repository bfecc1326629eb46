"""The icons, and whether a browser would put the site on a home screen."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from openclam.exercise import LANGUAGES
from tests.web.conftest import CHROMIUM, RunningSite
from tests.web.icons import FOLDER, ICONS, draw


def pixels(png: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("RGBA"), dtype=float)


def test_every_icon_is_what_its_drawing_says(chromium: Any) -> None:
    for name, png in draw(list(ICONS), chromium).items():
        kept = pixels((FOLDER / name).read_bytes())
        assert kept.shape == (ICONS[name][1], ICONS[name][1], 4)
        assert np.abs(kept - pixels(png)).mean() < 1.0, f"{name} is old: run python -m tests.web.icons"


@pytest.mark.parametrize("name", ["maskable-192.png", "maskable-512.png", "apple-touch-icon.png"])
def test_an_icon_that_will_be_cut_is_full_to_its_edge(name: str) -> None:
    drawn = pixels((FOLDER / name).read_bytes())
    assert (drawn[..., 3] == 255).all()
    # What a circle of 80 % keeps holds the shell: outside it there is nothing but the ground.
    rows, columns = np.indices(drawn.shape[:2]) - (drawn.shape[0] - 1) / 2
    outside = np.hypot(rows, columns) > 0.4 * drawn.shape[0]
    assert np.abs(drawn[outside] - drawn[0, 0]).max() < 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_site_can_be_installed(site: RunningSite, chromium: Any, lang: str, tmp_path: Path) -> None:
    # Not in a private window, as the other tests: nothing can be installed from there.
    context = chromium.browser_type.launch_persistent_context(tmp_path, executable_path=CHROMIUM, args=["--no-sandbox"])
    page = context.new_page()
    page.goto(f"{site.address}{lang}/clamshell")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    browser = context.new_cdp_session(page)
    assert browser.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    manifest = browser.send("Page.getAppManifest")
    assert manifest["errors"] == []
    icons = json.loads(manifest["data"])["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons if icon["type"] == "image/png"} == {
        ("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable"),
    }  # fmt: skip
    for icon in icons:
        assert site.browser.get(icon["src"]).headers["content-type"] == icon["type"]
    apple = page.get_attribute("link[rel=apple-touch-icon]", "href")
    assert site.browser.get(apple).headers["content-type"] == "image/png"
    context.close()
