"""What a clip shows: the set, the scene, frames a second and the quality of the video."""

from __future__ import annotations

from dataclasses import dataclass, field

from openclam.errors import UsageError
from openclam.synthesis.motion import SetPlan
from openclam.synthesis.render import Scene


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """A clip: the set, the scene, pictures a second, and the quality of the video (x264's crf)."""

    movement: SetPlan
    scene: Scene = field(default_factory=Scene)
    fps: float = 30.0
    crf: int = 23

    def __post_init__(self) -> None:
        if not 1.0 <= self.fps <= 120.0:
            raise UsageError(f"fps must lie between 1 and 120, got {self.fps}.")
        if self.scene.width % 2 or self.scene.height % 2:
            raise UsageError(
                f"width and height must be even for yuv420p video, got {self.scene.width}x{self.scene.height}."
            )
