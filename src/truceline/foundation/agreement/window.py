"""When a term is in force: starts, ends, and ends that follow from a number of days.

`30 days` from 18 March ends with 16 April when the first day counts and with 17 April when it
doesn't. A text that doesn't say which leaves both, and so does this module: it must never choose.
"""

from datetime import date, datetime, time, timedelta, tzinfo

from truceline.foundation.yamltext import Node
from truceline.foundation.zones import zone_of
from truceline.model.agreement import Window

WINDOW_KEYS = ("from", "until", "days", "zone")


def read_window(node: Node) -> Window | None:
    """`{from, until, days, zone}`; None, and Problems, when there is no usable start.

    `from` and `until` are moments with their zone, or lists of alternatives. `zone` says in which
    zone of time days are counted, the start's own offset by default. No `until` and no `days`
    means open-ended.
    """
    if not node.is_mapping():
        return None
    node.unknown_keys(WINDOW_KEYS)
    if not node.need("from"):
        return None
    zone = node.zone("zone")
    starts, ends = node.moments("from", zone), _ends(node)
    days = node.whole("days", low=1)
    if not starts:
        return None
    if days is not None and not node.has("until"):
        ends = _counted(node, starts, days, zone)
    return Window(
        starts=tuple(sorted(starts)),
        ends=tuple(sorted(set(ends))),
        zone=zone or offset_of(starts[0]),
        days=days,
    )


def _ends(node: Node) -> tuple[datetime, ...]:
    """Ends as written. A bare date isn't taken: it leaves open whether that day is included."""
    bare = [n for n in node.nodes("until") if len(n.raw) == 10 and n.as_day()]
    for n in bare:
        hint = f"write the moment it ends, e.g. {n.raw}T00:00:00+02:00 when the day before is last"
        n.complain(f"`until: {n.raw}` doesn't say whether that day is included", hint)
    return () if bare else node.moments("until")


def _counted(
    node: Node, starts: tuple[datetime, ...], days: int, zone: str
) -> tuple[datetime, ...]:
    """Both ends that a length in days can mean, per start."""
    try:
        return tuple(end for s in starts for end in day_count_ends(s, days, zone))
    except OverflowError:
        node.complain(f"{days} days go beyond the calendar")
        return ()


def day_count_ends(start: datetime, days: int, zone: str) -> tuple[datetime, datetime]:
    """Where a number of days from `start` ends: with the first day counted, and without it.

    Half-open: the first moment after the last day, in `zone` or, where that is empty, in the
    start's own offset. Raises `OverflowError` beyond the year 9999.
    """
    local: tzinfo | None = zone_of(zone) if zone else start.tzinfo
    first: date = start.astimezone(local).date()
    counted, after = first + timedelta(days=days), first + timedelta(days=days + 1)
    return datetime.combine(counted, time(), local), datetime.combine(after, time(), local)


def offset_of(moment: datetime) -> str:
    """`+03:00`: how a moment with a zone was told."""
    return moment.isoformat()[-6:] if moment.utcoffset() else "+00:00"


def cut(window: Window, end: datetime | None) -> Window:
    """The window with every end brought forward to a declared exit, where there is one."""
    if end is None:
        return window
    return window.but(ends=tuple(sorted({min(e, end) for e in window.ends} or {end})))
