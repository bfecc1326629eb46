"""Muscle groups and their levels in words."""

from __future__ import annotations

from typing import Final

from openclam.kinetics.document import Level, MuscleGroup
from openclam.report.words import Speech

_KEYS: Final[dict[MuscleGroup, str]] = {
    "gluteus-medius-anterior": "muscle.medius_anterior",
    "gluteus-medius-middle": "muscle.medius_middle",
    "gluteus-medius-posterior": "muscle.medius_posterior",
    "gluteus-minimus": "muscle.minimus",
    "gluteus-maximus-superior": "muscle.maximus_superior",
    "gluteus-maximus-middle": "muscle.maximus_middle",
    "piriformis": "muscle.piriformis",
    "obturators-and-gemelli": "muscle.obturators",
    "quadratus-femoris": "muscle.quadratus",
    "tensor-fasciae-latae": "muscle.tensor",
    "others": "muscle.others",
}


def group_name(group: MuscleGroup, say: Speech) -> str:
    """The group as a physiotherapist names it: "gluteus medius, posterior part"."""
    return say(_KEYS[group])


_LEVELS: Final[dict[Level, str]] = {"most": "muscle.most", "some": "muscle.some", "little": "muscle.little"}


def level_words(level: Level | None, say: Speech) -> str:
    """The level as words that stand alone: "works most"; that it is not known where there is none."""
    return say("muscle.unknown" if level is None else _LEVELS[level])
