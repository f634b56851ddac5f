"""axe-core on the page, wide and narrow: no serious and no critical finding."""

import os
import shutil
from pathlib import Path

import pytest
from sample import sample

from truceline.stages.brief.html import page
from truceline.stages.brief.view import view_of

ROOT = Path(__file__).parents[3]
AXE = Path(os.environ.get("TRUCELINE_AXE", ROOT / "node_modules/axe-core/axe.min.js"))
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    if not AXE.is_file():
        pytest.skip("axe-core isn't installed (npm install --no-save axe-core, or TRUCELINE_AXE)")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "parties", "readings"), [(1000, 2, 2), (400, 3, 3)])
def test_no_serious_finding(browser, tmp_path, width, parties, readings):
    path = tmp_path / "index.html"
    path.write_text(page(view_of(sample(24, parties, readings))), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    tab = context.new_page()
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    told = [(v["id"], v["impact"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found]
    assert [v for v in told if v[1] in {"serious", "critical"}] == []
    context.close()
