"""Figures of the section "Is it holding?": each with its basis, none over two accused sides."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from truceline.model.finding import Figure
from truceline.model.holding import Holding, SideAccess, Stretch, Trend, TrendChange
from truceline.model.watch import Cluster

WEEK = 7
"""Days that are compared with as many before."""
_WIDE = "political_body"


def holding_figures(held: Holding | None) -> Iterator[Figure]:
    """Figures of the last days, of changes, clusters and access; none for the public, which is shown
    single days alone.
    """
    if held is None or not held.access:
        return
    yield from (_recorded(trend) for trend in held.trends)
    yield from (_change(told) for told in held.changes)
    yield from map(_cluster, held.clusters)
    for side in held.access:
        yield from _access(side)


def lately(trend: Trend, weeks_ago: int = 0) -> tuple[tuple[Stretch, ...], int]:
    """What lies wholly in the last seven days (or those so many weeks before), and on how many of the
    days nothing is known.
    """
    last = trend.last - timedelta(days=WEEK * weeks_ago)
    first = last - timedelta(days=WEEK - 1)
    inside = tuple(s for s in trend.stretches if first <= s.first and s.last <= last)
    return inside, WEEK - sum(s.days for s in inside)


def recorded_id(trend: Trend) -> str:
    """Id of the figure of a trend's last days."""
    return f"recorded.{trend.id}"


def _recorded(trend: Trend) -> Figure:
    inside, unknown = lately(trend)
    first = trend.last - timedelta(days=WEEK - 1)
    known = f", {WEEK - unknown} of them known" if unknown else ""
    number = float(sum(s.lo for s in inside))
    return Figure(
        id=recorded_id(trend),
        label=f"recorded from {first} to {trend.last}{known}: {trend.id}",
        value=int(number) if number.is_integer() else round(number, 2),
        unit=trend.unit,
        basis=tuple(sorted({one for s in inside for one in s.basis})),
        release=_release(trend.release),
    )


def _release(own: str) -> str:
    return _WIDE if own == "public" else own


def change_id(told: TrendChange) -> str:
    """Id of a change's figure: its trend, the kind of act and the day on which it was told."""
    parts = (told.trend, told.act.replace("/", "-"), _hours(told))
    return ".".join(("change", *filter(None, parts), str(told.change.told or told.change.day)))


def _hours(told: TrendChange) -> str:
    return "hours" if told.change.unit == "hour of effort" else ""


def _change(told: TrendChange) -> Figure:
    change = told.change
    return Figure(
        id=change_id(told),
        label=f"rate after over rate before, {change.series}, {change.day}",
        value=round(change.ratio.value, 3),
        unit="times",
        interval=(_start(change.earliest), _start(change.latest + timedelta(days=1))),
        basis=change.basis or told.incidents,
        release=told.release,
    )


def _start(day: date) -> str:
    return day.isoformat()


def _cluster(cluster: Cluster) -> Figure:
    return Figure(
        id=cluster.id,
        label=f"recorded in {', '.join(cluster.zone)}, where {cluster.expected:.2f} would be usual",
        value=round(cluster.observed, 2),
        unit="incident",
        interval=(_start(cluster.start), _start(cluster.end + timedelta(days=1))),
        basis=cluster.basis,
        release=cluster.release,
    )


def _access(side: SideAccess) -> Iterable[Figure]:
    party = side.party
    if side.hours is not None:
        yield Figure(
            id=f"access.hours.{party}",
            label=f"hours of neutral access on the territory of {party}",
            value=side.hours,
            unit="hours",
            release=_WIDE,
        )
    if side.worked_h is not None:
        yield Figure(
            id=f"access.worked.{party}",
            label=f"hours worked on the side of the line of {party}",
            value=round(side.worked_h, 1),
            unit="hours",
            release="restricted",
        )
    told = {
        "denied": ("access said to be kept from monitors by", side.denials),
        "listed": ("in a periodic list, blamed on", side.listed),
    }
    for name, (words, ids) in told.items():
        yield Figure(
            id=f"access.{name}.{party}",
            label=f"{words} {party}",
            value=len(ids),
            unit="incidents",
            basis=ids,
            release=_WIDE,
        )
