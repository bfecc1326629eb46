"""Whether this machine can serve the site: its packages, the coach's files, films, settings and the database."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import platformdirs

from openclam.errors import ModelError, UsageError
from openclam.exercise import load_exercise
from openclam.run.exercise_file import open_exercise
from openclam.setup.check import Check, package_version
from openclam.web.assets.browser_build import app_folder
from openclam.web.settings import load_settings

PACKAGES: Final = {
    "fastapi": "fastapi", "sqlalchemy": "sqlalchemy", "uvicorn": "uvicorn", "websockets": "websockets",
    "python_multipart": "python-multipart",
}  # fmt: skip
"""Modules of the extra `site`, each with the package that brings it."""

FILMS: Final = Path(__file__).parents[1] / "assets" / "static" / "video"
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")


def site_checks(settings: Path | None = None) -> list[Check]:
    """Every check of the site; all are optional but that of a settings file that is named.

    Args:
        settings: the file that the site is to be served with.
    """
    checks = [_packages(), _coach(), _films(), _database()]
    if settings is not None:
        checks.append(_settings(settings))
    if find_spec("playwright") is not None:  # who develops OpenClam has it; nobody else needs a browser for tests
        checks.append(_browser())
    return checks


def _packages() -> Check:
    missing = [package for module, package in PACKAGES.items() if find_spec(module) is None]
    if missing:
        return Check("site", False, f"{', '.join(missing)} missing; run: pip install 'openclam[site]'", optional=True)
    return Check(
        "site",
        True,
        f"FastAPI {package_version('fastapi')}, uvicorn {package_version('uvicorn')}; run: openclam serve --open",
    )


def _coach() -> Check:
    try:
        return Check("site, live coach", True, f"its files are whole in {app_folder()}")
    except ModelError as error:
        return Check("site, live coach", False, str(error), optional=True)


def _films() -> Check:
    exercise = load_exercise().name
    films = sorted(FILMS.glob(f"{exercise}*.mp4"))
    bare = [
        film.name
        for film in films
        if not all(film.with_suffix(end).is_file() for end in (".jpg", ".en.vtt", ".nl.vtt"))
    ]
    if not (FILMS / f"{exercise}.mp4").is_file():
        told = f"no {exercise}.mp4 in {FILMS}; the page shows a moving drawing in its place. Install OpenClam again."
        return Check("site, films", False, told, optional=True)
    if bare:
        told = f"without picture or captions in {FILMS}: {', '.join(bare)}. Install OpenClam again."
        return Check("site, films", False, told, optional=True)
    return Check("site, films", True, f"{len(films)} with pictures and captions")


def _database() -> Check:
    """Only looked at: opening it would make it, or let it grow."""
    folder = platformdirs.user_data_path("openclam", appauthor=False)
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    file = folder / "openclam.sqlite3"
    if not os.access(file if file.exists() else nearest, os.W_OK):
        told = (
            f"{file} cannot be written. Give yourself the right to, or name another place: "
            "openclam serve --database URL"
        )
        return Check("site, database", False, told, optional=True)
    return Check("site, database", True, str(file) if file.exists() else f"will be made at the first start: {file}")


def _settings(path: Path) -> Check:
    try:
        open_exercise(load_settings(path).site.exercise)
    except UsageError as error:
        return Check("site, settings", False, str(error))
    return Check("site, settings", True, f"{path} holds together")


def _browser() -> Check:
    found = next((path for path in map(shutil.which, _BROWSERS) if path), None)
    if found is None:
        return Check("tests, Chromium", False, "its tests are left out; run: apt install chromium", optional=True)
    return Check("tests, Chromium", True, found)
