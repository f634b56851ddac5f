"""Who read what is restricted: noted at once, written a second later, so that no reader waits.

What was noted and not yet written is lost if the machine fails within that second, and not
otherwise. Must never lose a note because the database couldn't be written: it is tried again.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Final

from litestar import Litestar

from truceline.errors import StoreError
from truceline.model.people import PeopleStore, ReadNote
from truceline.web.access import Connection, person_of
from truceline.web.room import Room

EVERY_S: Final = 1.0
"""Seconds between two writings."""

_log = logging.getLogger("truceline.web")


class Reads:
    """Notes of reads that wait to be written. Threads may note while another one writes."""

    def __init__(self, people: PeopleStore) -> None:
        self._people = people
        self._waiting: deque[ReadNote] = deque()

    def note(self, note: ReadNote) -> None:
        """Remember a read; returns at once."""
        self._waiting.append(note)

    def flush(self) -> None:
        """Write all that waits, one note for an account and a route. Raises `StoreError`; what wasn't
        written still waits then.
        """
        notes = merged(self._waiting.popleft() for _ in range(len(self._waiting)))
        while notes:
            try:
                self._people.note_read(notes[0].account, notes[0].route, notes[0].ids, notes[0].at)
            except StoreError:
                self._waiting.extendleft(reversed(notes))
                raise
            notes.pop(0)


def merged(notes: Iterable[ReadNote]) -> list[ReadNote]:
    """Notes of one account and route as one, of the first moment."""
    found: dict[tuple[str, str], ReadNote] = {}
    ids: dict[tuple[str, str], dict[str, None]] = {}
    for note in notes:
        key = note.account, note.route
        found.setdefault(key, note)
        ids.setdefault(key, {}).update(dict.fromkeys(note.ids))
    return [note.but(ids=tuple(ids[key])) for key, note in found.items()]


def note_read(request: Connection, ids: Iterable[str]) -> None:
    """Note that whoever asks was shown restricted fields of these objects."""
    shown = tuple(ids)
    if not shown:
        return
    room: Room = request.app.state.room
    reads: Reads = request.app.state.reads
    account = person_of(request).name
    reads.note(ReadNote(at=room.clock(), account=account, route=_route(request), ids=shown))


def _route(request: Connection) -> str:
    return str(request.scope.get("path_template") or request.url.path)


@asynccontextmanager
async def keeping_reads(app: Litestar) -> AsyncIterator[None]:
    """Writes what was noted every second while the application runs, and once more at its end."""
    reads: Reads = app.state.reads
    task = asyncio.create_task(_write(reads))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.to_thread(_flush, reads)


async def _write(reads: Reads) -> None:
    while True:
        await asyncio.sleep(EVERY_S)
        await asyncio.to_thread(_flush, reads)


def _flush(reads: Reads) -> None:
    try:
        reads.flush()
    except StoreError as error:
        _log.error("notes of reads wait to be written: %s", type(error).__name__)
