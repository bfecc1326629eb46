"""A panel picture by picture, and two of them side by side."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

import numpy as np

from demonstration.marks import draw_marks
from demonstration.plans import FPS, HEIGHT, Film, Panel, View
from openclam.synthesis.body import BodyMesh
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.frames import Array
from openclam.synthesis.look import Look
from openclam.synthesis.motion import frame_times
from openclam.synthesis.picture import Picture
from openclam.synthesis.render import Renderer, Scene
from openclam.synthesis.room import Room
from openclam.synthesis.start import Start

_DIVIDER_PX = 6

_Key = tuple[Start, ClamPose]


class Viewpoint:
    """What one camera sees of the body; a posture that it has seen is not drawn again.

    Raises:
        UsageError: PyVista is not installed.
    """

    def __init__(self, body: BodyMesh, view: View) -> None:
        self._body, self._camera = body, view.camera
        self._scene = Scene(view.camera, Look(), Room(ball=None), width=view.width, height=HEIGHT)
        self._renderer = Renderer(body, self._scene)
        self._seen: dict[_Key, Picture] = {}
        self._clams: dict[Start, Clam] = {}

    def picture(self, panel: Panel, time_s: float) -> Picture:
        """The panel (height, width, 3) uint8 RGB at a time, with mark and guide."""
        start, pose = panel.movement.start, _rounded(panel.movement.pose_at(time_s))
        clam = self._clams.setdefault(start, Clam(self._body.skeleton, start))
        if (start, pose) not in self._seen:
            self._seen[start, pose] = self._renderer.draw(clam.pose(pose))
        guide = self._guide(clam, pose, panel.guide)
        return draw_marks(self._seen[start, pose], panel.mark, guide, self._guide(clam, ClamPose(), panel.guide))

    def close(self) -> None:
        """Give the drawing window back."""
        self._renderer.close()

    def _guide(self, clam: Clam, pose: ClamPose, bones: tuple[str, ...]) -> Array | None:
        if not bones:
            return None
        posed = clam.pose(pose)
        return self._camera.project(np.array([posed.head(bone) for bone in bones]), self._scene.width, HEIGHT)


class Studio:
    """Keeps the viewpoints of one film for the next, as long as it is seen from the same places."""

    def __init__(self, body: BodyMesh) -> None:
        self._body = body
        self._open: dict[View, Viewpoint] = {}

    def pictures(self, film: Film) -> Iterator[Picture]:
        """The film's pictures (540, 960, 3), one after the other."""
        left, right = self._viewpoints(film)
        for time in frame_times(film.length_s, FPS):
            yield side_by_side(left.picture(film.left, float(time)), right.picture(film.right, float(time)))

    def close(self) -> None:
        """Give all drawing windows back."""
        for viewpoint in self._open.values():
            viewpoint.close()
        self._open.clear()

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _viewpoints(self, film: Film) -> tuple[Viewpoint, Viewpoint]:
        wanted = (film.left.view, film.right.view)
        for view in [view for view in self._open if view not in wanted]:
            self._open.pop(view).close()
        for view in wanted:
            if view not in self._open:
                self._open[view] = Viewpoint(self._body, view)
        return self._open[wanted[0]], self._open[wanted[1]]


def side_by_side(left: Picture, right: Picture) -> Picture:
    """Two panels of one height with a white bar between them, over their inner edges."""
    both = np.hstack([left, right])
    middle = left.shape[1]
    both[:, middle - _DIVIDER_PX // 2 : middle + _DIVIDER_PX // 2] = 255
    return both


def _rounded(pose: ClamPose) -> ClamPose:
    """To a thousandth, so that a posture held, or come back to, is the same posture."""
    return ClamPose(*(round(float(getattr(pose, name)), 3) for name in ClamPose.__dataclass_fields__))
