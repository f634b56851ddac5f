"""Times that lean on the dateline or on a day: two weeks ago, the last 24 hours, at 06:40.

A clock without a day takes the dateline's and says so; hours ago need a dateline with an hour.
"""

from collections.abc import Mapping
from datetime import timedelta

from truceline.foundation.zones import zone_of
from truceline.stages.evidence.reading.times.forms import TimeWords
from truceline.stages.evidence.reading.times.spans import (
    FROM_DATELINE,
    INFERRED,
    Resolved,
    Setting,
    days,
    hours,
    moment_at,
    one_day,
    unit_of,
)

Given = Mapping[str, str]


def _count(given: Given, words: TimeWords) -> float:
    told = given.get("count", "1")
    return float(words.counts.get(told, told))


def _moved(given: Given, when: Setting, words: TimeWords, sign: int) -> Resolved | None:
    """The calendar unit so many steps away; an hour as an instant, if the dateline has one."""
    unit, count = words.units[given["unit"]], _count(given, words)
    if when.anchor is None or when.moment is None or count > 1000 or (unit == "hour" and when.bare):
        return Resolved(precision=unit)
    if unit == "hour":
        about = when.moment + timedelta(hours=sign * count)
        half = timedelta(minutes=30)
        return Resolved(about - half, about + half, "hour", FROM_DATELINE)
    span = unit_of(when.anchor, unit, sign * round(count))
    return days(when, *span, unit, FROM_DATELINE)


def ago(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """So many units before the dateline."""
    return _moved(given, when, words, -1)


def ahead(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """In two weeks: a point ahead, unless the clause is not about the future."""
    return _moved(given, when, words, 1) if when.past is False else None


def around_other(given: Given, _when: Setting, words: TimeWords) -> Resolved | None:
    """Two weeks after something else: nobody told us when that was."""
    return Resolved(precision=words.units[given["unit"]], basis=INFERRED)


def _length(given: Given, words: TimeWords) -> timedelta:
    unit, count = words.units[given["unit"]], min(_count(given, words), 1000)
    if unit == "hour":
        return timedelta(hours=count)
    return timedelta(days=count * {"day": 1, "week": 7, "month": 30, "year": 365}[unit])


def past_span(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """The last 24 hours end with the dateline; with its day, where it has no hour."""
    precision = words.units[given["unit"]]
    if when.anchor is None or when.moment is None:
        return Resolved(precision=precision)
    end = when.moment + timedelta(days=1 if when.bare else 0)
    start = when.moment - _length(given, words)
    return Resolved(start, end, precision, FROM_DATELINE)


def next_span(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """The next two weeks begin with the dateline, unless the clause is past."""
    precision = words.units[given["unit"]]
    if when.anchor is None or when.moment is None or when.past is True:
        return Resolved(precision=precision)
    end = when.moment + _length(given, words) + timedelta(days=1 if when.bare else 0)
    return Resolved(when.moment, end, precision, FROM_DATELINE)


def vague_next(_given: Given, when: Setting, _words: TimeWords) -> Resolved | None:
    """In the coming days: open at its end."""
    return Resolved(when.moment, None, "open")


def vague_past(_given: Given, when: Setting, _words: TimeWords) -> Resolved | None:
    """In recent days: open at its start."""
    if when.anchor is None:
        return Resolved(precision="open")
    return Resolved(None, one_day(when, when.anchor).end, "open")


def _hour(given: Given, words: TimeWords, suffix: str = "", half_from: str = "") -> float | None:
    """The hour of a clock time, or None for 15 p.m. and the like."""
    hour = int(given["hour" + suffix]) + int(given.get("minute" + suffix, "0")) / 60
    half = words.halves.get(given.get("half" + suffix) or given.get("half" + half_from, ""), "")
    if half and (hour >= 13 or (hour < 1 and half != "am")):
        return None
    if half in {"am", "night"} and 12 <= hour < 13:
        return hour - 12
    return hour + 12 if _afternoon(half, hour) else hour


def _afternoon(half: str, hour: float) -> bool:
    return (half == "pm" and hour < 12) or (half == "night" and 9 <= hour < 12)


def _zoned(given: Given, when: Setting, words: TimeWords, suffix: str = "") -> Setting:
    """The setting in the zone that the words name."""
    name = words.zones.get(given.get("zone" + suffix, ""), "")
    zone = zone_of(name) if name else None
    return when._replace(zone=zone) if zone else when


def clock(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """An instant; an hour around it after "around". A second clock in brackets is better zoned."""
    hour, local = _hour(given, words), _hour(given, words)
    second = "hour2" in given and "zone2" in given
    if second:
        hour, when = _hour(given, words, "2"), _zoned(given, when, words, "2")
    else:
        when = _zoned(given, when, words)
    if hour is None or hour > 24 or local is None:
        return None
    if when.anchor is None:
        return Resolved(precision="instant", basis=INFERRED)
    day = when.anchor - timedelta(days=1 if second and hour - local > 12 else 0)
    at = moment_at(when, day, hour)
    if "about" in given:
        half = timedelta(minutes=30)
        return Resolved(at - half, at + half, "hour", INFERRED)
    return Resolved(at, at, "instant", INFERRED)


def clocks(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """From one hour to another; an end before its start lies on the next day."""
    begin, end = _hour(given, words, half_from="2"), _hour(given, words, "2")
    if begin is None or end is None:
        return None
    if begin >= end and "half" not in given:
        begin = _hour(given, words)  # 11 to 1 p.m.
    when = _zoned(given, when, words, "2" if "zone2" in given else "")
    if when.anchor is None or begin is None:
        return Resolved(precision="hour", basis=INFERRED)
    span = hours(when, when.anchor, begin, end if end > begin else end + 24, INFERRED)
    return span._replace(precision="hour")


def noon(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """Noon or midnight."""
    if when.anchor is None:
        return Resolved(precision="instant", basis=INFERRED)
    at = moment_at(when, when.anchor, int(words.noon[given["noon"]]))
    return Resolved(at, at, "instant", INFERRED)
