"""A file of tables that is there whole or not at all, so that a long command can be stopped and run again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt


def keep(path: Path, **tables: npt.ArrayLike) -> None:
    """Write these tables to `path` (.npz); under another name until the last of them is written."""
    partial = path.with_suffix(".part.npz")
    np.savez_compressed(partial, allow_pickle=False, **tables)
    partial.replace(path)
