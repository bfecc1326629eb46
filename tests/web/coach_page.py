"""The whole site behind a line that can be cut, and Chromium with a recording as its camera: what the coach's tests
share."""

from __future__ import annotations

import json
import re
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
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openclam.demo import CLIP
from openclam.errors import ModelError
from openclam.exercise import load_exercise
from openclam.web.assets.browser_build import app_folder
from openclam.web.settings import Settings
from openclam.web.site.app import create_app
from openclam.web.uploads.upload import Uploads
from tests import demo_clip

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

WIDTH, HEIGHT = 854, 480

# Chromium's own sandbox is not for root, as which containers run.
OPTIONS = ("--no-sandbox",)

LISTEN_TO_SPEECH = "window.spoken = []; speechSynthesis.speak = speech => window.spoken.push(speech.text);"

WAITING_CAMERA = """
  navigator.mediaDevices.getUserMedia = async () => {
    const film = Object.assign(document.createElement('video'), {muted: true, src: '/the-camera-sees.mp4'});
    await new Promise((ready, failed) => Object.assign(film, {onloadeddata: ready, onerror: failed}));
    const canvas = Object.assign(document.createElement('canvas'), {width: film.videoWidth, height: film.videoHeight});
    const ink = canvas.getContext('2d');
    setInterval(() => ink.drawImage(film, 0, 0), 1000 / 30);
    window.film = film;
    return canvas.captureStream(30);
  };
"""
"""A camera that sees the first picture of a clip until `window.film` is played, and then its last for ever."""

NOTHING_TICKED = dict.fromkeys(load_exercise().screening.items, "no")
"""Answers of somebody to whom nothing applies."""


class Line:
    """Stands between browser and site, and can cut the WebSocket as a lost network would: once, or until it is
    mended."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self.cuts, self.down, self.forgetful = app, 0, False, False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        if self.down:
            await receive()
            await send({"type": "websocket.close", "code": 1012})
            return
        allowed = self.cuts

        async def receiving() -> Message:
            message = await receive()
            if self.cuts > allowed and message["type"] == "websocket.receive":
                await send({"type": "websocket.close", "code": 1012})
                return {"type": "websocket.disconnect", "code": 1006}
            if self.forgetful and '"hello"' in message.get("text", ""):
                message["text"] = re.sub(r'"resume":"[^"]+"', '"resume":"a session of long ago"', message["text"])
            return message

        async def sending(message: Message) -> None:
            if self.cuts == allowed:
                await send(message)

        await self._app(scope, receiving, sending)

    def cut(self, *, stay_down: bool = False) -> None:
        """Break what runs over the line now; with `stay_down` nothing else gets through until `mend`."""
        self.down = stay_down
        self.cuts += 1

    def mend(self, *, forgetful: bool = False) -> None:
        """Let the next connection through; with `forgetful` the site does not know its sessions any more."""
        self.down, self.forgetful = False, forgetful


class Site:
    """The site as people meet it, at `url`."""

    def __init__(self, url: str, line: Line) -> None:
        self.url, self.line = url, line


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """The site with its database in `folder`, on a free port."""
    settings = Settings.model_validate({"site": {"database": f"sqlite:///{folder / 'history.sqlite3'}"}})
    line = Line(create_app(settings, uploads=Uploads(settings.upload, folder / "recordings")))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(line, log_level="warning", ws="websockets-sansio"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", line)
        server.should_exit = True
        thread.join(10)


@contextmanager
def coaching_site(folder: Path) -> Iterator[Site]:
    """The same with the live coach; where its scripts are not made, the tests skip by name."""
    try:
        app_folder()
    except ModelError as error:
        pytest.skip(f"the live coach's scripts are not made here: {error}")
    with running_site(folder) as running:
        yield running


@contextmanager
def chromium(camera: Path | None = None) -> Iterator[Browser]:
    """A browser; `camera` is the video that it takes for its camera's."""
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
    """The coach's page, with everything that it asked for, complained of and sent to the engine.

    Service workers are off: what they keep is tried where they are.
    """

    def __init__(self, browser: Browser, site: Site, lang: str = "en", **context: Any) -> None:
        self.context: BrowserContext = browser.new_context(service_workers="block", accept_downloads=True, **context)
        self.page: Page = self.context.new_page()
        self.site, self.lang = site, lang
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.posted: list[str] = []
        self.sent: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.method, request.url))
        self.page.on("websocket", self._listen)
        self.page.add_init_script(LISTEN_TO_SPEECH)

    def _asked(self, method: str, url: str) -> None:
        if not url.startswith((self.site.url, "blob:", "data:")):
            self.strangers.append(url)
        if method != "GET":
            self.posted.append(url.removeprefix(self.site.url))

    def _listen(self, line: Any) -> None:
        self._asked("GET", line.url.replace("ws://", "http://"))
        line.on("framesent", lambda text: self.sent.append(json.loads(text)))
        line.on("framereceived", lambda text: self.heard.append(json.loads(text)))

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Every message of this kind, in order."""
        return [message for message in [*self.sent, *self.heard] if message["type"] == kind]

    def film(self, clip: Path) -> None:
        """Take this clip for the camera's; it stands still until `play`."""
        self.page.add_init_script(WAITING_CAMERA)
        self.page.route("**/the-camera-sees.mp4", lambda route: route.fulfill(path=clip, content_type="video/mp4"))

    def play(self) -> None:
        """Let what the camera sees begin."""
        self.page.evaluate("film.play()")

    def open(self) -> None:
        """The coach's page, as at a first visit."""
        self.page.goto(f"{self.site.url}/{self.lang}/coach")

    def answer(self, *ticks: str) -> None:
        """Answer the questions: these apply, and nothing else does."""
        for group in load_exercise().screening.groups:
            ticked = [item.slug for item in group.items if item.slug in ticks]
            for slug in ticked or [f"none-{group.slug}"]:
                self.page.locator(f"#q-{slug}" if ticked else f"#{slug}").check()
        self.page.locator("#screening-form button[type=submit]").click()

    def prepare(self) -> None:
        """To the press that opens the camera, with nothing ticked."""
        self.open()
        self.answer()
        self.page.locator("#screening-advice .main").click()

    def start(self) -> None:
        """All the way to the camera."""
        self.prepare()
        self.page.locator(".setup > .main").click()

    def wait(self, until: Callable[[], bool], what: str, seconds: float = 60) -> None:
        """Until something is so."""
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, (
                f"{what} did not come in {seconds:.0f} s; {self.complaints} {self.heard[-1:]}"
            )
            self.page.wait_for_timeout(50)

    def stage(self) -> str | None:
        """Where the session stands, as the page shows it."""
        return self.page.locator("#coach").get_attribute("data-stage")

    def spoken(self) -> list[str]:
        """Everything that was said aloud on this page."""
        return list(self.page.evaluate("window.spoken"))


def kept_sets(page: Page) -> Any:
    """The sets in this browser's own store."""
    return page.evaluate(
        """() => new Promise(resolve => { const opening = indexedDB.open('openclam', 1); opening.onsuccess = () => {
        const sets = opening.result.transaction('sets').objectStore('sets').getAll();
        sets.onsuccess = () => { opening.result.close(); resolve(sets.result); }; }; })"""
    )


def still_camera(folder: Path) -> Path:
    """A camera that sees one picture of the clip for ever."""
    path = folder / "still.y4m"
    _write_camera(path, "wrapped_avframe", [demo_clip.picture(demo_clip.CLOSED)] * 2, "yuv4mpegpipe", "yuv420p")
    return path


def empty_camera(folder: Path) -> Path:
    """A camera before which there is nobody."""
    path = folder / "empty.y4m"
    grey = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    _write_camera(path, "wrapped_avframe", [grey] * 2, "yuv4mpegpipe", "yuv420p")
    return path


def moving_camera(folder: Path) -> Path:
    """A camera that sees the whole clip, again and again."""
    path = folder / "clip.mjpeg"
    if path.exists():  # takes some seconds to make
        return path
    with av.open(str(CLIP)) as clip:
        pictures = [frame.to_ndarray(format="rgb24") for frame in clip.decode(video=0)]
    _write_camera(path, "mjpeg", pictures, "mjpeg", "yuvj420p")
    return path


def _write_camera(path: Path, codec: str, pictures: list[np.ndarray], form: str, pixels: str) -> None:
    with av.open(str(path), "w", format=form) as container:
        options = {"qmin": "2", "qmax": "2"} if codec == "mjpeg" else {}
        stream = container.add_stream(codec, rate=30, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width, _ = pictures[0].shape
        stream.pix_fmt = pixels
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format=pixels)))
        container.mux(stream.encode(None))
