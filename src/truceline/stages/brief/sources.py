"""Sources and their silences: a day is silent when a bulletin was due and none was found.

An empty day of a source with a cadence is told as a silence, never as calm.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from truceline.foundation.cadence import due_days
from truceline.foundation.phrase import count, listed
from truceline.model.brief import SourceDay, SourceView
from truceline.model.evidence import Report, RosterEntry, Statement
from truceline.stages.brief.case import Case

FEW = 3
BULLETIN_REACH = timedelta(days=2)
"""A bulletin lists acts of at most this long before it, a weekly one those of its week and this
long; older acts in a report are background."""


def source_views(case: Case) -> tuple[SourceView, ...]:
    """Claimants of the record, those with a cadence first, then by number of reports."""
    by_claimant: dict[str, list[Report]] = defaultdict(list)
    for report in case.reports.values():
        by_claimant[report.voice].append(report)
    views = [_view(case, name, rows) for name, rows in by_claimant.items()]
    return tuple(sorted(views, key=lambda v: (not v.days, -v.reports, v.name)))


def main_sources(views: Sequence[SourceView]) -> tuple[SourceView, ...]:
    """Sources with a cadence or with at least `FEW` reports; one row tells of the others."""
    main = tuple(v for v in views if v.days or v.reports >= FEW)
    rest = [v for v in views if v not in main]
    if not rest:
        return main
    name = f"{count(len(rest), 'further source')}, fewer than {FEW} reports each"
    reports = sum(v.reports for v in rest)
    return (
        *main,
        SourceView(
            id="further", name=name, side="", cadence="", access="", grade="", reports=reports
        ),
    )


def _view(case: Case, name: str, rows: list[Report]) -> SourceView:
    entry = (
        case.claimants.get(name)
        or case.publishers.get(name)
        or RosterEntry(id=name, role="", name=name)
    )
    return SourceView(
        id=entry.id,
        name=name,
        side=entry.side or (rows[0].claimant_side or ""),
        cadence=entry.cadence,
        access=listed(entry.access) or "none known",
        grade=entry.grade,
        reports=len(rows),
        days=tuple(_days(case, entry, rows)),
        accuses=_accuses(case, rows),
        url=entry.url,
    )


def _accuses(case: Case, rows: Iterable[Report]) -> str:
    """The party that more than nine tenths of a source's reports accuse, if there is one."""
    actors = Counter(
        r.alleged_actor for r in rows if r.alleged_actor in {p.id for p in case.parties}
    )
    best = max(actors.items(), key=lambda a: (a[1], a[0]), default=("", 0))
    return str(best[0]) if best[1] > 0.9 * actors.total() else ""


def _days(case: Case, entry: RosterEntry, rows: list[Report]) -> Iterator[SourceDay]:
    itemised: dict[date, set[str]] = defaultdict(set)
    for report in rows:
        day = _bulletin_day(case, report, _reach(entry.cadence))
        if day and report.key in case.incident_of:
            itemised[day].add(case.incident_of[report.key])
    stated = {date.fromisoformat(s.date): s for s in case.mission.statements if _total_of(s, entry)}
    for day in due_days(
        entry.cadence, (case.as_of - timedelta(microseconds=1)).astimezone(case.zone).date()
    ):
        said = stated.get(day)
        listed = tuple(sorted(itemised.get(day, ()), key=case.numbers.__getitem__))
        yield _day(day, listed, said.number if said else None)


def _total_of(said: Statement, entry: RosterEntry) -> bool:
    return said.speaker == entry.name and said.topic == "violation_count"


def _day(day: date, cites: tuple[str, ...], stated: float | None) -> SourceDay:
    itemised = len(cites)
    if not itemised and stated is None:
        state = "silent"
    elif stated is not None and itemised < stated:
        state = "part"
    else:
        state = "found"
    return SourceDay(day=day, state=state, stated=stated, itemised=itemised, cites=cites)


def _reach(cadence: str) -> timedelta:
    return BULLETIN_REACH + timedelta(days=7 if cadence.startswith("weekly") else 0)


def _bulletin_day(case: Case, report: Report, reach: timedelta) -> date | None:
    """The day on which a report was published, unless it tells of something old."""
    if report.published is None or report.end is None:
        return None
    old = report.published - report.end > reach
    return None if old else case.day(report.published)
