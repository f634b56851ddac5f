"""One person at one machine: a link, printed at the start, opens the room once.

It stands in for a password only where nobody else can reach the server.
"""

import secrets
from datetime import UTC, datetime
from ipaddress import ip_address
from threading import Lock

from truceline.model.people import HERE, Opened, PeopleStore, Person, Role


class Alone:
    """The key of this start; `key` is empty where there is none."""

    def __init__(self, people: PeopleStore, *, allowed: bool) -> None:
        self.key = secrets.token_urlsafe(24) if allowed else ""
        self._people = people
        self._lock = Lock()

    def opened(self, key: str, address: str, at: datetime) -> Opened | None:
        """A session for the right key from this machine, the first time; None otherwise."""
        with self._lock:
            fits = bool(self.key) and secrets.compare_digest(key.encode(), self.key.encode())
            if not (fits and _near(address)):
                return None
            self.key = ""
        return self._people.open_session(HERE, at)


def make_account(people: PeopleStore, display: str) -> None:
    """The account behind the link, unless it is there; nobody knows its password."""
    if people.account(HERE) is None:
        person = Person(name=HERE, display=display, role=Role.ADMIN, created=datetime.now(UTC))
        people.add_account(person, secrets.token_urlsafe(32))


def _near(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
