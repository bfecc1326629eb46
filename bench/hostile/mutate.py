"""Bytes made wrong in the ways that find faults: bits flipped, sizes made absurd, parts lost, doubled and mixed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_MOST_CHANGES = 8


def mutated(random: Random, data: bytes, others: Sequence[bytes] = ()) -> bytes:
    """`data` with one to `_MOST_CHANGES` changes; parts of `others` may come into it."""
    changed = bytearray(data)
    for _ in range(random.randint(1, _MOST_CHANGES)):
        random.choice(_WAYS)(random, changed)
    if others and random.random() < 0.1:
        other = random.choice(others)
        at = random.randrange(len(changed) + 1)
        changed[at:] = other[random.randrange(len(other)) :]
    return bytes(changed)


def _flip(random: Random, data: bytearray) -> None:
    if data:
        data[_place(random, data)] ^= 1 << random.randrange(8)


def _byte(random: Random, data: bytearray) -> None:
    if data:
        data[_place(random, data)] = random.randrange(256)


def _number(random: Random, data: bytearray) -> None:
    """A size or a count that is absurd, in either order of bytes."""
    width = random.choice((1, 2, 4))
    if len(data) > width:
        at, value = _place(random, data), random.choice(_NUMBERS) & (1 << 8 * width) - 1
        data[at : at + width] = value.to_bytes(width, random.choice(("big", "little")))


def _cut(random: Random, data: bytearray) -> None:
    del data[random.randrange(len(data) + 1) :]


def _drop(random: Random, data: bytearray) -> None:
    at = _place(random, data)
    del data[at : at + random.randint(1, 64)]


def _double(random: Random, data: bytearray) -> None:
    at = _place(random, data)
    part = data[at : at + random.randint(1, 256)]
    data[at:at] = part


def _insert(random: Random, data: bytearray) -> None:
    at = _place(random, data)
    data[at:at] = random.randbytes(random.randint(1, 16))


def _place(random: Random, data: bytearray) -> int:
    """Anywhere, and half of the time near the beginning, where most of what is read as a size stands."""
    if not data:
        return 0
    return random.randrange(min(len(data), 256) if random.random() < 0.5 else len(data))


_WAYS: tuple[Callable[[Random, bytearray], None], ...] = (_flip, _byte, _number, _number, _cut, _drop, _double, _insert)
