"""A source's bulletins day by day: what it stated beside what is itemised, a table per month."""

from collections import defaultdict
from collections.abc import Iterable

from truceline.model.brief import SourceDay, SourceView
from truceline.stages.brief.words import MONTHS

_STATED = {"silent": "×", "none": "", "found": "—", "part": "—"}


def day_tables(source: SourceView) -> Iterable[dict[str, object]]:
    """One table per month in which the source stated numbers; none for other sources."""
    if all(d.stated is None for d in source.days):
        return
    months: dict[tuple[int, int], list[SourceDay]] = defaultdict(list)
    for day in sorted(source.days, key=lambda d: d.day):
        months[day.day.year, day.day.month].append(day)
    for (year, month), days in sorted(months.items()):
        yield {
            "title": f"{source.name}, {MONTHS[month - 1]} {year}: stated, and itemised by this brief",
            "days": [str(d.day.day) for d in days],
            "stated": [_stated(d) for d in days],
            "itemised": ["" if d.itemised is None else str(d.itemised) for d in days],
        }


def _stated(day: SourceDay) -> str:
    return _STATED.get(day.state, "") if day.stated is None else f"{day.stated:g}"
