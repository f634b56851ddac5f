"""Drafts that are kept while they are read: composing one takes a second, four levels several.

A draft is thrown away as soon as the log grows: what was published or signed since may be in it.
"""

from collections import OrderedDict
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from truceline.assess.drafting import Draft, drafted
from truceline.assess.produce import CACHE
from truceline.stages.brief.html import page
from truceline.stages.brief.view import view_of
from truceline.web.room import Room

MOST: Final = 8
"""Drafts that are kept, the latest asked for."""

_Key = tuple[int, str, datetime, str]
T = TypeVar("T", Draft, bytes)


class Drafts:
    """Drafts of one room by log, moment and level. Threads may ask at once; one composes."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._lock = Lock()
        self._held: OrderedDict[_Key, Draft] = OrderedDict()
        self._pages: OrderedDict[_Key, bytes] = OrderedDict()

    def draft(self, as_of: datetime | None, release: str) -> Draft:
        """The draft as of a moment, now where none is named."""
        return self._draft(as_of, release)[1]

    def page(self, as_of: datetime | None, release: str) -> bytes:
        """Its page as it would go out."""
        key, draft = self._draft(as_of, release)
        with self._lock:
            if key not in self._pages:
                _keep(self._pages, key, page(view_of(draft.brief)).encode())
            return self._pages[key]

    def _draft(self, as_of: datetime | None, release: str) -> tuple[_Key, Draft]:
        room = self._room
        picture, loaded = room.picture(as_of), room.loaded()
        key = (room.store.size(), picture.root, picture.as_of, release)
        with self._lock:
            if key not in self._held:
                made = drafted(picture, loaded, room.store, room.engine, kept(room), release)
                _keep(self._held, key, made)
            return key, self._held[key]


def kept(room: Room) -> Path:
    """The folder beside the log, which holds what was published."""
    return room.folder / CACHE.parent


_OF: Final[WeakKeyDictionary[Room, Drafts]] = WeakKeyDictionary()


def drafts_of(room: Room) -> Drafts:
    """The drafts of a room: one store of them while it is served."""
    return _OF.setdefault(room, Drafts(room))


def _keep(held: OrderedDict[_Key, T], key: _Key, value: T) -> None:
    held[key] = value
    if len(held) > MOST:
        held.popitem(last=False)
