"""The muscles of the model: which group each is shown in, and the paths that the model gets besides its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openclam.errors import ModelError
from openclam.exercise.toml_file import read_toml
from openclam.kinetics.document import MuscleGroup

_MEMBERS: Mapping[MuscleGroup, tuple[str, ...]] = {
    "gluteus-medius-anterior": ("glmed1",),
    "gluteus-medius-middle": ("glmed2",),
    "gluteus-medius-posterior": ("glmed3",),
    "gluteus-minimus": ("glmin1", "glmin2", "glmin3"),
    "gluteus-maximus-superior": ("glmax1",),
    "gluteus-maximus-middle": ("glmax2",),
    "piriformis": ("piri",),
    "obturators-and-gemelli": ("obturator_", "gemell"),
    "quadratus-femoris": ("quadratus_femoris",),
    "tensor-fasciae-latae": ("tfl",),
}
"""How the names of each group's muscles begin; what is left is "others"."""


@dataclass(frozen=True, slots=True)
class Wrap:
    """A surface that a path bends over, after its point number `after` (from 1): a sphere, or a cylinder about `axis`.

    `at` (x, y, z) is its centre in the frame of `body`; `axis` (x, y, z) has length 1; lengths in metres.
    """

    after: int
    body: str
    at: tuple[float, float, float]
    radius: float
    axis: tuple[float, float, float] | None = None
    length: float = 0.0


@dataclass(frozen=True, slots=True)
class Muscle:
    """A muscle of a path set: its points as (body, x, y, z) in metres in that body's frame, right side."""

    name: str
    force_n: float
    path: tuple[tuple[str, float, float, float], ...]
    wrap: Wrap | None


@dataclass(frozen=True, slots=True)
class PathSet:
    """Muscle paths in the frames of the model that they come from.

    `hip_centre` (x, y, z) in that pelvis frame and `femur_length`, m, lay them onto other bones. `replaces` names
    the muscles of the main set that these stand for besides those of the same name.
    """

    name: str
    source: str
    hip_centre: tuple[float, float, float]
    femur_length: float
    replaces: tuple[str, ...]
    muscles: tuple[Muscle, ...]


_DEEP = ("quadratus_femoris", "obturator_", "gemellus_", "pectineus")
_DEEP_FACTOR = 2.0
"""gpk gives these muscles 30 N per cm² of cross-section, all others 60 (Rajagopal 2016); here all have 60. That makes
obturators and gemelli together 1,440 N against the 1,213 N of gluteus minimus: 1.19 times; their cross-sections are
10.00 and 8.29 cm², 1.21 times (Parvaresh 2019, doi 10.1186/s12891-019-2995-0)."""


def load_paths(name: str) -> PathSet:
    """The path set of a name, as the files in `paths/` are called.

    Raises:
        ModelError: the package's own file is missing or damaged.
    """
    path = Path(__file__).parent / "paths" / f"{name}.toml"
    _, table = read_toml(path, "muscle paths", "Install OpenClam anew.", ModelError)
    return PathSet(
        name=name,
        source=table["source"],
        hip_centre=tuple(table["hip_centre"]),
        femur_length=table["femur_length"],
        replaces=tuple(table.get("replaces", ())),
        muscles=tuple(
            Muscle(
                name=row["name"],
                force_n=row["force_n"] * (_DEEP_FACTOR if name == "gpk" and row["name"].startswith(_DEEP) else 1.0),
                path=tuple((body, x, y, z) for body, x, y, z in row["path"]),
                wrap=_wrap(row["wrap"]) if "wrap" in row else None,
            )
            for row in table["muscle"]
        ),
    )


def _wrap(row: Mapping[str, Any]) -> Wrap:
    return Wrap(
        after=row["after"],
        body=row["body"],
        at=tuple(row["at"]),
        radius=row["radius"],
        axis=tuple(row["axis"]) if row["shape"] == "cylinder" else None,
        length=row.get("length", 0.0),
    )


def group_of(muscle: str) -> MuscleGroup:
    """The group that a muscle is shown in."""
    return next((group for group, starts in _MEMBERS.items() if muscle.startswith(starts)), "others")
