"""The moment of knowledge that a request names."""

from datetime import datetime

from truceline.assess.produce import as_of_moment
from truceline.web.room import Room


def moment_asked(room: Room, as_of: str | None) -> datetime | None:
    """A date (its end in the mission's zone) or a moment; None for now. Raises `UnreadableError` when
    it can't be read.
    """
    return as_of_moment(as_of, room.loaded().mission.spec) if as_of else None
