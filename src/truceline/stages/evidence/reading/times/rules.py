"""What the forms of time mean: one function per rule, from the words given to an interval.

A rule that cannot know answers with null bounds; none reads the clock or guesses a year where the
dateline is missing.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from truceline.stages.evidence.reading.times import relative
from truceline.stages.evidence.reading.times.forms import TimeWords
from truceline.stages.evidence.reading.times.spans import (
    EXPLICIT,
    FROM_DATELINE,
    HOURS,
    INFERRED,
    Resolved,
    Setting,
    day_of,
    days,
    hours,
    month_of,
    nearest_date,
    nearest_weekday,
    one_day,
    season_of,
    third_of,
    unit_of,
    week_of,
)

Given = Mapping[str, str]
Rule = Callable[[Given, Setting, TimeWords], Resolved | None]


def _month(given: Given, words: TimeWords) -> int:
    if "monthno" in given:
        return int(given["monthno"])
    return int(words.months[given["month"]])


def _basis(given: Given) -> str:
    return EXPLICIT if "year" in given else FROM_DATELINE


def _day(given: Given, when: Setting, words: TimeWords, name: str = "day") -> date | None:
    """The day told: with its year, else the one that tense and dateline make of it."""
    month, day = _month(given, words), int(given[name])
    if "year" in given:
        return day_of(int(given["year"]), month, day)
    return nearest_date(when.anchor, month, day, when.past) if when.anchor else None


def _date(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    if not _possible(given, words):
        return None
    day = _day(given, when, words)
    return one_day(when, day, _basis(given)) if day else Resolved()


def _possible(given: Given, words: TimeWords) -> bool:
    """Has the month such a day (in a leap year, where no year is told)?"""
    year = int(given.get("year", "2000"))
    return day_of(year, _month(given, words), int(given["day"])) is not None


def _slashed(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """A date such as 8/4/2024 has two readings, and so none, unless one is no date."""
    told = (given["day"], given["monthno"])
    both = int(told[0]) <= 12 and int(told[0]) != int(told[1])
    return Resolved(basis=EXPLICIT) if both else _date(given, when, words)


def _dates(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    first, last = _day(given, when, words), _day(given, when, words, "day2")
    if first is None or last is None or last < first:
        return Resolved()
    return days(when, first, last + timedelta(days=1), "day", _basis(given))


def _night_between(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    first = _day(given, when, words)
    return hours(when, first, *HOURS["night"], _basis(given)) if first else _unknown_part()


def _night_to(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """The night that ends on the day told."""
    day = _told_day(given, when, words)
    if day is None:
        return _unknown_part()
    return hours(when, day - timedelta(days=1), *HOURS["night"], _basis(given))


def _night_of(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """The night that begins on the day told."""
    day = _told_day(given, when, words)
    return hours(when, day, *HOURS["night"], _basis(given)) if day else _unknown_part()


def _night_on(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """By night on a date: the night before that day or after it, so both."""
    day = _told_day(given, when, words)
    return hours(when, day, 0, HOURS["night"][1], _basis(given)) if day else _unknown_part()


def _told_day(given: Given, when: Setting, words: TimeWords) -> date | None:
    if "day" in given:
        return _day(given, when, words)
    if "weekday" in given and when.anchor:
        return nearest_weekday(when.anchor, int(words.weekdays[given["weekday"]]), when.past)
    return None


def _unknown_part() -> Resolved:
    return Resolved(precision="part_of_day")


def _part_of(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    day = _told_day(given, when, words)
    if day is None:
        return _unknown_part()
    if "part" not in given:
        return one_day(when, day)
    return hours(when, day, *HOURS[words.parts[given["part"]]], _basis(given))


def _weekday(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    part = words.parts[given["part"]] if "part" in given else ""
    if when.anchor is None:
        return _unknown_part() if part else Resolved()
    weekday = int(words.weekdays[given["weekday"]])
    day = _weekday_by(when.anchor, weekday, given, when, words)
    sure = when.past is not None or "which" in given or weekday == when.anchor.weekday()
    basis = FROM_DATELINE if sure else INFERRED
    return hours(when, day, *HOURS[part], basis) if part else one_day(when, day, basis)


def _weekday_by(anchor: date, weekday: int, given: Given, when: Setting, words: TimeWords) -> date:
    """Last Tuesday lies before the dateline, next Tuesday after it, this Tuesday in its week."""
    if "which" not in given:
        return nearest_weekday(anchor, weekday, when.past)
    step = int(words.which[given["which"]])
    if step == 0:
        return week_of(anchor)[0] + timedelta(days=weekday)
    return nearest_weekday(anchor + timedelta(days=step), weekday, step < 0)


def _month_rule(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    month = int(words.months[given["month"]])
    if "year" in given:
        return days(when, *month_of(int(given["year"]), month), "month", EXPLICIT)
    if when.anchor is None:
        return Resolved(precision="month")
    return days(when, *month_of(_year_of(month, given, when, words), month), "month", FROM_DATELINE)


def _year_of(month: int, given: Given, when: Setting, words: TimeWords) -> int:
    """The year of a month or season that is told without one."""
    assert when.anchor is not None
    step = int(words.which[given["which"]]) if "which" in given else None
    year, passed = when.anchor.year, month < when.anchor.month
    if step is None:
        return _nearest_year(month, when)
    if step == 0:
        return year
    return (
        (year if passed else year - 1)
        if step < 0
        else (year if month > when.anchor.month else year + 1)
    )


def _nearest_year(month: int, when: Setting) -> int:
    assert when.anchor is not None
    ahead = (month - when.anchor.month) % 12
    back = ahead - 12 if ahead else 0
    steps = ahead if when.past is False or (when.past is None and ahead <= 6) else back
    return month_of(when.anchor.year, when.anchor.month + steps)[0].year


def _season(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    month = int(words.seasons[given["season"]])
    if "year" in given:
        return days(when, *season_of(int(given["year"]), month), "season", EXPLICIT)
    if when.anchor is None:
        return Resolved(precision="season")
    this = words.which.get(given.get("which", "")) == "0"
    year = _nearest_year(month, when) if this else _year_of(month, given, when, words)
    return days(when, *season_of(year, month), "season", FROM_DATELINE)


def _third_month(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    month = int(words.months[given["month"]])
    if "year" not in given and when.anchor is None:
        return Resolved(precision="month")
    year = int(given["year"]) if "year" in given else _nearest_year(month, when)
    span = third_of(*month_of(year, month), words.thirds[given["third"]])
    return days(when, *span, "month", _basis(given))


def _third_unit(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    unit = words.units[given["unit"]]
    if when.anchor is None or unit not in {"week", "month", "year"}:
        return Resolved(precision=unit)
    step = int(words.which[given["which"]]) if "which" in given else 0
    span = third_of(*unit_of(when.anchor, unit, step), words.thirds[given["third"]])
    return days(when, *span, unit, FROM_DATELINE)


def _third_year(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    year = int(given["year"])
    span = third_of(date(year, 1, 1), date(year + 1, 1, 1), words.thirds[given["third"]])
    return days(when, *span, "season", EXPLICIT)


def _whole(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    unit = words.units[given["unit"]]
    if unit == "hour":
        return None
    if when.anchor is None:
        return Resolved(precision=unit)
    span = unit_of(when.anchor, unit, int(words.which[given["which"]]))
    return days(when, *span, unit, FROM_DATELINE)


def _later(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    """Earlier this month ends with the dateline's day; later this week begins with it."""
    whole = _whole(given, when, words)
    if whole is None or when.anchor is None or words.which[given["which"]] != "0":
        return whole
    today = one_day(when, when.anchor)
    if words.thirds.get(given["later"], "late") == "early":
        return whole._replace(end=today.end)
    return whole._replace(start=today.start)


def _weekend(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    if when.anchor is None:
        return Resolved()
    first = week_of(when.anchor)[0] + timedelta(days=5)
    step = int(words.which[given["which"]]) if "which" in given else None
    ended = first > when.anchor
    if step == -1 or (step is None and when.past is not False and ended):
        first -= timedelta(days=7)
    elif step == 1 and not ended:
        first += timedelta(days=7)
    sure = step is not None or when.past is not None
    return days(when, first, first + timedelta(days=2), "day", FROM_DATELINE if sure else INFERRED)


def _last_night(_given: Given, when: Setting, _words: TimeWords) -> Resolved | None:
    if when.anchor is None:
        return _unknown_part()
    evening = when.anchor - timedelta(days=1)
    return hours(when, evening, *HOURS["night"], FROM_DATELINE)


def _tonight(_given: Given, when: Setting, _words: TimeWords) -> Resolved | None:
    if when.anchor is None:
        return _unknown_part()
    return hours(when, when.anchor, *HOURS["night"], FROM_DATELINE)


def _today(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    if when.anchor is None:
        return Resolved()
    return one_day(when, when.anchor + timedelta(days=int(words.relative[given["relative"]])))


def _today_part(given: Given, when: Setting, words: TimeWords) -> Resolved | None:
    if when.anchor is None:
        return _unknown_part()
    step = int(words.relative[given["relative"]]) if "relative" in given else 0
    day = when.anchor + timedelta(days=step)
    return hours(when, day, *HOURS[words.parts[given["part"]]], FROM_DATELINE)


def _years(given: Given, when: Setting, _words: TimeWords) -> Resolved | None:
    first, last = int(given["year"]), int(given["year2"])
    if last < first:
        return None
    return days(when, date(first, 1, 1), date(last + 1, 1, 1), "year", EXPLICIT)


def _year(given: Given, when: Setting, _words: TimeWords) -> Resolved | None:
    year = int(given["year"])
    return days(when, date(year, 1, 1), date(year + 1, 1, 1), "year", EXPLICIT)


RULES: Mapping[str, Rule] = {
    "iso": _date,
    "dotted": _date,
    "date": _date,
    "slashed": _slashed,
    "dates": _dates,
    "night_between": _night_between,
    "night_to": _night_to,
    "night_of": _night_of,
    "night_on": _night_on,
    "part_of": _part_of,
    "weekday": _weekday,
    "month": _month_rule,
    "season": _season,
    "third_month": _third_month,
    "third_unit": _third_unit,
    "third_year": _third_year,
    "whole": _whole,
    "later": _later,
    "weekend": _weekend,
    "last_night": _last_night,
    "tonight": _tonight,
    "today": _today,
    "today_part": _today_part,
    "ago": relative.ago,
    "ahead": relative.ahead,
    "around_other": relative.around_other,
    "past_span": relative.past_span,
    "next_span": relative.next_span,
    "vague_next": relative.vague_next,
    "vague_past": relative.vague_past,
    "years": _years,
    "year": _year,
    "clock": relative.clock,
    "clocks": relative.clocks,
    "noon": relative.noon,
}
