"""One mission, its people and its application for all tests of the server: made once, read by all.

A test that writes takes `own_room`, a copy of its own.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from litestar.testing import TestClient
from served import EXAMPLE, QUICK, SMALL_NOW, Served, add_people, rewrite, serve

from truceline.assess.folder import ingest
from truceline.cli.init import write_template
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.people import open_people
from truceline.io.stores import open_store
from truceline.web.app import create_app


@pytest.fixture(scope="session")
def room_folder(tmp_path_factory) -> Path:
    """The energy-halt example, taken in, with an account of each kind of person; only read it."""
    folder = tmp_path_factory.mktemp("room") / "mission"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".truceline"))
    with open_store(folder) as store, open_people(folder, hasher=QUICK) as people:
        ingest(folder, store)
        add_people(people)
    return folder


@pytest.fixture(scope="session")
def room(room_folder) -> Iterator[Served]:
    """The application that all reading tests share."""
    with ExitStack() as stack:
        served = serve(room_folder, stack)
        served.app.state.room.picture()  # so that no test pays for what all need
        yield served


@pytest.fixture(scope="session")
def client(room) -> Iterator[Callable[[str], TestClient]]:
    """`client("reviewer")`: a signed-in client of that account (`PEOPLE`), or of `nobody`."""
    with ExitStack() as stack:
        made: dict[str, TestClient] = {}

        def of(name: str) -> TestClient:
            if name not in made:
                made[name] = room.client(name, stack)
            return made[name]

        yield of


@pytest.fixture
def own_room(room_folder, tmp_path) -> Iterator[Served]:
    """A copy of the room for one test that writes."""
    with ExitStack() as stack:
        yield serve(Path(shutil.copytree(room_folder, tmp_path / "mission")), stack)


@pytest.fixture
def own_client(own_room) -> Iterator[Callable[[str], TestClient]]:
    """`own_client("reviewer")`: a client of the test's own copy."""
    with ExitStack() as stack:
        yield lambda name: own_room.client(name, stack)


def at_noon() -> datetime:
    """The day of small rooms, when nothing comes after anything."""
    return SMALL_NOW


@pytest.fixture(scope="session")
def small_room(tmp_path_factory) -> Iterator[Callable[..., Served]]:
    """`small_room("x")`: the template's mission, small enough to be derived at every step, on a day of
    its own; each call makes another. `small_room("x", kept_in)` is one on that database; `edits` are
    put into its files first.
    """
    with ExitStack() as stack:

        def made(name: str, kept_in: str | None = None, edits=None, clock=at_noon) -> Served:
            folder = tmp_path_factory.mktemp(name) / "mission"
            write_template(folder)
            rewrite(folder, edits or {})
            store = stack.enter_context(open_store(folder, kept_in))
            people = stack.enter_context(open_people(folder, kept_in, hasher=QUICK))
            ingest(folder, store)
            add_people(people)
            app = create_app(folder, store, EmbeddedEngine(), people, clock=clock)
            return Served(folder, store, people, app)

        yield made


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept_in(request) -> str | None:
    """Where a room that is written to keeps its log and its people: files, or a real PostgreSQL."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres")
