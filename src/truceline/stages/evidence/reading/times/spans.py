"""Calendar arithmetic: days, parts of days, weeks, months, seasons as half-open intervals in UTC.

Weeks begin on Monday. Nothing here reads words.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from truceline.foundation.zones import day_start

EXPLICIT, FROM_DATELINE, INFERRED = "explicit", "resolved_from_dateline", "inferred_from_content"
HOURS = {  # of a local day; a night ends on the morning after
    "early": (0, 6),
    "morning": (6, 12),
    "midday": (11, 14),
    "afternoon": (12, 18),
    "evening": (18, 24),
    "night": (18, 32),
}
_AGE = (1900, 2199)
_THIRDS = {"early": (0, 10), "mid": (10, 20), "late": (20, 31)}


class Resolved(NamedTuple):
    """An interval in UTC, null where open or unknown, with its precision and basis."""

    start: datetime | None = None
    end: datetime | None = None
    precision: str = "day"
    basis: str = FROM_DATELINE


class Setting(NamedTuple):
    """From where an expression is looked at: the dateline's moment, its zone, and the tense.

    `anchor` is the local day of the dateline; `bare` is true where it has no hour. `past` is True,
    False or None as the caller knows the clause's tense.
    """

    moment: datetime | None
    anchor: date | None
    zone: tzinfo
    bare: bool
    past: bool | None = None


def setting_of(moment: datetime | None, zone: tzinfo) -> Setting:
    """The setting of a dateline; a moment at local midnight is a bare date.

    A dateline outside the years 1900 to 2199 is a slip and counts as none.
    """
    if moment is None or not _AGE[0] <= moment.year <= _AGE[1]:
        return Setting(None, None, zone, bare=True)
    local = moment.astimezone(zone)
    return Setting(moment.astimezone(UTC), local.date(), zone, local.time() == time())


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days(when: Setting, first: date, after: date, precision: str, basis: str) -> Resolved:
    """The local days [first, after)."""
    return Resolved(day_start(first, when.zone), day_start(after, when.zone), precision, basis)


def one_day(when: Setting, day: date, basis: str = FROM_DATELINE) -> Resolved:
    """A whole local day."""
    return days(when, day, day + timedelta(days=1), "day", basis)


def hours(when: Setting, day: date, begin: float, end: float, basis: str) -> Resolved:
    """Hours [begin, end) of a local day; hours past 24 lie on the next day."""
    start, stop = moment_at(when, day, begin), moment_at(when, day, end)
    return Resolved(start, stop, "part_of_day", basis)


def moment_at(when: Setting, day: date, hour: float) -> datetime:
    """A local hour of a day, UTC; the wall clock's hour on days when clocks change."""
    carried, rest = divmod(hour, 24)
    wall = datetime.combine(day + timedelta(days=carried), time(), when.zone)
    return (wall + timedelta(hours=rest)).astimezone(UTC)


def week_of(day: date) -> tuple[date, date]:
    """Monday to Monday."""
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=7)


def month_of(year: int, month: int) -> tuple[date, date]:
    """A calendar month; months may run past 12 or below 1."""
    years, index = divmod(month - 1, 12)
    first = date(year + years, index + 1, 1)
    return first, (first + timedelta(days=31)).replace(day=1)


def season_of(year: int, month: int) -> tuple[date, date]:
    """Three months from `month` on (winter begins in December of its year)."""
    return month_of(year, month)[0], month_of(year, month + 2)[1]


def unit_of(day: date, unit: str, steps: int) -> tuple[date, date]:
    """The calendar unit that holds a day, moved by whole steps."""
    if unit == "week":
        return week_of(day + timedelta(days=7 * steps))
    if unit == "month":
        return month_of(day.year, day.month + steps)
    if unit == "year":
        return date(day.year + steps, 1, 1), date(day.year + steps + 1, 1, 1)
    first = day + timedelta(days=steps)
    return first, first + timedelta(days=1)


def third_of(first: date, after: date, part: str) -> tuple[date, date]:
    """The early, middle or late third of a month; thirds by days of any other span."""
    length = (after - first).days
    if 28 <= length <= 31:
        begin, end = _THIRDS[part]
        return first + timedelta(days=begin), min(after, first + timedelta(days=end))
    third = length // 3
    cuts = {"early": (0, third), "mid": (third, length - third), "late": (length - third, length)}
    begin, end = cuts[part]
    return first + timedelta(days=begin), first + timedelta(days=end)


def nearest_weekday(anchor: date, weekday: int, past: bool | None) -> date:
    """The last such day on or before the anchor, the next on or after, or the nearest."""
    ahead = (weekday - anchor.weekday()) % 7
    back = ahead - 7 if ahead else 0
    if past is None:
        return anchor + timedelta(days=ahead if ahead <= 3 else back)
    return anchor + timedelta(days=back if past else ahead)


def nearest_date(anchor: date, month: int, day: int, past: bool | None) -> date | None:
    """The day and month on or before the anchor, on or after it, or the nearest to it."""
    near = [day_of(anchor.year + step, month, day) for step in range(-4, 5)]
    known = [each for each in near if each is not None]
    fits = [d for d in known if past is None or (d <= anchor if past else d >= anchor)]
    return min(fits, key=lambda d: (abs(d - anchor), d), default=None)
