"""A mission as it is served to tests: its people, its application, clients and tokens."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.people import open_people
from truceline.io.stores import open_store
from truceline.model.people import SCOPES, PeopleStore, Person, Role
from truceline.model.ports import Store
from truceline.web.access import COOKIE, CSRF_HEADER
from truceline.web.app import create_app
from truceline.web.room import Clock

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
TWO_PERSONS = {
    "mission.yaml": {"role: monitor": "role: verify", "verifiers: []": "verifiers: [reviewer]"},
    "agreement.yaml": {
        "standard: {breach: corroborated}": "standard: {breach: verified, approvals: 2}"
    },
}
"""What makes of the template a mission that verifies, and whose standard asks for two persons."""


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


def serve(folder: Path, stack: ExitStack, clock: Clock | None = None) -> Served:
    """The application of a mission folder that was taken in."""
    store = stack.enter_context(open_store(folder))
    people = stack.enter_context(open_people(folder, hasher=QUICK))
    timed = {"clock": clock} if clock else {}
    return Served(
        folder, store, people, create_app(folder, store, EmbeddedEngine(), people, **timed)
    )


def add_people(people: PeopleStore, wanted: dict[str, tuple[Role, str]] = PEOPLE) -> None:
    """An account of each kind of person."""
    created = datetime.now(UTC)
    for name, (role, release) in wanted.items():
        who = Person(name=name, display=name.title(), role=role, release=release, created=created)
        people.add_account(who, PASSWORD)


def rewrite(folder: Path, edits: dict[str, dict[str, str]]) -> None:
    """Put other words into files, each of which must be there."""
    for name, changes in edits.items():
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
