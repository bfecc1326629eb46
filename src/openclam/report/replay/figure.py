"""The replay as a figure of the report: an interactive view that needs no network, and a picture for print."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from openclam.errors import ModelError
from openclam.report.replay.colours import css_gradient
from openclam.report.replay.from_model import COPYRIGHT
from openclam.report.replay.glb import glb
from openclam.report.replay.scene import ReplayScene
from openclam.report.replay.still import still_png
from openclam.report.replay.viewer import viewer_path
from openclam.report.words import Speech

OTHERS = "others"
"""The group of the muscles that are shown for their place only."""

GLB_NAME = "replay.glb"
"""The replay's name in the report folder."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The replay of the rep of a number.

    Attributes:
        rep: the number.
        glb: the GLB file.
        still: the picture, PNG.
        near: (3,) m, where the near view looks in the room: the middle of the muscles that have a group of their own.
    """

    rep: int
    glb: bytes
    still: bytes
    near: tuple[float, float, float]


def make_replay(scene: ReplayScene, rep: int, title: str) -> Replay:
    """The replay of a scene.

    Args:
        scene: one rep.
        rep: its number.
        title: of the exercise; other programs show it as the name of the animation.
    """
    return Replay(rep, glb(scene, title, COPYRIGHT), still_png(scene), _middle(scene))


def replay_html(replay: Replay, say: Speech) -> Markup:
    """The part of the report: the view, its controls, the scale of colours, the picture for print.

    Its look is in `replay.css`. Where the viewer's script is not at hand, it has the picture alone and says how to
    fetch the script.
    """
    environment = Environment(
        loader=PackageLoader("openclam.report.replay", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("replay.html.j2").render(
        say=say,
        rep=replay.rep,
        glb=_data_uri("model/gltf-binary", replay.glb),
        glb_name=GLB_NAME,
        still=_data_uri("image/png", replay.still),
        scripts=_scripts(),
        near=" ".join(f"{metres:.3f}m" for metres in replay.near),
        gradient=css_gradient(),
        spoken=json.dumps(_spoken(say), ensure_ascii=False),
    )
    return Markup(text)  # noqa: S704 - the template escapes


def _middle(scene: ReplayScene) -> tuple[float, float, float]:
    grouped = [muscle for muscle in scene.muscles if muscle.group != OTHERS] or scene.muscles
    x, y, z = np.mean([muscle.paths[scene.top].mean(axis=0) for muscle in grouped], axis=0)
    return float(x), float(y), float(z)


def _scripts() -> list[Markup]:
    """The viewer, and what drives it from the figure's controls; none where the viewer is not at hand."""
    try:
        viewer = viewer_path().read_text("utf-8")
    except ModelError:
        return []
    return [Markup(viewer), Markup(_own("replay.js"))]  # noqa: S704 - held to its checksum; our own file


def _spoken(say: Speech) -> dict[str, str]:
    """What the viewer tells a screen reader, by its own names, as the view is turned."""
    sides = {
        "front": say("replay.from_front"),
        "back": say("replay.from_behind"),
        "left": say("replay.from_left"),
        "right": say("replay.from_right"),
    }
    heights = {"upper-": say("replay.above"), "": "", "lower-": say("replay.below")}
    words = {
        f"{height}{side}": ", ".join(part for part in (side_words, height_words) if part)
        for height, height_words in heights.items()
        for side, side_words in sides.items()
    }
    return {**words, "interaction-prompt": say("replay.keys")}


def _data_uri(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _own(name: str) -> str:
    return (files("openclam.report.replay") / name).read_text("utf-8")
