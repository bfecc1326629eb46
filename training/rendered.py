"""Moments of a rendered person: how they lie, what is drawn and true of each, and what the pose networks see there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt

from openclam.errors import UsageError
from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker, NetworkOutput
from openclam.pose.lying import side_lying
from openclam.synthesis.body import BodyMesh, Skeleton
from openclam.synthesis.clam import Clam, ClamPose
from openclam.synthesis.document import EarPoints
from openclam.synthesis.render import Renderer, Scene
from openclam.synthesis.start import Start
from openclam.synthesis.truth import joint_centres, measure
from training.targets import targets_of

Image = npt.NDArray[np.uint8]
Table = npt.NDArray[np.float32]

_MOST_PEOPLE = 3


def lying(skeleton: Skeleton, draw_start: Callable[[], Start]) -> Clam:
    """The first start drawn that this body can lie in."""
    while True:
        try:
            return Clam(skeleton, draw_start())
        except UsageError:
            continue


def drawn(body: BodyMesh, clam: Clam, scene: Scene, moments: Iterable[ClamPose]) -> Iterator[tuple[Image, list[float]]]:
    """Frame and targets of each moment that this body can reach."""
    head = EarPoints(body)
    with Renderer(body, scene) as renderer:
        for moment in moments:
            try:
                posed = clam.pose(moment)
            except UsageError:
                continue
            joints = joint_centres(posed) | head.of(posed)
            truth = targets_of(measure(posed, clam.closed), joints, scene.camera, clam.start, body.height_cm)
            yield renderer.draw(posed), truth


def who_lies(detector: Detector, landmarker: Landmarker, image: Image) -> NetworkOutput | None:
    """Of those whom the detector sees, the one who lies most on the side; None where nobody is seen."""
    found = [landmarker.read(image, person.region, 0, 0.0) for person in detector.find(image)[:_MOST_PEOPLE]]
    return max((one for one in found if one is not None), key=lambda one: side_lying(one.landmarks), default=None)


def row_of(reading: NetworkOutput) -> Table:
    """(33, 8): x, y, z px, x, y, z m, visibility, presence."""
    seen = reading.landmarks
    return np.column_stack([seen.image, seen.world, seen.visibility, seen.presence]).astype(np.float32)
