"""What the replay shows: bones, muscles and the band over one rep, as plain arrays.

Room frame as in glTF: metres, Y up, Z towards somebody who stands in front of the person, X to that viewer's right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]

_MIRROR = np.diag([-1.0, 1.0, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Bone:
    """A rigid bone.

    Attributes:
        name: as the model calls it; `_r` or `_l` at the end tells the side.
        vertices: (v, 3) m, in the frame of its body.
        faces: (f, 3) indices of vertices, anticlockwise seen from outside.
        transforms: (n, 4, 4) from the body to the room, a frame each.
    """

    name: str
    vertices: Array
    faces: Index
    transforms: Array


@dataclass(frozen=True, slots=True, eq=False)
class Muscle:
    """A muscle as the line that it pulls along.

    Attributes:
        name: as the model calls it.
        group: slug of its group, as the kinetics has it.
        paths: (n, k, 3) m in the room, origin to insertion; k is the same for every frame.
        shade: 0 where it works least of all, 1 where it works most.
        radius_m: half of its thickness at the middle, before the shade.
    """

    name: str
    group: str
    paths: Array
    shade: float
    radius_m: float


@dataclass(frozen=True, slots=True, eq=False)
class BandLoop:
    """The band round both thighs: `paths` (n, k, 3) m in the room, closed; `colour` as #rrggbb."""

    paths: Array
    colour: str


@dataclass(frozen=True, slots=True, eq=False)
class ReplayScene:
    """One rep.

    Attributes:
        time_s: (n,) rising; the replay starts at the first.
        top: the frame of the top of the rep, which the still picture shows.
        bones: every bone.
        muscles: every muscle.
        band: None without a band.
    """

    time_s: Array
    top: int
    bones: tuple[Bone, ...]
    muscles: tuple[Muscle, ...]
    band: BandLoop | None = None

    def __post_init__(self) -> None:
        """Holds the arrays to each other.

        Raises:
            ValueError: a shape does not fit, time does not rise, or a number is not finite.
        """
        n = len(self.time_s)
        if n < 2 or not np.all(np.diff(self.time_s) > 0):
            raise ValueError("time_s must rise, and have two frames or more")
        if not 0 <= self.top < n:
            raise ValueError(f"top is frame {self.top} of {n}")
        for bone in self.bones:
            _expect(bone.name, "transforms", bone.transforms, (n, 4, 4))
            _expect(bone.name, "vertices", bone.vertices, (len(bone.vertices), 3))
            if bone.faces.min(initial=0) < 0 or bone.faces.max(initial=0) >= len(bone.vertices):
                raise ValueError(f"{bone.name}: a face names a vertex that is not there")
        for muscle in self.muscles:
            _expect(muscle.name, "paths", muscle.paths, (n, muscle.paths.shape[1], 3))
            _expect(muscle.name, "shade", np.array(muscle.shade), ())
        if self.band is not None:
            _expect("band", "paths", self.band.paths, (n, self.band.paths.shape[1], 3))

    def mirrored(self) -> ReplayScene:
        """The same rep of the other leg: left and right exchanged, in place and in name."""
        return replace(
            self,
            bones=tuple(
                Bone(_other_side(b.name), b.vertices @ _MIRROR, b.faces[:, ::-1], _mirrored(b.transforms))
                for b in self.bones
            ),
            muscles=tuple(replace(m, name=_other_side(m.name), paths=m.paths @ _MIRROR) for m in self.muscles),
            band=None if self.band is None else replace(self.band, paths=self.band.paths @ _MIRROR),
        )


def _mirrored(transforms: Array) -> Array:
    mirror = np.eye(4)
    mirror[:3, :3] = _MIRROR
    return np.asarray(mirror @ transforms @ mirror)


def _other_side(name: str) -> str:
    if name.endswith("_r"):
        return f"{name[:-2]}_l"
    return f"{name[:-2]}_r" if name.endswith("_l") else name


def _expect(name: str, what: str, array: npt.NDArray[np.generic], shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise ValueError(f"{name}: {what} has the shape {array.shape}, not {shape}")
    if not np.all(np.isfinite(array.astype(np.float64))):
        raise ValueError(f"{name}: {what} holds a number that is not finite")
