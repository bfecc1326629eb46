"""A folder that one process works in: locked as long as that process lives, however it ends.

The system lets go of the lock when the process is gone, even killed, so that a folder whose lock can be taken is left
over. On a system without `flock` (Windows) a folder that is made counts as taken, and one that is there as in use.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

_AGAIN = 5
"""Between opening a folder and locking it another process may remove it: that many times it is tried once more."""


@dataclass(slots=True)
class Lock:
    """A folder and the lock on it; `handle` is None where the system has none, and once it was let go of."""

    folder: Path
    handle: int | None

    @staticmethod
    def take(folder: Path, *, make: bool = True) -> Lock | None:
        """Lock a folder, made where it is not there, emptied never; None where another process has it, or it is gone.

        Raises:
            OSError: it cannot be made or opened.
        """
        for _ in range(_AGAIN):
            if make:
                with contextlib.suppress(FileExistsError):
                    folder.mkdir(mode=0o700)
                    if sys.platform == "win32":
                        return Lock(folder, None)
            if sys.platform == "win32":
                return None
            try:
                handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            except FileNotFoundError:
                if make:
                    continue
                return None
            if not _locked(handle):
                os.close(handle)
                return None
            if _still_there(folder, handle):
                return Lock(folder, handle)
            os.close(handle)  # whoever had it has removed it meanwhile
        return None

    def remove(self) -> None:
        """Remove the folder with all that is in it, and let go; safe to call more than once."""
        shutil.rmtree(self.folder, ignore_errors=True)
        handle, self.handle = self.handle, None
        if handle is not None:
            os.close(handle)


def _locked(handle: int) -> bool:
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _still_there(folder: Path, handle: int) -> bool:
    try:
        there, ours = folder.stat(), os.fstat(handle)
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)
