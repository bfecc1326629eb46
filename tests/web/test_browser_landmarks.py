"""What the browser sees of a person, in a real Chromium, beside what Python sees of them: a picture, and the camera."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker
from openclam.pose.landmarks import Point
from openclam.pose.weights import weight_path
from openclam.web.assets.browser_build import app_files, app_folder
from tests import demo_clip
from tests.web.coach_page import CHROMIUM, HEIGHT, WIDTH, Site, Watched, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium"),
]

LIMBS = [*range(Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER + 1), *range(Point.LEFT_HIP, Point.RIGHT_FOOT_INDEX + 1)]
"""Shoulders and everything from the hips down: what the exercise is measured on."""

ASK_WORKER = """async ([files, model, png]) => {
  const at = name => new URL('/static/app/' + files[name], location.href).href;
  const worker = new Worker(at('pose-worker.js'));
  const ask = (message, transfer = []) => new Promise((resolve, reject) => {
    worker.onmessage = ({data}) => data.kind === 'failed' ? reject(new Error(data.message)) : resolve(data);
    worker.onerror = ({message}) => reject(new Error(message));
    worker.postMessage(message, transfer);
  });
  const [loader, binary] = [at('vision_wasm_internal.js'), at('vision_wasm_internal.wasm')];
  await ask({kind: 'open', parts: {loader, binary, model: at(`pose_landmarker_${model}.task`)}});
  const bytes = Uint8Array.from(atob(png), letter => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
  const seen = await ask({kind: 'frame', picture, timeS: 0}, [picture]);
  worker.terminate();
  return seen.landmarks;
}"""

TAKES = """
  window.Worker = class extends Worker {{
    set onmessage(take) {{
      super.onmessage = ({{data}}) => take({{data: data.kind === 'seen' ? {{...data, tookMs: {ms}}} : data}});
    }}
  }};
"""
"""The page is told that each picture took so long, and chooses its network by that."""

FOLLOWED = 40
"""Readings of one picture by our own chain: *lite* comes round within these."""
ALIKE_PX = 2.5
"""Measured, quiet and on a loaded core: 0.4 px at most with *full*, 1.4 with *lite*, and 5.5 or more to the other
network."""


@pytest.fixture(scope="module")
def files(coach: Site) -> dict[str, str]:
    assert coach.url, "where there is a site, its coach's files are made"
    return app_files(app_folder())


def python_landmarks(image: np.ndarray, model: Any, readings: int = 1) -> np.ndarray:
    """(readings, 33, 2) px: the person in one picture, as our own chain finds and then follows them."""
    region = Detector(weight_path("detector")).find(image)[0].region
    landmarker = Landmarker(weight_path(model))
    found = []
    for index in range(readings):
        reading = landmarker.read(image, region, index, index / 30)
        assert reading is not None
        found.append(reading.landmarks.image[:, :2])
        region = reading.region
    return np.array(found)


def apart(flat: list[float], ours: np.ndarray) -> np.ndarray:
    """(n,) px: how far the browser's limbs lie from ours."""
    theirs = np.array(flat).reshape(33, 4)[:, :2] * (WIDTH, HEIGHT)
    return np.asarray(np.linalg.norm(theirs - ours, axis=1)[LIMBS])


def furthest(frames: list[dict[str, Any]], ours: np.ndarray) -> float:
    """px: the largest distance of a browser's frame from the nearest of our readings (median of the limbs)."""
    return max(min(float(np.median(apart(frame["image"], one))) for one in ours) for frame in frames)


@pytest.mark.parametrize(("model", "light"), [("full", 1.0), ("lite", 1.0), ("full", 0.1)])
def test_the_browser_sees_what_python_sees(coach: Site, files: dict[str, str], model: str, light: float) -> None:
    """Both in good light and in a tenth of it. The browser lifts the whole picture, Python the person's region: some
    pixels apart."""
    image = demo_clip.dimmed(demo_clip.picture(0), light)
    png = io.BytesIO()
    Image.fromarray(image).save(png, "PNG")
    with chromium() as browser:
        watched = Watched(browser, coach)
        watched.page.goto(f"{coach.url}/en/offline")
        seen = watched.page.evaluate(ASK_WORKER, [files, model, base64.b64encode(png.getvalue()).decode()])
    off = apart(seen["image"], python_landmarks(image, model)[0])
    median_px, most_px = (1.0, 5.0) if light == 1.0 else (5.0, 10.0)
    assert np.median(off) < median_px, off
    assert off.max() < most_px, off
    assert np.isfinite(seen["world"]).all()
    assert watched.complaints == []
    assert watched.strangers == []


@pytest.mark.parametrize(("model", "took_ms"), [("full", 1), ("lite", 1000)])
def test_landmarks_of_the_camera_reach_the_engine(coach: Site, still: Path, model: str, took_ms: int) -> None:
    """Those of the network that a fast device bears, and a slow one, whichever this machine is.

    A network that follows somebody looks where it saw them last. So its readings of one and the same picture wander,
    and each of the browser's is held beside those that our own chain makes of it while it wanders.
    """
    with chromium(still) as browser:
        watched = Watched(browser, coach)
        watched.page.add_init_script(TAKES.format(ms=took_ms))
        watched.start()
        watched.wait(lambda: len(watched.of("state")) > 20, "the engine's state")
        hello, frames = watched.of("hello")[0], watched.of("frame")
        assert (hello["width"], hello["height"], hello["resume"]) == (WIDTH, HEIGHT, None)
        assert hello["pose_model"] == model
        picture, other = demo_clip.picture(demo_clip.CLOSED), {"full": "lite", "lite": "full"}[model]
        assert furthest(frames, python_landmarks(picture, model, FOLLOWED)) < ALIKE_PX
        assert furthest(frames, python_landmarks(picture, other, FOLLOWED)) > ALIKE_PX, (
            "the other network is told apart"
        )
        times = [frame["t"] for frame in frames]
        assert times == sorted(set(times))
        assert watched.of("state")[-1]["view"]["judgeable"]
        assert watched.complaints == []
        assert watched.strangers == []
