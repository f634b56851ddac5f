"""Pages of a hundred incidents over OGC API Features, at a steady rate, beside pygeoapi.

    python bench/room_api.py [--incidents 100000] [--rate 100] [--seconds 60] [--seed 7]

Both servers run in a process of their own, one after the other in the same run, over the same invented
incidents; both get the same requests at the same moments: a box, a kind and an offset drawn by seed,
100 features a page. Latency counts from the moment a request was due, so that a server that falls
behind can't hide it. pygeoapi reads a GeoPackage (its fastest provider here) where GDAL's ogr2ogr and
SpatiaLite are installed and Python's sqlite3 loads extensions, else the GeoJSON file. Prints median, 95th
and 99th percentile in ms, and the processor seconds that each server took.
"""

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

import httpx

from room_rows import KINDS, feature_lines
from room_served import free_port, mission_copy, token_of
from truceline.model.people import Role

HERE = Path(__file__).parent
SITE = Path(httpx.__file__).parents[1]
LIMIT = 100
GIVEN_UP_S = 30


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A server to measure: its command, the address of its items, its headers and environment."""

    name: str
    command: Sequence[str]
    items: str
    headers: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)


def main() -> int:
    asked = arguments()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with mission_copy() as folder, TemporaryDirectory() as kept:
        token = token_of(folder, "bench", Role.READER, "parties")
        peers = [ours(folder, token, asked), *pygeoapi(Path(kept), asked)]
        for peer in peers:
            with running(peer) as process:
                took, wrong, seconds = asyncio.run(measured(peer, asked)), 0, cpu(process)
            wrong = sum(t is None for t in took)
            tell(peer.name, [t for t in took if t is not None], wrong, seconds)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def ours(folder: Path, token: str, asked: argparse.Namespace) -> Peer:
    """Truceline, with the rows put in the place of its picture's."""
    port = free_port()
    script = [sys.executable, str(HERE / "room_rows.py"), str(folder), str(port)]
    return Peer(
        name="truceline",
        command=[*script, str(asked.incidents), str(asked.seed)],
        items=f"http://127.0.0.1:{port}/ogc/collections/incidents/items",
        headers={"authorization": f"Bearer {token}"},
    )


def pygeoapi(kept: Path, asked: argparse.Namespace) -> Iterator[Peer]:
    """Pygeoapi on its fastest provider here, under uvicorn too."""
    data = kept / "incidents.geojson"
    with data.open("w") as file:
        file.writelines(feature_lines(asked.incidents, asked.seed))
    port = free_port()
    python, provider = fastest(data)
    config = configured(kept, port, provider)
    environment = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(kept / "openapi.json")}
    environment |= {"PYTHONPATH": str(SITE), "SPATIALITE_LIBRARY_PATH": "mod_spatialite.so"}
    described(kept, environment, python)
    command = [python, "-m", "uvicorn", "pygeoapi.flask_app:APP", "--interface", "wsgi"]
    yield Peer(
        name=f"pygeoapi, {provider['name']}",
        command=[*command, "--port", str(port), "--log-level", "warning"],
        items=f"http://127.0.0.1:{port}/collections/incidents/items",
        headers={"accept": "application/geo+json"},
        environment=environment,
    )


def fastest(data: Path) -> tuple[str, dict[str, object]]:
    """A Python, and the provider that it can use."""
    for python in (sys.executable, "/usr/bin/python3"):
        loads = "import pygeoapi.provider.sqlite, sqlite3; c = sqlite3.connect(':memory:'); "
        loads += "c.enable_load_extension(True); c.load_extension('mod_spatialite')"
        tried = subprocess.run(
            [python, "-c", loads],
            capture_output=True,
            check=False,
            env=os.environ | {"PYTHONPATH": str(SITE)},
        )
        if tried.returncode == 0 and shutil.which("ogr2ogr"):
            made = data.with_suffix(".gpkg")
            layer = ["-nln", "incidents", "-lco", "FID=fid", str(made), str(data)]
            subprocess.run(["ogr2ogr", "-f", "GPKG", *layer], check=True)
            index = "CREATE INDEX kinds ON incidents (kind)"
            subprocess.run(["ogrinfo", "-q", str(made), "-sql", index], check=True)
            told = {
                "name": "SQLiteGPKG",
                "data": str(made),
                "id_field": "fid",
                "table": "incidents",
            }
            return python, {"type": "feature"} | told
    return sys.executable, {
        "type": "feature",
        "name": "GeoJSON",
        "data": str(data),
        "id_field": "id",
    }


def configured(kept: Path, port: int, provider: dict[str, object]) -> Path:
    """Pygeoapi's configuration; JSON is YAML."""
    text = {"en": "incidents"}
    contact = {"name": "x", "url": "https://example.org", "email": "x@example.org"}
    told = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en"],
            "limits": {"default_items": LIMIT, "max_items": 1000},
            "map": {"url": "https://example.org", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": text, "description": text, "keywords": {"en": ["x"]},
                "keywords_type": "theme", "terms_of_service": "x", "url": "https://example.org",
            },
            "license": {"name": "x", "url": "https://example.org"},
            "provider": contact, "contact": contact,
        },
        "resources": {
            "incidents": {
                "type": "collection", "title": text, "description": text,
                "keywords": {"en": ["x"]}, "links": [],
                "extents": {"spatial": {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
                "providers": [provider],
            }
        },
    }  # fmt: skip
    path = kept / "pygeoapi.yml"
    path.write_text(json.dumps(told))
    return path


def described(kept: Path, environment: dict[str, str], python: str) -> None:
    """Pygeoapi wants its OpenAPI document written beforehand."""
    command = [python, "-m", "pygeoapi", "openapi", "generate", str(kept / "pygeoapi.yml")]
    program = "from pygeoapi import cli; cli()"
    command = [python, "-c", program, *command[3:], "--format", "json"]
    with (kept / "openapi.json").open("w") as file:
        subprocess.run(command, stdout=file, check=True, env=os.environ | environment)


@contextmanager
def running(peer: Peer) -> Iterator["subprocess.Popen[bytes]"]:
    """The server, from when it answers until it is stopped."""
    environment = os.environ | peer.environment
    with subprocess.Popen(
        peer.command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait(peer, process)
            yield process
        finally:
            process.terminate()


def wait(peer: Peer, process: "subprocess.Popen[bytes]") -> None:
    """Until it answers a page, so that nobody pays for what is made once."""
    while process.poll() is None:
        try:
            answer = httpx.get(
                peer.items, params={"limit": LIMIT}, headers=peer.headers, timeout=120
            )
        except httpx.HTTPError:
            time.sleep(0.3)
            continue
        answer.raise_for_status()
        print(
            f"{peer.name}: {len(answer.json()['features'])} features, {len(answer.content):,} bytes"
        )
        return
    raise RuntimeError(f"{peer.name} ended")


def queries(asked: argparse.Namespace) -> Iterator[str]:
    """Requests by seed: a box of half a degree to four, at times a kind and an offset."""
    chance = random.Random(asked.seed)
    for _ in range(int(asked.rate * asked.seconds)):
        west, south = chance.uniform(30, 37), chance.uniform(46, 50)
        wide, high = chance.uniform(0.5, 4), chance.uniform(0.5, 3)
        told = {
            "limit": str(LIMIT),
            "bbox": f"{west:.3f},{south:.3f},{west + wide:.3f},{south + high:.3f}",
        }
        if chance.random() < 0.5:
            told["kind"] = chance.choice(KINDS)
        if chance.random() < 0.5:
            told["offset"] = str(chance.randrange(0, 300, LIMIT))
        yield urlencode(told)


async def measured(peer: Peer, asked: argparse.Namespace) -> list[float | None]:
    """Seconds from when each request was due, None for one that failed."""
    wire = Wire(peer)
    began = time.perf_counter() + 0.1
    tasks = [
        asyncio.create_task(one(wire, query, began + n / asked.rate))
        for n, query in enumerate(queries(asked))
    ]
    return await asyncio.gather(*tasks)


async def one(wire: "Wire", query: str, due: float) -> float | None:
    await asyncio.sleep(max(due - time.perf_counter(), 0))
    try:
        status = await asyncio.wait_for(wire.get(query), GIVEN_UP_S)
    except (OSError, EOFError, TimeoutError):
        return None
    return time.perf_counter() - due if status == b"200" else None


class Wire:
    """Kept connections and no more: a client that takes less of the processor than what it measures."""

    def __init__(self, peer: Peer) -> None:
        parts = urlsplit(peer.items)
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path
        told = {"host": parts.netloc} | peer.headers
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, query: str) -> bytes:
        """The status of an answer, once its last byte is there. A connection that the server has closed
        for idleness is replaced.
        """
        while self._idle:
            with suppress(EOFError, ConnectionError):
                return await self._sent(query, *self._idle.pop())
        return await self._sent(query, *await asyncio.open_connection(self._host, self._port))

    async def _sent(
        self, query: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes:
        writer.write(f"GET {self._path}?{query} HTTP/1.1\r\n{self._headers}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if size := re.search(rb"content-length: (\d+)", head, re.IGNORECASE):
            await reader.readexactly(int(size[1]))
        else:
            await chunks(reader)
        self._idle.append((reader, writer))
        return head.split(b" ", 2)[1]


async def chunks(reader: asyncio.StreamReader) -> None:
    """Read a body that comes in chunks."""
    size = -1
    while size:
        size = int(await reader.readuntil(b"\r\n"), 16)
        await reader.readexactly(size + 2)


def cpu(process: "subprocess.Popen[bytes]") -> float:
    """Processor seconds that a process took so far."""
    user, system = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def tell(name: str, took: list[float], wrong: int, seconds: float) -> None:
    told = sorted(took) or [float("nan")]
    p50, p95, p99 = (
        1000 * told[min(int(len(told) * share), len(told) - 1)] for share in (0.5, 0.95, 0.99)
    )
    print(
        f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms of {len(took)}; {wrong} failed; {seconds:.1f} s of processor"
    )


if __name__ == "__main__":
    sys.exit(main())
