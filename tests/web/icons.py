"""The icons as PNG, for phones that take no SVG: drawn from the SVG by a browser.

python -m tests.web.icons    draw them again into src/openclam/web/static/icons
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openclam.web

FOLDER = Path(openclam.web.__file__).parent / "assets" / "static" / "icons"

ICONS = {
    "icon-192.png": ("icon.svg", 192),
    "icon-512.png": ("icon.svg", 512),
    "maskable-192.png": ("maskable.svg", 192),
    "maskable-512.png": ("maskable.svg", 512),
    "apple-touch-icon.png": ("maskable.svg", 180),  # Apple cuts the corners itself, and shows what is clear as black
}
"""Each with what it is drawn from and its width and height, px."""


def draw(names: list[str], browser: Any) -> dict[str, bytes]:
    """PNGs by name, as Playwright's `browser` draws them; transparent where the SVG is."""
    drawn = {}
    for name in names:
        source, size = ICONS[name]
        page = browser.new_page(viewport={"width": size, "height": size})
        svg = (FOLDER / source).read_text("utf-8").replace("<svg ", f'<svg width="{size}" height="{size}" ', 1)
        page.set_content(f"<style>*{{margin:0}}svg{{display:block}}</style>{svg}")
        drawn[name] = _taken(page)
        page.close()
    return drawn


def _taken(page: Any) -> bytes:
    """A screenshot; once more where a busy machine's Chromium could not take it."""
    from playwright.sync_api import Error

    try:
        return bytes(page.screenshot(omit_background=True))
    except Error:
        return bytes(page.screenshot(omit_background=True))


if __name__ == "__main__":
    from playwright.sync_api import sync_playwright

    from tests.web.conftest import CHROMIUM

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, png in draw(list(ICONS), chromium).items():
            (FOLDER / name).write_bytes(png)
        chromium.close()
