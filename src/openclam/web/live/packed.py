"""Documents that a live session keeps to give again: as compressed JSON, a twentieth of their size."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Generic, TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


class Packed(Generic[M]):
    """One document."""

    __slots__ = ("_kind", "_packed")

    def __init__(self, document: M) -> None:
        self._kind = type(document)
        self._packed = zlib.compress(document.model_dump_json(by_alias=True).encode())

    def open(self) -> M:
        """The document, equal to the one that was packed."""
        return self._kind.model_validate_json(zlib.decompress(self._packed))


class PackedList(Generic[M]):
    """Documents in order."""

    def __init__(self) -> None:
        self._packed: list[Packed[M]] = []

    def append(self, document: M) -> None:
        """Add one."""
        self._packed.append(Packed(document))

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[M]:
        return (one.open() for one in self._packed)
