"""axe-core, which finds what keeps people out of a page: published on npm only, for the tests alone.

python -m tests.web.axe    fetch it, once, into the cache folder or the one that OPENCLAM_AXE names
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page

from openclam.errors import ModelError
from openclam.setup.npm import NpmFile, NpmPackage, fetch, find_whole, kept_in

PACKAGE = NpmPackage("axe-core@4.10.3", "the accessibility checker of the tests", "3 MB", "OPENCLAM_AXE")
FILE = NpmFile("axe.min.js", "axe.min.js", "880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb")


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def folder() -> Path:
    """Where it is kept."""
    return kept_in(PACKAGE.variable, "axe")


def script() -> str:
    """The script, whole.

    Raises:
        ModelError: it was not fetched, or is damaged.
    """
    return find_whole(FILE, [folder()], "the accessibility checker").read_text("utf-8")


def violations(page: Page, checker: str) -> list[tuple[str, list[str]]]:
    """What keeps somebody out of a page as it stands: rules of WCAG 2.2 AA that it breaks, and where; `checker` is
    `script()`."""
    page.evaluate(checker)
    run = f"axe.run(document, {{runOnly: {RULES}, rules: {{'target-size': {{enabled: true}}}}}})"
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in page.evaluate(run)["violations"]]


if __name__ == "__main__":
    try:
        fetch(PACKAGE, [FILE], folder())
    except ModelError as problem:
        print(problem, file=sys.stderr)
        sys.exit(problem.exit_status)
