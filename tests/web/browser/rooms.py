"""A room that is served to a real browser: what every screen's test stands on."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from litestar import Litestar

from truceline.web.access import COOKIE

ROOT = Path(__file__).parents[3]
AXE = Path(os.environ.get("TRUCELINE_AXE", ROOT / "node_modules/axe-core/axe.min.js"))
VENDOR = ROOT / "src" / "truceline" / "web" / "static" / "vendor"
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--enable-unsafe-swiftshader",
]  # fmt: skip


@contextmanager
def chromium():
    """A browser, or a skip that says what is missing."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    if not (VENDOR / "preact.mjs").is_file():
        pytest.skip("static/vendor is missing: make vendor")
    api = pytest.importorskip("playwright.sync_api")
    api.expect.set_options(timeout=20_000)  # a machine may be busy; what never comes still fails
    with api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def served(app: Litestar) -> Iterator[str]:
    """The application behind a real port; gives its address."""
    config = uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join(5)


class Visit:
    """Somebody who is signed in, at a screen; `page` is Playwright's. Errors of the page are kept."""

    def __init__(self, context, address: str, app: Litestar) -> None:
        self.page, self.address, self.room = context.new_page(), address, app.state.room
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def __call__(self, path: str) -> None:
        """Go to a screen with its query, e.g. `entry?part=table`."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("header.bar")

    def serious(self) -> list[tuple[str, list[str]]]:
        """axe-core's serious and critical findings on what is shown."""
        if not AXE.is_file():
            pytest.skip(
                "axe-core isn't installed (npm install --no-save axe-core, or TRUCELINE_AXE)"
            )
        self.page.wait_for_selector("main :is(h1, h2)", state="attached")
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        bad = [v for v in found if v["impact"] in {"serious", "critical"}]
        return [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in bad]


@contextmanager
def signed_in(browser, room, address, name, size=(1440, 900)) -> Iterator[Visit]:
    """A person (`served.PEOPLE` lists them) in a browser of their own, at a room that is served."""
    token = room.people.open_session(name, datetime.now(UTC)).token
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, bypass_csp=True, locale="en-GB"
    )
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    yield Visit(context, address, room.app)
    context.close()


@contextmanager
def visiting(browser, room, name, size=(1440, 900)) -> Iterator[Visit]:
    """A person's visit to a `Served` room, signed in, while it is served."""
    with served(room.app) as address, signed_in(browser, room, address, name, size) as visit:
        yield visit
