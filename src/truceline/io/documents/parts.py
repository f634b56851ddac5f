"""What a parser finds in a file, before anything of it is a `Document`.

Plain values only: parts cross from the process that parses to the one that asked. Nothing here
knows a format.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from truceline.model.record import Problem


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One text of a file. `moment` is ISO 8601 as the file tells it: with a zone, without one (then
    local), a bare date, or empty; `id` is what the file calls the part, if anything.
    """

    text: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    url: str = ""
    moment: str = ""
    id: str = ""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell about a file or one of its parts: a `Problem` that lacks its file."""

    message: str
    hint: str = ""
    severity: str = "error"
    field: str = ""
    line: int = 0

    def on(self, file: str) -> Problem:
        """The problem, with its file."""
        return Problem(file=file, **msgspec.structs.asdict(self))


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of a file in its own order, and what is to be told about them."""

    parts: tuple[Part, ...] = ()
    notes: tuple[Note, ...] = ()


def refused(message: str, hint: str = "", line: int = 0) -> Parsed:
    """Nothing of the file can be used, and why."""
    return Parsed(notes=(Note(message=message, hint=hint, line=line),))


def moments(told: str, zone: str) -> tuple[datetime | None, datetime | None]:
    """(published, known) of an ISO moment: a bare date is that local day from its start to its end.

    Both null where nothing is told, or nothing that is a moment of the calendar.
    """
    try:
        first, last = _span(told, zone)
        return first.astimezone(UTC), last.astimezone(UTC)
    except (ValueError, OverflowError):
        return None, None


def _span(told: str, zone: str) -> tuple[datetime, datetime]:
    moment = datetime.fromisoformat(told)
    if "T" not in told:
        return _local(moment.date(), zone), _local(moment.date() + timedelta(days=1), zone)
    known = moment if moment.tzinfo else _local(moment, zone)
    return known, known


def _local(moment: date, zone: str) -> datetime:
    """A local day's start, or a local moment, in a zone by its name or offset (else UTC)."""
    clock = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    try:
        return clock.replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        offset = zone if zone[:1] in {"+", "-"} else "+00:00"
        return datetime.fromisoformat(clock.isoformat() + offset)
