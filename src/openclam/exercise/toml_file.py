"""Files that people write by hand: their text and their TOML, or a message that names the line to mend."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from openclam.errors import OpenClamError


def read_toml(path: Path, what: str, hint: str, error: type[OpenClamError]) -> tuple[str, dict[str, Any]]:
    """The text of a TOML file and what it holds.

    Args:
        path: the file.
        what: what was expected there, such as "an exercise file".
        hint: what to do where it cannot be read.
        error: what to raise.

    Raises:
        error: the file cannot be read, is not UTF-8 or is no TOML; the last two with the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as found:
        line = found.object[: found.start].count(b"\n") + 1
        raise error(
            f"{path}, line {line}: expected UTF-8 text, found the byte 0x{found.object[found.start]:02x}. "
            "Save the file as UTF-8 and try again."
        ) from None
    except OSError as found:
        raise error(f"{path}: expected {what} that can be read, got: {found.strerror or found}. {hint}") from None
    try:
        return text, tomllib.loads(text)
    except RecursionError:
        raise error(f"{path}: expected TOML, got lists within lists without end. Mend it and try again.") from None
    except tomllib.TOMLDecodeError as found:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(found))
        line = int(place[1]) if place else text.count("\n") + 1  # else it says "(at end of document)"
        reason = re.sub(r"\s*\(at .*\)$", "", str(found))
        raise error(f"{path}, line {line}: expected TOML, got: {reason}. Mend that line and try again.") from None
