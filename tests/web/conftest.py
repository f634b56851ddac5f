"""One mission, its people and its application for all tests of the server: made once, read by all.

A test that writes takes `own_room`, a copy of its own.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient

from truceline.assess.folder import ingest
from truceline.cli.init import write_template
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.people import open_people
from truceline.io.stores import open_store
from truceline.model.people import SCOPES, PeopleStore, Person, Role
from truceline.model.ports import Store
from truceline.web.access import COOKIE, CSRF_HEADER
from truceline.web.app import create_app

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "energy-halt-2025"
PASSWORD = "ochre lantern under the ferry"
SMALL_NOW = datetime(2031, 6, 10, 12, tzinfo=UTC)
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PEOPLE = {
    "reader": (Role.READER, "public"),
    "political": (Role.READER, "political_body"),
    "parties": (Role.READER, "parties"),
    "analyst": (Role.ANALYST, "restricted"),
    "reviewer": (Role.REVIEWER, "restricted"),
    "releaser": (Role.RELEASER, "restricted"),
    "admin": (Role.ADMIN, "restricted"),
}
"""Account → role and, of readers, release. `nobody` has none and isn't signed in."""


class Served(msgspec.Struct, frozen=True):
    """A mission that is served: its folder, log, people and application."""

    folder: Path
    store: Store
    people: PeopleStore
    app: Litestar

    def client(self, name: str, stack: ExitStack) -> TestClient:
        """A client that is signed in by a session, with the word that changes need."""
        found = TestClient(self.app, raise_server_exceptions=False)
        if name != "nobody":
            opened = self.people.open_session(name, datetime.now(UTC))
            found.cookies.set(COOKIE, opened.token)
            found.headers[CSRF_HEADER] = opened.session.csrf
        return stack.enter_context(found)

    def token(self, name: str, *scopes: str, hours: float = 1.0) -> dict[str, str]:
        """Headers of a program that has a token in a person's name, of all their scopes by default."""
        now, person = datetime.now(UTC), self.people.account(name)
        wanted = tuple(s for s in SCOPES if (s in scopes if scopes else person.may(s)))
        issued = self.people.issue_token(name, "test", wanted, now, now + timedelta(hours=hours))
        return {"authorization": f"Bearer {issued.secret}"}


def serve(folder: Path, stack: ExitStack) -> Served:
    """The application of a mission folder that was taken in."""
    store = stack.enter_context(open_store(folder))
    people = stack.enter_context(open_people(folder, hasher=QUICK))
    return Served(folder, store, people, create_app(folder, store, EmbeddedEngine(), people))


@pytest.fixture(scope="session")
def room_folder(tmp_path_factory) -> Path:
    """The energy-halt example, taken in, with an account of each kind of person; only read it."""
    folder = tmp_path_factory.mktemp("room") / "mission"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".truceline"))
    with open_store(folder) as store, open_people(folder, hasher=QUICK) as people:
        ingest(folder, store)
        _add(people, PEOPLE)
    return folder


def _add(people: PeopleStore, wanted: dict[str, tuple[Role, str]]) -> None:
    created = datetime.now(UTC)
    for name, (role, release) in wanted.items():
        who = Person(name=name, display=name.title(), role=role, release=release, created=created)
        people.add_account(who, PASSWORD)


@pytest.fixture(scope="session")
def room(room_folder) -> Iterator[Served]:
    """The application that all reading tests share."""
    with ExitStack() as stack:
        yield serve(room_folder, stack)


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


@pytest.fixture(scope="session")
def small_room(tmp_path_factory) -> Iterator[Callable[[str], Served]]:
    """`small_room("x")`: the template's mission, small enough to be derived at every step, on a day of
    its own; each call makes another.
    """
    with ExitStack() as stack:

        def made(name: str) -> Served:
            folder = tmp_path_factory.mktemp(name) / "mission"
            write_template(folder)
            store = stack.enter_context(open_store(folder))
            people = stack.enter_context(open_people(folder, hasher=QUICK))
            ingest(folder, store)
            _add(people, PEOPLE)
            clock = lambda: SMALL_NOW  # noqa: E731
            app = create_app(folder, store, EmbeddedEngine(), people, clock=clock)
            return Served(folder, store, people, app)

        yield made
