"""Who looks at which incident just now, so that two reviewers on one incident know of each other.

A heartbeat says it and is forgotten when it stops: a restart loses nothing that the next one doesn't
bring back. Must never outlive whoever is gone.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from truceline.model.people import Person
from truceline.model.record import Record

GONE_S: Final = 25.0
"""Seconds after its last heartbeat that somebody counts as gone; a page beats every ten."""


class Seen(Record, frozen=True, kw_only=True):
    """Where somebody was seen last; `incident` is empty where they look at none."""

    name: str
    display: str
    incident: str
    at: datetime


class Presence:
    """The last heartbeat of every reviewer. Threads may beat at once."""

    def __init__(self) -> None:
        self._seen: dict[str, Seen] = {}
        self._lock = Lock()

    def beat(self, person: Person, incident: str, at: datetime) -> tuple[str, ...]:
        """Note where somebody is; the incidents for which that is news: those left and come to."""
        with self._lock:
            self._forget(at)
            before = self._seen.get(person.name)
            now = Seen(name=person.name, display=person.display, incident=incident, at=at)
            self._seen[person.name] = now
        was = before.incident if before else ""
        return tuple(one for one in (was, incident) if one) if was != incident else ()

    def beside(self, person: Person, incident: str, at: datetime) -> tuple[str, ...]:
        """Who else looks at the same incident, by the names that people show."""
        with self._lock:
            self._forget(at)
            return tuple(sorted(self._others(person, incident)))

    def _others(self, person: Person, incident: str) -> Iterator[str]:
        for seen in self._seen.values():
            if seen.incident == incident != "" and seen.name != person.name:
                yield seen.display

    def _forget(self, at: datetime) -> None:
        edge = at - timedelta(seconds=GONE_S)
        self._seen = {name: seen for name, seen in self._seen.items() if seen.at >= edge}
