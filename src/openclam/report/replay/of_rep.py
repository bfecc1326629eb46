"""The replay's scene out of the loads of one rep."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Literal

import numpy as np

from openclam.kinetics.document import GROUPS, Level
from openclam.kinetics.loads import Loads
from openclam.kinetics.model import PATH_SETS, LegModel, plain_name
from openclam.kinetics.muscles import group_of
from openclam.kinetics.openers import muscle_openings
from openclam.kinetics.optional import load_part
from openclam.kinetics.rep import RepLoads
from openclam.report.replay.from_model import DrawnBand, MuscleLine, bones_of, scene_from_model
from openclam.report.replay.scene import Array, Bone, Index, ReplayScene

FRAMES_A_SECOND = 15.0
"""More than this nobody sees, as viewers fill in between."""

CROSSES_M = 0.002
"""A muscle with no larger moment arm than this about the hip does not cross it and is not drawn."""

BAND_COLOURS = {
    "tan": "#c9a77c",
    "yellow": "#e8b923",
    "red": "#c8352b",
    "green": "#3f9b4b",
    "blue": "#2f64b5",
    "black": "#33363a",
    "silver": "#b4bac1",
    "gold": "#b58e1f",
}
SPINE = ("sacrum", "lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1")

SHADES: Mapping[Level, float] = {"little": 0.0, "some": 0.5, "most": 1.0}
"""How dark each level is drawn."""

_UNKNOWN_COLOUR = "#7a8087"


def rep_scene(loads: Loads, rep: RepLoads, moving_leg: Literal["left", "right"]) -> ReplayScene | None:
    """The scene of one rep, muscle paths as the usual variant of the model has them.

    Muscles are shaded by their group's level at the top, as in the picture; those of no ranked group as "little". Where
    no level is told, all are shaded alike.

    Args:
        loads: of the set; its leg is moved.
        rep: one of the set's.
        moving_leg: whose side the scene shows.

    Returns:
        The scene; None where fewer than two moments of the rep were measured.
    """
    frames = _frames(rep.time_s)
    if len(frames) < 2:
        return None
    leg = loads.place(loads.closed)
    drawn = _crossing(leg)
    rows = leg.rows[PATH_SETS[0]]
    widest = muscle_openings(loads, loads.over_variants(rep.widest_within()))
    levels: Mapping[str, Level] = {one.group: one.level for one in widest} or dict.fromkeys(GROUPS, "some")
    scene = scene_from_model(
        leg.model,
        leg.data,
        lambda frame: loads.place(rep.postures[frames[frame]]),
        time_s=rep.time_s[frames],
        roll_deg=np.array([rep.postures[frame].roll_deg for frame in frames]),
        top=int(np.argmax(rep.opening_deg[frames])),
        muscles=[_line(leg, int(rows[index]), levels) for index in drawn],
        band=_band(loads),
    )
    scene = replace(scene, bones=(*scene.bones, *_spine(scene, leg.body.scale)))
    return scene.mirrored() if moving_leg == "left" else scene


def _frames(time_s: Array) -> Index:
    """The moments to show: evenly spread, the first, the last, and no more than `FRAMES_A_SECOND`."""
    if len(time_s) < 2:
        return np.arange(len(time_s))
    count = int(np.ceil((time_s[-1] - time_s[0]) * FRAMES_A_SECOND)) + 1
    wanted = np.linspace(time_s[0], time_s[-1], max(count, 2))
    after = np.clip(np.searchsorted(time_s, wanted), 1, len(time_s) - 1)
    nearest = np.where(wanted - time_s[after - 1] <= time_s[after] - wanted, after - 1, after)
    return np.unique(nearest)


def _crossing(leg: LegModel) -> Index:
    """Which muscles of the usual path set cross the hip, as indices into its muscles."""
    arms = leg.moment_arms()[:3, leg.rows[PATH_SETS[0]]]
    return np.flatnonzero(np.abs(arms).max(axis=0) > CROSSES_M)


def _line(leg: LegModel, row: int, levels: Mapping[str, Level]) -> MuscleLine:
    name = plain_name(leg.muscles[row])
    group = group_of(name)
    return MuscleLine(row, f"{name}_r", group, float(leg.force_n[row]), SHADES[levels.get(group, "little")])


def _spine(scene: ReplayScene, scale: float) -> list[Bone]:
    """Sacrum and lumbar vertebrae, moving with the pelvis."""
    pelvis = next((bone for bone in scene.bones if bone.name == "pelvis_r"), None)
    if pelvis is None:
        return []
    spine = []
    for bone in _whole_spine():
        in_pelvis = bone.transforms[0].copy()
        in_pelvis[:3, 3] *= scale
        spine.append(Bone(bone.name, bone.vertices * scale, bone.faces, pelvis.transforms @ in_pelvis))
    return spine


@cache
def _whole_spine() -> tuple[Bone, ...]:
    """The spine that belongs to the leg model's pelvis, which carries none; at the model's own size, in its frame."""
    mujoco: Any = load_part("mujoco")
    told = mujoco.get_mju_user_warning()
    # MuJoCo warns that the description could not be saved, which it never is, and writes so into a file of its own
    # in the folder that the user works in.
    mujoco.set_mju_user_warning(_say_nothing)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            model = load_part("myo_sim").load_model("myolegs")
    finally:
        mujoco.set_mju_user_warning(told)
    data = mujoco.MjData(model)
    mujoco.mj_kinematics(model, data)
    return tuple(bones_of(model, data, SPINE))


def _say_nothing(_: str) -> None:
    pass


def _band(loads: Loads) -> DrawnBand | None:
    if loads.band is None:
        return None
    colour = BAND_COLOURS.get(loads.band.colour or "", _UNKNOWN_COLOUR)
    return DrawnBand(colour, loads.thigh.girth_cm / 100)
