"""Trends of a brief: reports that blame a side, published series, the mission's own record by sector.

Each is one observer's word of one unit. A side's trend counts incidents that some report blames on it and
never meets another side's. A sector's trend stands beside hours, and is computed for a mission's own
restricted brief alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta, tzinfo
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.watchseries import Followed, changes_of
from truceline.foundation.zones import zone_of
from truceline.model.brief import SourceView
from truceline.model.holding import Stretch, Trend
from truceline.model.incident import Incident
from truceline.model.watch import Change, Curves, Gap, Period, Series, SourceHealth, WatchSpec
from truceline.stages.brief.case import Case
from truceline.stages.brief.sources import source_views
from truceline.stages.watch.counted import days_between, of_days
from truceline.stages.watch.health import alone, heard
from truceline.stages.watch.rate import curves
from truceline.stages.watch.support import Support

MOST_DAYS: Final = 180
"""So many days back a trend is shown."""
LEAST_DAYS, LEAST_INCIDENTS = 14, 10
"""A record shorter than this shows no trend."""
MEAN_OF: Final = 7
"""A corrected curve is the mean of so many days: of single days its interval would say nothing."""
NOBODY: Final = ""
_SHARE: Final = 0.1
"""A source that lists this part of a side's incidents alone leaves a gap in its trend by its silence."""


def by_side(case: Case) -> dict[str, dict[date, list[str]]]:
    """Accused side → day → incidents that some report blames on it, "" for those blamed on nobody.
    What was refuted counts nowhere.
    """
    known = [party.id for party in case.parties]
    found: dict[str, dict[date, list[str]]] = {side: defaultdict(list) for side in known}
    for incident in case.ordered:
        day = case.start_day(incident)
        if day is None or case.status[incident.id].occurrence == "refuted":
            continue
        for side in set(incident.accused) & set(known) or {NOBODY}:
            found.setdefault(side, defaultdict(list))[day].append(incident.id)
    return found


def long_enough(sides: Mapping[str, Mapping[date, Sequence[str]]]) -> bool:
    """Is there a record in which a side's trend could be seen? One that blames nobody shows none."""
    if not any(own for side, own in sides.items() if side != NOBODY):
        return False
    days = {day for own in sides.values() for day in own}
    ids = {one for own in sides.values() for day in own.values() for one in day}
    return len(ids) >= LEAST_INCIDENTS and (max(days) - min(days)).days + 1 >= LEAST_DAYS


def health_of(
    views: Sequence[SourceView], case: Case, ids: Sequence[str]
) -> tuple[SourceHealth, ...]:
    """The silences of sources with a cadence, as the brief tells them, and how much of these incidents
    rests on each alone.
    """
    voices = [{case.reports[key].voice for key in case.by_id[one].report_ids} for one in ids]
    shares = alone(voices) if voices else {}
    return tuple(_health(view, shares.get(view.name, 0.0)) for view in views if view.days)


def _health(view: SourceView, share: float) -> SourceHealth:
    silent = sorted(d.day for d in view.days if d.state == "silent")
    breaks = [k for k, (a, b) in enumerate(pairwise(silent), 1) if (b - a).days > 1]
    runs = [silent[a:b] for a, b in pairwise([0, *breaks, len(silent)])] if silent else []
    gaps = tuple(Gap(first=run[0], last=run[-1]) for run in runs)
    due = sum(d.state != "none" for d in view.days)
    return SourceHealth(
        source=view.name, expected=due, received=due - len(silent), gaps=gaps, share=share
    )


def lists_begun(
    views: Sequence[SourceView], health: Sequence[SourceHealth]
) -> tuple[tuple[date, str], ...]:
    """Days on which bulletins fall due for the first time, of sources on which part of a side's record
    rests alone: a list that begins looks like an escalation.
    """
    shares = {one.source: one.share for one in health}
    firsts = ((min(d.day for d in v.days), v.name) for v in views if v.days)
    return tuple(
        (day, f"bulletins of {name} begin, on which {shares[name]:.0%} of the record rests")
        for day, name in sorted(firsts)
        if shares.get(name, 0.0) >= _SHARE
    )


def side_trends(
    case: Case,
    sides: Mapping[str, Mapping[date, Sequence[str]]],
    views: Sequence[SourceView],
    last: date,
) -> Iterator[tuple[Trend, Followed, tuple[SourceHealth, ...]]]:
    """A trend for each accused side, all from one day on; what a search for changes starts from, and the
    sources' silences as far as they concern that side.
    """
    known = [day for own in sides.values() for day in own if day <= last]
    if not known:
        return
    first = min(known)
    days = days_between(first, last)
    for side, own in sides.items():
        ids = [one for day in sorted(own) for one in own[day]]
        health = health_of(views, case, ids)
        name = f"incidents blamed on {case.name(side) if side else 'nobody'}"
        told = of_days(name, "incident", (d for d in own for _ in own[d]), first, last)
        share = heard(days, health)
        basis = tuple(tuple(own.get(day, ())) for day in days)
        counted = replace(
            told, counts=np.where(share > 0, told.counts, 0.0), exposure=share, basis=basis
        )
        trend = _side_trend(side, own, days[-MOST_DAYS:], health)
        yield trend, Followed(counted, trend=trend.id), health


def side_changes(case: Case, spec: WatchSpec, last: date) -> tuple[Change, ...]:
    """Changes of what each side is blamed for, no two sides in one series."""
    agreement = case.mission.agreement
    views = source_views(case)
    found = side_trends(case, by_side(case), views, last)
    return tuple(
        change
        for _, own, health in found
        for change in changes_of(
            (own,), spec, health, agreement, case.zone, lists_begun(views, health)
        )
    )


def _side_trend(
    side: str,
    own: Mapping[date, Sequence[str]],
    days: Sequence[date],
    health: Sequence[SourceHealth],
) -> Trend:
    gaps = [gap for source in health if source.share >= _SHARE for gap in source.gaps]
    return Trend(
        id=f"side.{side or 'nobody'}",
        kind="side",
        subject=side,
        unit="incident",
        first=days[0],
        last=days[-1],
        stretches=tuple(_day(day, len(own.get(day, ())), tuple(own.get(day, ()))) for day in days),
        silent=tuple(day for day in days if any(g.first <= day <= g.last for g in gaps)),
        why="reports by others are not counted against the mission's hours",
        release="political_body",
    )


def _day(day: date, number: float, basis: tuple[str, ...] = ()) -> Stretch:
    return Stretch(first=day, last=day, lo=number, hi=number, basis=basis)


def published_trends(
    periods: Sequence[Period], series: Sequence[Series], last: date, zone: tzinfo
) -> tuple[Trend, ...]:
    """A trend for each published series and each of its parts, all from one day on. What its publisher
    printed with an address may go as wide as its whole; its parts may not.
    """
    known = {(p.series, p.part): [] for p in periods}  # type: dict[tuple[str, str], list[Stretch]]
    for period in periods:
        known[period.series, period.part].append(_of_period(period, zone))
    if not known:
        return ()
    first = min(s.first for own in known.values() for s in own)
    first = max(first, last - timedelta(days=MOST_DAYS - 1))
    open_ = {one.id for one in series if all(p.url.startswith("http") for p in one.printed)}
    units = {one.id: one.unit for one in series}
    return tuple(
        Trend(
            id=".".join(filter(None, ("series", name, part))),
            kind="series",
            subject=name,
            part=part,
            unit=units[name],
            first=first,
            last=last,
            stretches=tuple(s for s in own if s.first >= first),
            why="hours of observation were not published with these figures",
            release="public" if name in open_ and not part else "political_body",
        )
        for (name, part), own in known.items()
    )


def _of_period(period: Period, zone: tzinfo) -> Stretch:
    """A period as whole local days, named after the day on which each of its 24 hours ends."""
    last = (period.end - timedelta(microseconds=1)).astimezone(zone).date()
    return Stretch(
        first=last - timedelta(days=max(1, round(period.days)) - 1),
        last=last,
        lo=period.lo,
        hi=period.hi,
        apart=period.apart,
        apart_lo=period.apart_lo,
        apart_hi=period.apart_hi,
        basis=period.basis,
    )


def sector_trends(tally: pa.Table, held: Support) -> tuple[Trend, ...]:
    """A trend for each sector: all its own incidents, the hours there, and the corrected curve where one
    may be given.
    """
    if not len(tally):
        return ()
    one_act = tally.filter(
        pc.equal(tally["act"], tally["act"][0].as_py())
    )  # hours stand once per act
    hours = {c.sector: c.effort_h for c in curves(one_act, ("sector",), held)}
    every = curves(tally, ("sector",), held, MEAN_OF)
    return tuple(_sector_trend(curve, hours[curve.sector]) for curve in every)


def _sector_trend(curve: Curves, hours: Sequence[float | None]) -> Trend:
    told = zip(curve.days, curve.recorded, strict=True)
    return Trend(
        id=f"sector.{curve.sector}",
        kind="sector",
        subject=curve.sector,
        unit=curve.unit,
        first=curve.days[0],
        last=curve.days[-1],
        stretches=tuple(_day(day, number) for day, number in told if number is not None),
        effort_h=tuple(hours),
        corrected=curve.corrected if any(curve.corrected) else (),
        unseen=tuple(d for d, n in zip(curve.days, curve.recorded, strict=True) if n is None),
        why=curve.why,
    )


def local_day(incident: Incident, zone: tzinfo) -> date | None:
    """The local day on which an incident began."""
    if incident.when is None:
        return None
    return incident.when.start.astimezone(zone_of(incident.when.zone) or zone).date()
