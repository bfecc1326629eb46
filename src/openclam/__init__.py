"""OpenClam: an ordinary camera that knows the clamshell.

    import openclam
    print(openclam.assess("clip.mp4").to_json())

It guides exercise; it is no medical device and gives no diagnosis.

A recording goes through the rooms in this order: `openclam.capture` gives frames, `openclam.pose` landmarks,
`openclam.kinematics` postures, `openclam.movement` reps, `openclam.assessment` findings, `openclam.report` files.
`openclam.exercise` holds what is right, `openclam.kinetics` what band and muscles do, `openclam.run` the whole way of a
set, `openclam.coach` what is said live, `openclam.web` the site, `openclam.cli` the commands, `openclam.setup` the
optional parts, `openclam.synthesis` rendered bodies with known angles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openclam._version import __version__
from openclam.errors import (
    ExerciseError,
    InputError,
    ModelError,
    NobodyError,
    OpenClamError,
    OutputError,
    UsageError,
)

if TYPE_CHECKING:
    from openclam.assessment.model import Assessment
    from openclam.run.options import Options
    from openclam.run.recording import assess

__all__ = [
    "Assessment",
    "ExerciseError",
    "InputError",
    "ModelError",
    "NobodyError",
    "OpenClamError",
    "Options",
    "OutputError",
    "UsageError",
    "__version__",
    "assess",
]

_LATER = {
    "Assessment": "openclam.assessment.model",
    "Options": "openclam.run.options",
    "assess": "openclam.run.recording",
}


def __getattr__(name: str) -> Any:
    """Load the engine on first use, so that `import openclam` stays quick and light."""
    if name not in _LATER:
        raise AttributeError(f"module 'openclam' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)
