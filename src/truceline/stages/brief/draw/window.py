"""A reading's window on an axis of time: what all its alternatives share, and where they part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from truceline.foundation.zones import day_start, zone_of
from truceline.model.record import Interval
from truceline.stages.brief.draw.dates import moment

OPEN_YEAR = 9000
"""Years from here on mean that a window has no end."""


@dataclass(frozen=True, kw_only=True)
class Axis:
    """Local days from `first` to `last`, both whole, along `left` to `right`."""

    first: date
    last: date
    zone: tzinfo
    left: float
    right: float

    @property
    def days(self) -> int:
        """How many days the axis shows."""
        return (self.last - self.first).days + 1

    @property
    def step(self) -> float:
        """Width of a day."""
        return (self.right - self.left) / self.days

    def at(self, when: datetime) -> float:
        """Where a moment lies, kept within the axis."""
        start, end = (
            day_start(self.first, self.zone),
            day_start(self.last + timedelta(days=1), self.zone),
        )
        share = (when - start) / (end - start)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def day(self, day: date) -> float:
        """Where a local day begins."""
        return self.left + (day - self.first).days * self.step


@dataclass(frozen=True, kw_only=True)
class Span:
    """A window in outline. `start`/`end` bound what all alternatives share; `starts`/`ends` are the
    other moments at which an alternative begins or ends. `zone` is the one its source told it in.
    """

    start: datetime
    end: datetime
    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    zone: tzinfo

    @property
    def open(self) -> bool:
        """Has it no end?"""
        return self.end.year >= OPEN_YEAR

    def words(self) -> str:
        """`18 Mar 00:00 → 17 Apr 00:00`."""
        end = "no stated end" if self.open else moment(self.end, self.zone)
        return f"{moment(self.start, self.zone)} → {end}"


def span(windows: Sequence[Interval]) -> Span | None:
    """The outline of a reading's alternatives; None without a window, or where they share nothing."""
    if not windows:
        return None
    start, end = max(w.start for w in windows), min(w.end for w in windows)
    if start >= end:
        return None
    return Span(
        start=start,
        end=end,
        starts=tuple(sorted({w.start for w in windows} - {start})),
        ends=tuple(sorted(e for e in {w.end for w in windows} - {end} if e.year < OPEN_YEAR)),
        zone=zone_of(windows[0].zone) or UTC,
    )


def local_day(when: datetime, zone: tzinfo) -> date:
    """The local day of a moment."""
    return when.astimezone(zone).date()
