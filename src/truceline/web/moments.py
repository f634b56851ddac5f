"""The moment of knowledge that a request names."""

from datetime import datetime

from truceline.assess.produce import as_of_moment
from truceline.errors import UnreadableError
from truceline.web.parameters import AS_OF, refuse
from truceline.web.room import Room


def moment_asked(room: Room, as_of: str | None) -> datetime | None:
    """A date (its end in the mission's zone) or a moment; None for now. Raises `ValidationException` (400)
    when it can't be read.
    """
    if not as_of:
        return None
    spec = room.loaded().mission.spec
    try:
        return as_of_moment(as_of, spec)
    except UnreadableError as e:
        raise refuse(AS_OF.name, str(e).removeprefix(f"--as-of {as_of}: ")) from e
