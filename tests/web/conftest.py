"""A site that really runs: uvicorn on a free port of this computer, asked over HTTP."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from openclam.cli.serve import address_of, listen, server_options
from openclam.errors import ModelError
from openclam.web.assets.browser_build import app_folder
from openclam.web.settings import Settings
from openclam.web.site.app import create_app
from openclam.web.uploads.upload import Uploads
from tests.web import axe
from tests.web.coach_page import CHROMIUM, coaching_site, still_camera
from tests.web.coach_page import Site as CoachSite
from tests.web.live_site import LIMITS, Site, play, serve, welcomed

EXAMPLE = Path(__file__).with_name("assessment.json")


class RunningSite:
    """A running site and a browser that has been there; `another` is a browser that has not."""

    def __init__(self, app: Any, address: str) -> None:
        self.app, self.address = app, address
        self.ends: list[Callable[[], None]] = []
        self._clients: list[httpx.Client] = []
        self.browser = self.another()

    def another(self) -> httpx.Client:
        client = httpx.Client(base_url=self.address, headers={"Origin": self.address.rstrip("/")}, timeout=60)
        self._clients.append(client)
        return client

    def stop(self) -> None:
        """Ends the site as Ctrl-C does."""
        for client in self._clients:
            client.close()
        for end in self.ends:
            end()


Starter = Callable[..., RunningSite]


@pytest.fixture
def start_site(tmp_path: Path) -> Iterator[Starter]:
    """Starts a site with the given settings; its database and its recordings lie in a folder of the test."""
    stop: list[Callable[[], None]] = []

    def start(command: tuple[str, ...] | None = None, **settings: Any) -> RunningSite:
        site = {"database": f"sqlite:///{tmp_path / 'history.sqlite3'}", **settings.pop("site", {})}
        chosen = Settings.model_validate({**settings, "site": site})
        more = {} if command is None else {"command": command}
        app = create_app(chosen, uploads=Uploads(chosen.upload, tmp_path / "recordings", **more))
        listening = listen("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(app, **server_options(chosen.site.connections)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        running = RunningSite(app, address_of(listening))

        def end() -> None:
            server.should_exit = True
            thread.join(10)
            listening.close()

        running.ends.append(end)
        stop.append(running.stop)
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started
        return running

    yield start
    for end in stop:
        end()


@pytest.fixture
def site(start_site: Starter) -> RunningSite:
    """A site with no settings."""
    return start_site()


@pytest.fixture
def assessment() -> dict[str, Any]:
    """An assessment of the shipped clip, as JSON has it."""
    return dict(json.loads(EXAMPLE.read_text("utf-8")))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A real browser."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Its own sandbox is not for root, as which containers run.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def coach_is_made() -> None:
    """Skips where the scripts that the browser runs were not made."""
    try:
        app_folder()
    except ModelError as error:
        pytest.skip(f"the live coach's scripts are not made here: {error}")


@pytest.fixture(scope="module")
def coach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CoachSite]:
    """The whole site with the live coach, behind a line that can be cut."""
    with coaching_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A camera that sees one picture of the clip for ever."""
    return still_camera(tmp_path_factory.mktemp("camera"))


@pytest.fixture(scope="module")
def checker() -> str:
    """The accessibility checker's script."""
    try:
        return axe.script()
    except ModelError as error:
        pytest.skip(f"{error} (for the tests: python -m tests.web.axe)")


@pytest.fixture(scope="module")
def live_server() -> Iterator[Site]:
    """The live coach's socket alone, its engine started: clients who say nothing meanwhile would be sent away."""

    async def first_client() -> None:
        async with running.client() as client:
            await welcomed(client)

    with serve(LIMITS) as running:
        play(first_client)
        yield running


@pytest.fixture
def live(live_server: Site) -> Iterator[Site]:
    """The same, on which nothing may fail behind the scenes whatever a client does."""
    live_server.log.clear()
    yield live_server
    assert not [record.getMessage() for record in live_server.log if record.levelno >= logging.ERROR]
