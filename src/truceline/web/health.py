"""Whose reports are held, day by day, and which bulletins are missing: a calm front and a silent source
look different. For the levels that may know where bulletins are missing; never for the public.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from threading import Lock
from typing import Final

from truceline.model.brief import SourceView
from truceline.model.record import Record
from truceline.stages.brief.case import Case
from truceline.stages.brief.sources import FEW, source_views

FURTHER: Final = "further"
"""The id of the row for all sources with few reports."""

Day = tuple[date, str, int]
"""A local day, its state (found, part, silent, none) and the reports that were published on it."""


class Source(Record, frozen=True, kw_only=True):
    """A source, or `of` further ones with few reports each; days of which nothing is to be said are left
    out.
    """

    id: str
    name: str
    side: str
    cadence: str
    reports: int
    days: tuple[Day, ...]
    of: int = 1


_lock = Lock()
_last: list[tuple[Case, tuple[Source, ...]]] = []


def sources(case: Case) -> tuple[Source, ...]:
    """Sources with a cadence first, then by their number of reports; worked out once a case."""
    with _lock:
        if not _last or _last[0][0] is not case:
            _last[:] = [(case, _sources(case))]
        return _last[0][1]


def _sources(case: Case) -> tuple[Source, ...]:
    held = _held(case)
    views = source_views(case)
    main = [v for v in views if v.days or v.reports >= FEW]
    rest = [v for v in views if not (v.days or v.reports >= FEW)]
    told = tuple(_source(view, held[view.name]) for view in main)
    return (*told, _further(rest, held)) if rest else told


def _held(case: Case) -> dict[str, Counter[date]]:
    """Reports by voice and the local day of their publication."""
    found: dict[str, Counter[date]] = defaultdict(Counter)
    for report in case.reports.values():
        if report.published is not None:
            found[report.voice][case.day(report.published)] += 1
    return found


def _source(view: SourceView, held: Counter[date]) -> Source:
    state = {day.day: day.state for day in view.days}
    days = sorted(held.keys() | {day for day, word in state.items() if word != "none"})
    return Source(
        id=view.id,
        name=view.name,
        side=view.side,
        cadence=view.cadence,
        reports=view.reports,
        days=tuple((day, state.get(day, "none"), held[day]) for day in days),
    )


def _further(rest: Iterable[SourceView], held: dict[str, Counter[date]]) -> Source:
    every = list(rest)
    days: Counter[date] = Counter()
    for view in every:
        days.update(held[view.name])
    return Source(
        id=FURTHER,
        name="",
        side="",
        cadence="",
        reports=sum(view.reports for view in every),
        days=tuple((day, "none", n) for day, n in sorted(days.items())),
        of=len(every),
    )
