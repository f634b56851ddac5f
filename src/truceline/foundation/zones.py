"""Zones of time and bare dates: the one place that says when a local day ends."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})$")


@cache
def zone_of(name: str) -> tzinfo | None:
    """An IANA name, `UTC`, `Z` or an offset such as `+03:00`; None when it is none of these."""
    if name in {"Z", "UTC", ""}:
        return UTC
    if found := _OFFSET.fullmatch(name):
        sign, hours, minutes = found.groups()
        span = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(span if sign == "+" else -span) if span < timedelta(days=1) else None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first moment of a local day, UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_end(day: date, zone: tzinfo) -> datetime:
    """The first moment after a local day, UTC."""
    return day_start(day + timedelta(days=1), zone)


def moment_of(text: str, zone: tzinfo) -> datetime:
    """A moment in UTC from ISO 8601: a bare date means the end of that local day in `zone`.

    Raises `ValueError` with a hint when it can't be read or has a time but no zone.
    """
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return day_end(date.fromisoformat(text), zone)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no zone; write e.g. {text}+03:00, or a bare date")
    return moment.astimezone(UTC)
