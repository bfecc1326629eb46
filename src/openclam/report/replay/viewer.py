"""The script that shows the 3-D replay within the report, and how it gets there.

It is model-viewer (Apache-2.0), a web component that draws a GLB file. Its maker publishes it on npm only, so it
is fetched from there once (see `openclam.setup.npm`), held to the SHA-256 below, and written into the report itself:
the report works without a network. A wheel carries it; an install from the sources finds it in the user's cache
folder, or in the folder that the environment variable OPENCLAM_VIEWER names.

The build hook loads this file by itself, so it imports nothing heavy.
"""

from __future__ import annotations

import sys
from pathlib import Path

from openclam.errors import ModelError
from openclam.setup.npm import NpmFile, NpmPackage, fetch, find_whole, kept_in

NPM_PACKAGE = NpmPackage("@google/model-viewer@4.4.0", "the 3-D viewer", "10 MB", "OPENCLAM_VIEWER")

PACKAGE_FOLDER = Path(__file__).with_name("viewer_script")
"""Where a wheel carries the script."""

# The build as one classic script: a module script may not be loaded by a page that is opened as a file.
SCRIPT = NpmFile(
    "model-viewer-umd.min.js",
    "dist/model-viewer-umd.min.js",
    "d785423b1d046ea84a9f59ef6cf15f3077603e1bf938b01ced9b0240691884a2",
)


def viewer_path() -> Path:
    """The whole, checked viewer script: in the package, or in `viewer_folder()`.

    Raises:
        ModelError: the file is missing, or its bytes are not those that were published.
    """
    return find_whole(SCRIPT, (PACKAGE_FOLDER, viewer_folder()), "the 3-D viewer's script")


def viewer_folder() -> Path:
    """Where the fetched script is kept: OPENCLAM_VIEWER where it is set, else the user's cache folder."""
    return kept_in("OPENCLAM_VIEWER", "viewer")


def fetch_viewer() -> Path:
    """Makes sure that the script lies whole in `viewer_folder()`, and returns that folder.

    Raises:
        ModelError: npm is not installed or failed, what it brought is not what was published, or the folder
            cannot be written.
    """
    folder = viewer_folder()
    fetch(NPM_PACKAGE, (SCRIPT,), folder)
    return folder


if __name__ == "__main__":
    try:
        fetch_viewer()
    except ModelError as problem:
        print(problem, file=sys.stderr)
        sys.exit(problem.exit_status)
