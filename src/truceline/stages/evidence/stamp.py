"""Dates and times as the head of a text writes them: one pattern, made of the languages' words.

Only whole dates count: a year that isn't written is never filled in, and `03/04/2025` is no date.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from importlib.resources import files

import msgspec
from ruamel.yaml import YAML

from truceline.foundation.text.words import LANGUAGES
from truceline.foundation.zones import day_end, day_start, zone_of


class Words(msgspec.Struct, frozen=True):
    """What the languages' `dateline.yaml` hold, all together: their words don't collide."""

    months: dict[str, int]
    weekdays: tuple[str, ...]
    published: tuple[str, ...]
    updated: tuple[str, ...]
    bylines: tuple[str, ...]
    papers: tuple[str, ...]
    as_of: tuple[str, ...]
    rights: tuple[str, ...]
    year_words: tuple[str, ...]
    between: tuple[str, ...]
    half_days: dict[str, int]
    zones: dict[str, str]


@cache
def words() -> Words:
    """The words of all languages."""
    read = [_words(language) for language in LANGUAGES]
    whole = {name: _together([one[name] for one in read]) for name in Words.__struct_fields__}
    return msgspec.convert(whole, Words)


def _words(language: str) -> dict[str, object]:
    path = files("truceline").joinpath(f"data/languages/{language}/dateline.yaml")
    found: dict[str, object] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return found


def _together(parts: list[object]) -> object:
    if isinstance(parts[0], dict):
        return {k: v for part in parts if isinstance(part, dict) for k, v in part.items()}
    return tuple(item for part in parts if isinstance(part, list) for item in part)


def one_of(choices: Iterable[str]) -> str:
    """A pattern for any of some words, longer ones first."""
    longest = sorted(choices, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest) + ")"


@cache
def stamp() -> str:
    """The pattern of a date with its weekday and time, if any; its groups are read by `moment`."""
    told = words()
    month, day = one_of(told.months), r"(?:st|nd|rd|th)?"
    dates = "|".join(
        (
            r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)",
            rf"(?P<d1>\d{{1,2}}){day}\s+(?:of\s+)?(?P<m1>{month})\.?,?\s+(?P<y1>\d{{4}})(?!\d)",
            rf"(?P<m2>{month})\.?\s+(?P<d2>\d{{1,2}}){day},?\s+(?P<y2>\d{{4}})(?!\d)",
            r"(?P<d3>\d{1,2})\.(?P<m3>\d{1,2})\.(?P<y3>\d{4})(?!\d)",
            r"(?P<s1>\d{1,2})/(?P<s2>\d{1,2})/(?P<y4>\d{4})(?!\d)",
        )
    )
    years = rf"(?:\s*{one_of(told.year_words)}(?!\w))?"
    gap = rf"(?:[\s,|·•–—-]|T|{one_of(told.between)}(?!\w))*"
    weekday = rf"(?:{one_of(told.weekdays)}\.?,?\s+)?"
    before = rf"(?:{_clock('a')}[\s,|·•–—-]+)?"
    return rf"{before}{weekday}(?:{dates}){years}(?:{gap}{_clock('b')})?"


def _clock(mark: str) -> str:
    """The pattern of a time of day and its zone; groups end in `mark`."""
    told = words()
    zone = rf"{one_of(told.zones)}(?!\w)|[+-]\d{{2}}:?\d{{2}}(?!\d)"
    return (
        rf"(?P<h{mark}>\d{{1,2}}):(?P<n{mark}>\d{{2}})(?::\d{{2}}(?:\.\d+)?)?"
        rf"(?:\s*(?P<p{mark}>{one_of(told.half_days)})(?!\w))?(?:\s*\(?(?P<z{mark}>{zone})\)?)?"
    )


def moment(found: re.Match[str], zone: str) -> tuple[datetime, datetime] | None:
    """(published, known) of a match of `stamp`, in UTC; None where it is no moment of the calendar.

    A time that names no zone is local; a bare date is the local day, known at its end.
    """
    local = zone_of(zone) or UTC
    try:
        day = _day(found)
        clock = _time(found, local)
        if clock is None:
            return day_start(day, local), day_end(day, local)
        at = datetime.combine(day, clock[0], clock[1]) + clock[2]
        return at.astimezone(UTC), at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(found: re.Match[str]) -> date:
    got = found.groupdict()
    if got["iso"]:
        return date.fromisoformat(got["iso"])
    if got["y4"]:
        return _slashed(int(got["s1"]), int(got["s2"]), int(got["y4"]))
    n = next(n for n in "123" if got[f"y{n}"])
    month = got[f"m{n}"]
    number = int(month) if month.isdigit() else words().months[month.lower()]
    return date(int(got[f"y{n}"]), number, int(got[f"d{n}"]))


def _slashed(one: int, two: int, year: int) -> date:
    """Day and month where their order doesn't matter or only one is possible."""
    if one != two and max(one, two) <= 12:
        raise ValueError("either may be the month")
    return date(year, *sorted((one, two)))


def _time(found: re.Match[str], local: tzinfo) -> tuple[time, tzinfo, timedelta] | None:
    """The clock, its zone, and what a half of the day adds."""
    got = found.groupdict()
    mark = next((m for m in "ab" if got[f"h{m}"]), "")
    if not mark:
        return None
    hour, half = int(got[f"h{mark}"]), got[f"p{mark}"]
    if half and hour > 12:
        raise ValueError("no hour of a half day")
    told = (got[f"z{mark}"] or "").lower()
    zone = zone_of(words().zones.get(told, told)) if told else local
    later = timedelta(hours=words().half_days[half.lower()]) if half else timedelta()
    return time(hour % 12 if half else hour, int(got[f"n{mark}"])), zone or local, later
