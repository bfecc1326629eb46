"""Every error that a user can meet, and the exit status that it gives on the command line.

    OpenClamError            (1)  base: anything that OpenClam itself reports
    ├── UsageError           (2)  an option or a setting is wrong
    │   └── ExerciseError    (2)  the exercise file does not hold together
    ├── InputError           (3)  the input cannot be read
    ├── OutputError          (3)  a result cannot be written
    ├── ModelError           (3)  a weight file is missing or damaged
    └── NobodyError          (4)  nobody doing the exercise was found

A message says what was expected, what came, and what to do next.
"""

from __future__ import annotations

from typing import ClassVar


class OpenClamError(Exception):
    """Base of every error that OpenClam raises on purpose."""

    exit_status: ClassVar[int] = 1


class UsageError(OpenClamError):
    """An option or a setting is wrong."""

    exit_status: ClassVar[int] = 2


class ExerciseError(UsageError):
    """The exercise file breaks a rule; the message names the line and the nearest valid name."""


class InputError(OpenClamError):
    """The input cannot be read, or is no video that can be assessed."""

    exit_status: ClassVar[int] = 3


class OutputError(OpenClamError):
    """A result cannot be written where it was asked for."""

    exit_status: ClassVar[int] = 3


class ModelError(OpenClamError):
    """A weight file is missing or does not match its checksum."""

    exit_status: ClassVar[int] = 3


class NobodyError(OpenClamError):
    """The input was read, and nobody doing the exercise was found in it."""

    exit_status: ClassVar[int] = 4
