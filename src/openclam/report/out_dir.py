"""The folder that a report goes to: claimed for one run, filled all at once or not at all, nothing of others touched.

The report is made in a hidden folder on the same file system, the workshop, and takes its final names when all is done.
Whatever stops the work (an error, a full disk, Ctrl-C, SIGTERM) leaves nothing new behind, and an older report as it
was. What a run left that was killed outright goes when the next one claims a folder there.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av.error

from openclam.errors import OutputError
from openclam.report.replay.figure import GLB_NAME
from openclam.setup.locked import Lock

OPENSIM: Final = "opensim"
"""The folder of the files for OpenSim."""

NAMES: Final = ("assessment.json", "reps.csv", "report.html", "annotated.mp4", OPENSIM, GLB_NAME)
_OURS: Final = re.compile(r"(?:angles|moments|activations)(?:_\d+)?\.(?:mot|sto)|joint_centres\.trc")
"""The files in `OPENSIM` that are a report's; whatever else lies there is somebody else's."""
_OLD: Final = "old"


def holds_report(out_dir: Path) -> bool:
    """Whether `out_dir` holds a report, or a part of one, that writing would replace."""
    return bool(_held(out_dir))


@contextlib.contextmanager
def claimed(out_dir: Path, force: bool) -> Iterator[Path]:
    """Claim `out_dir` for one report and give the workshop to make it in, which is gone afterwards.

    Args:
        out_dir: need not exist.
        force: a report that is there may be replaced.

    Raises:
        OutputError: it is no folder, cannot be written, holds a report and `force` is not given, or another run writes
            one there just now.
    """
    with heard(out_dir):
        _check(out_dir, force)
        home = _nearest_that_exists(out_dir).resolve()
        _sweep(home)
        # One name for one target, so that two runs into it meet here, before any long work.
        target = hashlib.sha256(os.fsencode(out_dir.resolve())).hexdigest()[:12]
        lock = Lock.take(home / f".openclam-{target}.part")
    if lock is None:
        raise OutputError(
            f"another run of OpenClam is writing a report to {out_dir}. Wait until it is done, or give --out another "
            "folder."
        )
    try:
        yield lock.folder
    finally:
        lock.remove()


def hand_over(workshop: Path, out_dir: Path, force: bool) -> None:
    """Give the finished files their final names; puts everything back if that is interrupted halfway.

    Raises:
        OutputError: a report has come there meanwhile, and `force` is not given.
    """
    _check(out_dir, force)
    made = [file.relative_to(workshop) for file in sorted(workshop.rglob("*")) if file.is_file()]
    folders = [out_dir / folder for folder in {OPENSIM for file in made if len(file.parts) > 1}] or [out_dir]
    made_dirs = [folder for folder in (folders[0], *folders[0].parents) if not folder.exists()]
    folders[0].mkdir(parents=True, exist_ok=True)
    (workshop / _OLD / OPENSIM).mkdir(parents=True)
    undo: list[tuple[Path, Path]] = []
    try:
        for name in dict.fromkeys((*_held(out_dir), *made)):
            final = out_dir / name
            if final.exists():
                undo.append((workshop / _OLD / name, final))
                final.replace(workshop / _OLD / name)
            if (workshop / name).exists():
                undo.append((final, workshop / name))
                (workshop / name).replace(final)
        with contextlib.suppress(OSError):
            (out_dir / OPENSIM).rmdir()  # where an older report had files in it and this one has none
    except BaseException:
        for moved, before in reversed(undo):
            if moved.exists():
                moved.replace(before)
        for folder in made_dirs:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


@contextlib.contextmanager
def heard(out_dir: Path) -> Iterator[None]:
    """Errors of the file system and of FFmpeg, in words that say what to do."""
    try:
        yield
    except (OSError, av.error.FFmpegError) as error:
        raise OutputError(_why(error, out_dir)) from error


def _check(out_dir: Path, force: bool) -> None:
    there = _nearest_that_exists(out_dir)
    if not there.is_dir():
        raise OutputError(f"{there} is a file; a folder for the report was expected. Give --out another name.")
    for name in NAMES:
        if (out_dir / name).exists() and (out_dir / name).is_dir() != (name == OPENSIM):
            kind, wanted = ("a folder", "a file") if (out_dir / name).is_dir() else ("a file", "a folder")
            raise OutputError(
                f"{out_dir / name} is {kind}; {wanted} of the report would take that name. Move it away, or give --out "
                "another folder."
            )
    if not force and (held := _held(out_dir)):
        names = ", ".join(dict.fromkeys(file.parts[0] for file in held))
        raise OutputError(
            f"{out_dir} already holds a report ({names}). Give --force to replace it, or --out another folder."
        )


def _held(out_dir: Path) -> list[Path]:
    """The files in `out_dir` that are a report's, relative to it."""
    held = [Path(name) for name in NAMES if name != OPENSIM and (out_dir / name).exists()]
    if (out_dir / OPENSIM).is_dir():
        inside = sorted(file.name for file in (out_dir / OPENSIM).iterdir() if file.is_file())
        held += [Path(OPENSIM) / name for name in inside if _OURS.fullmatch(name)]
    return held


def _sweep(home: Path) -> None:
    """Remove the workshops in `home` of runs that were killed; a file that one had taken away is put back first."""
    for left in home.glob(".openclam-*.part"):
        lock = Lock.take(left, make=False)
        if lock is None:
            continue
        old = left / _OLD
        for file in sorted(old.rglob("*")) if old.is_dir() else ():
            if file.is_file() and not (home / file.relative_to(old)).exists():
                file.replace(home / file.relative_to(old))
        lock.remove()


def _nearest_that_exists(path: Path) -> Path:
    """`path` itself, or the first above it that is there."""
    return next(one for one in (path, *path.absolute().parents) if one.exists())


def _why(error: Exception, out_dir: Path) -> str:
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk of {out_dir} is full; nothing was written. Free some space, or give --out another disk."
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{out_dir} cannot be written ({_reason(error)}). Give --out a folder of your own."
    if number == errno.ENAMETOOLONG:
        return f"{out_dir} is a longer name than this disk takes. Give --out a shorter one."
    return f"the report could not be written to {out_dir} ({_reason(error)}); nothing was left there."


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
