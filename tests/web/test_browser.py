"""The live coach in a real Chromium, with a recording as its camera, before the real engine."""

from __future__ import annotations

import base64
import io
import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openclam.demo import CLIP
from openclam.errors import ModelError
from openclam.exercise import load_exercise
from openclam.pose.detector import Detector
from openclam.pose.landmarker import Landmarker
from openclam.pose.landmarks import Point
from openclam.pose.weights import weight_path
from openclam.web.live import live_router
from openclam.web.scripts import app_files, app_folder
from openclam.web.security import COACH_POLICY
from tests import demo_clip

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium")

WIDTH, HEIGHT = 854, 480
LIMBS = [*range(Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER + 1), *range(Point.LEFT_HIP, Point.RIGHT_FOOT_INDEX + 1)]
"""Shoulders and everything from the hips down: what the exercise is measured on."""

# Chromium's own sandbox is not for root, as which containers run.
OPTIONS = ("--no-sandbox",)

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

LISTEN_TO_SPEECH = "window.spoken = []; speechSynthesis.speak = speech => window.spoken.push(speech.text);"


class Line:
    """Stands between browser and engine, and can cut the WebSocket as a lost network would."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self.cuts, self._made = app, 0, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        self._made += 1
        allowed = self.cuts

        async def receiving() -> Message:
            message = await receive()
            if self.cuts > allowed and message["type"] == "websocket.receive":
                await send({"type": "websocket.close", "code": 1012})
                return {"type": "websocket.disconnect", "code": 1006}
            return message

        async def sending(message: Message) -> None:
            if self.cuts == allowed:
                await send(message)

        await self._app(scope, receiving, sending)


class Site:
    """The coach's page by itself, with the live engine behind it."""

    def __init__(self, url: str, line: Line) -> None:
        self.url, self.line = url, line


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    try:
        return app_files(app_folder())
    except ModelError as error:
        pytest.skip(f"the live coach's scripts are not made here: {error}")


@pytest.fixture(scope="module")
def site(files: dict[str, str]) -> Iterator[Site]:
    app = FastAPI()
    shell = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Coach</title><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="/static/app/{files["coach.css"]}"></head><body><main id="coach" data-lang="en"'
        f' data-socket="/api/v1/live" data-assets="/static/app/"><h1>Coach</h1></main>'
        f'<script src="/static/app/{files["coach.js"]}" defer></script></body></html>'
    )

    @app.middleware("http")
    async def strict(request: Any, call_next: Any) -> Any:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = COACH_POLICY
        return response

    @app.get("/coach")
    def page() -> HTMLResponse:
        return HTMLResponse(shell)

    @app.get("/empty")
    def empty() -> HTMLResponse:
        return HTMLResponse('<!doctype html><link rel="icon" href="data:,"><title>Empty</title>')

    @app.get("/api/v1/exercise")
    def exercise() -> JSONResponse:
        return JSONResponse(load_exercise().model_dump(mode="json", by_alias=True))

    app.mount("/static/app", StaticFiles(directory=app_folder()))
    app.include_router(live_router())
    line = Line(app)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(line, log_level="warning", ws="websockets-sansio"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", line)
        server.should_exit = True
        thread.join(10)


@contextmanager
def chromium(camera: Path | None = None) -> Iterator[Browser]:
    options = list(OPTIONS)
    if camera is not None:
        options += [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={camera}",
        ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page, with everything that it asked for, complained of and sent to the engine."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.page: Page = browser.new_page()
        self.site = site
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.sent: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._address(request.url))
        self.page.on("websocket", self._listen)
        self.page.add_init_script(LISTEN_TO_SPEECH)

    def _address(self, url: str) -> None:
        if not url.startswith((self.site.url, "blob:", "data:")):
            self.strangers.append(url)

    def _listen(self, line: Any) -> None:
        self._address(line.url.replace("ws://", "http://"))
        line.on("framesent", lambda text: self.sent.append(json.loads(text)))
        line.on("framereceived", lambda text: self.heard.append(json.loads(text)))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in [*self.sent, *self.heard] if message["type"] == kind]

    def start(self) -> None:
        self.page.goto(f"{self.site.url}/coach")
        self.page.get_by_role("button", name="Look for me").click()

    def wait(self, until: Callable[[], bool], what: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, (
                f"{what} did not come in {seconds:.0f} s; {self.complaints} {self.heard[-1:]}"
            )
            self.page.wait_for_timeout(50)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A camera that sees one picture of the clip for ever."""
    path = tmp_path_factory.mktemp("camera") / "still.y4m"
    demo_clip.write_video(
        path.with_suffix(".mp4"), [demo_clip.picture(demo_clip.CLOSED)]
    )  # warms nothing, proves the size
    _write_camera(path, "wrapped_avframe", [demo_clip.picture(demo_clip.CLOSED)] * 2, "yuv4mpegpipe", "yuv420p")
    return path


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A camera that sees the whole clip."""
    path = tmp_path_factory.mktemp("camera") / "clip.mjpeg"
    with av.open(str(CLIP)) as clip:
        pictures = [frame.to_ndarray(format="rgb24") for frame in clip.decode(video=0)]
    _write_camera(path, "mjpeg", pictures, "mjpeg", "yuvj420p")
    return path


def _write_camera(path: Path, codec: str, pictures: list[np.ndarray], form: str, pixels: str) -> None:
    with av.open(str(path), "w", format=form) as container:
        options = {"qmin": "2", "qmax": "2"} if codec == "mjpeg" else {}
        stream = container.add_stream(codec, rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, pixels
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format=pixels)))
        container.mux(stream.encode(None))


def python_landmarks(image: np.ndarray, model: Any) -> np.ndarray:
    """(33, 2) px: the person in one picture, as our own chain finds them at first sight."""
    region = Detector(weight_path("detector")).find(image)[0].region
    reading = Landmarker(weight_path(model)).read(image, region, 0, 0.0)
    assert reading is not None
    return reading.landmarks.image[:, :2]


def apart(flat: list[float], ours: np.ndarray) -> np.ndarray:
    """(n,) px: how far the browser's limbs lie from ours."""
    theirs = np.array(flat).reshape(33, 4)[:, :2] * (WIDTH, HEIGHT)
    return np.asarray(np.linalg.norm(theirs - ours, axis=1)[LIMBS])


@pytest.mark.parametrize("model", ["full", "lite"])
def test_the_browser_sees_what_python_sees(site: Site, files: dict[str, str], model: str) -> None:
    image = demo_clip.picture(0)
    png = io.BytesIO()
    Image.fromarray(image).save(png, "PNG")
    with chromium() as browser:
        watched = Watched(browser, site)
        watched.page.goto(f"{site.url}/empty")
        seen = watched.page.evaluate(ASK_WORKER, [files, model, base64.b64encode(png.getvalue()).decode()])
    off = apart(seen["image"], python_landmarks(image, model))
    assert np.median(off) < 1.0, off
    assert off.max() < 5.0, off
    assert np.isfinite(seen["world"]).all()
    assert watched.complaints == []
    assert watched.strangers == []


def test_landmarks_of_the_camera_reach_the_engine_and_outlive_line_and_page(site: Site, still: Path) -> None:
    with chromium(still) as browser:
        watched = Watched(browser, site)
        watched.start()
        watched.wait(lambda: len(watched.of("state")) > 20, "the engine's state")
        hello, frames = watched.of("hello")[0], watched.of("frame")
        assert (hello["width"], hello["height"], hello["resume"]) == (WIDTH, HEIGHT, None)
        off = apart(frames[10]["image"], python_landmarks(demo_clip.picture(demo_clip.CLOSED), hello["pose_model"]))
        assert np.median(off) < 4.0, off
        times = [frame["t"] for frame in frames]
        assert times == sorted(set(times))
        assert watched.of("state")[-1]["view"]["judgeable"]

        token = watched.of("ready")[0]["token"]
        site.line.cuts += 1
        watched.wait(lambda: len(watched.of("ready")) == 2, "the line")
        watched.wait(
            lambda: watched.of("state")[-1]["seq"] > watched.of("ready")[1]["seq"] + 5, "frames after the line broke"
        )
        assert watched.of("ready")[1]["resumed"]

        watched.page.reload()
        watched.wait(lambda: len(watched.of("ready")) == 3, "the session after the page was loaded anew")
        assert watched.of("hello")[-1]["resume"] == token
        watched.wait(
            lambda: watched.of("state")[-1]["seq"] > watched.of("ready")[2]["seq"] + 5, "frames of the new page"
        )
        assert watched.of("ready")[2]["resumed"]

        # Nothing was lost on the way: every frame that was seen got through, once the line held again.
        taken = watched.of("ready")[1]["seq"]
        resent = {frame["seq"] for frame in watched.of("frame")[len(frames) :]}
        assert taken + 1 in resent
        assert watched.of("error") == []
        assert watched.complaints == []
        assert watched.strangers == []


def test_a_rep_is_counted_shown_and_spoken(site: Site, moving: Path) -> None:
    with chromium(moving) as browser:
        watched = Watched(browser, site)
        watched.start()
        watched.wait(lambda: len(watched.of("rep")) >= 2, "two reps")
        rep = watched.of("rep")[1]["rep"]
        assert 25 < rep["opening_deg"]["value"] < 60
        count = watched.page.locator(".count")
        watched.wait(lambda: count.inner_text() in ("2", "3"), "the count on the page")
        spoken = watched.page.evaluate("window.spoken")
        said = [message["cue"]["words"] for message in watched.heard if message.get("cue")]
        assert said
        assert set(said) <= set(spoken)
        lights = watched.page.locator(".light").evaluate_all("lights => lights.map(light => light.dataset.verdict)")
        assert lights == light_verdicts(watched.of("rep")[-1]["rep"]["findings"])
        slowest = watched.page.evaluate(
            "Math.max(...performance.getEntriesByName('openclam.cue').map(one => one.duration))"
        )
        assert slowest < 100, "from a cue's arrival to its voice, ms"
        assert watched.complaints == []
        assert watched.strangers == []


def test_a_finished_set_is_kept_in_the_browser(site: Site, moving: Path) -> None:
    with chromium(moving) as browser:
        watched = Watched(browser, site)
        watched.start()
        watched.wait(lambda: len(watched.of("rep")) >= 1, "a rep")
        watched.page.get_by_role("button", name="Stop the set").click()
        watched.wait(lambda: len(watched.of("assessment")) >= 1, "the assessment")
        watched.page.get_by_text("Kept in this browser.").wait_for()
        watched.page.get_by_role("group", name="How much pain").get_by_role("button", name="2", exact=True).click()
        watched.wait(lambda: watched.of("feeling") != [], "the feeling")
        assert watched.of("feeling")[0]["pain"] == 2
        watched.wait(lambda: _kept(watched.page) != [] and _kept(watched.page)[0]["pain"] == 2, "the set with its pain")
        kept = _kept(watched.page)
        assert len(kept) == 1
        assert kept[0]["assessment"]["schema"] == "openclam/assessment/1"
        assert len(kept[0]["assessment"]["reps"]) >= 1
        watched.page.get_by_role("button", name="End the session").click()
        watched.wait(lambda: "That was it for today" in watched.page.locator(".notice").inner_text(), "the end")
        watched.page.wait_for_timeout(300)
        assert "That was it for today" in watched.page.locator(".notice").inner_text()
        assert watched.page.evaluate("sessionStorage.length") == 0
        assert watched.complaints == []


def light_verdicts(findings: list[dict[str, Any]]) -> list[str]:
    """What the five lights have to show of a rep: the worst that was seen in each group."""
    exercise = load_exercise()
    shown = []
    for group in ("pelvis", "feet", "torso", "tempo", "range"):
        own = {one["verdict"] for one in findings if exercise.statement(one["statement"]).priority == group}
        shown.append(
            next((verdict for verdict in ("not met", "met") if verdict in own), "cannot judge").replace(" ", "-")
        )
    return shown


def _kept(page: Page) -> Any:
    return page.evaluate(
        """() => new Promise(resolve => { const opening = indexedDB.open('openclam', 1); opening.onsuccess = () => {
        const sets = opening.result.transaction('sets').objectStore('sets').getAll();
        sets.onsuccess = () => { opening.result.close(); resolve(sets.result); }; }; })"""
    )


def test_without_a_camera_the_page_says_what_to_do(site: Site) -> None:
    with chromium() as browser:
        watched = Watched(browser, site)
        watched.start()
        notice = watched.page.locator(".notice")
        watched.wait(
            lambda: "camera" in notice.inner_text().lower() and "load this page again" in notice.inner_text(),
            "the way out",
        )
