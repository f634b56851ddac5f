"""A client that isn't ours: GDAL's OAPIF driver lists and filters the collections."""

import os
import re
import shutil
import socket
import subprocess
import threading
import time

import pytest
import uvicorn

pytestmark = pytest.mark.skipif(
    shutil.which("ogrinfo") is None, reason="no ogrinfo on this machine"
)


@pytest.fixture(scope="module")
def address(room):
    """The room behind a real port, for as long as the tests of this file take."""
    room.app.state.room.picture()
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(room.app, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"OAPIF:http://127.0.0.1:{listener.getsockname()[1]}/ogc"
    server.should_exit = True
    thread.join(timeout=5)


@pytest.fixture
def ogrinfo(address, room):
    """`ogrinfo("incidents", "-where", …)`: what it prints for an analyst."""
    told = room.token("analyst")["authorization"]
    environment = os.environ | {"GDAL_HTTP_HEADERS": f"Authorization: {told}", "CPL_DEBUG": "HTTP"}

    def ask(*arguments: str) -> str:
        command = ["ogrinfo", "-ro", address, *arguments]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout + done.stderr

    return ask


def features(told: str) -> int:
    return len(re.findall(r"^OGRFeature\(", told, re.MULTILINE))


def test_it_lists_the_collections(ogrinfo):
    names = re.findall(r"^\d+: (\w+) ", ogrinfo(), re.MULTILINE)
    assert names == ["incidents", "findings", "sites", "zones"]


def test_it_pages_through_all_and_filters_at_the_server(ogrinfo, client):
    items = "/ogc/collections/incidents/items?limit=1"
    every = client("analyst").get(items).json()["numberMatched"]
    assert features(ogrinfo("incidents", "-geom=NO")) == every
    for asked, query in (
        (("-spat", "35", "47", "37", "51"), "&bbox=35,47,37,51"),
        (("-where", "kind = 'air/drone_strike'"), "&kind=air/drone_strike"),
    ):
        told = ogrinfo("incidents", "-geom=NO", *asked)
        matched = client("analyst").get(items + query).json()["numberMatched"]
        assert 0 < features(told) == matched < every
        assert query.split("=")[0] in told  # the server was asked, not the client's own filter
