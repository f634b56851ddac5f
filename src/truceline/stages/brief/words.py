"""Neutral words: how numbers, dates, lists and categories are written in a brief.

Nothing here knows a case; names come from the mission, words from the vocabulary.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from truceline.foundation.phrase import listed
from truceline.model.record import Interval

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def day_words(day: date, *, year: bool = False) -> str:
    """`19 March` or `19 March 2025`."""
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def days_listed(days: Sequence[date]) -> str:
    """`31 March, 4, 8 and 13 April`; runs of three days or more as `5–14 April`."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    pieces: list[tuple[str, date]] = []
    for first, last in runs:
        if (last - first).days >= 2 and first.month == last.month:
            pieces.append((f"{first.day}–{last.day}", last))
        elif (last - first).days >= 2:
            pieces.append((f"{day_words(first)} to {last.day}", last))
        else:
            pieces += [(str(d.day), d) for d in sorted({first, last})]
    words = [
        text
        if n + 1 < len(pieces) and _same_month(pieces[n + 1][1], day)
        else f"{text} {MONTHS[day.month - 1]}"
        for n, (text, day) in enumerate(pieces)
    ]
    return listed(words)


def _same_month(a: date, b: date) -> bool:
    return (a.year, a.month) == (b.year, b.month)


def moment_words(moment: datetime, zone: tzinfo) -> str:
    """`21 March 2025, 00:20`; midnight at a day's end is told as 24:00 of that day."""
    local = moment.astimezone(zone)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{day_words((local - timedelta(days=1)).date(), year=True)}, 24:00"
    return f"{day_words(local.date(), year=True)}, {local:%H:%M}"


def short_moment(moment: datetime, zone: tzinfo) -> str:
    """`21 Mar 00:20`."""
    local = moment.astimezone(zone)
    return f"{local.day} {MONTHS[local.month - 1][:3]} {local:%H:%M}"


def interval_words(when: Interval, zone: tzinfo) -> str:
    """`21 March 2025, 00:10–00:30`, or both days where it spans them."""
    start, end = when.start.astimezone(zone), when.end.astimezone(zone)
    head = f"{day_words(start.date(), year=True)}, {start:%H:%M}"
    if when.start == when.end:
        return head
    if start.date() == end.date():
        return f"{head}–{end:%H:%M}"
    if end == start + timedelta(days=1) and start.hour == start.minute == 0:
        return f"{day_words(start.date(), year=True)}, hour not stated"
    return f"{head} to {day_words(end.date())}, {end:%H:%M}"


def last_day(end: datetime, zone: tzinfo) -> date:
    """The last local day that a half-open interval touches."""
    return (end - timedelta(microseconds=1)).astimezone(zone).date()


def degrees(lat: float, lon: float) -> str:
    """`51.14° N, 35.27° E`."""
    ns, ew = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.2f}° {ns}, {abs(lon):.2f}° {ew}"


def days_words(when: Interval, zone: tzinfo) -> str:
    """The local days of an interval: `21 March`, `19–20 March`, `31 March – 1 April`."""
    first, last = when.start.astimezone(zone).date(), last_day(when.end, zone)
    if last <= first:
        return day_words(first)
    if _same_month(first, last):
        return f"{first.day}–{day_words(last)}"
    return f"{day_words(first)} – {day_words(last)}"


def published_words(moment: datetime, zone: tzinfo) -> str:
    """`11 March 2025` where the page shows a day alone, else with its time."""
    local = moment.astimezone(zone)
    day = day_words(local.date(), year=True)
    return day if (local.hour, local.minute) == (0, 0) else f"{day}, {local:%H:%M}"


def offset_words(zone: tzinfo, at: datetime) -> str:
    """`+03`, or `+05:30`."""
    text = at.astimezone(zone).strftime("%z")
    return text[:3] if text.endswith("00") else f"{text[:3]}:{text[3:]}"
