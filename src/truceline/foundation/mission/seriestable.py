"""Published series: `series.csv`, one printed figure a row, as its issue gave it.

Nothing is worked out here: a figure that was told in words alone stays without a number, and the
length of a *previous* period that no issue tells stays open. A row that can't be read is set aside
with a Problem.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from truceline.foundation.mission.cells import Cells, shown
from truceline.foundation.mission.distinct import distinct
from truceline.foundation.mission.rows import Columns, read_rows
from truceline.foundation.zones import zone_of
from truceline.model.record import Problem, in_order
from truceline.model.watch import APART_SHARES, PRINTED_BOUNDS, SPANS, Calibration, Printed, Series

SERIES: Final = Columns(
    ("series", "unit", "issue", "span", "as_of"),
    ("part", "hours", "since", "value", "bound", "apart", "apart_share", "note", "url"),
)
CALIBRATIONS: Final = Columns(("profile", "trials", "seen", "expected"), ("source", "note"))
_DAY_H: Final = 24.0
_BOUNDS: Final[dict[str, Callable[[float], tuple[float | None, float | None]]]] = {
    "exact": lambda v: (v, v),
    "at_least": lambda v: (v, None),
    "at_most": lambda v: (0.0, v),
    "unquantified": lambda _: (None, None),
}
assert set(_BOUNDS) == set(PRINTED_BOUNDS)


def read_series(
    text: str, file: str, zone: str = "UTC", cut_off: str = "24:00"
) -> tuple[tuple[Series, ...], tuple[Problem, ...]]:
    """Series by id, their figures by end, issue and part.

    `as_of` is the end of the issue's period, `hours` its length (24 by default); a *previous* figure
    speaks of the period that ends where that one starts. `since` is a moment, or a bare date: the
    reporting day, which begins at `cut_off` (`HH:MM`, local in `zone`) of the evening before.
    """
    local = zone_of(zone) or zone_of("UTC")
    assert local is not None
    rows, form = read_rows(text, file, SERIES)
    made = [(row, _printed(row, local, cut_off)) for row in rows]
    good = [(row, found) for row, found in made if found is not None and row.usable]
    printed, repeated = distinct(good, lambda found: found.id, "issue")
    series, mixed = _series(printed, file)
    told = (p for row in rows for p in row.problems)
    return series, in_order((*form, *told, *repeated, *mixed))


def _printed(row: Cells, zone: tzinfo, cut_off: str) -> Printed | None:
    span, bound = row.word("span", SPANS, ""), row.word("bound", PRINTED_BOUNDS, _bound(row))
    hours, end = row.number("hours", 0.01, 24 * 366), row.moment("as_of")
    value = row.number("value", 0)
    period = _period(row, span, end, _DAY_H if hours is None else hours, (zone, cut_off))
    if not row.text("value") and bound != "unquantified":
        row.wrong("value", "is empty", "write a number, or bound unquantified")
    if period is None or not row.usable:
        return None
    lo, hi = _BOUNDS[bound](0.0 if value is None else value)
    series, part, issue = (row.needed("series"), row.text("part"), row.needed("issue"))
    apart = _apart(row, lo, hi)
    return Printed(
        id=".".join(filter(None, (series, issue, part, span))),
        series=series,
        unit=row.needed("unit"),
        issue=issue,
        span=span,
        part=part,
        start=period[0],
        end=period[1],
        lo=lo,
        hi=hi,
        apart=row.text("apart"),
        apart_lo=apart[0],
        apart_hi=apart[1],
        note=row.text("note"),
        url=row.text("url"),
    )


def _bound(row: Cells) -> str:
    return "exact" if row.text("value") else "unquantified"


def _period(
    row: Cells, span: str, end: datetime | None, hours: float, told: tuple[tzinfo, str]
) -> tuple[datetime, datetime] | None:
    """Start and end. A previous period gets no length here: its start is its end."""
    if end is None:
        row.needed("as_of")
        return None
    start = end - timedelta(hours=hours)
    if span == "previous":
        return start, start
    if span != "since":
        return start, end
    since = _since(row, *told)
    if since is not None and since >= end:
        row.wrong("since", "doesn't lie before as_of", "is the date of one of them wrong?")
    return None if since is None or since >= end else (since, end)


def _since(row: Cells, zone: tzinfo, cut_off: str) -> datetime | None:
    """The start of a cumulative figure; of a bare date, the start of that reporting day."""
    row.needed("since")
    day = row.day("since")
    if day is None:
        return row.moment("since")
    if cut_off == "24:00":
        return datetime.combine(day, time(), zone)
    hour, minute = (int(part) for part in cut_off.split(":"))
    return datetime.combine(day - timedelta(days=1), time(hour, minute), zone)


def _apart(row: Cells, lo: float | None, hi: float | None) -> tuple[float, float]:
    """How much of the figure is set apart; `most` is more than half."""
    told = row.text("apart_share")
    if not row.text("apart") or lo is None or hi is None:
        if told:
            row.wrong("apart_share", "stands without `apart` or a number", "say why, and of what")
        return 0.0, 0.0
    if told and told not in APART_SHARES:
        number = row.number("apart_share", 0, hi)
        return (number, number) if number is not None else (0.0, 0.0)
    least = {"all": hi, "most": math.floor(lo / 2) + 1.0, "some": 1.0}
    return min(least.get(told or "all", 0.0), hi), hi


def _series(printed: Iterable[Printed], file: str) -> tuple[tuple[Series, ...], list[Problem]]:
    found: dict[str, list[Printed]] = defaultdict(list)
    for one in printed:
        found[one.series].append(one)
    series, problems = [], []
    for name in sorted(found):
        ordered = sorted(found[name], key=lambda p: (p.end, p.issue, p.part, p.span))
        units = sorted({p.unit for p in ordered})
        if len(units) > 1:
            said = f"series {shown(name)} has units {', '.join(units)}"
            hint = "different units are different series: they are never added up"
            problems.append(Problem(file=file, field="unit", message=said, hint=hint))
            continue
        parts = tuple(sorted({p.part for p in ordered if p.part}))
        series.append(Series(id=name, unit=units[0], parts=parts, printed=tuple(ordered)))
    return tuple(series), problems


def read_calibrations(text: str, file: str) -> tuple[tuple[Calibration, ...], tuple[Problem, ...]]:
    """Trials of detection profiles, by profile; two rows of one profile are a Problem."""
    rows, form = read_rows(text, file, CALIBRATIONS)
    made = [(row, _calibration(row)) for row in rows]
    good = [(row, found) for row, found in made if found is not None and row.usable]
    trials, repeated = distinct(good, lambda found: found.profile, "profile")
    return trials, in_order((*form, *(p for row in rows for p in row.problems), *repeated))


def _calibration(row: Cells) -> Calibration | None:
    trials, seen = row.number("trials", 1), row.number("seen", 0)
    expected, profile = row.number("expected", 0, 1), row.needed("profile")
    for name, value in (("trials", trials), ("seen", seen), ("expected", expected)):
        if value is None and row.usable:
            row.wrong(name, "is empty", "every row needs one")
    if trials is None or seen is None or expected is None:
        return None
    if seen > trials:
        row.wrong("seen", f"is more than the {trials:g} trials", "seen counts among them")
    return Calibration(
        profile=profile,
        trials=int(trials),
        seen=int(seen),
        expected=expected,
        source=row.text("source"),
    )
