"""Axes of time: which days carry a tick, and short dates."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short(day: date, *, year: bool = False) -> str:
    """`18 Mar` or `18 Mar 2025`."""
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def moment(at: datetime, zone: tzinfo) -> str:
    """`18 Mar 00:00` in a zone."""
    local = at.astimezone(zone)
    return f"{short(local.date())} {local:%H:%M}"


def ticks(first: date, last: date, most: int) -> list[date]:
    """At most about `most` days between two days, at round dates."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    every = [days]
    every += [
        [d for d in days if d.day in marked]
        for marked in ((1, 5, 10, 15, 20, 25), (1, 10, 20), (1, 15), (1,))
    ]
    every += [
        [d for d in days if d.day == 1 and d.month in m] for m in ((1, 4, 7, 10), (1, 7), (1,))
    ]
    years = [d for d in days if (d.month, d.day) == (1, 1)]
    every += [[d for d in years if d.year % step == 0] for step in (2, 5, 10, 50)]
    fits = (found for found in every if 0 < len(found) <= most)
    return next(fits, [first])


def labels(days: Iterable[date]) -> list[tuple[date, str]]:
    """Each tick with its words: the month where it changes, the year where that changes."""
    told: list[tuple[date, str]] = []
    before: date | None = None
    for day in days:
        if before is None or day.year != before.year:
            text = short(day, year=before is not None)
        else:
            text = short(day) if day.month != before.month else str(day.day)
        told.append((day, text))
        before = day
    return told
