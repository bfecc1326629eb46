"""Stills of the former sessions with the pelvis' axes drawn: measured beside true.

    python -m bench.gallery

draws the open position of a rep of several former sessions again, puts the landmarks that were seen and
the pelvis' forward axis (true in white, as measured in orange) over it, and writes `docs/images/gallery.jpg`. Rendered
bodies only. Needs `pip install 'openclam[synth]'`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from bench.against_truth import postures
from bench.recorded import Recorded, read
from bench.sessions import FOLDER, Plan, draws, plans
from openclam.kinematics import Kinematics, Quantity
from openclam.kinematics.features import USED
from openclam.synthesis.clam import Clam, Posed
from openclam.synthesis.frames import turn
from openclam.synthesis.render import Renderer, Scene

OUT = Path(__file__).parents[1] / "docs" / "images" / "gallery.jpg"
SHOWN = 9
COLUMNS = 3
TILE = (480, 320)
AXIS_M = 0.35
WHITE, ORANGE, GREY = (255, 255, 255), (255, 150, 40), (60, 60, 60)

Image = npt.NDArray[np.uint8]


def tile(plan: Plan) -> Image:
    """One session at the top of the rep with the largest roll."""
    recorded = read(FOLDER / f"{plan.name}.npz")
    rep = max((rep for rep in recorded.truth["reps"] if rep["counts"]), key=lambda rep: rep["pelvic_roll_deg"])
    index = int(np.searchsorted(recorded.truth["frames"]["time_s"], (rep["top_s"] + rep["top_end_s"]) / 2))
    height_cm = recorded.truth["body"]["height_cm"]  # which tells the draw that could be done
    body, clip, _ = next(drawn for drawn in draws(plan) if abs(drawn[0].height_cm - height_cm) < 0.06)
    posed = Clam(body.skeleton, clip.movement.start).pose(
        clip.movement.pose_at(float(recorded.truth["frames"]["time_s"][index]))
    )
    with Renderer(body, clip.scene) as renderer:
        picture = renderer.draw(posed)
    measured = measured_change(recorded, index)
    true = {name: float(recorded.truth["frames"][f"{name}_deg"][index]) for name in measured}
    seen = recorded.landmarks_by_frame[index].landmarks
    if seen is not None:
        for x, y in seen.image[USED, :2]:
            cv2.circle(picture, (round(float(x)), round(float(y))), 3, GREY, -1, cv2.LINE_AA)
    for colour, roll in ((WHITE, 0.0), (ORANGE, measured["pelvic_roll"] - true["pelvic_roll"])):
        _arrow(picture, _axis(posed, roll), colour, clip.scene)
    return _captioned(picture, measured, true)


def measured_change(recorded: Recorded, index: int) -> dict[str, float]:
    """Opening and roll of one frame since the closed position, as the product tells them."""
    followed = list(postures(recorded.landmarks_by_frame, Kinematics(recorded.truth["body"]["height_cm"])))
    times = recorded.truth["frames"]["time_s"]
    first_s = recorded.truth["reps"][0]["start_s"]
    closed = [p.value for p, time in zip(followed, times, strict=True) if first_s - 1.0 < time < first_s - 0.1]
    change = followed[index].value - np.mean(closed, axis=0)
    return {"opening": float(change[Quantity.OPENING]), "pelvic_roll": float(change[Quantity.PELVIC_ROLL])}


def _axis(posed: Posed, more_roll_deg: float) -> npt.NDArray[np.float64]:
    """The pelvis' forward axis (2, 3) from the middle of the hips, rolled by so much more."""
    middle = (posed.head("upperleg01.L") + posed.head("upperleg01.R")) / 2
    long_axis, forward = posed.pelvis[:, 1], posed.pelvis[:, 0]
    return np.stack([middle, middle + AXIS_M * turn(long_axis, more_roll_deg) @ forward])


def _arrow(picture: Image, axis: npt.NDArray[np.float64], colour: tuple[int, int, int], scene: Scene) -> None:
    shown = axis * np.array([1.0, -1.0 if scene.mirrored else 1.0, 1.0])
    places = scene.camera.project(shown, scene.width, scene.height, scene.mirrored)
    start, end = (tuple(int(v) for v in np.round(place)) for place in places)
    cv2.arrowedLine(picture, start, end, GREY, 6, cv2.LINE_AA, tipLength=0.2)
    cv2.arrowedLine(picture, start, end, colour, 3, cv2.LINE_AA, tipLength=0.2)


def _captioned(picture: Image, measured: dict[str, float], true: dict[str, float]) -> Image:
    width, height = TILE
    scale = min(width / picture.shape[1], height / picture.shape[0])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    canvas = np.full((height + 26, width, 3), 245, np.uint8)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    canvas[top : top + small.shape[0], left : left + small.shape[1]] = small
    words = "   ".join(
        f"{name.replace('_', ' ')} {round(measured[name])} (true {round(true[name])})" for name in measured
    )
    cv2.putText(canvas, words, (8, height + 18), cv2.FONT_HERSHEY_SIMPLEX, 0.48, (30, 30, 30), 1, cv2.LINE_AA)
    return canvas


def main() -> None:
    """Draw the tiles and write them as one image."""
    chosen = [plan for plan in plans() if plan.split == "former" and plan.band != "end on"][::2][:SHOWN]
    tiles = [tile(plan) for plan in chosen]
    tiles += [np.full_like(tiles[0], 245)] * (-len(tiles) % COLUMNS)
    sheet = np.vstack([np.hstack(tiles[i : i + COLUMNS]) for i in range(0, len(tiles), COLUMNS)])
    OUT.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(OUT), sheet[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
    print(f"Written: {OUT}", file=sys.stderr)


if __name__ == "__main__":
    main()
