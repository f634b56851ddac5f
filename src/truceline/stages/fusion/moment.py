"""When an incident happened: the intersection of the largest set of intervals that agree.

Half-open intervals that meet pairwise share a moment, and the moment at which the last of them
begins is such a one; so it is enough to look at every start.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from truceline.model.evidence import Report
from truceline.model.record import Interval
from truceline.stages.fusion.columns import UNKNOWN_START_H


class _Told(msgspec.Struct, frozen=True):
    """A report's interval as told, and with its stated uncertainty to either side."""

    key: str
    stated: Interval
    wide: Interval
    uncertainty_h: float
    weight: int


def best_time(
    reports: Sequence[Report], weight: Sequence[int]
) -> tuple[Interval | None, float, tuple[str, ...]]:
    """(interval, standard deviation around it in hours, keys of reports that don't meet it).

    The largest set by weight counts; of equal ones that with the shorter intersection, then the
    earlier. A report that gives only an end holds the 72 hours before it beside one that gives
    a start. None when no report gives a start: "some time before" is no interval.
    """
    if not any(report.start for report in reports):
        return None, 0.0, ()
    told = [t for r, w in zip(reports, weight, strict=True) if (t := _told(r, w))]
    if not told:
        return None, 0.0, ()
    sets = [[t for t in told if t.wide.holds(one.wide.start)] for one in told]
    agreed = min(sets, key=_rank)
    when, uncertainty = _common(agreed)
    outside = tuple(t.key for t in told if not t.wide.meets(when))
    return when, uncertainty, outside


def _told(report: Report, weight: int) -> _Told | None:
    start, end = report.start, report.end or report.start
    if end is None:
        return None
    start = start or end - timedelta(hours=UNKNOWN_START_H)
    slack = timedelta(hours=report.time_uncertainty_h)
    zone = report.zone or "+00:00"
    stated = Interval(start=start, end=end, zone=zone)
    wide = Interval(start=start - slack, end=end + slack, zone=zone)
    return _Told(report.key, stated, wide, report.time_uncertainty_h, weight)


def _rank(agreed: Sequence[_Told]) -> tuple[int, timedelta, datetime]:
    shared = _intersection([t.wide for t in agreed])
    assert shared is not None, "intervals that hold one moment intersect"
    return -sum(t.weight for t in agreed), shared.end - shared.start, shared.start


def _common(agreed: Sequence[_Told]) -> tuple[Interval, float]:
    """The stated intervals' intersection with the sharpest uncertainty; where they only agree
    within their uncertainties, the intersection of those, which leaves none over.
    """
    stated = _intersection([t.stated for t in agreed])
    if stated is not None:
        return stated, min(t.uncertainty_h for t in agreed)
    wide = _intersection([t.wide for t in agreed])
    assert wide is not None, "intervals that hold one moment intersect"
    return wide, 0.0


def _intersection(intervals: Sequence[Interval]) -> Interval | None:
    start, end = max(i.start for i in intervals), min(i.end for i in intervals)
    return Interval(start=start, end=end, zone=intervals[0].zone) if start <= end else None
