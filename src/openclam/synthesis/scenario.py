"""A scenario file: who lies there, how, what they do, and what the camera sees; from TOML to a plan.

    [body] [start] [session] [camera] [look] [room] [band] [effects] [video]

Whatever a file leaves out has its usual value, or comes by chance where a table says `random = true`. The
seed fixes everything. `docs/synthesis.md` and `openclam synth --example` describe the keys.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from openclam.synthesis.band import Band
from openclam.synthesis.body import BodyMesh, build_body
from openclam.synthesis.camera import Camera
from openclam.synthesis.chance import random_start
from openclam.synthesis.clip_plan import ClipPlan
from openclam.synthesis.look import Look
from openclam.synthesis.looks import (
    random_band,
    random_camera,
    random_effects,
    random_look,
    random_phenotype,
    random_room,
)
from openclam.synthesis.people import PEOPLE
from openclam.synthesis.picture import Effects
from openclam.synthesis.render import Scene
from openclam.synthesis.room import Room
from openclam.synthesis.scenariofile import ScenarioFile
from openclam.synthesis.session import Session, plan_session, random_session
from openclam.synthesis.start import Start


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BodyTable(_Table):
    """Whose body: a `name` of `PEOPLE`, a stored `file` (.npz), or one by chance; `height_cm` scales it."""

    name: Literal["ava", "ben", "cora", "dirk", "eve"] | None = None
    file: FilePath | None = None
    random: bool = False
    height_cm: float | None = Field(default=None, ge=140.0, le=215.0)

    @model_validator(mode="after")
    def _one_body(self) -> BodyTable:
        if sum((self.name is not None, self.file is not None, self.random)) > 1:
            raise ValueError("give one of `name`, `file` and `random = true`, not several")
        if self.file is not None and self.height_cm is not None:
            raise ValueError("a stored body has its height; leave out `height_cm`")
        return self


class VideoTable(_Table):
    """The file: size in pixels (even), pictures a second, quality (x264's crf, lower is better), moving leg."""

    width: int = Field(default=854, ge=64, le=3840, multiple_of=2)
    height: int = Field(default=480, ge=64, le=2160, multiple_of=2)
    fps: float = Field(default=30.0, ge=1.0, le=120.0)
    crf: int = Field(default=23, ge=0, le=51)
    supersample: int = Field(default=1, ge=1, le=3)
    moving_leg: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario, checked: the body to make, and everything that is done with it."""

    seed: int
    body: BodyTable
    plan: ClipPlan

    def make_body(self) -> BodyMesh:
        """The body of this scenario; `anny` makes it unless a file holds it.

        Raises:
            InputError: the stored body cannot be read.
            UsageError: the extra `synth` is not installed.
        """
        if self.body.file is not None:
            return BodyMesh.load(self.body.file)
        if self.body.random:
            phenotype, height_cm = random_phenotype(_chance(self.seed, "body"))
        else:
            phenotype, height_cm = PEOPLE[self.body.name or "ava"]
        return build_body(phenotype, self.body.height_cm or height_cm)


def load_scenario(path: FilePath, seed: int | None = None) -> Scenario:
    """Read and check a scenario file.

    Args:
        path: the TOML file; `file` of its body is looked for beside it.
        seed: takes the place of the file's own.

    Raises:
        UsageError: the file cannot be read, is no TOML, or something in it cannot be. The message lists
            every fault with its line and, for a name that does not exist, the nearest that does.
    """
    file = ScenarioFile(path)
    file.only("seed", "body", "start", "session", "camera", "look", "room", "band", "effects", "video")
    number = file.number("seed") if seed is None else seed
    body = file.model("body", BodyTable)
    video = file.model("video", VideoTable)
    session = _session(file, number)

    def made(table: str, usual: Callable[[], Any], by_chance: Callable[[np.random.Generator], Any]) -> Any:
        return file.values(table, usual, lambda: by_chance(_chance(number, table)))

    start = made("start", Start, random_start)
    camera = made("camera", Camera, random_camera)
    look = made("look", Look, random_look)
    room = made("room", Room, random_room)
    effects = made("effects", Effects, random_effects)
    without = file.flag("band", "none") or session.without_band
    band = made("band", Band, lambda rng: random_band(rng) or Band())
    file.refuse_if_broken()
    movement = plan_session(session, start, number)
    scene = Scene(
        camera=camera,
        look=look,
        room=room,
        band=None if without else band,
        width=video.width,
        height=video.height,
        mirrored=video.moving_leg == "right",
        supersample=video.supersample,
        effects=effects,
        pillow=movement.start.head_support == "pillow",
    )
    if body.file is not None:
        body = body.model_copy(update={"file": path.parent / body.file})
    return Scenario(number, body, ClipPlan(movement, scene, video.fps, video.crf))


def _session(file: ScenarioFile, seed: int) -> Session:
    """The session; what the file gives takes the place of what chance gave."""
    drawn = random_session(_chance(seed, "session")).model_dump() if file.flag("session", "random") else {}
    return file.model("session", Session, drawn)


def _chance(seed: int, table: str) -> np.random.Generator:
    """Every table has its own stream, so that a change to one leaves the others as they were."""
    return np.random.default_rng([seed, *table.encode()])
