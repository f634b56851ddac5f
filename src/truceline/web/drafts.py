"""Drafts that are kept while they are read: composing one takes a second, four levels several.

A draft is thrown away as soon as the log grows: what was published or signed since may be in it.
"""

from datetime import datetime
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from truceline.assess.drafting import Draft, drafted
from truceline.assess.produce import CACHE
from truceline.stages.brief.html import page
from truceline.stages.brief.view import view_of
from truceline.web.kept import Kept
from truceline.web.room import Room

MOST: Final = 8
"""Drafts that are kept, the latest asked for."""


class Drafts:
    """Drafts of one room by log, moment and level. Threads may ask at once; one composes."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._drafts: Kept[Draft] = Kept(MOST, in_turn=True)
        self._pages: Kept[bytes] = Kept(MOST)

    def draft(self, as_of: datetime | None, release: str) -> Draft:
        """The draft as of a moment, now where none is named."""
        room = self._room
        picture, loaded = room.picture(as_of), room.loaded()
        key = (room.store.size(), picture.root, picture.as_of, release)
        make = lambda: drafted(picture, loaded, room.store, room.engine, kept(room), release)  # noqa: E731
        return self._drafts.of(None, key, make)

    def page(self, as_of: datetime | None, release: str) -> bytes:
        """Its page as it would go out."""
        draft = self.draft(as_of, release)
        return self._pages.of(draft, None, lambda: page(view_of(draft.brief)).encode())


def kept(room: Room) -> Path:
    """The folder beside the log, which holds what was published."""
    return room.folder / CACHE.parent


_OF: Final[WeakKeyDictionary[Room, Drafts]] = WeakKeyDictionary()


def drafts_of(room: Room) -> Drafts:
    """The drafts of a room: one store of them while it is served."""
    return _OF.setdefault(room, Drafts(room))
