"""The situation screen with 100,000 incidents, in a browser: first useful paint, filter to redraw, scrolling.

    python bench/room_situation.py [--incidents 100000] [--seed 7] [--rounds 40] [--shot FILE]

Serves the energy-halt example with incidents drawn by seed in place of its own: everything else (sign-in,
routes, page, map, Debian's Chromium without a graphics card) is as it is served. Prints seconds to table,
facets and chart, and to the map; and milliseconds from a click on a filter until totals and table are
redrawn and until the map is, median and 95th percentile. What deriving such a picture takes is
`room_scale.py`'s to say.
"""

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import uvicorn
from playwright.sync_api import Page, sync_playwright

from truceline.assess.folder import ingest
from truceline.assess.picture.picture import Picture
from truceline.assess.picture.rows import STRENGTH, numbered, outcome_names, row_schema
from truceline.foundation.vocabulary import words
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.people import open_people
from truceline.io.stores import open_store
from truceline.model.incident import Occurrence
from truceline.model.mission import Mission
from truceline.web.alone import make_account
from truceline.web.app import create_app

EXAMPLE = Path(__file__).parents[1] / "examples" / "energy-halt-2025"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
)
TOWNS = 3000
FIRST, DAYS = 1_741_000_000, 365

# Clicks and waits in the page itself, so that the driver's own time isn't counted.
TIMED = """async ([selector, nth]) => {
  const totals = () => document.querySelector(".totals").textContent + document.querySelector("[role=grid]").dataset.version;
  const canvas = document.querySelector(".map .canvas");
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const [before, still, begun] = [totals(), canvas.dataset.still, performance.now()];
  const choices = [...document.querySelectorAll(selector)].filter((one) => one.getAttribute("aria-pressed") !== "true");
  choices[nth % choices.length].click();
  while (totals() === before && performance.now() - begun < 5000) await frame();
  const table = performance.now() - begun;
  while ((canvas.dataset.still === still || !canvas.map.loaded()) && performance.now() - begun < 5000) await frame();
  return [table, performance.now() - begun];
}"""
SCROLL = """async () => {
  const body = document.querySelector(".grid .body");
  const frames = [];
  let last = performance.now();
  for (let n = 0; n < 120; n += 1) {
    body.scrollTop = (n * body.scrollHeight) / 120;
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return frames;
}"""


def drawn_rows(mission: Mission, n: int, seed: int) -> pa.Table:
    """Incidents around some thousand towns over a year, nine tenths accusing one side."""
    rng = np.random.default_rng(seed)
    schema = row_schema(mission)
    parties = [p.id for p in mission.spec.parties]
    town = (rng.pareto(1.2, n) * 40).astype(int) % TOWNS
    lat, lon = rng.normal(48.8, 1.6, TOWNS)[town], rng.normal(36.0, 2.6, TOWNS)[town]
    start = (FIRST + rng.integers(0, DAYS * 86400, n)) * 1_000_000
    side = rng.choice(3, n, p=(0.3, 0.65, 0.05))
    accused = [parties if s == 2 else [parties[s]] for s in side.tolist()]
    columns = {
        "id": [f"I-bench.R{k:06d}" for k in range(n)],
        "number": np.zeros(n, np.int32),
        "start": pa.array(start).cast(pa.timestamp("us")),
        "end": pa.array(start + rng.integers(0, 6 * 3_600_000_000, n)).cast(pa.timestamp("us")),
        "time_uncertainty_h": np.zeros(n),
        "known": pa.array(start + 86_400_000_000).cast(pa.timestamp("us")),
        "lat": lat + rng.normal(0, 0.05, n),
        "lon": lon + rng.normal(0, 0.05, n),
        "radius_km": rng.choice((1.0, 5.0, 12.0, 30.0), n),
        "place": [f"Town {k}" for k in town.tolist()],
        "admin1": rng.choice(("Kursk", "Belgorod", "Kharkiv", "Sumy"), n),
        "country": rng.choice(("RU", "UA"), n),
        "place_state": np.where(rng.random(n) < 0.02, "region", "located"),
        "act": rng.choice(sorted(words("acts"))[:12], n),
        "category": rng.choice(sorted(w for w in words("site_categories") if "energy/" in w), n),
        "site": [None] * n,
        "accused": accused,
        "blamed": [[f"{q}>{p}" for p in who for q in parties if p != q] for who in accused],
        "occurrence": rng.choice([str(o) for o in Occurrence][:4], n, p=(0.8, 0.05, 0.1, 0.05)),
        "contestation": ["uncontested"] * n,
        "disputed": [[]] * n,
        "reports": rng.integers(1, 20, n, np.int32),
        "origins": rng.integers(1, 4, n, np.int32),
        "doubt": rng.random(n),
    }
    outcomes = rng.choice(STRENGTH, (len(outcome_names(mission)), n))
    for k, name in enumerate(outcome_names(mission)):
        columns[name] = outcomes[k]
    arrays = [pa.array(columns[f.name]).cast(f.type) for f in schema]
    return numbered(pa.table(arrays, schema=schema))


def serve(folder: Path, port: int, incidents: int, seed: int) -> None:
    """Serve the mission with drawn incidents until it is ended; prints the link."""
    with open_store(folder) as store, open_people(folder) as people:
        make_account(people, "bench")
        ingest(folder, store)
        app = create_app(folder, store, EmbeddedEngine(), people, alone=True)
        room = app.state.room
        real: Picture = room.picture()
        rows = drawn_rows(real.assessment.mission, incidents, seed)
        many = msgspec.structs.replace(real, rows=rows)
        room.picture = lambda as_of=None: many  # noqa: ARG005
        link = f"http://127.0.0.1:{port}/#enter={app.state.alone.key}"
        sys.stdout.write(f"{link}\n")
        sys.stdout.flush()
        uvicorn.run(app, port=port, log_level="warning")


def spread(values: list[float]) -> str:
    """Median and 95th percentile."""
    return (
        f"median {np.median(values):.0f}, p95 {np.quantile(values, 0.95):.0f} (n = {len(values)})"
    )


def first_paint(page: Page, address: str) -> tuple[float, float]:
    """Seconds until table, facets and chart stand, and until the map is drawn."""
    begun = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".grid .all .line .mark")
    page.wait_for_selector(".facet td.number")
    page.wait_for_selector(".time .chart svg")
    useful = time.perf_counter() - begun
    page.wait_for_selector(".canvas[data-still]", timeout=60_000)
    return useful, time.perf_counter() - begun


def filters(page: Page, rounds: int, seed: int) -> tuple[list[float], list[float]]:
    """Milliseconds from clicks on facets and spans of time to the table's and the map's redraw."""
    rng = np.random.default_rng(seed)
    tables, maps = [], []
    for n in range(rounds):
        boxes = page.locator(".facet td input").count()
        spans = page.locator(".time .tools .joined:nth-of-type(2) button").count()
        pick = (".facet td input", int(rng.integers(boxes)))
        if n % 4 == 3:
            pick = (".time .tools .joined:nth-of-type(2) button", int(rng.integers(spans)))
        table, drawn = page.evaluate(TIMED, list(pick))
        tables.append(table)
        maps.append(drawn)
        page.wait_for_timeout(150)
        if n % 3 == 2:
            page.evaluate("() => document.querySelector('.querybar > button.plain')?.click()")
            page.wait_for_timeout(600)
    return tables, maps


def measure(link: str, rounds: int, seed: int, shot: str) -> None:
    """Print what a browser sees."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(link)
        page.wait_for_selector("nav")
        page.wait_for_selector(".canvas[data-still]", timeout=60_000)
        paints = [first_paint(page, link.partition("#")[0]) for _ in range(5)]
        useful, drawn = (sorted(p[k] for p in paints) for k in (0, 1))
        print(f"first useful paint, s: median {useful[2]:.2f}, worst {useful[-1]:.2f}")
        print(f"map drawn, s: median {drawn[2]:.2f}, worst {drawn[-1]:.2f}")
        tables, maps = filters(page, rounds, seed)
        print(f"filter to totals and table, ms: {spread(tables)}")
        print(f"filter to map, ms: {spread(maps)}")
        print(f"a frame while scrolling 100,000 rows, ms: {spread(page.evaluate(SCROLL))}")
        if shot:
            page.screenshot(path=shot)
        browser.close()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--shot", default="")
    parser.add_argument("--serve", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        folder, port = json.loads(given.serve)
        serve(Path(folder), port, given.incidents, given.seed)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "mission"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".truceline"))
        told = json.dumps([str(folder), free_port()])
        options = ["--incidents", str(given.incidents), "--seed", str(given.seed)]
        command = [sys.executable, __file__, "--serve", told, *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                measure(server.stdout.readline().strip(), given.rounds, given.seed, given.shot)
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
