"""What was known before a watch began: one entry for all of it. History is no news, and is not lost."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from truceline.foundation.phrase import count, listed
from truceline.model.alerting import Backlog
from truceline.model.watch import BACKLOG, Alert


def backlog_of(alerts: Iterable[Alert], began: datetime) -> Backlog | None:
    """The backlog among alerts on record; None where there is none."""
    matters = sorted(
        (a for a in alerts if a.state == BACKLOG), key=lambda a: (a.rule, a.about, a.id)
    )
    if not matters:
        return None
    rules = Counter(alert.rule for alert in matters)
    told = listed(f"{number} of {rule}" for rule, number in sorted(rules.items()))
    days = sorted(day for alert in matters for day in _days(alert))
    span = f", {days[0]} to {days[-1]}" if days else ""
    return Backlog(
        sentence=f"{count(len(matters), 'matter')} old when first seen{span}: {told}",
        began=began,
        matters=tuple(matters),
        basis=tuple(sorted({one for alert in matters for one in alert.basis})),
    )


def _days(alert: Alert) -> tuple[date, ...]:
    """First and last day that an alert is about."""
    first, last = alert.about.split("|")[0].split("/")
    return date.fromisoformat(first), date.fromisoformat(last)
