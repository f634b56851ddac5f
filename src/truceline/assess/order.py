"""A brief that is asked for, and what one run made of it."""

from datetime import datetime

from truceline.model.evidence import Entry
from truceline.model.record import Problem, Record


class Order(Record, frozen=True, kw_only=True):
    """A brief that is asked for. `published` is the log's entry of the issue that it restates and
    `due` the moment of an issue that the mission lists but the log doesn't hold.
    """

    as_of: datetime
    release: str
    published: Entry | None = None
    due: datetime | None = None


class Produced(Record, frozen=True, kw_only=True):
    """What one run wrote: `unchanged` when the folder already held this very brief."""

    folder: str
    as_of: datetime
    unchanged: bool = False
    reports: int = 0
    incidents: int = 0
    problems: tuple[Problem, ...] = ()
    root: str = ""
