"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from openclam.errors import OutputError


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` under a passing name first, so that no half file ever has the final name.

    Raises:
        OutputError: the folder is missing, cannot be written, or the disk is full.
    """
    passing: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".openclam-", suffix=".part", delete=False) as file:
            passing = Path(file.name)
            file.write(content)
        passing.chmod(0o666 & ~_umask())
        passing.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path}: expected a place that can be written, got: {error.strerror or error}. "
            "Choose another place, or make room there."
        ) from None
    finally:
        if passing is not None:
            passing.unlink(missing_ok=True)


def _umask() -> int:
    """The mask for new files; a temporary file is private until it takes its final name."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
