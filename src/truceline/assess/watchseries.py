"""What a watch follows from day to day: the mission's own counts and published figures; when they changed.

Each series says what its exposure is. Hours stand beside the mission's own counts only. What others report,
by the side blamed, is in `trends`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import pyarrow as pa

from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.phrase import listed, noun
from truceline.foundation.zones import zone_of
from truceline.model.agreement import OBSERVABLE, Agreement
from truceline.model.evidence import Report
from truceline.model.record import Problem
from truceline.model.watch import Change, Period, Series, SourceHealth, WatchSpec
from truceline.stages.brief.sources import BULLETIN_REACH
from truceline.stages.watch.change import told_daily, with_beside
from truceline.stages.watch.counted import Counted, of_periods
from truceline.stages.watch.rate import grounds, hours_counted, to_counted
from truceline.stages.watch.series import derive
from truceline.stages.watch.support import Support


@dataclass(frozen=True)
class Followed:
    """A series and the hours behind each day: None where they aren't known. `trend` is what it is of
    (`model.holding.Trend`), `act` the kind of act.
    """

    counted: Counted
    hours: Mapping[date, float] | None = None
    trend: str = ""
    act: str = ""


def of_ground(tally: pa.Table, held: Support) -> Iterator[Followed]:
    """Counts of each sector and kind of act, and the hours of each sector."""
    told: set[str] = set()
    for label, ground in grounds(tally, ("sector", "act")):
        hours = dict(zip(ground.days, ground.worked.tolist(), strict=True))
        name, trend = f"sector {label['sector']}", f"sector.{label['sector']}"
        if ground.count.any():
            own = to_counted(ground, f"{name}, {noun(label['act'])}", held)
            yield Followed(own, hours if ground.logged else None, trend, label["act"])
        if label["sector"] in told:
            continue
        told.add(label["sector"])
        worked = hours_counted(ground, f"{name}, hours")
        if worked is not None:
            yield Followed(worked, {}, trend)


def of_published(
    series: Sequence[Series], as_of: datetime, zone: tzinfo
) -> tuple[tuple[Followed, ...], tuple[Period, ...], tuple[Problem, ...]]:
    """Published series by day, what follows from their figures, and what doesn't fit. Figures of
    periods that end later than `as_of` aren't known then.
    """
    found: list[Followed] = []
    periods: list[Period] = []
    problems: list[Problem] = []
    for one in series:
        known = tuple(p for p in one.printed if p.end <= as_of)
        derived = derive(one.but(printed=known))
        problems += derived.problems
        for part in ("", *one.parts):
            own = derived.periods(part)
            periods += [period for period in own if period.basis]
            counted = of_periods(own, zone)
            trend = ".".join(filter(None, ("series", one.id, part)))
            found += [Followed(counted, trend=trend)] if counted is not None else []
    return tuple(found), tuple(periods), tuple(problems)


def changes_of(
    followed: Sequence[Followed],
    spec: WatchSpec,
    health: Sequence[SourceHealth],
    agreement: Agreement,
    zone: tzinfo,
    more: Sequence[tuple[date, str]] = (),
) -> tuple[Change, ...]:
    """Changes as they were told from day to day, each with what else changed then: `more` are days beside
    the agreement's, with their words.
    """
    hours = {one.counted.name: one.hours for one in followed}
    dates = (*agreement_dates(agreement, zone), *more)
    found = told_daily([one.counted for one in followed], spec)
    return tuple(
        with_beside(one, None if (own := hours[one.series]) is None else dict(own), health, dates)
        for one in found
    )


def agreement_dates(agreement: Agreement, zone: tzinfo) -> tuple[tuple[date, str], ...]:
    """Days on which terms that incidents can show begin or end, with every reading's own dates in its
    own zone of time.
    """
    told: dict[date, dict[str, set[str]]] = {}
    for reading in all_readings(agreement):
        shown = (t for t in reading.terms if isinstance(t, OBSERVABLE))
        for term, window in ((t.id, t.in_force) for t in shown):
            here = zone_of(window.zone) or zone
            for word, moments in (("begins", window.starts), ("ends", window.ends)):
                for moment in moments:
                    words = told.setdefault(moment.astimezone(here).date(), {})
                    words.setdefault(f"{term} {word}", set()).add(reading.party)
    every = {reading.party for reading in all_readings(agreement)}
    return tuple((day, _dated(words, every)) for day, words in sorted(told.items()))


def _dated(words: Mapping[str, set[str]], every: set[str]) -> str:
    """Terms that begin or end on a day; of those that not every reading dates so, whose reading does."""
    by: dict[tuple[str, ...], list[str]] = {}
    for word, parties in sorted(words.items()):
        by.setdefault(tuple(sorted(parties)) if parties != every else (), []).append(word)
    told = [
        f"{', '.join(own)}{f' (reading of {listed(whose)})' if whose else ''}"
        for whose, own in sorted(by.items())
    ]
    return "; ".join(told)


def received(
    reports: Mapping[str, Report], zone: tzinfo, weekly: Collection[str] = ()
) -> dict[str, set[date]]:
    """Local days on which each source published, by publisher and by claimant. What tells of something
    old is no bulletin of its day; a `weekly` one may tell of its week.
    """
    found: dict[str, set[date]] = {}
    for report in reports.values():
        if report.published is None or report.end is None:
            continue
        age, day = report.published - report.end, report.published.astimezone(zone).date()
        for name in {report.source, report.voice}:
            week = timedelta(days=7 if name in weekly else 0)
            if age <= BULLETIN_REACH + week:
                found.setdefault(name, set()).add(day)
    return found
